"""A film with its rain venue, a course of four Wednesdays, a batch of books: what the tests tell of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from notifications.domain.telling import Reconfirm, Telling, parties_of
from notifications.domain.wording import Office
from scheduler.messages import DeliveryFacts

OFFICE = Office("示范区文化配送中心", "021-0000-0100", "示范区文化配送")

RECONFIRM: Reconfirm = {
    "venue": frozenset({"venue", "day", "start", "reserve_day", "reserve_start"}),
    "provider": frozenset({"provider", "day", "start", "reserve_day", "reserve_start"}),
    "rain_venue": frozenset({"rain_venue", "day", "start"}),
}

FILM = DeliveryFacts(
    id="2606-001",
    category="film",
    programme="城南旧事",
    area="示范西路街道",
    area_party="area:west",
    venue="示范广场",
    venue_party="venue:square",
    provider="示范影院",
    provider_party="provider:cinema",
    day="2026-06-12",
    start="19:30",
    end="21:15",
    rain_venue="西路社区文化活动中心",
    rain_venue_party="venue:centre",
)
INDOORS = replace(
    FILM, venue="西路社区文化活动中心", venue_party="venue:centre", rain_venue=None, rain_venue_party=None
)
NEXT_DAY = replace(FILM, day="2026-06-13")
BOOKS = DeliveryFacts(
    id="2606-050",
    category="books",
    programme="图书配送",
    area="示范西路街道",
    area_party="area:west",
    venue="西路图书馆",
    venue_party="venue:library",
    provider="示范区图书馆",
    provider_party="provider:books",
    day="2026-06-15",
    start="10:00",
    end="11:00",
    volumes=500,
    titles=50,
)


def lesson(session: int, day: str, **changes: str) -> DeliveryFacts:
    """One session of the paper-cutting course at the centre."""
    facts = DeliveryFacts(
        id=f"2606-10{session}",
        category="training",
        programme="剪纸入门",
        area="示范西路街道",
        area_party="area:west",
        venue="西路社区文化活动中心",
        venue_party="venue:centre",
        provider="示范茶馆",
        provider_party="provider:tea",
        day=day,
        start="14:00",
        end="15:30",
        course_id="course-1",
        session=session,
    )
    return replace(facts, **changes)  # type: ignore[arg-type]


COURSE = tuple(
    lesson(number, day)
    for number, day in enumerate(("2026-06-03", "2026-06-10", "2026-06-17", "2026-06-24"), 1)
)


def new_to(*parties: str, deliveries: Iterable[DeliveryFacts]) -> list[Telling]:
    """All that these parties are told of deliveries that they hear of for the first time."""
    return [
        Telling(party, side, facts.id, 1, None, facts)
        for facts in deliveries
        for party, side in parties_of(facts)
        if party in parties
    ]
