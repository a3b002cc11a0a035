"""Recording what became of deliveries once their time has come: held, rained off, no-show, short-received."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

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
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import DELIVERY_STATE_NAMES, Category, DeliveryState
from scheduler.messages import DeliveryRecorded

RecordedState = Literal[
    DeliveryState.PLANNED,
    DeliveryState.HELD,
    DeliveryState.RAINED_OFF,
    DeliveryState.NO_SHOW,
    DeliveryState.SHORT_RECEIVED,
]
"""What a person may record; `planned` takes back what was recorded by mistake."""
RECORDED_STATES: tuple[RecordedState, ...] = (
    DeliveryState.HELD,
    DeliveryState.RAINED_OFF,
    DeliveryState.NO_SHOW,
    DeliveryState.SHORT_RECEIVED,
    DeliveryState.PLANNED,
)


@dataclass(frozen=True, slots=True)
class Became:
    """What became of one delivery, as a person says it.

    `received` counts the volumes that came of a short-received batch; `seen` is the state that the
    person saw before, where they saw one.
    """

    delivery_id: str
    state: RecordedState
    received: int | None = None
    note: str = ""
    seen: DeliveryState | None = None


def record(
    session: Session, clock: Clock, district_id: str, outcomes: Iterable[Became], *, by: str
) -> tuple[DeliveryRecorded, ...]:
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
        change for one in told if (change := _record(session, clock, district_id, one, by=by)) is not None
    )


def record_day(
    session: Session, clock: Clock, district_id: str, day: date, otherwise: Iterable[Became] = (), *, by: str
) -> tuple[DeliveryRecorded, ...]:
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
            DeliveryLifeRow.state == DeliveryState.PLANNED,
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
) -> Iterator[Bilingual]:
    if delivery is None:
        yield Bilingual(
            "已发布的计划里没有这个场次。请核对编号（culture show 可查）。",
            "no published month holds this delivery. Check its number (culture show lists them).",
        )
        return
    if delivery.starts_at(clock.zone) > clock.now():
        yield Bilingual(
            "{day} {start} 还没有到，不能记录结果。请在开始之后记录。",
            "{day} {start} has not come; what became of it cannot be recorded yet. Record it once it has begun.",
        ).fill(day=delivery.day, start=f"{delivery.start:%H:%M}")
    if one.state is DeliveryState.RAINED_OFF:
        programme = session.get(ProgrammeRow, (district_id, delivery.programme_id))
        if programme is None or not programme.open_air:
            yield Bilingual(
                "不是露天场次，不能记为“因雨取消”。没有办成的请记为“未到场”。",
                "it is not in the open air and cannot be rained off. Record a delivery that failed as a no-show.",
            )
    short = one.state is DeliveryState.SHORT_RECEIVED
    if short and delivery.category is not Category.BOOKS:
        yield Bilingual(
            "只有图书报刊可以记为“短收”。", "only a book batch can be short-received; choose another state."
        )
    elif short and (one.received is None or not 0 <= one.received < delivery.volumes):
        yield Bilingual(
            "短收须写明实收册数，从 0 到 {most}；全部收到的请记为“已举办”。",
            "say how many volumes came, from 0 to {most}; a batch that came whole is held.",
        ).fill(most=delivery.volumes - 1)
    elif not short and one.received is not None:
        yield Bilingual(
            "只有短收才写实收册数。", "a number received goes with short-received only; leave it out."
        )


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
    if (was, life.received) == (one.state, one.received):
        return None
    before = life.received
    life.state, life.received = one.state, one.received
    tell_history(
        session,
        district_id,
        one.delivery_id,
        "recorded",
        at=clock.now(),
        by=by,
        was=was.value,
        state=one.state.value,
        received_before=before,
        received=one.received,
        note=one.note,
    )
    change = DeliveryRecorded(district_id, one.delivery_id, one.state.value, one.received, by)
    emit(session, change)
    return change
