"""Judges imported rows beyond their cells: the domain's own refusals, doubles, contradictions, what they lean on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from config.bilingual import Bilingual
from config.tabular import RawTable, Reading, Row, RowFault
from scheduler.adapters.agreement import disagreements
from scheduler.adapters.district_files import Readings
from scheduler.adapters.fact_bindings import BINDINGS, Binding
from scheduler.adapters.sheets import REFERENCES
from scheduler.adapters.sheets_places import VENUES, VenueLine
from scheduler.adapters.sheets_supply import PROGRAMMES, PROVIDERS, ProgrammeLine, ProviderLine
from scheduler.domain.terms import Category, VenueKind

Stored = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""What stands already: sheet name → id → the row's columns."""

_STANDING = 0
"""The number of a row that stands in the store and not in the file."""


def born(binding: Binding[Any], reading: Reading[Any]) -> Reading[Any]:
    """Without the rows that the domain refuses, and those that name one row twice in different words."""
    faults: list[RowFault] = []
    first: dict[str, int] = {}
    for row in reading.rows:
        try:
            binding.birth(row.record)
        except ValueError as why:
            sentence = Bilingual("不合规则：{why}", "refused: {why}").fill(why=why)
            faults.append(reading.fault_at(row.number, binding.sheet.key[0], sentence))
        earlier = first.setdefault(binding.id_of(row.record), row.number)
        if earlier != row.number:
            sentence = Bilingual("第 {b} 行与第 {a} 行说的是同一条", "rows {a} and {b} speak of the same")
            remedy = Bilingual("请删去一行，或改正编号", "Delete one of them, or correct its key")
            faults.append(
                reading.fault_at(
                    row.number,
                    binding.sheet.key[0],
                    sentence.fill(a=earlier, b=row.number),
                    remedy=remedy,
                )
            )
    return reading.without(faults)


def agreeing(readings: Readings, stored: Stored) -> Readings:
    """Without the rows that contradict a row of another sheet, in the files or in the store."""
    found: dict[str, list[RowFault]] = defaultdict(list)
    for name, fault in disagreements(_with_standing(readings, stored)):
        if fault.row != _STANDING:
            found[name].append(fault)
    return {name: reading.without(found[name]) for name, reading in readings.items()}


def waiting_for(readings: Readings, stored: Stored) -> tuple[Readings, dict[str, tuple[RowFault, ...]]]:
    """The rows that lean only on good ones, and apart from them those that lean on a row at fault."""
    standing = {name: set(rows) for name, rows in stored.items()}
    for name, reading in readings.items():
        if reading.sheet.key == ("id",):
            standing.setdefault(name, set()).update(line.id for line in reading.records)
    waiting: dict[str, tuple[RowFault, ...]] = {}
    for binding in BINDINGS:
        name = binding.sheet.name
        if name not in readings:
            continue
        faults = tuple(_leaning(readings[name], REFERENCES.get(name, {}), standing))
        rows = {fault.row for fault in faults}
        lost = {row.record.id for row in readings[name].rows if row.number in rows and _has_id(row.record)}
        standing[name] = standing.get(name, set()) - (lost - set(stored.get(name, {})))
        kept = tuple(row for row in readings[name].rows if row.number not in rows)
        readings = {**readings, name: replace(readings[name], rows=kept)}
        waiting[name] = faults
    return readings, waiting


def _has_id(record: object) -> bool:
    return hasattr(record, "id")


def _leaning(
    reading: Reading[Any], references: Mapping[str, str], standing: Mapping[str, set[str]]
) -> list[RowFault]:
    faults = []
    for row in reading.rows:
        for column, target in references.items():
            given = getattr(row.record, column)
            ids = given if isinstance(given, frozenset) else {given} - {None}
            missing = sorted(ids - standing.get(target, set()))
            if missing:
                faults.append(
                    reading.fault_at(row.number, column, _LEANS.fill(ids="、".join(missing)), remedy=_MEND)
                )
                break
    return faults


_LEANS = Bilingual(
    "所指的“{ids}”那一行有错，尚未取入", "it leans on “{ids}”, whose own row is at fault and not taken"
)
_MEND = Bilingual("请先改正那一行", "Mend that row first")


def _with_standing(readings: Readings, stored: Stored) -> Readings:
    """The readings, and beside the rows of the files those of the store that the files do not name."""
    whole = dict(readings)
    for sheet, line_of in ((VENUES, _venue), (PROVIDERS, _provider), (PROGRAMMES, _programme)):
        reading: Reading[Any] = whole.get(sheet.name) or _empty(sheet)
        here = {line.id for line in reading.records}
        standing = tuple(
            Row(_STANDING, line_of(row)) for id_, row in stored.get(sheet.name, {}).items() if id_ not in here
        )
        whole[sheet.name] = replace(reading, rows=(*reading.rows, *standing))
    return whole


def _empty(sheet: Any) -> Reading[Any]:
    return Reading(sheet, RawTable(Path(sheet.name), sheet.name, ()), {}, ())


def _fields(row: Mapping[str, Any], record: type[Any]) -> dict[str, Any]:
    return {name: row[name] for name in record.__dataclass_fields__}


def _venue(row: Mapping[str, Any]) -> VenueLine:
    return VenueLine(
        **{
            **_fields(row, VenueLine),
            "kind": VenueKind(row["kind"]),
            "features": frozenset(row["features"]),
        }
    )


def _provider(row: Mapping[str, Any]) -> ProviderLine:
    return ProviderLine(
        **{
            **_fields(row, ProviderLine),
            "categories": frozenset(Category(one) for one in row["categories"]),
            "weekdays": frozenset(row["weekdays"]),
        }
    )


def _programme(row: Mapping[str, Any]) -> ProgrammeLine:
    return ProgrammeLine(
        **{
            **_fields(row, ProgrammeLine),
            "category": Category(row["category"]),
            "provider_ids": frozenset(row["provider_ids"]),
            "needs": frozenset(row["needs"]),
            "months": frozenset(row["months"]),
        }
    )
