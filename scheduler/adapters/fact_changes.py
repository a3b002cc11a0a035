"""Changes the district's facts after a disruption so that they can be put back as they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.refusal import Conflict, Fault, refuse
from scheduler.adapters.district_tables import (
    AllotmentRow,
    BlackoutRow,
    ClosureRow,
    DayMarkRow,
    Fact,
    MonthBudgetRow,
    OrderRow,
    ProviderRow,
)
from scheduler.adapters.fact_bindings import kept
from scheduler.domain.disruption import (
    BudgetChanged,
    Declined,
    Disruption,
    HolidayMoved,
    OrderWithdrawn,
    ProviderAbsent,
    QuotaChanged,
    Urgent,
    VenueClosed,
    VenueReopened,
)
from scheduler.domain.district import Period

TABLES: dict[str, type[Fact]] = {
    table.__tablename__: table
    for table in (
        AllotmentRow,
        BlackoutRow,
        ClosureRow,
        DayMarkRow,
        MonthBudgetRow,
        OrderRow,
        ProviderRow,
    )
}
EDIT = ("edited_at", "edited_by")


@dataclass(frozen=True, slots=True)
class FactChange:
    """One row before and after, its columns as JSON; None where there is none."""

    table: str
    id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def change_facts(
    session: Session, district_id: str, month: str, disruption: Disruption, *, by: str, at: datetime
) -> list[dict[str, Any]]:
    """Record the disruption of a month in the district's facts; returns each row changed, as it was and as it is.

    Refused: a provider whose contract has not begun, a period that is recorded from the same day already.
    """
    changed: list[FactChange] = []
    for table, row_id, values in _wanted(session, district_id, month, disruption):
        row = session.get(table, (district_id, row_id))
        before = _values(row) if row is not None else None
        if values is None:
            session.delete(row)
        elif row is None:
            session.add(table(district_id=district_id, id=row_id, edited_at=at, edited_by=by, **values))
        else:
            for name, value in (values | {"edited_at": at, "edited_by": by}).items():
                setattr(row, name, value)
        session.flush()
        now = session.get(table, (district_id, row_id))
        changed.append(
            FactChange(table.__tablename__, row_id, before, _values(now) if now is not None else None)
        )
    return [asdict(one) for one in changed]


def put_back_facts(session: Session, district_id: str, changes: list[Any], *, by: str, at: datetime) -> None:
    """Let the facts be as before the changes; a conflict if somebody has changed one since."""
    for one in (FactChange(**each) for each in reversed(changes)):
        table = TABLES[one.table]
        row = session.get(table, (district_id, one.id))
        if (_values(row) if row is not None else None) != one.after:
            raise Conflict(
                Fault(
                    one.id,
                    Bilingual(
                        "这条资料后来又改过，不能自动恢复。请先核对资料。",
                        "this fact was changed since and cannot be put back by itself. Look at the facts first.",
                    ),
                ),
                fields=("facts",),
            )
        if row is not None:
            session.delete(row)
            session.flush()
        if one.before is not None:
            values = {name: _parsed(table, name, value) for name, value in one.before.items()}
            session.add(table(district_id=district_id, id=one.id, edited_at=at, edited_by=by, **values))
        session.flush()


Wanted = tuple[type[Fact], str, dict[str, Any] | None]


def _wanted(session: Session, district_id: str, month: str, disruption: Disruption) -> Iterator[Wanted]:
    """Which row becomes what; None if it goes."""
    match disruption:
        case ProviderAbsent(provider_id, first, None):
            yield from _contract_ends(session, district_id, provider_id, first)
        case ProviderAbsent(provider_id, first, last):
            values = {"provider_id": provider_id, "first_day": first, "last_day": last, "reason": "不能到场"}
            yield from _period(session, district_id, BlackoutRow, provider_id, values)
        case VenueClosed(venue_id, first, last):
            values = {"venue_id": venue_id, "first_day": first, "last_day": last, "reason": "停用"}
            yield from _period(session, district_id, ClosureRow, venue_id, values)
        case VenueReopened(venue_id, first):
            yield from _closures_ended(session, district_id, venue_id, first)
        case Urgent(order):
            values = {name: kept(value) for name, value in asdict(order).items() if name != "id"}
            yield OrderRow, order.id, values
        case OrderWithdrawn(order_id):
            yield OrderRow, order_id, None
        case QuotaChanged(area_id, category, least, most):
            place = {"area_id": area_id, "category": category.value, "month": month}
            yield AllotmentRow, "/".join(place.values()), {**place, "least": least, "most": most}
        case BudgetChanged(yuan):
            yield MonthBudgetRow, month, {"yuan": yuan}
        case HolidayMoved(was, now):
            yield from _marks_moved(session, district_id, was, now)
        case Declined():
            return  # the answer is recorded where it was given, and is put anew by what is published
        case _:
            return


def _contract_ends(session: Session, district_id: str, provider_id: str, first: date) -> Iterator[Wanted]:
    row = session.get_one(ProviderRow, (district_id, provider_id))
    if row.contract_to is not None and row.contract_to < first:
        return
    if row.contract_from is not None and row.contract_from >= first:
        raise refuse(
            "first",
            "该主体的合同 {begins} 才开始。请改合同资料。",
            "its contract begins on {begins} only. Change the contract instead.",
            begins=row.contract_from,
        )
    yield ProviderRow, provider_id, {"contract_to": first - timedelta(days=1)}


def _period(
    session: Session,
    district_id: str,
    table: type[BlackoutRow | ClosureRow],
    owner: str,
    values: dict[str, Any],
) -> Iterator[Wanted]:
    """Nothing where the period is recorded already, as an import may have brought it."""
    owned = table.venue_id if table is ClosureRow else table.provider_id  # type: ignore[union-attr]
    known = session.execute(
        sa.select(table.first_day, table.last_day).where(table.district_id == district_id, owned == owner)
    )
    wanted = Period(values["first_day"], values["last_day"])
    if any(Period(row.first_day, row.last_day).covers(wanted) for row in known):
        return
    row_id = f"{owner}/{values['first_day']}"
    if session.get(table, (district_id, row_id)) is not None:
        raise refuse(
            "first",
            "自 {day} 起的停用或缺席已经登记过。请先改那一条。",
            "a period from {day} is recorded already. Change that one first.",
            day=values["first_day"],
        )
    yield table, row_id, values


def _closures_ended(session: Session, district_id: str, venue_id: str, first: date) -> Iterator[Wanted]:
    rows = session.scalars(
        sa.select(ClosureRow).where(
            ClosureRow.district_id == district_id,
            ClosureRow.venue_id == venue_id,
            ClosureRow.first_day <= first,
            sa.or_(ClosureRow.last_day.is_(None), ClosureRow.last_day >= first),
        )
    )
    for row in list(rows):
        goes = row.first_day == first
        yield ClosureRow, row.id, None if goes else {"last_day": first - timedelta(days=1)}


def _marks_moved(session: Session, district_id: str, was: date, now: date) -> Iterator[Wanted]:
    """What marked one day marks the other, instead of what marked that; quiet days stay."""
    rows = session.scalars(
        sa.select(DayMarkRow)
        .where(
            DayMarkRow.district_id == district_id, DayMarkRow.day.in_((was, now)), DayMarkRow.kind != "quiet"
        )
        .order_by(DayMarkRow.id)
    )
    marks = {row.id: (row.day, row.kind, _values(row)) for row in rows}
    for row_id in marks:
        yield DayMarkRow, row_id, None
    for day, kind, values in marks.values():
        if day == was:
            yield DayMarkRow, f"{now.isoformat()}/{kind}", values | {"day": now}


def _values(row: Fact) -> dict[str, Any]:
    """A row's own columns as JSON."""
    names = (
        column.name for column in row.__table__.columns if column.name not in (*EDIT, "district_id", "id")
    )
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | time) else value


def _parsed(table: type[Fact], name: str, value: Any) -> Any:
    kind = table.__table__.columns[name].type.python_type
    return kind.fromisoformat(value) if kind in {date, time} and value is not None else value
