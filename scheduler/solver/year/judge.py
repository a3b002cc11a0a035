"""Judges any plan of a year without a solver: each month by the month's rules, the whole by the year's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery
from scheduler.solver.beyond_offer import TOLD_BY
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.judge import WISHES, Score, WishScore, findings
from scheduler.solver.year.plan import YearPlan
from scheduler.solver.year.problem import YearProblem
from scheduler.solver.year.rules import YEAR_RULE_OF, YEAR_RULES


@dataclass(frozen=True, slots=True)
class YearFinding:
    """One thing found in a month, or of the year as a whole if `month` is None."""

    month: str | None
    finding: Finding

    @property
    def hard(self) -> bool:
        return self.finding.severity is Severity.HARD

    def title(self) -> Bilingual:
        rules = YEAR_RULE_OF if self.month is None else TOLD_BY
        return rules[self.finding.rule].title

    def say(self, problem: YearProblem) -> Bilingual:
        """The finding as one sentence."""
        rules = YEAR_RULE_OF if self.month is None else TOLD_BY
        return rules[self.finding.rule].say(self.finding, problem.district)


def year_findings(problem: YearProblem, deliveries: Iterable[Delivery]) -> tuple[YearFinding, ...]:
    """All that the rules find: of the year first, then month by month."""
    plan = YearPlan(problem, tuple(deliveries))
    of_year = (YearFinding(None, found) for rule in YEAR_RULES for found in rule.findings(plan))
    return (*of_year, *(one for month in problem.months for one in _of_month(plan, month)))


def _of_month(plan: YearPlan, month: str) -> Iterable[YearFinding]:
    """What the month's rules find; what only the year's own decisions break does not count as having stood."""
    for found in findings(plan.problem_of(month), plan.of_month(month)):
        decided = not plan.fixed.issuperset(found.deliveries)
        if found.severity is Severity.STANDING and decided:
            found = replace(found, severity=Severity.HARD)  # noqa: PLW2901 - the same finding, weighed anew
        yield YearFinding(month, found)


def year_score(problem: YearProblem, found: Iterable[YearFinding]) -> Score:
    """What the unmet wishes of all months cost together."""
    units = Counter[str]()
    for one in found:
        if one.finding.severity is Severity.WISH:
            units[one.finding.rule] += one.finding.amount
    return Score(
        tuple(WishScore(rule.code, units[rule.code], problem.weights.of(rule.code)) for rule in WISHES)
    )


def month_points(problem: YearProblem, found: Iterable[YearFinding]) -> dict[str, int]:
    """The points of each month."""
    points = dict.fromkeys(problem.months, 0)
    for one in found:
        if one.month is not None and one.finding.severity is Severity.WISH:
            points[one.month] += one.finding.amount * problem.weights.of(one.finding.rule)
    return points
