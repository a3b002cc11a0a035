"""Timefold's Java solver on a model of ours (`timefold_model/`), in several set-ups, of which the best counts.

Needs a JDK from 17 on, and the solver's jars, which the `timefold` wheel ships:
`pip install --no-deps --require-hashes -r benchmarks/planning/timefold_model/requirements.txt`.

The model chooses for each order, and for each delivery that a least allotment lacks, one of the columns of our own
model, or none; what uses exclude each other comes as ceilings, ready made. Making that table is not counted in its
seconds, nor is the start of the Java machine. Two set-ups run at once, each alone on a core.
"""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path

from benchmarks.planning.room import Room
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import EVENTS, Category
from scheduler.solver.assemble import assemble
from scheduler.solver.columns import Column, deliveries_of
from scheduler.solver.identity import with_ids
from scheduler.solver.judge import hard_findings, score
from scheduler.solver.problem import Problem
from scheduler.solver.rules.fairness import shares, standing_points

MODEL = Path(__file__).parent / "timefold_model"
SET_UPS = ("default", "tabu", "diversified", "ruin")
AT_ONCE = 2
"""So many set-ups run side by side."""
ON_ONE_CORE = ("-XX:ActiveProcessorCount=1", "-XX:+UseSerialGC")
Heard = Callable[[int, float], None]
"""Hears the points of each better plan that places everything, and after how many seconds it came."""
Found = tuple[tuple[Delivery, ...], list[tuple[int, float]]]


def missing() -> str | None:
    """Why it cannot be measured here, in a sentence; None if it can."""
    if not shutil.which("javac") or not shutil.which("java"):
        return "there is no JDK here (java and javac, from 17 on)"
    if _jars() is None:
        return "the timefold wheel is not installed: see benchmarks/planning/timefold.py"
    return None


def _jars() -> Path | None:
    spec = find_spec("timefold")
    places = (
        [Path(place) / "solver" / "jars" for place in (spec.submodule_search_locations or [])] if spec else []
    )
    return next((place for place in places if place.is_dir()), None)


def plan_by_timefold(
    problem: Problem, seconds: float, seed: int, heard: Heard, set_ups: Sequence[str] = SET_UPS
) -> tuple[Delivery, ...]:
    """The month's deliveries of the best set-up; each set-up has the seconds, and a core, for itself."""
    with tempfile.TemporaryDirectory() as directory:
        table = Path(directory) / "month.txt"
        month = _Month(problem)
        table.write_text("".join(f"{line}\n" for line in month.lines()), encoding="utf-8")
        classpath = _compiled(Path(directory))
        cores = _Cores()

        def run(set_up: str) -> Found:
            with cores.one() as core:
                return _run(month, [str(table), str(seconds), str(seed), set_up], classpath, core)

        with ThreadPoolExecutor(cores.count) as pool:
            found = list(pool.map(run, set_ups))
    deliveries, told = min(found, key=lambda one: _worth(problem, one[0]))
    for points, after in told:
        heard(points, after)
    return deliveries


class _Cores:
    """The cores on which set-ups run at once; None where the system does not tell them apart."""

    def __init__(self) -> None:
        known: list[int | None] = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        chosen = known[:AT_ONCE] or [None] * min(AT_ONCE, os.cpu_count() or 1)
        self.count = len(chosen)
        self._free: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        for core in chosen:
            self._free.put(core)

    @contextmanager
    def one(self) -> Iterator[int | None]:
        """A core of one's own, free again afterwards."""
        core = self._free.get()
        try:
            yield core
        finally:
            self._free.put(core)


def _worth(problem: Problem, deliveries: tuple[Delivery, ...]) -> tuple[int, int]:
    """The fewest hard findings, then the fewest points, by the one checker."""
    return len(hard_findings(problem, deliveries)), score(problem, deliveries).total


def _compiled(directory: Path) -> str:
    jars = f"{_jars()}/*"
    sources = sorted(str(source) for source in MODEL.glob("*.java"))
    subprocess.run(["javac", "-proc:none", "-cp", jars, "-d", str(directory), *sources], check=True)  # noqa: S603, S607
    return f"{directory}:{jars}"


def _run(month: _Month, asked: Sequence[str], classpath: str, core: int | None) -> Found:
    command = ["java", *ON_ONE_CORE, "-cp", classpath, "Peer", *asked]
    told: list[tuple[int, float]] = []
    chosen: list[Column] = []
    with subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as java:
        if core is not None:
            os.sched_setaffinity(java.pid, {core})
        assert java.stdout is not None
        for line in java.stdout:
            kind, *words = line.split()
            if kind == "better":
                milliseconds, hard, medium, soft = map(int, words)
                if hard == medium == 0:
                    told.append((month.constant - soft, milliseconds / 1000))
            elif kind == "plan":
                chosen = [month.columns[int(word)] for word in words]
    if java.returncode != 0:
        raise RuntimeError(f"Timefold ended with status {java.returncode} ({asked[-1]})")
    return month.plan(chosen), told


class _Month:
    """A month as the lines that `Reading.java` reads; `constant` is what its penalty lacks to the points."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.model = assemble(problem, widely=True)
        self.columns = self.model.columns
        self.room = Room(self.model)
        self.ceilings = {place: number for number, place in enumerate(self.room.left)}
        self.areas = {area_id: number for number, area_id in enumerate(shares(problem))}
        self.places = {
            (area_id, category): number
            for number, (area_id, category) in enumerate(
                (area_id, category) for area_id in self.areas for category in Category
            )
        }
        self.stood = Counter(
            (delivery.area_id, _monday(delivery.day))
            for delivery in problem.standing
            if delivery.category in EVENTS
        )
        self.weeks: dict[tuple[str, date], int] = {}
        for column in self.columns:
            if column.category in EVENTS and column.standing is None:
                for day in column.month_days:
                    self.weeks.setdefault((column.area_id, _monday(day)), len(self.weeks))
        points = problem.parameters.points_of_rank
        most = problem.parameters.spacing_week_most
        self.constant = problem.weights.ranked_orders * sum(points(o.rank) for o in problem.orders.values())
        self.constant += problem.weights.spacing * sum(max(0, n - most) for n in self.stood.values())

    def lines(self) -> Iterator[str]:
        problem, weights = self.problem, self.problem.weights
        for left in self.room.left.values():
            yield f"ceiling {left}"
        for key in self.weeks:
            yield f"week {self.stood[key]} {problem.parameters.spacing_week_most} {weights.spacing}"
        for area_id, category in self.places:
            allotment = problem.allotment(area_id, category)
            stands = problem.standing_counts.get((area_id, category), 0)
            yield f"place {allotment.least} {max(allotment.most, stands)} {stands}"
        share, stood = shares(problem), standing_points(problem)
        own = ",".join(str(share[area_id]) for area_id in self.areas)
        before = ",".join(str(stood[area_id]) for area_id in self.areas)
        yield f"shares {weights.fairness} {own} {before}"
        yield from self._items()

    def _items(self) -> Iterator[str]:
        decisions = self.model.decisions
        for variables in decisions.of_order.values():
            open_ones = [v for v in variables if self.columns[v].standing is None]
            if open_ones:
                yield "item"
                yield from (self._choice(variable) for variable in open_ones)
        for place, variables in decisions.of_area_category.items():
            fillers = [
                v for v in variables if self.columns[v].standing is None and self.columns[v].order_id is None
            ]
            lacking = self.problem.allotment(*place).least - self.problem.standing_counts.get(place, 0)
            for _ in range(lacking if fillers else 0):
                yield "item"
                yield from (self._choice(variable) for variable in fillers)

    def _choice(self, variable: int) -> str:
        column = self.columns[variable]
        takes = Counter[int]()
        for place, amount in self.room.takes[variable]:
            takes[self.ceilings[place]] += amount
        crowds = Counter[int]()
        if column.category in EVENTS:
            crowds.update(self.weeks[column.area_id, _monday(day)] for day in column.month_days)
        points = self.problem.parameters.points_of(column.category) * column.in_month
        return (
            f"choice {variable} {self._cost(column)} {self.areas[column.area_id]} "
            f"{self.places[column.area_id, column.category]} {points} {column.in_month} "
            f"{_pairs(takes)} {_pairs(crowds)}"
        )

    def _cost(self, column: Column) -> int:
        """Points that a choice adds: what is unasked or not as asked for, less what serving its order is worth."""
        weights, order = self.problem.weights, self.problem.orders.get(column.order_id or "")
        if order is None:
            return weights.unasked * column.in_month
        missed = bool(order.weekdays) and column.days[0].isoweekday() not in order.weekdays
        elsewhere = order.venue_id is not None and order.venue_id != column.venue_id
        worth = self.problem.parameters.points_of_rank(order.rank) * weights.ranked_orders
        return (missed + elsewhere) * weights.preferences - worth

    def plan(self, chosen: list[Column]) -> tuple[Delivery, ...]:
        standing = [column for column in self.columns if column.standing is not None]
        return with_ids(self.problem, deliveries_of(self.problem, [*standing, *chosen]))


def _pairs(counted: Counter[int]) -> str:
    return ",".join(f"{number}:{count}" for number, count in counted.items()) or "-"


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
