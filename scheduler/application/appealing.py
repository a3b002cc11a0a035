"""Appeals against a number of the allotment: who, when and why, and the answer; an accepted one fixes the number."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.clock import Clock
from config.identity import sortable_id
from config.refusal import refuse
from scheduler.adapters.allotting_tables import AppealRow
from scheduler.application.allotting_facts import closed_months
from scheduler.domain.terms import Category


@dataclass(frozen=True, slots=True)
class Appeal:
    """What an appeal is about: an area's number of a category in a year, or in one month of it; who says what."""

    year: int
    area_id: str
    category: Category
    month: str | None
    appellant: str
    reason: str


def record_appeal(session: Session, clock: Clock, district_id: str, appeal: Appeal, *, by: str) -> AppealRow:
    """Record an appeal, open until it is answered; refused without a reason, or against a closed month."""
    if not appeal.reason.strip() or not appeal.appellant.strip():
        raise refuse(
            "--says",
            "请写明谁提出（--who）、为什么（--says）。",
            "say who appeals (--who) and why (--says).",
        )
    _refuse_closed(session, clock, district_id, appeal.year, appeal.month)
    row = AppealRow(
        district_id=district_id,
        id=sortable_id(),
        year=appeal.year,
        area_id=appeal.area_id,
        category=appeal.category.value,
        month=appeal.month,
        appellant=appeal.appellant,
        reason=appeal.reason,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row


def answer_appeal(
    session: Session,
    clock: Clock,
    district_id: str,
    appeal_id: str,
    *,
    number: int | None,
    answer: str,
    by: str,
) -> AppealRow:
    """Answer an open appeal: accepted with the `number` that it fixes, turned down without one.

    Refused: an unknown or answered appeal, an answer without a reason, a month closed meanwhile.
    """
    row = _open_appeal(session, district_id, appeal_id)
    if not answer.strip():
        raise refuse("--because", "答复要写明理由。", "an answer gives its reason.")
    if number is not None:
        _refuse_closed(session, clock, district_id, row.year, row.month)
    row.accepted, row.number, row.answer = number is not None, number, answer
    row.answered_by, row.answered_at = by, clock.now()
    session.flush()
    return row


def appeals_of(session: Session, district_id: str, year: int) -> tuple[AppealRow, ...]:
    """All appeals of a year, the earliest first."""
    return tuple(
        session.scalars(
            sa.select(AppealRow)
            .where(AppealRow.district_id == district_id, AppealRow.year == year)
            .order_by(AppealRow.id)
        )
    )


def _open_appeal(session: Session, district_id: str, appeal_id: str) -> AppealRow:
    """The open appeal that an id, or the one ending of an id, names."""
    found = list(
        session.scalars(
            sa.select(AppealRow)
            .where(AppealRow.district_id == district_id, AppealRow.id.endswith(appeal_id, autoescape=True))
            .with_for_update()
        )
    )
    if len(found) != 1:
        raise refuse(
            "appeal",
            "“{id}”不能确定是哪一件申诉。用 culture allot appeals 查看编号。",
            "“{id}” does not name exactly one appeal. culture allot appeals lists them.",
            id=appeal_id,
        )
    (row,) = found
    if row.accepted is not None:
        raise refuse(
            "appeal",
            "这件申诉已由 {by} 答复。要改动请另立一件申诉。",
            "this appeal was answered by {by}. To change that, record another one.",
            by=row.answered_by,
        )
    return row


def _refuse_closed(session: Session, clock: Clock, district_id: str, year: int, month: str | None) -> None:
    if month is not None and month in closed_months(session, clock, district_id, year):
        raise refuse(
            "--month",
            "{month} 已发布或已开始，配额不再改动。请对以后的月份提出。",
            "{month} is published or has begun, its numbers stand. Appeal for a later month.",
            month=month,
        )
