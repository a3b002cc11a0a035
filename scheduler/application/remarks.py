"""Findings told to people, in the district's own names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from config.bilingual import Bilingual
from config.refusal import Refusal
from scheduler.domain.district import District
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.rules import RULE_OF


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding told to people: the rule's code, whether it forbids the plan, its sentence, on which deliveries."""

    rule: str
    hard: bool
    sentence: Bilingual
    deliveries: tuple[str, ...]


class BreaksRules(Refusal):
    """What would break rules; a person may do it all the same, deliberately."""


def remarks(district: District, found: Iterable[Finding]) -> tuple[Remark, ...]:
    """Findings as sentences, the forbidding ones first."""
    told = [
        Remark(
            each.rule,
            each.severity is Severity.HARD,
            RULE_OF[each.rule].say(each, district),
            each.deliveries,
        )
        for each in found
    ]
    return tuple(sorted(told, key=lambda remark: not remark.hard))
