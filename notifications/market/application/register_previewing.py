"""Shows what an import would do to the register, row by row, with whose edit by hand it would meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.many import one_of
from config.previewing import FieldChange, RowChange, SheetPreview
from config.tabular import Reading, RowFault, Sheet
from config.tabular_cells import folded
from notifications.market.adapters.register import licence_subject
from notifications.market.adapters.sheets import BUSINESSES, LICENCE_RULES, LICENCES
from notifications.market.adapters.tables import BusinessRow, LicenceRow, LicenceRuleRow, RegisterChangeRow
from notifications.market.application.importing import ImportedRegister
from notifications.market.application.recording import RegisterChange
from notifications.market.domain.business import BUSINESS_STATUS_NAMES
from notifications.market.domain.licence_rules import MARK_NAMES


@dataclass(frozen=True, slots=True)
class Standing:
    """The register as it stands, by key."""

    businesses: Mapping[str, BusinessRow]
    licences: Mapping[str, LicenceRow]
    rules: frozenset[tuple[str, str, date]]

    @classmethod
    def read(cls, session: Session, district_id: str) -> Standing:
        def rows(table: type[Any]) -> list[Any]:
            return list(session.scalars(sa.select(table).where(table.district_id == district_id)))

        return cls(
            {row.id: row for row in rows(BusinessRow)},
            {row.id: row for row in rows(LicenceRow)},
            frozenset((row.category, row.kind, row.effective) for row in rows(LicenceRuleRow)),
        )

    def keys(self, sheet: Sheet[Any]) -> set[str]:
        """The keys that stand, as `key_of` writes them."""
        if sheet is LICENCE_RULES:
            return {f"{category}/{kind}/{effective}" for category, kind, effective in self.rules}
        return set(self.businesses if sheet is BUSINESSES else self.licences)


def hands_in(session: Session, district_id: str, done: ImportedRegister) -> dict[str, tuple[str, datetime]]:
    """Who last edited each subject that an import holds back, and when."""
    held = {change.subject for change in done.held_back}
    if not held:
        return {}
    query = (
        sa.select(RegisterChangeRow.subject, RegisterChangeRow.by, RegisterChangeRow.at)
        .where(
            RegisterChangeRow.district_id == district_id,
            RegisterChangeRow.source == "hand",
            one_of(RegisterChangeRow.subject, held),
        )
        .order_by(RegisterChangeRow.serial)
    )
    return {subject: (by, at) for subject, by, at in session.execute(query)}


def key_of(sheet: Sheet[Any], line: Any) -> str:
    """What names one line of a sheet: its id, or category, kind and day of a rule."""
    if sheet is LICENCE_RULES:
        return f"{line.category}/{line.kind}/{line.effective}"
    return str(line.id)


_SUBJECTS = {
    BUSINESSES.name: "business:{}",
    LICENCES.name: licence_subject("{}"),
    LICENCE_RULES.name: "rule:{}",
}


def preview_sheet(
    reading: Reading[Any],
    waiting: tuple[RowFault, ...],
    done: ImportedRegister,
    standing: Standing,
    by_whom: Mapping[str, tuple[str, datetime]],
) -> SheetPreview:
    """One sheet's preview from what the import of the whole register would do."""
    sheet = reading.sheet
    added = set(done.added)
    changes, held = _by_subject(done.changes), _by_subject(done.held_back)
    new: list[RowChange] = []
    changed: list[RowChange] = []
    conflicts: list[RowChange] = []
    keys: set[str] = set()
    for row in reading.rows:
        key = key_of(sheet, row.record)
        keys.add(key)
        subject = _SUBJECTS[sheet.name].format(key)
        label = getattr(row.record, "name", "") or getattr(row.record, "number", "")
        if subject in added:
            new.append(RowChange(row.number, key, label))
        if subject in changes:
            changed.append(RowChange(row.number, key, label, _fields(sheet, changes[subject])))
        if subject in held:
            by, at = by_whom.get(subject, ("", None))
            conflicts.append(RowChange(row.number, key, label, _fields(sheet, held[subject]), by, at))
    touched = {row.number for row in (*new, *changed, *conflicts)}
    at_fault = {fault.row for fault in (*reading.errors, *waiting)}
    return SheetPreview(
        sheet.name,
        sheet.title,
        reading.raw.place,
        tuple(new),
        tuple(changed),
        tuple(conflicts),
        unchanged=len({row.number for row in reading.rows} - touched),
        absent=len(standing.keys(sheet) - keys - _ids_in_rows(reading, at_fault)),
        errors=reading.errors,
        waiting=waiting,
        warnings=reading.warnings,
    )


def _by_subject(changes: Sequence[RegisterChange]) -> dict[str, list[RegisterChange]]:
    found: defaultdict[str, list[RegisterChange]] = defaultdict(list)
    for change in changes:
        found[change.subject].append(change)
    return found


def _fields(sheet: Sheet[Any], changes: Sequence[RegisterChange]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(
            change.field,
            Bilingual(sheet.column(change.field).header, change.field.replace("_", " ")),
            _worded(change.before),
            _worded(change.after),
        )
        for change in changes
    )


def _ids_in_rows(reading: Reading[Any], rows: set[int | None]) -> set[str]:
    place = reading.positions.get("id")
    if place is None:
        return set()
    return {folded(cells[place]) for row, cells in reading.raw.rows if row in rows and place < len(cells)}


_WORDS = {
    code.value: name for names in (BUSINESS_STATUS_NAMES, MARK_NAMES) for code, name in names.items()
} | {
    "True": Bilingual("是", "yes"),
    "False": Bilingual("否", "no"),
}


def _worded(value: str | None) -> Bilingual:
    if value is None:
        return Bilingual("（空）", "(blank)")
    return _WORDS.get(value, Bilingual(value, value))
