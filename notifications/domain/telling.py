"""What one party is to be told of one delivery: the state it was told before against the state now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

from scheduler.messages import DeliveryFacts, PartyId

Side = Literal["venue", "provider", "rain_venue", "area"]
"""In what capacity a party hears of a delivery; an area is informed, never asked."""
BUSINESS = "business"
"""The capacity in which a party hears of a campaign of the market's."""

RESERVE = ("reserve_day", "reserve_start")
SIDES_SHOWN: dict[Side, tuple[str, ...]] = {
    "venue": ("programme", "venue", "provider", "day", "start", "end", *RESERVE, "volumes", "titles"),
    "provider": (
        "programme",
        "venue",
        "provider",
        "day",
        "start",
        "end",
        "rain_venue",
        *RESERVE,
        "volumes",
        "titles",
    ),
    "rain_venue": ("programme", "rain_venue", "day", "start", "end"),
    "area": ("programme", "venue", "provider", "day", "start", "rain_venue", *RESERVE, "volumes", "titles"),
}
"""Which facts concern a side; a difference in any other is no news to it."""

GoesOn = Literal["not", "that_day", "another_day"]
"""How a delivery goes on without a party that it is taken from."""

Reconfirm = Mapping[Side, frozenset[str]]
"""Which changed facts ask a side for a new confirmation (a setting); an absent side is never asked."""


class TellingKind(StrEnum):
    """What the delivery is to the party now."""

    NEW = "new"
    CHANGED = "changed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Telling:
    """One delivery as one party is to hear of it; `told` is what it last heard, None if nothing.

    `version` is the subject version of what is told now; `reason` is why it changed, as the parties may
    hear it. At least one of `told`, `now` is there. `elsewhere` is where it goes on without this party.
    """

    party: PartyId
    side: Side
    delivery_id: str
    version: int
    told: DeliveryFacts | None
    now: DeliveryFacts | None
    reason: str = ""
    elsewhere: DeliveryFacts | None = None

    def __post_init__(self) -> None:
        if self.told is None and self.now is None:
            raise ValueError(f"{self.delivery_id}: there is nothing to tell {self.party}")

    @property
    def kind(self) -> TellingKind:
        if self.now is None:
            return TellingKind.CANCELLED
        return TellingKind.CHANGED if self.told is not None else TellingKind.NEW

    @property
    def facts(self) -> DeliveryFacts:
        """The present facts, or the last ones of what is no more."""
        facts = self.now or self.told
        assert facts is not None, "one of them is there, see __post_init__"
        return facts

    @property
    def changed(self) -> frozenset[str]:
        """The facts that concern this side and differ; empty for what is new or cancelled."""
        if self.told is None or self.now is None:
            return frozenset()
        return _differing(self.told, self.now, self.side)

    @property
    def is_another(self) -> bool:
        """Whether nothing that was heard of is recognised: another programme, and not in its place and time.

        What was heard of is then cancelled and this is new; that it moved would be untrue of both.
        """
        place = "rain_venue" if self.side == "rain_venue" else "venue"
        return "programme" in self.changed and not self.changed.isdisjoint({"day", "start", place})

    @property
    def goes_on(self) -> GoesOn:
        """How the programme that the party heard of goes on without it; another one in its place is not it."""
        if self.elsewhere is None or self.elsewhere.programme != self.facts.programme:
            return "not"
        return "that_day" if self.elsewhere.day == self.facts.day else "another_day"

    def asks(self, reconfirm: Reconfirm) -> bool:
        """Whether the party has to agree: to what is new to it, and to changes of what it agreed to."""
        if self.kind is TellingKind.NEW or self.is_another:
            return self.side in reconfirm
        return bool(self.changed & reconfirm.get(self.side, frozenset()))


def _differing(told: DeliveryFacts, now: DeliveryFacts, side: Side) -> frozenset[str]:
    return frozenset(name for name in SIDES_SHOWN[side] if getattr(told, name) != getattr(now, name))


def parties_of(facts: DeliveryFacts) -> Iterator[tuple[PartyId, Side]]:
    """Everyone who has to do with a delivery, each in its capacity."""
    yield facts.venue_party, "venue"
    yield facts.provider_party, "provider"
    if facts.rain_venue_party is not None:
        yield facts.rain_venue_party, "rain_venue"
    yield facts.area_party, "area"


def stands_in(facts: DeliveryFacts | None, party: PartyId, side: Side) -> DeliveryFacts | None:
    """The facts as far as this party has to do with them in this capacity; None if it has not."""
    if facts is None or (party, side) not in set(parties_of(facts)):
        return None
    return facts


def telling_of(
    party: PartyId,
    side: Side,
    delivery_id: str,
    version: int,
    *,
    told: DeliveryFacts | None,
    now: DeliveryFacts | None,
    reason: str = "",
    declined: bool = False,
) -> Telling | None:
    """What the party is to be told, None if nothing that concerns it differs from what it has heard.

    What it has `declined` as it is now is not told as its own again, only that what it heard since is off.
    """
    here = stands_in(now, party, side)
    if declined and here is not None and (told is None or _differing(told, here, side)):
        here = None
    if told is None and here is None:
        return None
    telling = Telling(party, side, delivery_id, version, told, here, reason, None if here else now)
    return telling if telling.kind is not TellingKind.CHANGED or telling.changed else None


def starts_at(facts: DeliveryFacts, zone: ZoneInfo) -> datetime:
    """The instant at which the delivery starts, in the district's zone."""
    return datetime.combine(date.fromisoformat(facts.day), time.fromisoformat(facts.start), zone)


def starts_told(tellings: Iterable[Telling], zone: ZoneInfo) -> Iterator[datetime]:
    """Every start that the tellings speak of, the old one of a moved delivery too."""
    for telling in tellings:
        for facts in (telling.told, telling.now):
            if facts is not None:
                yield starts_at(facts, zone)
