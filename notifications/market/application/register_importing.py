"""Takes the register's sheets in: judges their references, shows old → new, and hands the good rows to the import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.previewing import SheetPreview
from config.tabular import Reading, RowFault, Sheet, names_of, resolve
from config.tabular_cells import folded
from notifications.market.adapters.sheets import BUSINESSES, LICENCE_RULES, LICENCES, LicenceLine
from notifications.market.application.importing import (
    ImportedRegister,
    RegisterFile,
    import_register,
    preview_import,
)
from notifications.market.application.register_previewing import Standing, hands_in, preview_sheet
from notifications.market.domain.business import Business, BusinessStatus

Readings = Mapping[str, Reading[Any]]

_AREAS = Bilingual("街道", "sub-districts")


@dataclass(frozen=True, slots=True)
class RegisterImport:
    """What the register's sheets would do; `business_names` is the id → name of what would stand afterwards."""

    previews: tuple[SheetPreview, ...]
    file: RegisterFile
    business_names: Mapping[str, str]


def compare_register(
    session: Session, district_id: str, readings: Readings, areas: Mapping[str, str]
) -> RegisterImport:
    """What these readings would do to the register; nothing is written. `areas` are the known ids → names."""
    standing = Standing.read(session, district_id)
    names = {row.id: row.name for row in standing.businesses.values()}
    judged: dict[str, Reading[Any]] = {}
    waiting: dict[str, tuple[RowFault, ...]] = {}
    if BUSINESSES.name in readings:
        judged[BUSINESSES.name] = resolve(readings[BUSINESSES.name], "area_id", names_of(areas), _AREAS)
        judged[BUSINESSES.name] = _with_status(judged[BUSINESSES.name], standing)
        names |= {line.id: line.name for line in judged[BUSINESSES.name].records}
    if LICENCES.name in readings:
        told = _ids_at_fault(judged.get(BUSINESSES.name)) - set(names)
        known = names_of(names) | {folded(id_).casefold(): id_ for id_ in told}
        licences = resolve(readings[LICENCES.name], "business_id", known, BUSINESSES.title)
        licences = licences.without(_expiring_early(licences, standing))
        judged[LICENCES.name], waiting[LICENCES.name] = _waiting(licences, told)
    if LICENCE_RULES.name in readings:
        judged[LICENCE_RULES.name] = readings[LICENCE_RULES.name]
    file = _file(judged)
    done = preview_import(session, district_id, file)
    by_whom = hands_in(session, district_id, done)
    previews = tuple(
        preview_sheet(reading, waiting.get(name, ()), done, standing, by_whom)
        for name, reading in judged.items()
    )
    return RegisterImport(previews, file, names)


def write_register(
    session: Session,
    district_id: str,
    register: RegisterImport,
    *,
    by: str,
    at: datetime,
    overwrite_hand_edits: bool,
) -> ImportedRegister:
    """Write what was compared in this same transaction."""
    return import_register(
        session, district_id, register.file, by=by, at=at, overwrite_hand_edits=overwrite_hand_edits
    )


def _with_status(reading: Reading[Business], standing: Standing) -> Reading[Business]:
    """A file without a column of states opens nothing that is closed."""
    if "status" in reading.positions:
        return reading
    rows = tuple(
        replace(
            row,
            record=replace(row.record, status=BusinessStatus(standing.businesses[row.record.id].status)),
        )
        if row.record.id in standing.businesses
        else row
        for row in reading.rows
    )
    return replace(reading, rows=rows)


def _ids_at_fault(reading: Reading[Any] | None) -> set[str]:
    """The ids of the businesses whose rows are at fault, as far as they can be read."""
    if reading is None or "id" not in reading.positions:
        return set()
    place = reading.positions["id"]
    headless = any(error.column_index is None for error in reading.errors)
    rows = {error.row for error in reading.errors}
    return {
        folded(cells[place])
        for number, cells in reading.raw.rows
        if (headless or number in rows) and place < len(cells)
    }


def _waiting(
    reading: Reading[LicenceLine], at_fault: set[str]
) -> tuple[Reading[LicenceLine], tuple[RowFault, ...]]:
    sentence = Bilingual("该单位那一行有错，尚未取入", "that business's own row is at fault and not taken")
    remedy = Bilingual("请先改正那一行", "Mend that row first")
    faults = tuple(
        reading.fault_at(row.number, "business_id", sentence, remedy=remedy)
        for row in reading.rows
        if row.record.business_id in at_fault
    )
    good = tuple(row for row in reading.rows if row.record.business_id not in at_fault)
    return replace(reading, rows=good), faults


def _expiring_early(reading: Reading[LicenceLine], standing: Standing) -> list[RowFault]:
    """Where a date of the file and the one that stays in the register contradict each other."""
    faults = []
    for row in reading.rows:
        line, old = row.record, standing.licences.get(row.record.id)
        if old is None:
            continue
        for kept_by_hand in (old.hand_edits, {}):
            issued = old.issued if "issued" in kept_by_hand else line.issued or old.issued
            expires = old.expires if "expires" in kept_by_hand else line.expires or old.expires
            if issued and expires and expires < issued:
                sentence = Bilingual(
                    "到期日期 {expires} 早于发证日期 {issued}（其一在登记册里）",
                    "it expires on {expires}, before it was issued on {issued} (one stands in the register)",
                )
                column = "expires" if line.expires else "issued"
                faults.append(
                    reading.fault_at(row.number, column, sentence.fill(issued=issued, expires=expires))
                )
                break
    return faults


def _file(judged: Readings) -> RegisterFile:
    def records(sheet: Sheet[Any]) -> Sequence[Any]:
        return judged[sheet.name].records if sheet.name in judged else ()

    return RegisterFile(
        tuple(records(BUSINESSES)),
        tuple(line.licence() for line in records(LICENCES)),
        tuple(line.rule() for line in records(LICENCE_RULES)),
    )
