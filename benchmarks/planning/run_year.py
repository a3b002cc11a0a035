"""Measures planning a year over seeds, each in a process of its own; plans are judged by the one checker."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from benchmarks.planning.measuring import WORKERS, peak
from benchmarks.planning.years import made_year
from scheduler.domain.delivery import Delivery
from scheduler.solver.format.documents import read_year, year_text
from scheduler.solver.year.judge import year_findings, year_score
from scheduler.solver.year.solution import YearOptions, YearProgress

HEAD = (
    "| seed | deliveries | first plan, s | of them CPU, s | points | bound | gap, % | hard findings "
    "| seconds | CPU, s | memory, MB |"
)


@dataclass(frozen=True, slots=True)
class MeasuredYear:
    """One run: seconds of the clock and of the processor from the parsed problem on; points are the checker's."""

    seed: int
    deliveries: int
    first: float | None
    first_cpu: float | None
    points: int | None
    bound: int | None
    hard: int
    seconds: float
    cpu: float
    megabytes: float


def measured_years(seeds: Iterable[int], seconds: float) -> int:
    """A line for each seed."""
    print(f"{HEAD}\n{'|---' * 11}|", flush=True)
    for seed in seeds:
        text = year_text(made_year(seed).problem)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            run = pool.submit(_run, text, seed, seconds).result()
        print(_line(run), flush=True)
    return 0


def _run(text: str, seed: int, seconds: float) -> MeasuredYear:
    from scheduler.solver.year.solve import solve_year  # noqa: PLC0415 - loaded before the clock is started

    problem = read_year(text)
    began, cpu = time.monotonic(), time.process_time()
    first: list[tuple[float, float]] = []

    def watch(progress: YearProgress) -> None:
        if progress.best is not None and not first:
            first.append((time.monotonic() - began, time.process_time() - cpu))
            print(f"Y {seed}: first plan of {progress.best} at {first[0][0]:.1f} s", file=sys.stderr)

    found = solve_year(problem, YearOptions(seconds, WORKERS, seed), watch)
    took, used = time.monotonic() - began, time.process_time() - cpu
    points, hard = _judged(text, found.deliveries)
    return MeasuredYear(
        seed=seed,
        deliveries=len(found.deliveries),
        first=first[0][0] if first else None,
        first_cpu=first[0][1] if first else None,
        points=points,
        bound=found.bound,
        hard=hard,
        seconds=took,
        cpu=used,
        megabytes=peak(),
    )


def _judged(text: str, deliveries: tuple[Delivery, ...]) -> tuple[int | None, int]:
    problem = read_year(text)
    found = year_findings(problem, deliveries)
    return (year_score(problem, found).total if deliveries else None), sum(one.hard for one in found)


def _line(run: MeasuredYear) -> str:
    gap = None
    if run.points is not None and run.bound is not None:
        gap = 100 * (run.points - run.bound) / max(1, run.points)
    cells = [
        f"{run.seed}",
        f"{run.deliveries:,}",
        *("–" if value is None else f"{value:.1f}" for value in (run.first, run.first_cpu)),
        *("–" if value is None else f"{value:,}" for value in (run.points, run.bound)),
        "–" if gap is None else f"{gap:.2f}",
        f"{run.hard}",
        f"{run.seconds:.1f}",
        f"{run.cpu:.1f}",
        f"{run.megabytes:.0f}",
    ]
    return "| " + " | ".join(cells) + " |"
