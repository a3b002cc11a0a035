"""Measures planning over seeds, beside other planners; all plans are judged by one checker.

python -m benchmarks.planning.run S --seeds 1 2 3 4 5 --seconds 30 --keep runs.jsonl --write --picture docs/planning-benchmark.svg

Y measures the year of S, our planner alone. Seconds count from the parsed problem in a warm process; `cold` is what loading
and reading took before that. The reference of a seed is the best bound that any planner proved; % is what a plan is above
it, in points of it. `--keep` goes on where an earlier run with the same file was ended; `--write` puts the table into the docs.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.pages import DOCS, put, where_and_when
from benchmarks.planning.drawing import picture
from benchmarks.planning.generate import YEAR_SIZE, made
from benchmarks.planning.growth import grown, table
from benchmarks.planning.keeping import kept_or_run
from benchmarks.planning.measuring import PLANNERS, Mark, Measured, measured
from benchmarks.planning.run_year import measured_year
from benchmarks.planning.timefold import missing
from scheduler.solver.format.documents import problem_text

Numbers = Sequence[float | None]
GOALS_AT = {"S": (1.5,)}
"""Seconds at which a goal is set, by size; for a year or a city:"""
LATER = (15.0, 120.0, 300.0)


def main() -> int:
    given = _arguments()
    if "Timefold" in given.planners and (reason := missing()):
        print(f"Timefold is not measured: {reason}", file=sys.stderr)
        given.planners.remove("Timefold")
    load, began = os.getloadavg()[0], time.monotonic()
    runs = [
        run
        for seed in given.seeds
        for run in measured_side_by_side(given.size, seed, given.seconds, given.planners, given.keep)
    ]
    lines = summary(runs, GOALS_AT.get(given.size, LATER))
    print("\n".join(lines), flush=True)
    if given.write:
        told = where_and_when(load, (time.monotonic() - began) / 60)
        put(DOCS / "planning.md", given.size, "\n".join([told, "", *lines]))
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
    reader.add_argument("--keep", type=Path, metavar="FILE")
    reader.add_argument("--write", action="store_true")
    reader.add_argument("--growth", nargs="*", default=[], help="numbers of areas, C or X")
    reader.add_argument("--growth-seconds", type=float, default=30.0)
    reader.add_argument("--picture", type=Path)
    return reader.parse_args()


def measured_side_by_side(
    size: str, seed: int, seconds: float, planners: Iterable[str], keep: Path | None = None
) -> list[Measured]:
    """Each planner on the problem of one seed, one after the other, a line for each; of a year only ours."""
    runs: list[Measured] = []
    text = "" if size == YEAR_SIZE else problem_text(made(size, seed).problem)
    for planner in ["ours"] if size == YEAR_SIZE else planners:

        def run(planner: str = planner) -> Measured:
            return (
                measured_year(seed, seconds) if size == YEAR_SIZE else measured(planner, text, seconds, seed)
            )

        runs.append(kept_or_run(keep, size, seconds, run, planner, seed))
        print(_line(size, runs[-1]), file=sys.stderr, flush=True)
    return runs


def _line(size: str, run: Measured) -> str:
    marks = "".join(
        f"at {mark.after:g} s {shown(mark.points, 0)} ({shown(mark.bound, 0)}), " for mark in run.marks
    )
    return (
        f"{size} {run.seed} {run.planner}: {shown(run.points, 0)} points, bound {shown(run.bound, 0)}, "
        f"first {shown(run.first)} s, {marks}proof {shown(run.proof)} s, "
        f"unplaced {shown(run.unplaced, 0)}, hard {shown(run.hard, 0)}, {run.seconds:.1f} s, {run.processor:.1f} s CPU"
    )


def reference(runs: Iterable[Measured], seed: int) -> int | None:
    """The best bound that any planner proved for a seed; no plan that keeps the rules has fewer points."""
    return max((run.bound for run in runs if run.seed == seed and run.bound is not None), default=None)


def summary(runs: Sequence[Measured], goals_at: Sequence[float] = GOALS_AT["S"]) -> list[str]:
    """The table: for each planner its median and its worst over the seeds."""
    afters = [after for after in goals_at if any(mark.after == after for run in runs for mark in run.marks)]
    at = [f"at {after:g} s, {what}" for after in afters for what in ("% above reference", "gap %")]
    head = [
        *(
            "planner",
            "what",
            "first plan, s",
            *at,
            "proof, s",
            "proven",
            "points",
            "gap, %",
            "points above reference",
        ),
        *("unplaced", "hard findings", "seconds", "of processors", "memory, MB", "cold, s"),
    ]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for planner in dict.fromkeys(run.planner for run in runs):
        own = [run for run in runs if run.planner == planner]
        numbers = _numbers(own, {run.seed: reference(runs, run.seed) for run in own}, afters)
        for what, of in (("median", _median), ("worst", _worst)):
            cells = [shown(of(values), digits) for values, digits in numbers]
            cells.insert(2 + len(at), f"{sum(run.proof is not None for run in own)} of {len(own)}")
            lines.append(f"| {planner} | {what} | " + " | ".join(cells) + " |")
    return lines


def _numbers(
    own: Sequence[Measured], best: dict[int, int | None], afters: Sequence[float]
) -> list[tuple[Numbers, int]]:
    """Each column's values over the seeds, and its digits."""
    marks: list[tuple[Numbers, int]] = []
    for after in afters:
        there = [
            (run.seed, next((mark for mark in run.marks if mark.after == after), Mark(after, None, None)))
            for run in own
        ]
        marks.append(([_percent(mark.points, best[seed]) for seed, mark in there], 2))
        marks.append(([_percent(mark.points, mark.bound) for _, mark in there], 2))
    return [
        ([run.first for run in own], 2),
        *marks,
        ([run.proof for run in own], 1),
        ([run.points for run in own], 0),
        ([_percent(run.points, run.bound) for run in own], 2),
        ([_above(run.points, best[run.seed]) for run in own], 0),
        ([run.unplaced for run in own], 0),
        ([run.hard for run in own], 0),
        ([run.seconds for run in own], 1),
        ([run.processor for run in own], 1),
        ([run.megabytes for run in own], 0),
        ([run.cold for run in own], 1),
    ]


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
