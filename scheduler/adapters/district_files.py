"""Reads a district from a folder of plain files, all of it or with every fault at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from config.bilingual import Bilingual
from config.refusal import Fault, Refusal, refuse
from config.tabular import RawTable, Reading, RowFault, names_of, open_tables, read_table, resolve
from config.tabular import Sheet as AnySheet
from config.tabular_cells import shown
from scheduler.adapters.agreement import disagreements
from scheduler.adapters.district_profile import PROFILE, DistrictProfile, YearTarget, read_profile
from scheduler.adapters.sheets import REFERENCES, SHEETS
from scheduler.adapters.sheets_demand import ALLOTMENT, COURSES, DAY_MARKS, HELD, ORDERS
from scheduler.adapters.sheets_places import AREAS, CLOSURES, VENUES
from scheduler.adapters.sheets_supply import BLACKOUTS, PROGRAMMES, PROVIDERS
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import District, Period
from scheduler.domain.terms import DeliveryState

__all__ = [
    "PROFILE",
    "DistrictFiles",
    "DistrictProfile",
    "HeldDelivery",
    "Readings",
    "YearTarget",
    "read_district",
    "read_profile",
    "read_sheets",
    "resolve_references",
]

R = TypeVar("R")

Readings = dict[str, Reading[Any]]
"""What each sheet found gave, by the sheet's name."""


@dataclass(frozen=True, slots=True)
class HeldDelivery:
    """A delivery that is over, and what became of it."""

    delivery: Delivery
    state: DeliveryState


@dataclass(frozen=True, slots=True)
class DistrictFiles:
    """A district's files, read: its facts, what was held before, and what to look at although it was taken."""

    profile: DistrictProfile
    district: District
    held: tuple[HeldDelivery, ...]
    readings: Readings
    warnings: tuple[RowFault, ...]


def read_district(folder: Path) -> DistrictFiles:
    """The district in a folder: `district.toml` and the sheets as CSV or workbooks.

    Raises Refusal with every fault of every file; nothing is half read.
    """
    faults: list[Fault] = []
    profile = _profile_or_faults(folder, faults)
    tables = open_tables(folder)
    readings = _read_each(tables)
    absent = [sheet for sheet in SHEETS if sheet.name not in readings]
    faults += [_absent(folder, sheet) for sheet in absent]
    if not absent:
        readings = _without_disagreements(resolve_references(readings, {}))
    faults += [error.fault for reading in readings.values() for error in reading.errors]
    if faults or profile is None:
        raise Refusal(*faults)
    warnings = tuple(warning for reading in readings.values() for warning in reading.warnings)
    return DistrictFiles(profile, _district(profile, readings), _held(readings), readings, warnings)


def _profile_or_faults(folder: Path, faults: list[Fault]) -> DistrictProfile | None:
    """The profile, or its faults put to the others, so that a person hears of all files at once."""
    try:
        return read_profile(folder / PROFILE)
    except Refusal as refusal:
        faults.extend(refusal.faults)
        return None


def read_sheets(tables: Iterable[RawTable], known: Mapping[str, Mapping[str, str]] | None = None) -> Readings:
    """Every sheet of this room among the tables, its references put as ids.

    `known` gives, by sheet name, the id → name of what stands already and need not be in the files.
    Tables that are no sheet of this room are left to others.
    """
    return resolve_references(_read_each(tables), known or {})


def _read_each(tables: Iterable[RawTable]) -> Readings:
    found: Readings = {}
    for table in tables:
        sheet = next((sheet for sheet in SHEETS if sheet.answers_to(table.name)), None)
        if sheet is None:
            continue
        if sheet.name in found:
            raise refuse(
                table.place,
                "“{title}”已在 {other} 里读过，请只留一份",
                "“{title}” was read from {other} already; keep one of them",
                title=sheet.title,
                other=found[sheet.name].raw.place,
            )
        found[sheet.name] = read_table(sheet, table)
    return {sheet.name: found[sheet.name] for sheet in SHEETS if sheet.name in found}


def resolve_references(readings: Readings, known: Mapping[str, Mapping[str, str]]) -> Readings:
    """The readings with ids for every id or name by which one sheet names a line of another; see `read_sheets`."""
    readings = dict(readings)
    for name, columns in REFERENCES.items():
        for column, target in columns.items():
            if name in readings:
                names = _names(readings.get(target), known.get(target, {}))
                title = next(sheet.title for sheet in SHEETS if sheet.name == target)
                readings[name] = resolve(readings[name], column, names, title)
    return readings


def _names(reading: Reading[Any] | None, known: Mapping[str, str]) -> dict[str, str]:
    """Ids and names of one sheet; rows at fault count as known, so that one fault is not told twice."""
    if reading is None:
        return names_of(known)
    here = {line.id: line.name for line in reading.records}
    faulty = {error.row for error in reading.errors}
    headless = any(error.column_index is None for error in reading.errors)
    for number, cells in reading.raw.rows:
        if (number in faulty or headless) and {"id", "name"} <= set(reading.positions):
            places = [reading.positions[column] for column in ("id", "name")]
            id_, name = (shown(cells[place]) if place < len(cells) else "" for place in places)
            here.setdefault(id_ or name, name or id_)
    return names_of({**known, **here})


def _absent(folder: Path, sheet: AnySheet[Any]) -> Fault:
    sentence = Bilingual(
        "缺少“{zh}”（{name}.csv，或工作簿里名为“{zh}”的表）",
        "“{en}” is missing: {name}.csv, or a sheet “{zh}” in a workbook",
    )
    return Fault(folder.name, sentence.fill(zh=sheet.title.zh, en=sheet.title.en, name=sheet.name))


def _without_disagreements(readings: Readings) -> Readings:
    """Rows that contradict rows of other sheets become errors of their own sheet."""
    found: dict[str, list[RowFault]] = defaultdict(list)
    for name, fault in disagreements(readings):
        found[name].append(fault)
    return {name: reading.without(found[name]) for name, reading in readings.items()}


def _lines(readings: Readings, sheet: AnySheet[R]) -> tuple[R, ...]:
    return readings[sheet.name].records


def _district(profile: DistrictProfile, readings: Readings) -> District:
    closures: dict[str, list[Period]] = defaultdict(list)
    for closure in _lines(readings, CLOSURES):
        closures[closure.venue_id].append(closure.period())
    blackouts: dict[str, list[Period]] = defaultdict(list)
    for blackout in _lines(readings, BLACKOUTS):
        blackouts[blackout.provider_id].append(blackout.period())
    marks = tuple(line.day_mark() for line in _lines(readings, DAY_MARKS))
    return District(
        id=profile.id,
        name=profile.name,
        timezone=profile.timezone,
        latitude=profile.latitude,
        longitude=profile.longitude,
        areas=tuple(line.area() for line in _lines(readings, AREAS)),
        venues=tuple(line.venue(closures[line.id]) for line in _lines(readings, VENUES)),
        providers=tuple(line.provider(blackouts[line.id]) for line in _lines(readings, PROVIDERS)),
        programmes=tuple(line.programme() for line in _lines(readings, PROGRAMMES)),
        orders=tuple(line.order() for line in _lines(readings, ORDERS)),
        allotments=tuple(line.allotment() for line in _lines(readings, ALLOTMENT)),
        courses=tuple(line.course() for line in _lines(readings, COURSES)),
        day_marks=marks,
        month_budget=profile.month_budget,
        years_with_holidays=frozenset(mark.day.year for mark in marks if mark.kind == "holiday"),
    )


def _held(readings: Readings) -> tuple[HeldDelivery, ...]:
    menu = {line.id: line for line in _lines(readings, PROGRAMMES)}
    return tuple(
        HeldDelivery(
            line.delivery(
                menu[line.programme_id].minutes,
                menu[line.programme_id].volumes,
                menu[line.programme_id].titles,
            ),
            line.state,
        )
        for line in _lines(readings, HELD)
    )
