"""Which telephone stands for a party from when to when: a changed number ends the old one, it never rewrites it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class StatedNumber:
    """A number as somebody states it for a party in a role; days included, None is open or not said."""

    number: str
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class DatedContact:
    """A number as it is kept; `position` 1 is told first."""

    id: str
    number: str
    position: int
    valid_from: date | None
    valid_to: date | None

    def lasts_on(self, day: date) -> bool:
        """Whether it stands on `day` or will later."""
        return self.valid_to is None or self.valid_to >= day


@dataclass(frozen=True, slots=True)
class Opening:
    """A number that begins to stand."""

    number: str
    position: int
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Succession:
    """What a new statement does to what stood: numbers that open, contacts that end, go, or change places.

    `ends` gives the last day of a contact by its id; `gone` are those that would end before they began.
    """

    opens: tuple[Opening, ...] = ()
    ends: Mapping[str, date] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    places: Mapping[str, int] = field(default_factory=dict)

    @property
    def changes_nothing(self) -> bool:
        return not (self.opens or self.ends or self.gone or self.places)


def succeed(
    stood: Sequence[DatedContact],
    stated: Sequence[StatedNumber],
    today: date,
    next_position: int,
    *,
    in_this_order: bool = False,
) -> Succession:
    """What stating all numbers of one role anew does, from `today` on; the past is not rewritten.

    A number no longer stated ends on the day before the first stated one stands. An end not stated keeps
    the end that stands. The order changes with the numbers, or when it is asked for.
    """
    matched = {entry: _match(stood, entry, today) for entry in stated}
    kept = {contact.id: entry for entry, contact in matched.items() if contact is not None}
    added = [entry for entry, contact in matched.items() if contact is None]
    numbers = {entry.number for entry in stated if _lives(entry, today)}
    replaced = [
        one
        for one in stood
        if numbers and one.id not in kept and one.number not in numbers and one.lasts_on(today)
    ]
    begins = {entry: _begins(entry, replaced, today) for entry in added}
    starting = [
        (contact.valid_from if contact else begins[entry]) or today
        for entry, contact in matched.items()
        if _lives(entry, today)
    ]
    handover = max(today, min(starting, default=today))
    last_day = handover - timedelta(days=1)
    ends = {
        one.id: entry.last
        for one in stood
        if (entry := kept.get(one.id)) and entry.last is not None and entry.last != one.valid_to
    }
    gone = [one.id for one in replaced if one.valid_from is not None and one.valid_from >= handover]
    ends |= {one.id: last_day for one in replaced if one.id not in gone and one.lasts_on(handover)}
    places = _places(stood, matched, today, next_position, reorder=in_this_order or bool(added))
    opens = tuple(Opening(entry.number, places[entry], begins[entry], entry.last) for entry in added)
    moved = {
        contact.id: places[entry]
        for entry, contact in matched.items()
        if contact is not None and places[entry] != contact.position
    }
    return Succession(opens, ends, tuple(gone), moved)


def _lives(entry: StatedNumber, today: date) -> bool:
    return entry.last is None or entry.last >= today


def _match(stood: Sequence[DatedContact], entry: StatedNumber, today: date) -> DatedContact | None:
    """The contact that the statement speaks of: the same number in days that meet, one still standing first."""
    same = [
        one
        for one in stood
        if one.number == entry.number
        and (one.lasts_on(entry.first) if entry.first else True)
        and (one.valid_from is None or entry.last is None or one.valid_from <= entry.last)
        and (one.lasts_on(today) or not _lives(entry, today))
    ]
    return max(same, key=lambda one: (one.lasts_on(today), one.valid_from or date.min), default=None)


def _begins(entry: StatedNumber, replaced: Sequence[DatedContact], today: date) -> date | None:
    """As stated, today where nothing is said; in another number's place never before today."""
    if not _lives(entry, today):
        return entry.first
    if entry.first is None or (replaced and entry.first < today):
        return today
    return entry.first


def _places(
    stood: Sequence[DatedContact],
    matched: Mapping[StatedNumber, DatedContact | None],
    today: date,
    next_position: int,
    *,
    reorder: bool,
) -> dict[StatedNumber, int]:
    """The position of each stated number: the places that the role has already, then new ones after all others."""
    if not reorder:
        return {entry: contact.position for entry, contact in matched.items() if contact is not None}
    held = sorted({one.position for one in stood if one.lasts_on(today)})
    places = [*held, *range(next_position, next_position + len(matched))]
    return dict(zip(matched, places, strict=False))
