"""Rules of law on licences, each a row of data with its citation and the day it takes effect."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from config.bilingual import Bilingual


class Mark(StrEnum):
    """How sure a rule is: found in public material, found in conflict, general knowledge, or not found."""

    FOUND = "F"
    CONFLICTING = "F-conflicting"
    GENERAL = "G"
    MISSING = "missing"


MARK_NAMES = {
    Mark.FOUND: Bilingual("见于公开资料，待区里核实", "found in public material, to be verified"),
    Mark.CONFLICTING: Bilingual("公开资料说法不一，待核实", "public sources conflict, to be verified"),
    Mark.GENERAL: Bilingual("一般常识，待核实", "general knowledge, to be verified"),
    Mark.MISSING: Bilingual("未查到，待录入", "not found, to be entered"),
}


@dataclass(frozen=True, slots=True)
class LicenceRule:
    """What holds for one licence kind in one business category from `effective` on.

    `validity_months` is how long a licence runs, `lead_days` how many calendar days before its expiry
    renewal must be applied for; None where the district has not entered it. A `filing` 备案 has no expiry.
    """

    category: str
    kind: str
    effective: date
    citation: str
    mark: Mark
    validity_months: int | None = None
    lead_days: int | None = None
    filing: bool = False

    def __post_init__(self) -> None:
        if self.lead_days is not None and self.lead_days < 0:
            raise ValueError(f"{self.category} {self.kind}: a lead of {self.lead_days} days is no lead")
        if self.validity_months is not None and self.validity_months <= 0:
            raise ValueError(f"{self.category} {self.kind}: no licence runs {self.validity_months} months")
        if self.filing and (self.validity_months is not None or self.lead_days is not None):
            raise ValueError(f"{self.category} {self.kind}: a filing has neither validity nor lead")


class RuleBook:
    """All licence rules of one district, asked by category, kind and day."""

    def __init__(self, rules: Iterable[LicenceRule]) -> None:
        self._rules: dict[tuple[str, str], list[LicenceRule]] = {}
        for rule in sorted(rules, key=lambda each: each.effective):
            versions = self._rules.setdefault((rule.category, rule.kind), [])
            if versions and versions[-1].effective == rule.effective:
                raise ValueError(f"{rule.category} {rule.kind}: two rules take effect on {rule.effective}")
            versions.append(rule)

    @property
    def all(self) -> tuple[LicenceRule, ...]:
        """Every rule, by category and kind, the earliest in force first."""
        return tuple(rule for key in sorted(self._rules) for rule in self._rules[key])

    def in_force(self, category: str, kind: str, day: date) -> LicenceRule | None:
        """The rule of this category *and* kind that holds on `day`; None where the district has none."""
        held = [rule for rule in self._rules.get((category, kind), ()) if rule.effective <= day]
        return held[-1] if held else None
