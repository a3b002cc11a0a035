"""What happened to a month's published deliveries since: which stand firm, and what was declined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from scheduler.adapters.calendar_repository import as_delivery
from scheduler.adapters.calendar_tables import DeliveryHistoryRow, DeliveryLifeRow, PublishedDeliveryRow
from scheduler.domain.decline import AskedSide, Decline
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import Answer, DeliveryState

CAME_TO_NOTHING = (DeliveryState.RAINED_OFF, DeliveryState.NO_SHOW)


@dataclass(frozen=True, slots=True)
class Since:
    """What happened to published deliveries, by id.

    `settled` are those whose fate is known (held, rained off …), `lapsed` those of them that came to
    nothing, but for sessions of a course, which stands or falls as a whole; `firm` those that both sides have
    confirmed, that a person moved, that a repair has changed, or whose decline a person dealt with
    otherwise, unless a decline is open; `declines` are the open ones, and those of former arrangements.
    `unsheltered` are films whose rain venue declined: all of them stands but that. `refused` are those
    with an open decline of a side.
    """

    settled: frozenset[str]
    lapsed: frozenset[str]
    firm: frozenset[str]
    unsheltered: frozenset[str]
    refused: frozenset[str]
    declines: tuple[Decline, ...]


def read_since(session: Session, district_id: str, published: Iterable[Delivery]) -> Since:
    """What happened to the deliveries of a month's last version."""
    stands = {delivery.id: delivery for delivery in published}
    lives = list(
        session.scalars(
            sa.select(DeliveryLifeRow).where(
                DeliveryLifeRow.district_id == district_id, DeliveryLifeRow.id.in_(stands)
            )
        )
    )
    lines = history_of(session, district_id, stands)
    confirmed = {
        life.id for life in lives if life.venue_answer == life.provider_answer == Answer.CONFIRMED.value
    }
    declined = [life for life in lives if life.sides_declined]
    dealt_with = {life.id for life in declined if not life.open_declines}
    by_hand = {delivery.id for delivery in stands.values() if delivery.pinned}
    repaired = {delivery_id for delivery_id, told in lines.items() if _repaired(told)}
    refused = {life.id for life in declined} - dealt_with
    unsheltered = frozenset(
        life.id
        for life in lives
        if life.rain_venue_answer == Answer.DECLINED and life.rain_venue_settled_at is None
    )
    return Since(
        settled=frozenset(life.id for life in lives if life.state != DeliveryState.PLANNED),
        lapsed=frozenset(
            life.id for life in lives if life.state in CAME_TO_NOTHING and stands[life.id].course_id is None
        ),
        firm=frozenset((confirmed | by_hand | repaired | dealt_with) - refused - unsheltered),
        unsheltered=unsheltered - refused,
        refused=frozenset(refused),
        declines=_declines(session, district_id, lines),
    )


def history_of(
    session: Session, district_id: str, delivery_ids: Collection[str]
) -> Mapping[str, list[DeliveryHistoryRow]]:
    """What was published of these deliveries, answered and settled, the oldest line first."""
    rows = session.scalars(
        sa.select(DeliveryHistoryRow)
        .where(
            DeliveryHistoryRow.district_id == district_id,
            DeliveryHistoryRow.delivery_id.in_(delivery_ids),
            DeliveryHistoryRow.kind.in_(("published", "answered", "decline_settled")),
        )
        .order_by(DeliveryHistoryRow.id)
    )
    lines: dict[str, list[DeliveryHistoryRow]] = defaultdict(list)
    for row in rows:
        lines[row.delivery_id].append(row)
    return lines


def _repaired(lines: Iterable[DeliveryHistoryRow]) -> bool:
    """Whether what changed it last was a repair: a month's own publication gives no reason."""
    published = [line for line in lines if line.kind == "published"]
    return bool(published) and bool(published[-1].facts["reason"])


def _declines(
    session: Session, district_id: str, lines: Mapping[str, list[DeliveryHistoryRow]]
) -> tuple[Decline, ...]:
    open_ = {delivery_id: found for delivery_id, told in lines.items() if (found := open_declines_in(told))}
    stood = as_published(session, district_id, open_)
    return tuple(
        Decline(was.area_id, was.programme_id, was.order_id, side, party, was.day)
        for delivery_id, found in sorted(open_.items())
        for number, side, party in found
        if (was := stood.get((delivery_id, number))) is not None
    )


def open_declines_in(lines: Iterable[DeliveryHistoryRow]) -> list[tuple[int, AskedSide, str]]:
    """Number of the version, side and party of each decline that nobody took back or dealt with as it stood.

    What was dealt with stays so when the party declines the same once more.
    """
    number = 0
    said: dict[tuple[int, AskedSide, str], str] = {}
    for line in lines:
        if line.kind == "published":
            number = line.facts["number"]
        elif line.kind == "decline_settled":
            said |= {each: "dealt with" for each in said if each[0] == number and _settles(line, each[1])}
        elif line.facts["answer"] != Answer.RECEIVED:
            each = (number, line.facts["side"], line.by.partition(":")[2])
            if said.get(each) != "dealt with":
                said[each] = line.facts["answer"]
    return [each for each, answer in said.items() if answer == Answer.DECLINED]


def _settles(line: DeliveryHistoryRow, side: AskedSide) -> bool:
    """Whether a decline by this side was dealt with; an older line settled both sides at once."""
    if "side" in line.facts:
        return bool(line.facts["side"] == side)
    return bool((side == "rain_venue") == line.facts.get("of_rain_venue", False))


def as_published(
    session: Session, district_id: str, delivery_ids: Collection[str]
) -> dict[tuple[str, int], Delivery]:
    """Each of these deliveries by the number of every version that holds it."""
    rows = session.scalars(
        sa.select(PublishedDeliveryRow).where(
            PublishedDeliveryRow.district_id == district_id, PublishedDeliveryRow.id.in_(delivery_ids)
        )
    )
    return {(row.id, row.number): as_delivery(row) for row in rows}
