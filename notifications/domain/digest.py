"""One telephone's digest: the tellings of all its parties, each delivery once, a course as one item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from notifications.domain.codes import MOST_ITEMS
from notifications.domain.telling import GoesOn, Reconfirm, Side, Telling, TellingKind
from scheduler.messages import DeliveryFacts, PartyId

SUMMED_FROM = 6
"""An area that is told of this many new deliveries or more gets their count, not a line for each."""

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a digest: a delivery, or the sessions of a course; `number` is what a reply names.

    `number` is 0 where nothing is asked. `tellings` are in the order of their days. `called_in`: the
    venue was told that it stands by for rain, and is now needed.
    """

    tellings: tuple[Telling, ...]
    asks: bool
    number: int = 0
    called_in: bool = False

    @property
    def kind(self) -> TellingKind:
        return self.tellings[0].kind

    @property
    def for_rain(self) -> bool:
        """Whether it is about standing by as the indoor venue of an outdoor film."""
        return self.tellings[0].side == "rain_venue"

    @property
    def side(self) -> Side:
        return self.tellings[0].side

    @property
    def goes_on(self) -> GoesOn:
        """How it goes on without the party that it is taken from."""
        return self.tellings[0].goes_on

    @property
    def now(self) -> DeliveryFacts:
        return self.tellings[0].facts

    @property
    def told(self) -> DeliveryFacts:
        return self.tellings[0].told or self.tellings[0].facts

    @property
    def changed(self) -> frozenset[str]:
        return frozenset[str]().union(*(telling.changed for telling in self.tellings))

    @property
    def moves_indoors(self) -> bool:
        """Whether the rain venue becomes the venue, so that no other is needed."""
        return "venue" in self.changed and self.now.venue == self.told.rain_venue

    @property
    def moves_to_reserve(self) -> bool:
        """Whether it is shown on its reserve date now, which is thereby used."""
        return "day" in self.changed and self.now.day == self.told.reserve_day

    @property
    def reason(self) -> str:
        return self.tellings[0].reason

    @property
    def is_another(self) -> bool:
        """Whether it is told as one cancelled and another that is new."""
        return any(telling.is_another for telling in self.tellings)

    @property
    def days(self) -> tuple[str, ...]:
        """The days of what is told, each once."""
        return tuple(sorted({telling.facts.day for telling in self.tellings}))

    @property
    def told_days(self) -> tuple[str, ...]:
        """The days that were heard of before, each once."""
        return tuple(sorted({telling.told.day for telling in self.tellings if telling.told}))

    @property
    def is_weekly(self) -> bool:
        """Whether its days follow each other week by week, so that the first and the count tell all."""
        return _weekly(self.days)

    @property
    def told_weekly(self) -> bool:
        """The same of the days that were heard of before."""
        return _weekly(self.told_days)


@dataclass(frozen=True, slots=True)
class Digest:
    """What one telephone is told at once; `summary` counts an area's new deliveries by category.

    `unlisted` are told with it without a line of their own: those counted, and stand-bys called in.
    """

    items: tuple[Item, ...]
    summary: tuple[tuple[str, int], ...] = ()
    unlisted: tuple[Telling, ...] = ()
    courses: tuple[tuple[Item, ...], ...] = ()
    """Courses of which several sessions change, each as it runs now in the month."""

    @property
    def asking(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.asks)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers that a reply may name, each once."""
        return tuple(sorted({item.number for item in self.asking}))

    @property
    def tellings(self) -> tuple[Telling, ...]:
        return tuple(telling for item in self.items for telling in item.tellings) + self.unlisted

    @property
    def reason(self) -> str:
        """The one reason that all of it has; empty if there are several or none."""
        reasons = {telling.reason for telling in self.tellings}
        return reasons.pop() if len(reasons) == 1 else ""

    @property
    def first(self) -> DeliveryFacts:
        """The earliest of what is told."""
        return min((telling.facts for telling in self.tellings), key=lambda facts: (facts.day, facts.start))


def _weekly(days: Iterable[str]) -> bool:
    return all(
        later - earlier == WEEK for earlier, later in pairwise(date.fromisoformat(day) for day in days)
    )


def digest_of(tellings: Iterable[Telling], reconfirm: Reconfirm) -> Digest:
    """Everything for one telephone: what several of its parties hear of one delivery stands there once."""
    said, called_in = _without_called_in(tuple(tellings))
    by_content: dict[tuple[str, bool, TellingKind], list[Telling]] = {}
    for telling in said:
        content = telling.delivery_id, telling.side == "rain_venue", telling.kind
        by_content.setdefault(content, []).append(telling)
    counted, told = _counted([tuple(group) for group in by_content.values()])
    by_course: dict[tuple[object, ...], list[tuple[Telling, ...]]] = {}
    for group in told:
        by_course.setdefault(_course_key(group), []).append(group)
    stood_by = {(telling.delivery_id, telling.party) for telling in called_in}
    items = [_item(groups, reconfirm, stood_by) for groups in by_course.values()]
    items.sort(key=lambda item: (not item.asks, item.now.day, item.now.start, item.now.id, item.for_rain))
    counts = Counter(group[0].facts.category for group in counted)
    unlisted = tuple(telling for group in counted for telling in group) + called_in
    return Digest(numbered(items), tuple(sorted(counts.items())), unlisted)


def digest_by_number(tellings: Mapping[int, Iterable[Telling]]) -> Digest:
    """What of a question is still asked, each item under the number that it was put with."""
    items = [
        replace(item, asks=True, number=number)
        for number, told in sorted(tellings.items())
        for item in digest_of(told, {}).items
    ]
    return Digest(tuple(items))


def numbered(items: Iterable[Item]) -> tuple[Item, ...]:
    """The items that ask, numbered from 1; the others carry no number."""
    asking, found = 0, []
    for item in items:
        asking += item.asks
        found.append(replace(item, number=asking if item.asks else 0))
    return tuple(found)


def pages_of(digest: Digest, fits: Callable[[Digest], bool]) -> tuple[Digest, ...]:
    """The digest cut between items so that each page fits; an item that alone is too long stands alone."""
    if len(digest.asking) <= MOST_ITEMS:
        # How whole courses run is told where there is room for it beside what changes.
        for whole in (digest, replace(digest, courses=())) if digest.courses else (digest,):
            if fits(whole):
                return (whole,)
    pages: list[Digest] = []
    open_page: Sequence[Item] = ()
    rest = Digest((), digest.summary, digest.unlisted)
    for item in digest.items:
        longer = Digest(numbered((*open_page, item)))
        if open_page and (len(longer.asking) > MOST_ITEMS or not fits(longer)):
            pages.append(Digest(numbered(open_page)))
            open_page = (item,)
        else:
            open_page = (*open_page, item)
    last = Digest(numbered(open_page), rest.summary, rest.unlisted, digest.courses)
    if digest.courses and not fits(last):
        last = replace(last, courses=())
    if open_page and rest.summary and not fits(last):
        return (*pages, Digest(numbered(open_page)), rest)
    return (*pages, last)


def _without_called_in(tellings: tuple[Telling, ...]) -> tuple[tuple[Telling, ...], tuple[Telling, ...]]:
    """An indoor venue that is now needed hears just that, not also that it no longer stands by."""
    needed = {
        (telling.delivery_id, telling.party)
        for telling in tellings
        if telling.side == "venue" and telling.now
    }
    called_in = tuple(
        telling
        for telling in tellings
        if telling.side == "rain_venue"
        and telling.now is None
        and (telling.delivery_id, telling.party) in needed
    )
    return tuple(telling for telling in tellings if telling not in called_in), called_in


def _counted(
    groups: list[tuple[Telling, ...]],
) -> tuple[list[tuple[Telling, ...]], list[tuple[Telling, ...]]]:
    """The new deliveries that are only to be counted, and all the rest."""
    counted = [
        group
        for group in groups
        if group[0].kind is TellingKind.NEW and all(telling.side == "area" for telling in group)
    ]
    if len(counted) < SUMMED_FROM:
        return [], groups
    return counted, [group for group in groups if group not in counted]


def _course_key(group: tuple[Telling, ...]) -> tuple[object, ...]:
    lead = group[0]
    if lead.facts.course_id is None:
        return (lead.delivery_id, lead.side == "rain_venue", lead.kind)
    parties = frozenset((telling.party, telling.side) for telling in group)
    return (
        lead.facts.course_id,
        lead.kind,
        lead.goes_on,
        lead.reason,
        parties,
        *_standing(lead.now),
        *_standing(lead.told),
    )


def _standing(facts: DeliveryFacts | None) -> tuple[object, ...]:
    """What all sessions of a course share; an exception differs in it and stands alone."""
    if facts is None:
        return ()
    weekday = date.fromisoformat(facts.day).isoweekday()
    return facts.programme, facts.venue, facts.provider, weekday, facts.start, facts.end


def _item(
    groups: list[tuple[Telling, ...]], reconfirm: Reconfirm, stood_by: Collection[tuple[str, PartyId]]
) -> Item:
    order: dict[Side, int] = {"venue": 0, "provider": 1, "rain_venue": 2, "area": 3}
    tellings = sorted(
        (telling for group in groups for telling in group),
        key=lambda telling: (telling.facts.day, telling.facts.start, order[telling.side], telling.party),
    )
    return Item(
        tuple(tellings),
        asks=any(telling.asks(reconfirm) for telling in tellings),
        called_in=(tellings[0].delivery_id, tellings[0].party) in stood_by,
    )
