"""Writes a compared import of the register, and makes stale what its changes contradict."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from notifications.market.adapters.tables import BusinessRow, LicenceRow, LicenceRuleRow
from notifications.market.application.importing import RegisterImport, RowWrite, SheetWrites
from notifications.market.application.recording import (
    FIELDS_OF_TEXTS,
    RegisterChange,
    as_shown,
    licences_of,
    raise_licences,
    record_changes,
)


def write_register(
    session: Session,
    district_id: str,
    compared: RegisterImport,
    *,
    by: str,
    at: datetime,
    overwrite_hand_edits: bool = False,
) -> None:
    """Write what was compared in this same transaction, in a few statements however many rows.

    Texts about a licence that changed turn stale; its reminders are set right by the next sweep.
    """
    changes: list[RegisterChange] = []
    for writes in compared.writes:
        changes += _write_sheet(session, district_id, writes, overwrite=overwrite_hand_edits)
    session.expire_all()  # what the session had read before is older than what was just written
    raise_licences(session, district_id, _touched(session, district_id, compared, changes))
    record_changes(session, district_id, changes, by=by, at=at, source="import")


def _write_sheet(
    session: Session, district_id: str, writes: SheetWrites, *, overwrite: bool
) -> list[RegisterChange]:
    edited: dict[str, Any] = {} if writes.table is LicenceRuleRow else {"hand_edits": {}}
    if writes.inserts:
        rows = [{**row, **edited, "district_id": district_id} for row in writes.inserts]
        session.execute(sa.insert(writes.table), rows)
    changes: list[RegisterChange] = []
    updates: list[dict[str, Any]] = []
    for write in writes.updates:
        taken = {**write.taken, **(write.held if overwrite else {})}
        changes += [
            RegisterChange(write.subject, name, as_shown(write.old[name]), as_shown(value))
            for name, value in taken.items()
        ]
        updates.append({**write.old, **taken, **_edits_left(write, taken)})
    if updates:
        session.execute(sa.update(writes.table), updates)
    return changes


def _edits_left(write: RowWrite, taken: dict[str, Any]) -> dict[str, Any]:
    """The edits by hand that still differ from what was last imported."""
    if "hand_edits" not in write.old:
        return {}
    gone = {*taken, *write.agreed}
    return {"hand_edits": {name: edit for name, edit in write.old["hand_edits"].items() if name not in gone}}


def _touched(
    session: Session, district_id: str, compared: RegisterImport, changes: list[RegisterChange]
) -> set[str]:
    """The licences whose texts rest on something that changed: their own, their business's, their rule's."""
    subjects = {change.subject for change in changes if change.field in FIELDS_OF_TEXTS | {"business_id"}}
    rows = {
        table: [
            write.old
            for writes in compared.writes
            if writes.table is table
            for write in writes.updates
            if write.subject in subjects
        ]
        for table in (BusinessRow, LicenceRow, LicenceRuleRow)
    }
    new_rules = [
        row for writes in compared.writes if writes.table is LicenceRuleRow for row in writes.inserts
    ]
    ruled = {(row["category"], row["kind"]) for row in (*rows[LicenceRuleRow], *new_rules)}
    touched = {str(row["id"]) for row in rows[LicenceRow]}
    touched |= set(licences_of(session, district_id, [row["id"] for row in rows[BusinessRow]]))
    return touched | _licences_under(session, district_id, ruled)


def _licences_under(session: Session, district_id: str, ruled: set[tuple[str, str]]) -> set[str]:
    """The licences whose category and kind one of these rules is for."""
    if not ruled:
        return set()
    of_business = sa.and_(
        LicenceRow.district_id == BusinessRow.district_id, LicenceRow.business_id == BusinessRow.id
    )
    found = session.execute(
        sa.select(LicenceRow.id, BusinessRow.category, LicenceRow.kind)
        .join(BusinessRow, of_business)
        .where(LicenceRow.district_id == district_id)
    )
    return {licence_id for licence_id, category, kind in found if (category, kind) in ruled}
