"""A district's first plan within its slice: numbers by provider first, then days and places for them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from scheduler.solver.city.counting import by_numbers
from scheduler.solver.city.part_model import COUNT_WORK, FINE, LONG, PartModel
from scheduler.solver.city.paying import cheaper, priced_in
from scheduler.solver.city.tasks import Arrange, Arranged
from scheduler.solver.cpsat import Run, run_solver
from scheduler.solver.linear import Linear
from scheduler.solver.model import Row
from scheduler.solver.pricing import PARTS, Relaxation, relaxation
from scheduler.solver.search import Found

GOOD = 0.03
"""The gap with which numbers are good enough to look for places."""
NUMBER_WORK = 0.5
"""Of the solver's own seconds, at most for the numbers."""
MISSING_WORK, SOON_WORK = 6.0, 2.0
"""The same, at most for the search after which nothing is missing, whatever it costs; and while dealt to."""
NEAR = 12
"""Points of reduced cost up to which a column is thought of."""


def begin(part: PartModel, task: Arrange) -> Arranged:
    """The best plan found within the slice at the prices, the one that it has among them."""
    now = part.chosen(task.now)
    rows = part.slice_rows(task.slice)
    barred = dict.fromkeys(part.barred(task.slice, now), 0)
    within = replace(part.elastic, rows=(*part.elastic.rows, *rows)).fixed(barred)
    charges = part.charges(task.prices)
    solved = relaxation(priced_in(within, charges, PARTS), LONG)
    if solved.points is None:
        return Arranged(found=False)
    priced = priced_in(within, charges, FINE)
    start = now or part.start(solved, rows, barred, NEAR * PARTS)
    best = part.searched(priced.fixed(part.as_chosen(start)), {}, task.work, task.seed)
    near = priced.fixed(_far(part, solved, start))
    numbers = _numbers(part, task, rows, barred, solved)
    if numbers is not None:
        hint = dict(enumerate(best.values or ()))
        best = cheaper(best, part.searched(near.fixed(numbers), hint, task.work, task.seed))
    found = part.arranged(best)
    if not now and part.missing(solved.values):
        return found  # more must be offered first
    for program in (near, priced) if now else (near,):
        if not found.short:
            break
        full = part.arranged(_lacking_least(part, program, MISSING_WORK if now else SOON_WORK, task.seed))
        if full.found and full.short < found.short:
            found = full
    return found


def _lacking_least(part: PartModel, priced: Linear, work: float, seed: int) -> Found:
    """A plan that lacks as little as can be, whatever it costs; the turns make it cheaper."""
    short = dict.fromkeys(part.model.slacks(), 1)
    full = part.searched(priced.aiming(short, 0), {}, work, seed, for_bound=True)
    if full.values is None:
        return full
    # what only counts in points was anything in that search
    chosen = {variable: 1 for variable, _ in part.model.decisions if full.values[variable]}
    return part.searched(priced.fixed(part.as_chosen(chosen)), {}, COUNT_WORK, seed)


def _numbers(
    part: PartModel, task: Arrange, rows: Sequence[Row], barred: Collection[int], solved: Relaxation
) -> dict[int, int] | None:
    """What the coarse program gives to each tally, and so which columns are out of question; None if it was not solved."""
    numbers = by_numbers(part, rows, solved, part.charges(task.prices))
    out = set(barred)
    none = {number: 0 for number, (_, members) in numbers.shares.items() if out.issuperset(members)}
    run = Run(
        linear=numbers.linear.fixed(none),
        hint={},
        workers=1,
        seed=task.seed,
        for_bound=True,
        seconds=LONG,
        work=NUMBER_WORK,
        gap=GOOD,
    )
    found, _ = run_solver(run, lambda *_: None, lambda: False)
    return None if found.values is None else numbers.settled(found.values)


def _far(part: PartModel, solved: Relaxation, now: Collection[int]) -> dict[int, int]:
    """The columns much dearer than what the relaxation does."""
    return {
        variable: 0
        for variable, column in part.model.decisions
        if solved.reduced[variable] > NEAR * PARTS and column.standing is None and variable not in now
    }
