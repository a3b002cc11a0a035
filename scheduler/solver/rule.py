"""What a rule is: a name, a sentence, and two faces, one for the solver and one for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import District, Programme
from scheduler.solver.candidate import Candidate
from scheduler.solver.finding import Barred, Fact, Finding, Severity, fill_sentence
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan

DELIVERIES = Bilingual("场次", "deliveries")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule or wish: `build` tells the solver, `findings` judges any plan; `cases` words what it finds.

    `no_room` says why nothing more fits, of a rule that limits how much there can be.
    """

    code: str
    kind: Literal["hard", "wish"]
    title: Bilingual
    sentence: Bilingual
    unit: Bilingual
    build: Callable[[Model], None]
    findings: Callable[[Plan], Iterable[Finding]]
    cases: Mapping[str, Bilingual]
    no_room: Bilingual | None = None

    def say(self, finding: Finding, district: District) -> Bilingual:
        """The finding as one sentence in both languages, with the district's own names."""
        return fill_sentence(self.cases[finding.case], dict(finding.facts), district)

    def say_barred(self, barred: Barred, district: District) -> Bilingual:
        return fill_sentence(self.cases[barred.case], dict(barred.facts), district)


When = Callable[[Candidate], Barred | None]


def session_bars(
    code: str,
    *bars: tuple[frozenset[str], When],
    concerns: Callable[[Programme], bool] = lambda _: True,
) -> Callable[[Model], None]:
    """The building face of a rule about single sessions: each bar with the aspects it reads."""

    def build(model: Model) -> None:
        for reads, when in bars:
            model.forbid(code, reads, when, concerns)

    return build


def session_findings(code: str, *whens: When) -> Callable[[Plan], Iterator[Finding]]:
    """The judging face of a rule about single sessions."""

    def findings(plan: Plan) -> Iterator[Finding]:
        told: set[Finding] = set()
        for delivery, candidate in plan.known:
            for when in whens:
                found = when(candidate)
                if found is not None:
                    one = Finding(code, found.case, plan.severity(delivery), (delivery.id,), found.facts)
                    if one not in told:  # what is wrong on the reserve date, too, is told once
                        told.add(one)
                        yield one

    return findings


def finding(
    rule: str,
    case: str,
    severity: Severity,
    deliveries: Iterable[Delivery] = (),
    *,
    amount: int = 1,
    **facts: Fact,
) -> Finding:
    """A finding on some deliveries with its facts by name."""
    ids = tuple(delivery.id for delivery in deliveries)
    return Finding(rule, case, severity, ids, tuple(facts.items()), amount)
