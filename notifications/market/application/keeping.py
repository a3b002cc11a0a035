"""Keeps the register by hand: a status, a filed renewal, a corrected licence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.refusal import Conflict, Fault, refuse
from notifications.market.adapters.register import licence_of, licence_subject
from notifications.market.adapters.tables import BusinessRow, LicenceRow
from notifications.market.application.recording import (
    FIELDS_OF_TEXTS,
    RegisterChange,
    as_shown,
    by_hand,
    licences_of,
    raise_campaign_rows,
    raise_licences,
    record_changes,
    withdraw_listed,
)
from notifications.market.domain.business import BUSINESS_STATUS_NAMES, BusinessStatus, Licence
from notifications.market.domain.renewal import begins_new_period

CORRECTABLE = frozenset({"kind", "number", "issued", "expires", "renewal_filed_on"})
"""What an officer may correct on a licence by hand."""


def set_status(
    session: Session,
    district_id: str,
    business_id: str,
    status: BusinessStatus,
    *,
    seen: BusinessStatus,
    by: str,
    at: datetime,
) -> None:
    """Open, suspend, close or move a business; `seen` is the status the officer saw.

    Anything but open takes its reminders off the list and makes texts on their way stale, those of campaigns
    too. Refused:
    an unknown business; a conflict names `status` when somebody else has changed it since.
    """
    row = _business(session, district_id, business_id)
    _unless_seen(row.name, {"status": (BusinessStatus(row.status), seen)})
    if status is seen:
        return
    row.status = status
    row.hand_edits = {**row.hand_edits, "status": by_hand(by, at)}
    change = RegisterChange(f"business:{business_id}", "status", seen.value, status.value)
    record_changes(session, district_id, [change], by=by, at=at, source="hand")
    licence_ids = licences_of(session, district_id, [business_id])
    raise_licences(session, district_id, licence_ids)
    raise_campaign_rows(session, district_id, [business_id])
    if status is not BusinessStatus.OPEN:
        reason = Bilingual("经营单位状态改为“{status}”", "the business is now {status}")
        withdraw_listed(
            session, district_id, licence_ids, reason.fill(status=BUSINESS_STATUS_NAMES[status]), at
        )


def mark_renewal_filed(
    session: Session,
    district_id: str,
    licence_id: str,
    filed_on: date | None,
    *,
    by: str,
    at: datetime,
    today: date,
) -> None:
    """Record that renewal was applied for on `filed_on` (None takes a mistake back); stops its reminders.

    Refused: an unknown licence, a day still to come, a day before the licence was issued.
    """
    row = _licence(session, district_id, licence_id)
    if filed_on and filed_on > today:
        raise refuse(
            row.number,
            "申请日 {day} 还未到，请改为实际提交的日期。",
            "the day of filing, {day}, is still to come; give the day on which it was filed.",
            day=filed_on,
        )
    if filed_on and row.issued and filed_on < row.issued:
        raise refuse(
            row.number,
            "申请日 {day} 早于发证日 {issued}，请核对。",
            "the day of filing, {day}, lies before the licence was issued on {issued}; check both.",
            day=filed_on,
            issued=row.issued,
        )
    if _correct(session, row, {"renewal_filed_on": filed_on}, by=by, at=at) and filed_on:
        reason = Bilingual("{day} 已提交延续申请", "renewal was filed on {day}").fill(day=filed_on)
        withdraw_listed(session, district_id, [licence_id], reason, at)


def correct_licence(
    session: Session,
    district_id: str,
    seen: Licence,
    corrected: Licence,
    *,
    by: str,
    at: datetime,
) -> tuple[str, ...]:
    """Correct a licence's own fields; `seen` is the licence as the officer saw it; returns the fields changed.

    A later expiry begins a new period, so the filing of the old one is taken off. Refused: an unknown
    licence; a conflict names the fields that somebody else has changed since.
    """
    if (seen.id, seen.business_id) != (corrected.id, corrected.business_id):
        raise ValueError(f"{seen.id} of {seen.business_id} cannot become another licence by correction")
    row = _licence(session, district_id, seen.id)
    present = licence_of(row)
    wanted = {
        name: getattr(corrected, name)
        for name in sorted(CORRECTABLE)
        if getattr(corrected, name) != getattr(seen, name)
    }
    _unless_seen(row.number, {name: (getattr(present, name), getattr(seen, name)) for name in wanted})
    if begins_new_period(present.expires, corrected.expires) and "renewal_filed_on" not in wanted:
        wanted["renewal_filed_on"] = None
    return _correct(session, row, wanted, by=by, at=at)


def _correct(
    session: Session, row: LicenceRow, wanted: Mapping[str, object], *, by: str, at: datetime
) -> tuple[str, ...]:
    changes = [
        RegisterChange(licence_subject(row.id), name, as_shown(getattr(row, name)), as_shown(value))
        for name, value in wanted.items()
        if getattr(row, name) != value
    ]
    fields = tuple(change.field for change in changes)
    for name in fields:
        setattr(row, name, wanted[name])
    row.hand_edits = {**row.hand_edits, **dict.fromkeys(fields, by_hand(by, at))}
    record_changes(session, row.district_id, changes, by=by, at=at, source="hand")
    if FIELDS_OF_TEXTS & set(fields):
        raise_licences(session, row.district_id, [row.id])
    return fields


def _unless_seen(place: str, compared: Mapping[str, tuple[object, object]]) -> None:
    differing = [name for name, (present, seen) in compared.items() if present != seen]
    if differing:
        names = "、".join(_FIELD_NAMES[name].zh for name in differing)
        english = ", ".join(_FIELD_NAMES[name].en for name in differing)
        sentence = Bilingual(
            f"在您查看之后，{names}已被他人修改，请刷新后再改。",
            f"{english} changed since you looked; reload and edit again.",
        )
        raise Conflict(Fault(place, sentence), fields=differing)


def _business(session: Session, district_id: str, business_id: str) -> BusinessRow:
    row = session.get(BusinessRow, (district_id, business_id), with_for_update=True)
    if row is None:
        raise refuse(
            business_id,
            "登记册里没有这家经营单位，请核对编号。",
            "the register holds no such business; check its id.",
        )
    return row


def _licence(session: Session, district_id: str, licence_id: str) -> LicenceRow:
    row = session.get(LicenceRow, (district_id, licence_id), with_for_update=True)
    if row is None:
        raise refuse(
            licence_id,
            "登记册里没有这张许可证，请核对编号。",
            "the register holds no such licence; check its id.",
        )
    return row


_FIELD_NAMES = {
    "status": Bilingual("状态", "the status"),
    "kind": Bilingual("许可证种类", "the kind of licence"),
    "number": Bilingual("许可证编号", "the number"),
    "issued": Bilingual("发证日", "the day of issue"),
    "expires": Bilingual("到期日", "the expiry"),
    "renewal_filed_on": Bilingual("延续申请日", "the day of filing"),
}
