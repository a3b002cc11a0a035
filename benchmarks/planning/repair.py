"""Repairs of the demonstration's month after seeded events: how long, how few changes, how often proven.

python -m benchmarks.planning.repair [--events 30] [--seed 1] [--all]

The month is planned first, in a warm process. Only the proposal with the fewest changes is timed, unless
`--all` asks for the others too. Prints a line for each event, then median, p95 and worst by kind of event.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from benchmarks.june import DEMONSTRATION
from config.settings import load_settings
from scheduler.adapters.district_files import read_district
from scheduler.application.planning_facts import planning_settings_of
from scheduler.domain.delivery import Delivery
from scheduler.domain.disruption import (
    Declined,
    Disruption,
    OrderWithdrawn,
    ProviderAbsent,
    Rain,
    Urgent,
    VenueClosed,
)
from scheduler.domain.district import Order
from scheduler.domain.terms import Category
from scheduler.solver.problem import Problem, month_problem
from scheduler.solver.proposing import Aim
from scheduler.solver.repairing import repair
from scheduler.solver.solution import Options
from scheduler.solver.solve import solve

MONTH = "2026-06"


def main() -> int:
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("--events", type=int, default=30)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--seconds", type=float, default=10.0)
    reader.add_argument("--all", action="store_true")
    given = reader.parse_args()
    problem, plan = published()
    aims = frozenset(Aim) if given.all else frozenset({Aim.FEWEST})
    dice = Random(given.seed)
    repair(problem, plan, Rain(_film(plan).day), Options(seconds=given.seconds), aims=aims)  # warms up
    took: dict[str, list[float]] = defaultdict(list)
    proven = 0
    print("event            touched  least  changed  proposals    ms  proven  ending")
    for _ in range(given.events):
        event = happening(dice, problem, plan)
        began = time.monotonic()
        done = repair(problem, plan, event, Options(seconds=given.seconds), aims=aims)
        took[type(event).__name__].append((time.monotonic() - began) * 1000)
        first = done.proposals[0] if done.proposals else None
        proven += first is not None and first.proven
        print(
            f"{type(event).__name__:15}  {len(done.touched):7}  {done.least:5}  "
            f"{first.count if first else '–':>7}  {len(done.proposals):9}  "
            f"{took[type(event).__name__][-1]:4.0f}  {first.proven if first else '–'!s:>6}  {done.ending}"
        )
    for name, own in sorted(took.items()):
        print(f"{name:15}  {_figures(own)}")
    every = [one for own in took.values() for one in own]
    print(f"{'all':15}  {_figures(every)}; count proven the least in {proven} of {len(every)}")
    return 0


def published() -> tuple[Problem, tuple[Delivery, ...]]:
    """The demonstration's June and a plan of it."""
    planning = planning_settings_of(load_settings(environment={}).sections["planning"], 60.0)
    district = read_district(DEMONSTRATION).district
    problem = month_problem(district, MONTH, date(2026, 5, 20), planning.parameters, planning.weights)
    return problem, solve(problem, Options(seconds=60.0)).deliveries


def happening(dice: Random, problem: Problem, plan: Sequence[Delivery]) -> Disruption:
    """An event that touches what is planned, each kind as likely as another."""
    one = dice.choice(plan)
    ordered = [each for each in plan if each.order_id is not None]
    films = [each for each in plan if each.category is Category.FILM]
    wanted = dice.choice(ordered)
    until = one.day + timedelta(days=dice.randint(0, 2))
    return dice.choice(
        (
            Rain(dice.choice(films).day),
            ProviderAbsent(one.provider_id, one.day, until),
            VenueClosed(one.venue_id, one.day, until),
            Declined(one.id, dice.choice(("venue", "provider"))),
            OrderWithdrawn(str(wanted.order_id)),
            Urgent(Order("U", wanted.area_id, problem.month, wanted.programme_id, 1)),
        )
    )


def _film(plan: Sequence[Delivery]) -> Delivery:
    return next(one for one in plan if one.category is Category.FILM)


def _figures(milliseconds: Sequence[float]) -> str:
    ranked = sorted(milliseconds)
    p95 = ranked[min(len(ranked) - 1, int(0.95 * len(ranked)))]
    return f"median {statistics.median(ranked):5.0f} ms, p95 {p95:5.0f} ms, worst {ranked[-1]:5.0f} ms, n {len(ranked)}"


if __name__ == "__main__":
    sys.exit(main())
