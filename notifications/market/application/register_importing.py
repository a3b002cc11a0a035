"""Takes the register's sheets in: judges their references, shows old → new, and hands the good rows to the import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.leaning import Leant, resolve_leaning, words_at_fault
from config.previewing import SheetPreview
from config.tabular import Reading, RowFault, Sheet
from notifications.market.adapters.sheets import BUSINESSES, LICENCE_RULES, LICENCES, LicenceLine
from notifications.market.application.importing import (
    ImportedRegister,
    RegisterFile,
    import_register,
    preview_import,
)
from notifications.market.application.register_previewing import Standing, hands_in, preview_sheet

Readings = Mapping[str, Reading[Any]]

_AREAS = Bilingual("街道", "sub-districts")


@dataclass(frozen=True, slots=True)
class RegisterImport:
    """What the register's sheets would do; `businesses` are those that would stand afterwards."""

    previews: tuple[SheetPreview, ...]
    file: RegisterFile
    businesses: Leant


def compare_register(session: Session, district_id: str, readings: Readings, areas: Leant) -> RegisterImport:
    """What these readings would do to the register; nothing is written."""
    standing = Standing.read(session, district_id)
    names = {row.id: row.name for row in standing.businesses.values()}
    judged: dict[str, Reading[Any]] = {}
    waiting: dict[str, tuple[RowFault, ...]] = {}
    at_fault: frozenset[str] = frozenset()
    if BUSINESSES.name in readings:
        found, waits = resolve_leaning(readings[BUSINESSES.name], "area_id", areas, _AREAS)
        at_fault = words_at_fault(found, waits)
        judged[BUSINESSES.name], waiting[BUSINESSES.name] = found, waits
        names |= {line.id: line.name for line in found.records}
    if LICENCES.name in readings:
        found, waits = resolve_leaning(
            readings[LICENCES.name], "business_id", Leant(names, at_fault), BUSINESSES.title
        )
        judged[LICENCES.name] = found.without(_expiring_early(found, standing))
        waiting[LICENCES.name] = waits
    if LICENCE_RULES.name in readings:
        judged[LICENCE_RULES.name] = readings[LICENCE_RULES.name]
    file = _file(judged)
    done = preview_import(session, district_id, file)
    by_whom = hands_in(session, district_id, done)
    previews = tuple(
        preview_sheet(reading, waiting.get(name, ()), done, standing, by_whom)
        for name, reading in judged.items()
    )
    return RegisterImport(previews, file, Leant(names, at_fault))


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
