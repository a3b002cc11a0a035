"""Which rules, each for one subject, must be switched off to let a month be: the fewest, by the solver."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from scheduler.solver.cpsat import Run, run_solver
from scheduler.solver.linear import Linear, linear_of
from scheduler.solver.model import Model, Row, Subject
from scheduler.solver.rules import RULE_OF
from scheduler.solver.search import last_plan
from scheduler.solver.solution import Options

TIED = "taken"
"""Rows of the pins that only tie variables together; there is nothing in them to switch off."""

Switch = tuple[str, Subject]
"""A rule and whom it is about."""


@dataclass(frozen=True, slots=True)
class Switched:
    """The fewest rules and subjects that must be switched off; None if no plan was found at all.

    `proven` says that fewer do not help; with None, that switching off all of them does not either.
    """

    switches: tuple[Switch, ...] | None
    proven: bool
    stopped: bool = False
    values: tuple[int, ...] | None = None


def is_switchable(row: Row) -> bool:
    """Whether a row is a hard rule about someone that could be switched off."""
    rule = RULE_OF.get(row.rule)
    return rule is not None and rule.kind == "hard" and row.subject[0] != TIED


def smallest_switching(
    model: Model,
    options: Options,
    cancelled: Callable[[], bool] = lambda: False,
    switchable: Callable[[Row], bool] = is_switchable,
) -> Switched:
    """What of the hard rules about several deliveries must go for the model to have a plan."""
    switches = dict.fromkeys((row.rule, row.subject) for row in model.rows if switchable(row))
    linear = linear_of(model, relaxed=False)
    first = len(linear.highs)
    number = {switch: first + place for place, switch in enumerate(switches)}
    run = Run(
        linear=_switchable(linear, number, switchable),
        hint=last_plan(model),
        workers=options.workers,
        seed=options.seed,
        for_bound=False,
        seconds=options.seconds,
        work=options.deterministic_seconds,
    )
    found, _ = run_solver(run, lambda *_: None, cancelled)
    if found.values is None:
        return Switched(None, found.infeasible, found.stopped)
    chosen = tuple(switch for switch, variable in number.items() if found.values[variable])
    return Switched(chosen, found.proven, found.stopped, found.values)


def _switchable(linear: Linear, number: Mapping[Switch, int], switchable: Callable[[Row], bool]) -> Linear:
    """The program with a switch in every hard row, and as few of them used as can be."""
    rows: list[Row] = []
    for row in linear.rows:
        if (row.rule, row.subject) in number and switchable(row):
            rows += _with_switch(row, linear, number[row.rule, row.subject])
        else:
            rows.append(row)
    return Linear(
        lows=(*linear.lows, *(0 for _ in number)),
        highs=(*linear.highs, *(1 for _ in number)),
        rows=tuple(rows),
        points=dict.fromkeys(number.values(), 1),
        constant=0,
    )


def _with_switch(row: Row, linear: Linear, switch: int) -> list[Row]:
    """The row, one for each of its sides, loose wherever the switch is on."""
    spans = [sorted((amount * linear.lows[v], amount * linear.highs[v])) for v, amount in row.terms]
    least, most = sum(low for low, _ in spans), sum(high for _, high in spans)
    loose: list[Row] = []
    if row.high is not None:
        terms = (*row.terms, (switch, min(0, row.high - most)))
        loose.append(replace(row, terms=terms, low=None))
    if row.low is not None:
        terms = (*row.terms, (switch, max(0, row.low - least)))
        loose.append(replace(row, terms=terms, high=None))
    return loose
