"""Recording what became of deliveries once their time has come: held, rained off, no-show, books sent and received."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import Clock
from config.durable import emit
from config.refusal import Conflict, Fault, Refusal, refuse
from scheduler.adapters.calendar_repository import (
    IN_LAST_VERSION,
    ITS_LIFE,
    NOT_TAKEN_ON,
    as_delivery,
    life_of,
    tell_history,
)
from scheduler.adapters.calendar_tables import DeliveryLifeRow, MonthRow, PublishedDeliveryRow
from scheduler.adapters.district_tables import ProgrammeRow
from scheduler.adapters.reserve_repository import free_reserve
from scheduler.application.attending import note_attendance
from scheduler.domain.delivery import Delivery
from scheduler.domain.outcome import Became, unlikely
from scheduler.domain.terms import DELIVERY_STATE_NAMES, TO_COME, DeliveryState
from scheduler.messages import AttendanceReported, DeliveryRecorded

Change = DeliveryRecorded | AttendanceReported
"""What recording an outcome changed."""


def record(
    session: Session, clock: Clock, district_id: str, outcomes: Iterable[Became], *, by: str
) -> tuple[Change, ...]:
    """Record what became of each delivery, or correct it; each change is an event and a line of history.

    Returns the changes; what says the same as before is none. All or nothing, refused: a delivery that
    no published month holds, one that has not begun, a state that does not fit it. A Conflict when
    somebody has recorded another state since it was seen.
    """
    told = tuple(outcomes)
    published = _published(session, district_id, [one.delivery_id for one in told])
    faults = [
        Fault(one.delivery_id, sentence)
        for one in told
        for sentence in _faults(session, clock, district_id, one, published.get(one.delivery_id))
    ]
    if faults:
        raise Refusal(*faults)
    return tuple(
        change
        for one in told
        for change in (
            _record(session, clock, district_id, one, by=by),
            _heads(session, clock, district_id, one, published[one.delivery_id], by=by),
        )
        if change is not None
    )


def record_day(
    session: Session, clock: Clock, district_id: str, day: date, otherwise: Iterable[Became] = (), *, by: str
) -> tuple[Change, ...]:
    """Record all deliveries of `day` that nobody has recorded as held, but those named in `otherwise`.

    What a side declined and nobody has dealt with is left for a person to say (`left_open`). Refused: a
    day on which nothing else that was published has begun; whatever `record` refuses.
    """
    exceptions = {one.delivery_id: one for one in otherwise}
    standing = _begun(session, clock, district_id, day, ~NOT_TAKEN_ON)
    if not standing and not exceptions:
        if declined := left_open(session, clock, district_id, day):
            raise refuse(
                f"{day}",
                "{day} 剩下的场次都曾有一方不能承接，不能一并记为已举办。请逐场记录，如：culture held {day} --one {first}=no_show",
                "a side declined all that is left of {day}, so it cannot be recorded as held at once. "
                "Record each, e.g. culture held {day} --one {first}=no_show",
                day=day,
                first=declined[0],
            )
        raise refuse(
            f"{day}",
            "{day} 没有待记录结果的场次（未发布、尚未开始或已记录）。",
            "on {day} no delivery waits to be recorded (not published, not begun, or recorded already).",
            day=day,
        )
    held = (Became(one, DeliveryState.HELD) for one in sorted(standing - exceptions.keys()))
    return record(session, clock, district_id, (*held, *exceptions.values()), by=by)


def left_open(session: Session, clock: Clock, district_id: str, day: date) -> list[str]:
    """The ids of deliveries of `day` that have begun although a side declined, and that nobody has recorded."""
    return sorted(_begun(session, clock, district_id, day, NOT_TAKEN_ON))


def _begun(
    session: Session, clock: Clock, district_id: str, day: date, answered: sa.ColumnElement[bool]
) -> set[str]:
    """The ids of those of the day that have begun, are not recorded, and whose answers are like that."""
    rows = session.scalars(
        sa.select(PublishedDeliveryRow)
        .join(MonthRow, IN_LAST_VERSION)
        .join(DeliveryLifeRow, ITS_LIFE)
        .where(
            PublishedDeliveryRow.district_id == district_id,
            PublishedDeliveryRow.day == day,
            DeliveryLifeRow.state.in_(TO_COME),
            answered,
        )
    )
    return {row.id for row in rows if as_delivery(row).starts_at(clock.zone) <= clock.now()}


def _published(session: Session, district_id: str, delivery_ids: list[str]) -> dict[str, Delivery]:
    rows = session.scalars(
        sa.select(PublishedDeliveryRow)
        .join(MonthRow, IN_LAST_VERSION)
        .where(PublishedDeliveryRow.district_id == district_id, PublishedDeliveryRow.id.in_(delivery_ids))
    )
    return {row.id: as_delivery(row) for row in rows}


def _faults(
    session: Session, clock: Clock, district_id: str, one: Became, delivery: Delivery | None
) -> Iterable[Bilingual]:
    if delivery is None:
        return (
            Bilingual(
                "已发布的计划里没有这个场次。请核对编号（culture show 可查）。",
                "no published month holds this delivery. Check its number (culture show lists them).",
            ),
        )
    programme = session.get(ProgrammeRow, (district_id, delivery.programme_id))
    open_air = programme is not None and programme.open_air
    return unlikely(one, delivery, open_air=open_air, now=clock.now(), zone=clock.zone)


def _record(
    session: Session, clock: Clock, district_id: str, one: Became, *, by: str
) -> DeliveryRecorded | None:
    life = life_of(session, district_id, one.delivery_id)
    assert life is not None, "what was published has a life"
    was = DeliveryState(life.state)
    if one.seen is not None and one.seen is not was:
        raise Conflict(
            Fault(
                one.delivery_id,
                Bilingual(
                    "您看到的是“{seen}”，现在已记为“{now}”。请重新查看后再记录。",
                    "you saw it as “{seen}”, it is now recorded as “{now}”. Look again, then record it.",
                ).fill(seen=DELIVERY_STATE_NAMES[one.seen], now=DELIVERY_STATE_NAMES[was]),
            ),
            fields=("state",),
        )
    before, now = (life.received, life.received_titles), (one.received, one.received_titles)
    if (was, before) == (one.state, now):
        return None
    life.state, (life.received, life.received_titles) = one.state, now
    tell_history(
        session,
        district_id,
        one.delivery_id,
        "recorded",
        at=clock.now(),
        by=by,
        was=was.value,
        state=one.state.value,
        received_before=before[0],
        received=one.received,
        received_titles=one.received_titles,
        note=one.note,
    )
    if one.state is not DeliveryState.PLANNED:
        free_reserve(session, district_id, one.delivery_id)
    change = DeliveryRecorded(
        district_id, one.delivery_id, one.state.value, one.received, by, one.received_titles
    )
    emit(session, change)
    return change


def _heads(
    session: Session, clock: Clock, district_id: str, one: Became, delivery: Delivery, *, by: str
) -> AttendanceReported | None:
    if one.attendance is None:
        return None
    life = life_of(session, district_id, one.delivery_id)
    assert life is not None, "what was published has a life"
    return note_attendance(session, clock, delivery, life, (one.attendance, one.satisfied), by=by)
