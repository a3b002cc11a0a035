"""Judges any plan, hand-edited ones too, by the same rules and without any solver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.domain.delivery import Delivery
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.plan import Plan
from scheduler.solver.problem import Problem
from scheduler.solver.rule import Rule
from scheduler.solver.rules import RULES, pins

WISHES = tuple(rule for rule in RULES if rule.kind == "wish")


@dataclass(frozen=True, slots=True)
class WishScore:
    """What one wish costs: its units, the weight of a unit, and their product in points."""

    rule: str
    units: int
    weight: int

    @property
    def points(self) -> int:
        return self.units * self.weight


@dataclass(frozen=True, slots=True)
class Score:
    """A plan's penalty in points, by wish; the lower, the better."""

    wishes: tuple[WishScore, ...]

    @property
    def total(self) -> int:
        return sum(wish.points for wish in self.wishes)

    def of(self, rule: str) -> WishScore:
        return next(wish for wish in self.wishes if wish.rule == rule)


def findings(
    problem: Problem, deliveries: Iterable[Delivery], rules: Iterable[Rule] = RULES
) -> tuple[Finding, ...]:
    """All that the rules find in a plan, in the order of the list."""
    plan = Plan(problem, problem.counted(deliveries))
    return tuple(found for rule in rules for found in rule.findings(plan))


def hard_findings(problem: Problem, deliveries: Iterable[Delivery]) -> tuple[Finding, ...]:
    """What forbids publishing the plan."""
    hard = [rule for rule in RULES if rule.kind == "hard"]
    return tuple(found for found in findings(problem, deliveries, hard) if found.severity is Severity.HARD)


def no_longer_allowed(problem: Problem, deliveries: Iterable[Delivery]) -> frozenset[str]:
    """The ids of the deliveries that a hard rule bars each for itself, as the facts are now."""
    of_facts = [rule for rule in RULES if rule.kind == "hard" and rule.code != pins.CODE]
    found = (found.deliveries for found in findings(problem, deliveries, of_facts))
    return frozenset(ids[0] for ids in found if len(ids) == 1)


def score(problem: Problem, deliveries: Iterable[Delivery]) -> Score:
    """What the plan's unmet wishes cost."""
    return score_of(problem, findings(problem, deliveries, WISHES))


def score_of(problem: Problem, found: Iterable[Finding]) -> Score:
    """What those findings that are about wishes cost."""
    units = Counter[str]()
    for finding in found:
        units[finding.rule] += finding.amount
    return Score(
        tuple(WishScore(rule.code, units[rule.code], problem.weights.of(rule.code)) for rule in WISHES)
    )
