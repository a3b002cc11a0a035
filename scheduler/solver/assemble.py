"""Makes a month's model from THE list of rules."""

from __future__ import annotations

from collections.abc import Container, Iterable

from scheduler.solver.decisions import Offer, Place
from scheduler.solver.model import Model
from scheduler.solver.problem import Problem
from scheduler.solver.rule import Rule
from scheduler.solver.rules import RULES


def assemble(problem: Problem, rules: Iterable[Rule] = RULES, *, widely: bool = False) -> Model:
    """The model of the month: what each rule bars, the columns left, their rows and costs.

    `widely` offers what nobody ordered wherever the least allotment is open.
    """
    return written(Offer(ruled(problem, rules)), rules, widely=widely)


def written(
    offer: Offer, rules: Iterable[Rule] = RULES, *, widely: bool = False, fill: Container[Place] = ()
) -> Model:
    """The model of what is offered, which may be offered again."""
    model = ruled(offer.model.problem, rules)
    model.write(offer.decisions(widely=widely, fill=fill))
    return model


def ruled(problem: Problem, rules: Iterable[Rule] = RULES) -> Model:
    """The model with what each rule bars, before any column is offered."""
    model = Model(problem)
    for rule in rules:
        rule.build(model)
    return model
