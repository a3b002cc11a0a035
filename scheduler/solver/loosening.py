"""What else would let an infeasible month be: the fewest limits that would have to give, and by how little."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from scheduler.solver.assemble import ruled
from scheduler.solver.cpsat import Run, run_solver
from scheduler.solver.decisions import Offer
from scheduler.solver.linear import Linear, linear_of
from scheduler.solver.loosening_words import loosening_words
from scheduler.solver.model import Model, Row
from scheduler.solver.problem import Problem
from scheduler.solver.rule import Rule
from scheduler.solver.rules import (
    allotment,
    budget,
    contract,
    provider_capacity,
    provider_places,
    van,
    venue_booking,
)
from scheduler.solver.solution import Loosened, Loosening, Options
from scheduler.solver.switching import Switch, is_switchable, smallest_switching
from scheduler.solver.terms import many

LIMITS = frozenset(
    each.CODE
    for each in (allotment, budget, contract, provider_capacity, provider_places, van, venue_booking)
)
"""The rules that say how much there is of something; an office can get more of it."""
DEAR = 1_000_000
"""A delivery over a limit weighs as much as so many yuan or volumes."""


def smallest_loosening(
    problem: Problem,
    rules: Sequence[Rule],
    options: Options,
    cancelled: Callable[[], bool] = lambda: False,
) -> Loosened | None:
    """The fewest limits, each for one subject, beyond which every least and pin can be kept; None if time was up.

    Of as few, by how much each is passed is as little as the search found; no ways at all if no limits help.
    """
    model = every_row(problem, rules)
    switched = smallest_switching(model, options, cancelled, is_limit)
    if switched.values is None:
        return Loosened((), proven=True) if switched.proven else None
    chosen = frozenset(switched.switches or ())
    values = _nearest(model, chosen, switched.values, options, cancelled)
    ways = (
        Loosening(rule, subject, over, loosening_words(problem, rule, subject, over))
        for (rule, subject), over in _over(model, chosen, values).items()
    )
    return Loosened(tuple(ways), switched.proven)


def every_row(problem: Problem, rules: Sequence[Rule]) -> Model:
    """The model in which each subject has its row, even one that says no more than another; the menu is open."""
    model = ruled(problem, rules)
    model.alike_once = False
    model.write(Offer(ruled(problem, rules)).decisions(widely=True))
    return model


def is_limit(row: Row) -> bool:
    """Whether a row is a limit that could be passed; the least and the pins are what is to be kept."""
    return is_switchable(row) and row.rule in LIMITS and row.high is not None and row.low is None


def _rows_of(model: Model, chosen: frozenset[Switch]) -> Iterator[tuple[int, Row]]:
    for number, row in enumerate(model.rows):
        if is_limit(row) and (row.rule, row.subject) in chosen:
            yield number, row


def _over(model: Model, chosen: frozenset[Switch], values: Sequence[int]) -> Mapping[Switch, int]:
    """By how much the plan passes each limit."""
    over: dict[Switch, int] = {}
    for _, row in _rows_of(model, chosen):
        used = sum(amount * values[variable] for variable, amount in many(row.terms))
        switch = (row.rule, row.subject)
        over[switch] = max(over.get(switch, 0), used - (row.high or 0))
    return over


def _nearest(
    model: Model,
    chosen: frozenset[Switch],
    values: tuple[int, ...],
    options: Options,
    cancelled: Callable[[], bool],
) -> Sequence[int]:
    """A plan that passes these limits by as little as can be found, those values if none is nearer."""
    over, linear = _over(model, chosen, values), linear_of(model, relaxed=False)
    number = {switch: len(linear.highs) + place for place, switch in enumerate(over)}
    rows = list(linear.rows)
    for place, row in _rows_of(model, chosen):
        rows[place] = replace(rows[place], terms=(*rows[place].terms, (number[row.rule, row.subject], -1)))
    run = Run(
        linear=Linear(
            lows=(*linear.lows, *(0 for _ in number)),
            highs=(*linear.highs, *over.values()),
            rows=tuple(rows),
            points={number[switch]: _weight(switch) for switch in over},
            constant=0,
        ),
        hint=dict(enumerate((*values[: len(linear.highs)], *over.values()))),
        workers=options.workers,
        seed=options.seed,
        for_bound=False,
        seconds=options.seconds,
        work=options.deterministic_seconds,
    )
    found, _ = run_solver(run, lambda *_: None, cancelled)
    return found.values or values


def _weight(switch: Switch) -> int:
    return 1 if switch[0] in {budget.CODE, van.CODE} else DEAR
