"""Provisional holds: a venue or provider is kept for something else until a date, then free by itself."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.clock import Clock
from config.identity import sortable_id
from config.refusal import refuse
from scheduler.adapters.district_tables import HoldRow
from scheduler.domain.district import Hold, Period


def kept_days(first: date, last: date) -> Period:
    """The days to be kept; refused in the wrong order."""
    if last < first:
        raise refuse(
            "last",
            "最后一天 {last} 不能早于第一天 {first}。请改正。",
            "the last day, {last}, comes before the first, {first}. Mend it.",
            first=first,
            last=last,
        )
    return Period(first, last)


def hold(session: Session, clock: Clock, district_id: str, wanted: Hold, *, by: str) -> str:
    """Keep a party for something else; returns the hold's id. Refused: days past, a hold that has lapsed at birth."""
    first, last = wanted.days.first, wanted.days.last
    if first is None or last is None or last < clock.today():
        raise refuse(
            "day",
            "要留的日子已经过去。请核对日期。",
            "the days to be kept are past. Check them.",
        )
    if not clock.today() <= wanted.until <= last:
        raise refuse(
            "until",
            "暂留到期日应在今天与最后一天（{last}）之间。",
            "a hold lapses between today and its last day, {last}.",
            last=last,
        )
    if not wanted.why.strip():
        raise refuse("why", "请写明为什么暂留。", "say what it is kept for.")
    row = HoldRow(
        district_id=district_id,
        id=sortable_id(),
        side=wanted.side,
        party=wanted.party,
        first_day=first,
        last_day=last,
        until=wanted.until,
        why=wanted.why,
        edited_at=clock.now(),
        edited_by=by,
    )
    session.add(row)
    session.flush()
    return row.id


def let_go(session: Session, district_id: str, hold_id: str) -> None:
    """End a hold before it lapses; its id, or as much of its beginning or ending as tells it apart."""
    found = list(
        session.scalars(
            sa.select(HoldRow).where(
                HoldRow.district_id == district_id,
                sa.or_(
                    HoldRow.id.startswith(hold_id, autoescape=True),
                    HoldRow.id.endswith(hold_id, autoescape=True),
                ),
            )
        )
    )
    if len(found) != 1:
        raise refuse(
            "hold",
            "“{id}”不能确定是哪一项暂留。用 culture hold list 查看编号。",
            "“{id}” does not name exactly one hold. culture hold list shows them.",
            id=hold_id,
        )
    session.delete(found[0])


def standing_holds(session: Session, district_id: str, today: date) -> tuple[HoldRow, ...]:
    """The holds that have not lapsed, the first to lapse first."""
    return tuple(
        session.scalars(
            sa.select(HoldRow)
            .where(HoldRow.district_id == district_id, HoldRow.until >= today)
            .order_by(HoldRow.until, HoldRow.id)
        )
    )
