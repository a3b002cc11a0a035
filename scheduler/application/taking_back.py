"""Takes the last repair of a month back by a new version, as long as nothing of it was held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.clock import Clock
from config.refusal import Fault, Refusal, refuse
from scheduler.adapters.calendar_repository import (
    month_row,
    published_delivery,
    published_number,
    published_of,
)
from scheduler.adapters.calendar_tables import DeliveryLifeRow, MonthRow, RepairRow
from scheduler.adapters.fact_changes import put_back_facts
from scheduler.application.carried import home_month
from scheduler.application.declining_again import DeclinesBefore, declined_before, let_declines_stand
from scheduler.application.publishing import Publication, preview_publication, publish_version
from scheduler.application.rebasing import rebase_draft
from scheduler.application.repairing import outdated
from scheduler.domain.calendar import Difference, differences
from scheduler.domain.delivery import Delivery
from scheduler.domain.disruption import Disruption
from scheduler.domain.terms import DeliveryState
from scheduler.messages import CalendarPublished
from scheduler.solver.format.event_records import DISRUPTION

TAKEN_BACK = "恢复原安排"


@dataclass(frozen=True, slots=True)
class MonthBack:
    """What taking a repair back would change in one month that it reached."""

    month: str
    number: int
    repair_id: str
    changes: tuple[Difference, ...]
    after: tuple[Delivery, ...]

    def reasons(self) -> dict[str, str]:
        return dict.fromkeys((one.delivery_id for one in self.changes), TAKEN_BACK)


@dataclass(frozen=True, slots=True)
class TakingBack:
    """The last repair of a month with those of the other months that the same event reached, and what taking
    it back would change; `kind` and `disruption` are what had happened, recorded `at` that instant `by` someone.
    """

    repair_id: str
    kind: str
    disruption: Disruption
    at: datetime
    by: str
    months: tuple[MonthBack, ...]

    @property
    def changes(self) -> tuple[Difference, ...]:
        return tuple(change for one in self.months for change in one.changes)


def preview_taking_back(session: Session, clock: Clock, district_id: str, month: str) -> TakingBack:
    """What taking back the month's last repair would change, in every month that it reached; nothing is written.

    Refused: there is none, a month was published again since, something of it has begun or was recorded.
    """
    row = _last_repair(session, district_id, month)
    rows = [row] if row.event_id is None else _of_event(session, district_id, row.event_id)
    months = tuple(_month_back(session, clock, district_id, each) for each in rows)
    happened = DISRUPTION.read(row.disruption, "")
    name = DISRUPTION.record_of(happened).name
    return TakingBack(row.id, name, happened, row.at, row.by, months)


def _of_event(session: Session, district_id: str, event_id: str) -> list[RepairRow]:
    """The repairs of all months that an event reached; refused if one of these months was repaired again since."""
    rows = session.scalars(
        sa.select(RepairRow)
        .where(RepairRow.district_id == district_id, RepairRow.event_id == event_id)
        .order_by(RepairRow.month)
    ).all()
    for row in rows:
        if _last_repair(session, district_id, row.month).id != row.id:
            raise refuse(
                row.month,
                "{month} 之后又补救过。请先撤回那一次：culture event undo {month}",
                "{month} was repaired again since. Take that back first: culture event undo {month}",
                month=row.month,
            )
    return list(rows)


def _last_repair(session: Session, district_id: str, month: str) -> RepairRow:
    row = session.scalars(
        sa.select(RepairRow)
        .where(
            RepairRow.district_id == district_id, RepairRow.month == month, RepairRow.taken_back_at.is_(None)
        )
        .order_by(RepairRow.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise refuse(
            month,
            "{month} 没有可以撤回的补救。",
            "{month} has no repair to take back.",
            month=month,
        )
    return row


def _month_back(session: Session, clock: Clock, district_id: str, row: RepairRow) -> MonthBack:
    month, number = row.month, published_number(session, district_id, row.month)
    if row.number not in {0, number}:
        raise refuse(
            month,
            "补救（第 {repaired} 版）之后又发布过（现为第 {number} 版），不能撤回。请另行调整。",
            "the month was published again (version {number}) after the repair (version {repaired}); it can no "
            "longer be taken back. Change it by hand.",
            repaired=row.number,
            number=number,
        )
    now = published_of(session, district_id, month, number)
    before = published_of(session, district_id, month, number - 1) if row.number else now
    changes = differences(now, before)
    _refuse_carried(session, district_id, month, changes)
    _refuse_begun(session, clock, district_id, changes)
    return MonthBack(month, number, row.id, changes, before)


def preview_events(session: Session, district_id: str, preview: TakingBack) -> list[CalendarPublished]:
    """The events that taking back would emit, a month each, so that their exact texts can be shown."""
    return [
        preview_publication(
            session,
            district_id,
            one.month,
            one.after,
            one.reasons(),
            _sides(declined_before(session, district_id, one.changes)),
        )
        for one in preview.months
    ]


def _sides(declines: DeclinesBefore) -> dict[str, tuple[str, ...]]:
    return {delivery_id: tuple(one.side for one in found) for delivery_id, found in declines.items()}


def take_back(
    session: Session, clock: Clock, district_id: str, seen: TakingBack, *, by: str
) -> tuple[Publication | None, ...]:
    """Put the facts back and publish each month's plan before the repair as its next version, in one commit.

    What a party had declined stands declined again.

    None for a month in which no delivery was changed. A conflict if anything changed since it was seen.
    """
    rows = [month_row(session, district_id, one.month, lock=True) for one in seen.months]
    month = session.get_one(RepairRow, (district_id, seen.repair_id)).month
    if preview_taking_back(session, clock, district_id, month) != seen:
        raise outdated(month)
    return tuple(
        _month_taken_back(session, clock, row, one, by=by) for one, row in zip(seen.months, rows, strict=True)
    )


def _month_taken_back(
    session: Session, clock: Clock, row: MonthRow, seen: MonthBack, *, by: str
) -> Publication | None:
    district_id = row.district_id
    repair = session.get_one(RepairRow, (district_id, seen.repair_id))
    put_back_facts(session, district_id, repair.facts, by=by, at=clock.now())
    repair.taken_back_at = clock.now()
    if not seen.changes:
        return None
    declines = declined_before(session, district_id, seen.changes)
    publication = publish_version(
        session,
        clock,
        district_id,
        row,
        seen.after,
        by=by,
        why="taken_back",
        reasons=seen.reasons(),
        declined=_sides(declines),
    )
    let_declines_stand(session, clock, district_id, publication.changes, declines)
    rebase_draft(session, row, seen.changes, by=by, at=clock.now())
    return publication


def _refuse_carried(session: Session, district_id: str, month: str, changes: tuple[Difference, ...]) -> None:
    """What went to a reserve date in another month stands there now, and is no longer this month's alone."""
    for one in changes:
        returns = one.before is None and published_delivery(session, district_id, one.delivery_id) is not None
        leaves = one.after is None and one.before is not None and home_month(one.before) != month
        if not (returns or leaves):
            continue
        raise refuse(
            one.delivery_id,
            "这场电影因雨改到了另一个月，不能在一个月里撤回。请另行改动。",
            "rain carried this film into another month; it cannot be taken back in one month alone. Change it by hand.",
        )


def _refuse_begun(session: Session, clock: Clock, district_id: str, changes: tuple[Difference, ...]) -> None:
    faults: list[Fault] = []
    for one in changes:
        life = session.get(DeliveryLifeRow, (district_id, one.delivery_id))
        known = {DeliveryState.PLANNED, DeliveryState.CANCELLED}
        sides = (side for side in (one.before, one.after) if side is not None)
        begun = any(side.starts_at(clock.zone) <= clock.now() for side in sides)
        if begun or (life is not None and life.state not in known):
            faults += refuse(
                one.delivery_id,
                "这一场（或它原来的时间）已经开始或已有记录，补救不能再撤回。",
                "it, or the time at which it stood, has begun or was recorded; the repair can no longer be taken back.",
            ).faults
    if faults:
        raise Refusal(*faults)
