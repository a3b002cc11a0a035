"""The demonstration's month, from its files: what the README's main job promises, measured.

python -m benchmarks.june [--months 2026-06 2026-07] [--seconds 60] [--seeds 1 2 3]

For each month and seed: columns, seconds to the first plan and to the end, best and bound in points,
the gap as their ratio, hard findings, unplaced wishes; the peak memory at the end. A month after the
first is planned on top of the first one's plan, as it would be in the office.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import time
from datetime import date
from pathlib import Path

import config
from config.settings import load_settings
from scheduler.adapters.district_files import read_district
from scheduler.application.planning_facts import planning_settings_of
from scheduler.domain.delivery import Delivery
from scheduler.solver.judge import hard_findings
from scheduler.solver.problem import month_problem
from scheduler.solver.solution import Options, Progress
from scheduler.solver.solve import solve

DEMONSTRATION = Path(config.__file__).with_name("districts") / "demo"


def main() -> int:
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("--months", nargs="+", default=["2026-06"])
    reader.add_argument("--seconds", type=float, default=60.0)
    reader.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    given = reader.parse_args()
    print("month    seed  first s   end s   best  bound   gap %  hard  unplaced  ending")
    ends: list[float] = []
    for seed in given.seeds:
        around: tuple[Delivery, ...] = ()
        for month in given.months:
            planned, seconds = measure(month, given.seconds, seed, around)
            around += planned
            ends.append(seconds)
    print(f"end: median {statistics.median(ends):.1f} s, worst {max(ends):.1f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 2**20)
    print(f"peak memory {peak:.0f} MB")
    return 0


def measure(
    month: str, seconds: float, seed: int, around: tuple[Delivery, ...]
) -> tuple[tuple[Delivery, ...], float]:
    """Plan one month and print its line; returns the plan and the seconds it took."""
    settings = load_settings(environment={})
    planning = planning_settings_of(settings.sections["planning"], seconds)
    problem = month_problem(
        read_district(DEMONSTRATION).district,
        month,
        date(2026, 5, 20),
        planning.parameters,
        planning.weights,
        around=around,
    )
    first: list[float] = []

    def watch(progress: Progress) -> None:
        if progress.best is not None and not first:
            first.append(progress.seconds)

    began = time.monotonic()
    solution = solve(problem, Options(seconds=seconds, seed=seed), watch)
    took = time.monotonic() - began
    hard = len(hard_findings(problem, solution.deliveries))
    gap = f"{solution.gap * 100:6.2f}" if solution.gap is not None else "     –"
    began_with = f"{first[0]:7.1f}" if first else "      –"
    print(
        f"{month}  {seed:4d}  {began_with}  {took:6.1f}  {solution.best!s:>5}  {solution.bound!s:>5}  {gap}"
        f"  {hard:4d}  {len(solution.unplaced):8d}  {solution.ending}",
        flush=True,
    )
    return solution.deliveries, took


if __name__ == "__main__":
    sys.exit(main())
