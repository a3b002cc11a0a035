"""What a rule has to say about a plan: a typed record with its facts; the sentence is made last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from config.bilingual import Bilingual
from scheduler.domain.delivery import DeliveryId
from scheduler.domain.district import District
from scheduler.domain.terms import CATEGORY_NAMES, Category

Fact = str | int | date | time | Category | tuple[str, ...]


class Severity(StrEnum):
    """How much a finding weighs."""

    HARD = "hard"
    """The plan may not be published so."""
    WISH = "wish"
    """The plan is the worse for it, by its amount."""
    STANDING = "standing"
    """A hard rule is broken by what stood before and planning may not touch; a person must see to it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule found: which case of the rule, on which deliveries, with which facts.

    `amount` counts units of the rule: wishes are scored by it.
    """

    rule: str
    case: str
    severity: Severity
    deliveries: tuple[DeliveryId, ...]
    facts: tuple[tuple[str, Fact], ...] = ()
    amount: int = 1

    def fact(self, name: str) -> Fact:
        return dict(self.facts)[name]


@dataclass(frozen=True, slots=True)
class Barred:
    """Why a rule never allows a delivery as it is: the case, and its facts."""

    case: str
    facts: tuple[tuple[str, Fact], ...] = ()


def barred(case: str, **facts: Fact) -> Barred:
    return Barred(case, tuple(facts.items()))


_WEEKDAYS = Bilingual("一二三四五六日", "Mon Tue Wed Thu Fri Sat Sun")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"


def day_words(day: date) -> Bilingual:
    """A civil day as texts carry it: 6月12日(周五), Fri 12 Jun."""
    return Bilingual(
        f"{day.month}月{day.day}日(周{_WEEKDAYS.zh[day.weekday()]})",
        f"{_WEEKDAYS.en.split()[day.weekday()]} {day.day} {_MONTHS.split()[day.month - 1]}",
    )


def fill_sentence(sentence: Bilingual, facts: Mapping[str, Fact], district: District) -> Bilingual:
    """The sentence with ids told by the district's names, days and times in words."""
    names = _names(district)
    return sentence.fill(**{name: _words(name, fact, names) for name, fact in facts.items()})


def _names(district: District) -> dict[str, dict[str, str]]:
    return {
        "area": {area.id: area.name for area in district.areas},
        "venue": {venue.id: venue.name for venue in district.venues},
        "provider": {provider.id: provider.name for provider in district.providers},
        "programme": {programme.id: programme.name for programme in district.programmes},
    }


def _words(name: str, fact: Fact, names: Mapping[str, Mapping[str, str]]) -> object:
    if isinstance(fact, Category):
        return CATEGORY_NAMES[fact]
    if isinstance(fact, date):
        return day_words(fact)
    if isinstance(fact, time):
        return f"{fact:%H:%M}"
    if isinstance(fact, tuple):
        return Bilingual("、".join(fact), ", ".join(fact))
    kind = name.removeprefix("other_").removeprefix("rain_")
    return names.get(kind, {}).get(fact, fact) if isinstance(fact, str) else fact
