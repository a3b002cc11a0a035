"""How planning's cost grows with the city: processor seconds of all processes to the first plan that keeps every rule.

python -m benchmarks.planning.growth 9 18 36 72 144 C X --seconds 300 --picture docs/planning-growth.svg

A number makes a city of so many areas, nine to a district; C has 215 areas, X is ten cities such as C, planned one after
the other as the independent jobs that they are. The exponent e is that of cost = c · areas^e, by least squares of logarithms.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from benchmarks.planning.drawing import growth_picture
from benchmarks.planning.generate import made
from benchmarks.planning.measuring import WORKERS, peak, processor
from scheduler.solver.city.parts import districts_of
from scheduler.solver.city.solving import solve_city
from scheduler.solver.format.documents import problem_text, read_problem
from scheduler.solver.judge import hard_findings
from scheduler.solver.solution import Options, Progress
from scheduler.solver.solve import solve

CITIES_OF_X = 10
HEAD = "| size | areas | deliveries | first plan, s | processor, s | points | bound | hard findings | memory, MB |"


@dataclass(frozen=True, slots=True)
class Grown:
    """One size: seconds of the clock and of the processors to the first plan, its points, the most memory at once."""

    size: str
    areas: int
    deliveries: int
    first: float
    processor: float
    points: int | None
    bound: int | None
    hard: int
    megabytes: float


def grown(size: str, seconds: float) -> Grown:
    """The size planned to its first plan; of X each city by itself, costs added up."""
    if size != "X":
        return _one(size, 1, seconds)
    cities = [_one("C", seed, seconds) for seed in range(1, CITIES_OF_X + 1)]
    points = [city.points for city in cities]
    return Grown(
        size,
        sum(city.areas for city in cities),
        sum(city.deliveries for city in cities),
        sum(city.first for city in cities),
        sum(city.processor for city in cities),
        None if None in points else sum(one for one in points if one is not None),
        None,
        sum(city.hard for city in cities),
        max(city.megabytes for city in cities),
    )


def _one(size: str, seed: int, seconds: float) -> Grown:
    text = problem_text(made(size, seed).problem)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_to_first_plan, size, text, seconds).result()


def _to_first_plan(size: str, text: str, seconds: float) -> Grown:
    problem = read_problem(text)
    began, used, firsts = time.monotonic(), processor(), list[float]()

    def watch(now: Progress) -> None:
        if now.best is not None and not now.relaxed:
            firsts.append(time.monotonic() - began)

    options = Options(seconds=seconds, workers=WORKERS)
    if len(districts_of(problem)) > 1:
        found = solve_city(problem, options, watch, lambda: bool(firsts), workers=WORKERS)
    else:
        found = solve(problem, options, watch, lambda: bool(firsts))
    return Grown(
        size,
        len(problem.areas),
        len(found.deliveries),
        firsts[0] if firsts else math.nan,
        processor() - used,
        found.best,
        found.bound,
        len(hard_findings(problem, found.deliveries)) if found.deliveries else 0,
        peak(WORKERS),
    )


def exponent(runs: Sequence[Grown]) -> float | None:
    """By which power of the areas the processor seconds grow; None of fewer than two sizes."""
    points = [(math.log(run.areas), math.log(run.processor)) for run in runs if not math.isnan(run.first)]
    if len({x for x, _ in points}) <= 1:
        return None
    middle_x, middle_y = (sum(part) / len(points) for part in zip(*points, strict=True))
    spread = sum((x - middle_x) ** 2 for x, _ in points)
    return sum((x - middle_x) * (y - middle_y) for x, y in points) / spread


def table(runs: Sequence[Grown]) -> list[str]:
    """The table, and the exponent below it."""
    rows = [
        f"| {run.size} | {run.areas} | {run.deliveries} | {run.first:.1f} | {run.processor:.1f} | {run.points or '–'} | "
        f"{run.bound or '–'} | {run.hard} | {run.megabytes:.0f} |"
        for run in runs
    ]
    power = exponent(runs)
    return [HEAD, "|---" * 9 + "|", *rows, *([] if power is None else ["", f"cost ~ areas^{power:.2f}"])]


def main() -> int:
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("sizes", nargs="+")
    reader.add_argument("--seconds", type=float, default=300.0, help="the most for one city")
    reader.add_argument("--picture", type=Path)
    given = reader.parse_args()
    runs: list[Grown] = []
    for size in given.sizes:
        runs.append(grown(size, given.seconds))
        print(runs[-1], file=sys.stderr, flush=True)
    print("\n".join(table(runs)))
    if given.picture:
        curve = [(run.areas, run.processor) for run in runs if not math.isnan(run.first)]
        given.picture.write_text(growth_picture(curve, exponent(runs)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
