"""Runs one planner on one problem in a process of its own, and has its plan judged by the one checker."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path

from scheduler.domain.delivery import Delivery
from scheduler.solver.city.parts import districts_of
from scheduler.solver.format.documents import read_problem
from scheduler.solver.judge import hard_findings, score
from scheduler.solver.problem import Problem

WORKERS = 2
MARKS = (1.5, 15.0, 120.0, 300.0)
"""Seconds at which a goal is set for a month, a year or a city."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The best plan's points and the bound after so many seconds, by the planner's own count."""

    after: float
    points: int | None
    bound: int | None


@dataclass(frozen=True, slots=True)
class Measured:
    """What one planner did with one problem: seconds from the parsed problem on, points, megabytes.

    `points`, `hard` and `unplaced` are the checker's; `proof` the seconds to the proof, `processor` those of all its
    processes, `cold` those of loading the planner and reading the file.
    """

    planner: str
    seed: int
    points: int | None = None
    hard: int | None = None
    unplaced: int | None = None
    bound: int | None = None
    first: float | None = None
    marks: tuple[Mark, ...] = ()
    proof: float | None = None
    seconds: float = 0.0
    processor: float = 0.0
    cold: float = 0.0
    megabytes: float = 0.0

    @property
    def above(self) -> int | None:
        """Points above its own bound."""
        return None if self.points is None or self.bound is None else self.points - self.bound


@dataclass
class Heard:
    """Hears of better plans and bounds: when the first plan came, and how good the best was at each mark."""

    began: float = field(default_factory=time.monotonic)
    first: float | None = None
    said: list[Mark] = field(default_factory=list)

    def __call__(self, best: int | None, after: float | None = None, bound: int | None = None) -> None:
        now = time.monotonic() - self.began if after is None else after
        self.said.append(Mark(now, best, bound))
        if best is not None and self.first is None:
            self.first = now

    def marks(self, seconds: float) -> tuple[Mark, ...]:
        """The best and the bound at each mark within so many seconds."""
        return tuple(self._at(mark) for mark in MARKS if mark <= seconds)

    def _at(self, after: float) -> Mark:
        until = [one for one in self.said if one.after <= after]
        return Mark(
            after,
            min((one.points for one in until if one.points is not None), default=None),
            max((one.bound for one in until if one.bound is not None), default=None),
        )


def measured(planner: str, text: str, seconds: float, seed: int) -> Measured:
    """One run in a fresh process; its plan is judged here."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        deliveries, said = pool.submit(_run, planner, text, seconds, seed).result()
    if not deliveries:
        return said
    problem = read_problem(text)
    points, hard = score(problem, deliveries), len(hard_findings(problem, deliveries))
    return replace(
        said,
        first=None if hard else said.first,
        points=points.total,
        hard=hard,
        unplaced=points.of("unplaced").units,
    )


def _run(planner: str, text: str, seconds: float, seed: int) -> tuple[tuple[Delivery, ...], Measured]:
    began = time.monotonic()
    run = PLANNERS[planner]()
    problem = read_problem(text)
    cold = time.monotonic() - began
    heard = Heard()
    used = processor()
    deliveries, bound, proven = run(problem, seconds, seed, heard)
    took = time.monotonic() - heard.began
    return deliveries, Measured(
        planner=planner,
        seed=seed,
        bound=bound,
        first=heard.first,
        marks=heard.marks(seconds),
        proof=took if proven else None,
        seconds=took,
        processor=processor() - used,
        cold=cold,
        megabytes=peak(WORKERS if len(districts_of(problem)) > 1 else 0),
    )


def processor() -> float:
    """Processor seconds of this process and of those that it has seen end."""
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def peak(children: int = 0) -> float:
    """The most memory of this process and so many ended children, each taken as large as the largest.

    Linux counts a parent's into `getrusage`, so the own mark is read there.
    """
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (
        1024 if sys.platform != "darwin" else 2**20
    )
    return _own_peak() + children * largest


def _own_peak() -> float:
    own = Path("/proc/self/status")
    if own.exists():
        marks = dict(
            line.split(":", 1) for line in own.read_text(encoding="utf-8").splitlines() if ":" in line
        )
        return int(marks["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 2**20)


Run = Callable[[Problem, float, int, Heard], tuple[tuple[Delivery, ...], int | None, bool]]


def _ours() -> Run:
    from scheduler.solver.city.solving import solve_city  # noqa: PLC0415 - its loading is measured
    from scheduler.solver.solution import Ending, Options, Progress  # noqa: PLC0415
    from scheduler.solver.solve import solve  # noqa: PLC0415

    def run(
        problem: Problem, seconds: float, seed: int, heard: Heard
    ) -> tuple[tuple[Delivery, ...], int | None, bool]:
        options = Options(seconds=seconds, workers=WORKERS, seed=seed)

        def watch(progress: Progress) -> None:
            if not progress.relaxed:
                heard(progress.best, bound=progress.bound)

        if len(districts_of(problem)) > 1:
            solution = solve_city(problem, options, watch, workers=WORKERS)
        else:
            solution = solve(problem, options, watch)
        return solution.deliveries, solution.bound, solution.ending is Ending.OPTIMAL

    return run


def _plain() -> Run:
    from benchmarks.planning.plain_cpsat import plan_plainly  # noqa: PLC0415

    def run(
        problem: Problem, seconds: float, seed: int, heard: Heard
    ) -> tuple[tuple[Delivery, ...], int | None, bool]:
        return plan_plainly(problem, seconds, seed, WORKERS, lambda best, low: heard(best, bound=low))

    return run


def _greedy() -> Run:
    from benchmarks.planning.greedy import plan_greedily  # noqa: PLC0415

    def run(
        problem: Problem, _seconds: float, _seed: int, heard: Heard
    ) -> tuple[tuple[Delivery, ...], int | None, bool]:
        deliveries = plan_greedily(problem)
        heard(score(problem, deliveries).total)
        return deliveries, None, False

    return run


def _timefold() -> Run:
    from benchmarks.planning.timefold import plan_by_timefold  # noqa: PLC0415

    def run(
        problem: Problem, seconds: float, seed: int, heard: Heard
    ) -> tuple[tuple[Delivery, ...], int | None, bool]:
        return plan_by_timefold(problem, seconds, seed, heard), None, False

    return run


PLANNERS: dict[str, Callable[[], Run]] = {
    "ours": _ours,
    "greedy": _greedy,
    "plain CP-SAT": _plain,
    "Timefold": _timefold,
}
