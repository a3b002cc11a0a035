"""Repairs of a published month after seeded events of every kind: how long, how few changes, how often proven.

python -m benchmarks.planning.repair [june | S | C | a number of areas] [--events 100] [--seed 1] [--all] [--write]

`june` is the demonstration's month, planned first; a size is a generated problem, published as the plan that is hidden in it
(a city in the districts that the event concerns). Seconds count in a warm process from the event to the answer; those of the processor are beside
them. Only the proposal with the fewest changes is timed, unless `--all` asks for the others too.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random

from benchmarks.june import DEMONSTRATION
from benchmarks.pages import DOCS, put, where_and_when
from benchmarks.planning.generate import made
from config.settings import load_settings
from scheduler.adapters.district_files import read_district
from scheduler.application.planning_facts import planning_settings_of
from scheduler.domain.delivery import Delivery
from scheduler.domain.disruption import (
    BudgetChanged,
    Declined,
    Disruption,
    HolidayMoved,
    OrderWithdrawn,
    ProviderAbsent,
    QuotaChanged,
    Rain,
    Urgent,
    VenueClosed,
    VenueReopened,
)
from scheduler.domain.district import Order
from scheduler.domain.terms import Category
from scheduler.solver.city.repairing import repair_city
from scheduler.solver.problem import Problem, month_problem
from scheduler.solver.proposing import Aim
from scheduler.solver.solution import Options
from scheduler.solver.solve import solve

MONTH = "2026-06"
HEAD = "| event | median, ms | p95, ms | worst, ms | of the processor: median, ms | p95, ms | worst, ms | events |"
Took = tuple[float, float]
"""Milliseconds of the clock and of the processor."""


def main() -> int:
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("size", nargs="?", default="june")
    reader.add_argument("--events", type=int, default=100)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--seconds", type=float, default=10.0)
    reader.add_argument("--all", action="store_true")
    reader.add_argument("--write", action="store_true")
    given = reader.parse_args()
    load, before = os.getloadavg()[0], time.monotonic()
    lines = table(*measured(given.size, given.events, given.seed, given.seconds, every=given.all))
    print("\n".join(lines))
    if given.write:
        told = where_and_when(load, (time.monotonic() - before) / 60)
        put(DOCS / "planning.md", f"repair {given.size}", "\n".join([told, "", *lines]))
    return 0


def measured(
    size: str, events: int, seed: int, seconds: float, *, every: bool
) -> tuple[dict[str, list[Took]], int]:
    """What each event took, by kind, and how many counts were proven the least."""
    problem, plan = published(size, seed)
    options, aims = Options(seconds=seconds), frozenset(Aim) if every else frozenset({Aim.FEWEST})
    dice = Random(seed)
    repair_city(problem, plan, Rain(_film(plan).day), options, aims=aims)  # warms up
    took: dict[str, list[Took]] = defaultdict(list)
    proven = 0
    for number in range(events):
        event = KINDS[number % len(KINDS)](dice, problem, plan)
        began, used = time.monotonic(), time.process_time()
        done = repair_city(problem, plan, event, options, aims=aims)
        took[type(event).__name__].append(
            (1000 * (time.monotonic() - began), 1000 * (time.process_time() - used))
        )
        first = done.proposals[0] if done.proposals else None
        proven += first is not None and first.proven
        print(
            f"{type(event).__name__:15}  touched {len(done.touched)}, least {done.least}, "
            f"changed {first.count if first else '–'}, {len(done.proposals)} proposals, "
            f"{took[type(event).__name__][-1][1]:.0f} ms of the processor, "
            f"{'proven' if first and first.proven else 'not proven'}, {done.ending}",
            file=sys.stderr,
        )
    return took, proven


def published(size: str, seed: int) -> tuple[Problem, tuple[Delivery, ...]]:
    """A month and its published plan."""
    if size != "june":
        found = made(size, seed)
        return found.problem, found.hidden
    planning = planning_settings_of(load_settings(environment={}).sections["planning"], 60.0)
    district = read_district(DEMONSTRATION).district
    problem = month_problem(district, MONTH, date(2026, 5, 20), planning.parameters, planning.weights)
    return problem, solve(problem, Options(seconds=60.0)).deliveries


def table(took: dict[str, list[Took]], proven: int) -> list[str]:
    """A row for each kind of event and one for all."""
    every = [one for own in took.values() for one in own]
    rows = [(name, own) for name, own in sorted(took.items())] + [("all", every)]
    return [
        HEAD,
        "|---" * 8 + "|",
        *(f"| {name} | {_figures(own, 0)} | {_figures(own, 1)} | {len(own)} |" for name, own in rows),
        "",
        f"The count was proven the least in {proven} of {len(every)}.",
    ]


Kind = Callable[[Random, Problem, Sequence[Delivery]], Disruption]


def _absent(dice: Random, _: Problem, plan: Sequence[Delivery]) -> Disruption:
    one = dice.choice(plan)
    return ProviderAbsent(one.provider_id, one.day, one.day + timedelta(days=dice.randint(0, 2)))


def _closed(dice: Random, _: Problem, plan: Sequence[Delivery]) -> Disruption:
    one = dice.choice(plan)
    return VenueClosed(one.venue_id, one.day, one.day + timedelta(days=dice.randint(0, 2)))


def _reopened(dice: Random, problem: Problem, _: Sequence[Delivery]) -> Disruption:
    closed = [
        (one.id, shut.first)
        for one in problem.district.venues
        for shut in one.closures
        if shut.first in problem.days
    ]
    return VenueReopened(*dice.choice(closed)) if closed else _absent(dice, problem, _)


def _urgent(dice: Random, problem: Problem, plan: Sequence[Delivery]) -> Disruption:
    wanted = dice.choice(_ordered(plan))
    return Urgent(Order("U", wanted.area_id, problem.month, wanted.programme_id, 1))


def _quota(dice: Random, problem: Problem, plan: Sequence[Delivery]) -> Disruption:
    one = dice.choice(plan)
    now = problem.allotment(one.area_id, one.category)
    less = max(0, now.least - 1)
    return QuotaChanged(one.area_id, one.category, less, max(less, now.most - 1))


def _budget(dice: Random, problem: Problem, plan: Sequence[Delivery]) -> Disruption:
    spent = sum(problem.programmes[one.programme_id].cost for one in plan)
    return BudgetChanged(round(spent * dice.uniform(0.97, 0.995)))


def _holiday(dice: Random, problem: Problem, plan: Sequence[Delivery]) -> Disruption:
    marks = {mark.day for mark in problem.district.day_marks if mark.kind != "quiet"}
    was = [day for day in problem.days if day in marks]
    return HolidayMoved(dice.choice(was), dice.choice(plan).day) if was else _absent(dice, problem, plan)


def _ordered(plan: Sequence[Delivery]) -> list[Delivery]:
    return [one for one in plan if one.order_id is not None]


KINDS: tuple[Kind, ...] = (
    lambda dice, _, plan: Rain(dice.choice([one for one in plan if one.category is Category.FILM]).day),
    _absent,
    _closed,
    _reopened,
    lambda dice, _, plan: Declined(dice.choice(plan).id, dice.choice(("venue", "provider"))),
    lambda dice, _, plan: OrderWithdrawn(str(dice.choice(_ordered(plan)).order_id)),
    _urgent,
    _quota,
    _budget,
    _holiday,
)
"""Every kind of event, in turn."""


def _film(plan: Sequence[Delivery]) -> Delivery:
    return next(one for one in plan if one.category is Category.FILM)


def _figures(took: Sequence[Took], which: int) -> str:
    ranked = sorted(one[which] for one in took)
    p95 = ranked[min(len(ranked) - 1, int(0.95 * len(ranked)))]
    return f"{statistics.median(ranked):.0f} | {p95:.0f} | {ranked[-1]:.0f}"


if __name__ == "__main__":
    sys.exit(main())
