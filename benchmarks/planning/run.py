"""Measures planning over seeds, beside a greedy planner and a plain CP-SAT model; all plans judged by one checker.

python -m benchmarks.planning.run S --seeds 1 2 3 4 5 --seconds 30 --growth 9 18 36 --picture docs/planning-benchmark.svg

Y measures the year of S, our planner alone. Seconds count from the parsed problem in a warm process; `cold` is what loading and reading took before that.
The reference of a seed is the best bound that any planner proved; % is what a plan is above it, in points of it.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.planning.drawing import picture
from benchmarks.planning.generate import YEAR_SIZE, made
from benchmarks.planning.growth import grown, table
from benchmarks.planning.measuring import PLANNERS, Measured, measured
from benchmarks.planning.run_year import measured_years
from benchmarks.planning.timefold import missing
from scheduler.solver.format.documents import problem_text

Numbers = Sequence[float | None]
HEAD = (
    "| planner | what | first plan, s | at 1.5 s, % above reference | proof, s | proven | points | gap, % "
    "| points above reference | unplaced | hard findings | memory, MB | cold, s |"
)


def main() -> int:
    given = _arguments()
    if given.size == YEAR_SIZE:
        return measured_years(given.seeds, given.seconds)
    if "Timefold" in given.planners and (reason := missing()):
        print(f"Timefold is not measured: {reason}", file=sys.stderr)
        given.planners.remove("Timefold")
    runs = [
        run
        for seed in given.seeds
        for run in measured_side_by_side(given.size, seed, given.seconds, given.planners)
    ]
    print("\n".join(summary(runs)), flush=True)
    growth = [grown(size, given.growth_seconds) for size in given.growth]
    if growth:
        print("\n" + "\n".join(table(growth)))
    if given.picture:
        references = {seed: reference(runs, seed) for seed in given.seeds}
        curve = [(run.size, run.first) for run in growth if not math.isnan(run.first)]
        given.picture.write_text(picture(runs, references, curve), encoding="utf-8")
    return 0


def _arguments() -> argparse.Namespace:
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("size", nargs="?", default="S")
    reader.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3, 4, 5])
    reader.add_argument("--seconds", type=float, default=30.0)
    reader.add_argument("--planners", nargs="+", choices=list(PLANNERS), default=list(PLANNERS))
    reader.add_argument("--growth", nargs="*", default=[], help="numbers of areas, C or X")
    reader.add_argument("--growth-seconds", type=float, default=30.0)
    reader.add_argument("--picture", type=Path)
    return reader.parse_args()


def measured_side_by_side(size: str, seed: int, seconds: float, planners: Iterable[str]) -> list[Measured]:
    """Each planner on the problem of one seed, one after the other, a line for each."""
    text = problem_text(made(size, seed).problem)
    runs: list[Measured] = []
    for planner in planners:
        run = measured(planner, text, seconds, seed)
        print(
            f"{size} {seed} {planner}: {shown(run.points, 0)} points, bound {shown(run.bound, 0)}, "
            f"first {shown(run.first)} s, at 1.5 s {shown(run.early, 0)}, proof {shown(run.proof)} s, "
            f"unplaced {shown(run.unplaced, 0)}, hard {shown(run.hard, 0)}, {run.seconds:.1f} s",
            file=sys.stderr,
            flush=True,
        )
        runs.append(run)
    return runs


def reference(runs: Iterable[Measured], seed: int) -> int | None:
    """The best bound that any planner proved for a seed; no plan that keeps the rules has fewer points."""
    return max((run.bound for run in runs if run.seed == seed and run.bound is not None), default=None)


def summary(runs: Sequence[Measured]) -> list[str]:
    """The table: for each planner its median and its worst over the seeds."""
    lines = [HEAD, "|---" * 13 + "|"]
    for planner in dict.fromkeys(run.planner for run in runs):
        own = [run for run in runs if run.planner == planner]
        best = {run.seed: reference(runs, run.seed) for run in own}
        numbers: list[tuple[Numbers, int]] = [
            ([run.first for run in own], 2),
            ([_percent(run.early, best[run.seed]) for run in own], 2),
            ([run.proof for run in own], 1),
            ([run.points for run in own], 0),
            ([_percent(run.points, run.bound) for run in own], 2),
            ([_above(run.points, best[run.seed]) for run in own], 0),
            ([run.unplaced for run in own], 0),
            ([run.hard for run in own], 0),
            ([run.megabytes for run in own], 0),
            ([run.cold for run in own], 1),
        ]
        for what, of in (("median", _median), ("worst", _worst)):
            cells = [shown(of(values), digits) for values, digits in numbers]
            cells.insert(3, f"{sum(run.proof is not None for run in own)} of {len(own)}")
            lines.append(f"| {planner} | {what} | " + " | ".join(cells) + " |")
    return lines


def _median(values: Numbers) -> float | None:
    """The median, what is missing being worse than all; None if that is the median."""
    found = statistics.median_high([float("inf") if value is None else value for value in values])
    return None if found == float("inf") else found


def _worst(values: Numbers) -> float | None:
    return None if None in values else max(value for value in values if value is not None)


def _percent(points: int | None, of: int | None) -> float | None:
    return None if points is None or of is None else 100 * (points - of) / max(1, abs(of))


def _above(points: int | None, of: int | None) -> int | None:
    return None if points is None or of is None else points - of


def shown(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{value:,.{digits}f}"


if __name__ == "__main__":
    sys.exit(main())
