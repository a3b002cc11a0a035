"""What a rule of the year is: two faces, one for the numbers that the solver settles, one for any plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from config.bilingual import Bilingual
from scheduler.domain.district import District
from scheduler.solver.finding import Fact, Finding, Severity, fill_sentence
from scheduler.solver.year.numbers import YearNumbers
from scheduler.solver.year.plan import YearPlan


@dataclass(frozen=True, slots=True)
class YearRule:
    """A rule that binds months: `build` adds rows over the year's numbers, `findings` judges any plan."""

    code: str
    title: Bilingual
    sentence: Bilingual
    unit: Bilingual
    build: Callable[[YearNumbers], None]
    findings: Callable[[YearPlan], Iterable[Finding]]
    cases: Mapping[str, Bilingual]

    def say(self, finding: Finding, district: District) -> Bilingual:
        """The finding as one sentence in both languages, with the district's own names."""
        return fill_sentence(self.cases[finding.case], dict(finding.facts), district)


def year_finding(
    rule: str, case: str, deliveries: Iterable[str] = (), *, amount: int = 1, **facts: Fact
) -> Finding:
    """A finding about the year with its facts by name; all rules of the year are hard."""
    return Finding(rule, case, Severity.HARD, tuple(deliveries), tuple(facts.items()), amount)
