"""What a closure moved away from a venue and still stands elsewhere when the venue is open again."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from scheduler.adapters.calendar_repository import published_of
from scheduler.adapters.calendar_tables import RepairRow
from scheduler.application.names_view import Names
from scheduler.domain.delivery import Delivery
from scheduler.domain.disruption import VenueClosed, VenueReopened
from scheduler.solver.finding import day_words
from scheduler.solver.format.event_records import DISRUPTION

STAYS = Bilingual(
    "{venue}停用时改动的 {id} 现在仍照改动后的安排（原为{day} {start}）；要搬回：culture move {id} --day {iso} --venue {venue_id}，"
    "再审批、发布。",
    "{id}, changed when {venue} was closed, stays as it was changed (it stood on {day} {start}); to bring it back: "
    "culture move {id} --day {iso} --venue {venue_id}, then approve and publish.",
)


def moved_away_words(
    session: Session, district_id: str, months: Collection[str], opened: VenueReopened, names: Names
) -> tuple[Bilingual, ...]:
    """A sentence for each such delivery of these months from the day of reopening on, with the command that moves it back."""
    return tuple(
        STAYS.fill(
            venue=names.venue(was.venue_id),
            venue_id=was.venue_id,
            id=was.id,
            day=day_words(was.day),
            iso=was.day.isoformat(),
            start=f"{was.start:%H:%M}",
        )
        for month in months
        for was in _moved_away(session, district_id, month, opened)
    )


def _moved_away(session: Session, district_id: str, month: str, opened: VenueReopened) -> Iterator[Delivery]:
    """The deliveries as they stood in the venue before its closure, where they are still as the closure left them."""
    repairs = session.scalars(
        sa.select(RepairRow)
        .where(
            RepairRow.district_id == district_id,
            RepairRow.month == month,
            RepairRow.number > 0,
            RepairRow.taken_back_at.is_(None),
        )
        .order_by(RepairRow.number)
    )
    now = {one.id: one for one in published_of(session, district_id, month)}
    for repair in repairs:
        disruption = DISRUPTION.read(repair.disruption, "")
        if not isinstance(disruption, VenueClosed) or disruption.venue_id != opened.venue_id:
            continue
        left = {one.id: one for one in published_of(session, district_id, month, repair.number)}
        for was in published_of(session, district_id, month, repair.number - 1):
            stays = was.id in left and was.id in now and _place(left[was.id]) == _place(now[was.id])
            there = was.venue_id == opened.venue_id and was.day >= opened.first
            if there and stays and _place(now[was.id]) != _place(was):
                yield was


def _place(delivery: Delivery) -> tuple[object, ...]:
    return delivery.day, delivery.start, delivery.venue_id
