"""Judges imported rows of the register beyond their cells: what they name, and what they lean on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from config.bilingual import Bilingual
from config.tabular import Reading, RowFault, names_of, resolve
from config.tabular_cells import folded
from notifications.market.adapters.sheets import BUSINESSES, LICENCE_RULES, LICENCES

Readings = Mapping[str, Reading[Any]]
"""What each sheet found gave, by the sheet's name."""


def agreeing(readings: Readings, areas: Mapping[str, str], businesses: Mapping[str, str]) -> Readings:
    """The readings with ids for every area and business named; a row that names none is at fault.

    `areas` and `businesses` map the ids that stand to their names.
    """
    agreed = dict(readings)
    if BUSINESSES.name in agreed:
        areas_title = Bilingual("街道", "sub-districts")
        agreed[BUSINESSES.name] = resolve(agreed[BUSINESSES.name], "area_id", names_of(areas), areas_title)
    if LICENCES.name in agreed:
        known = names_of({**businesses, **_named_in(agreed.get(BUSINESSES.name))})
        agreed[LICENCES.name] = resolve(agreed[LICENCES.name], "business_id", known, BUSINESSES.title)
    return agreed


def waiting_for(
    readings: Readings, businesses: Mapping[str, str]
) -> tuple[Readings, dict[str, tuple[RowFault, ...]]]:
    """The rows that lean only on good ones, and apart from them the licences of a business at fault."""
    if LICENCES.name not in readings:
        return readings, {}
    reading = readings[LICENCES.name]
    given = readings.get(BUSINESSES.name)
    standing = set(businesses) | ({line.id for line in given.records} if given else set())
    faults = tuple(
        reading.fault_at(row.number, "business_id", _LEANS.fill(id=row.record.business_id), remedy=_MEND)
        for row in reading.rows
        if row.record.business_id not in standing
    )
    lost = {fault.row for fault in faults}
    kept = tuple(row for row in reading.rows if row.number not in lost)
    return {**readings, LICENCES.name: replace(reading, rows=kept)}, {LICENCES.name: faults}


def warned_of_missing_rules(
    readings: Readings, categories: Mapping[str, str], ruled: set[tuple[str, str]]
) -> Readings:
    """Warns once of each category and kind for which no rule would stand: its licences cannot be judged.

    `categories` are those of the businesses that stand, by id; `ruled` the pairs that have a rule.
    """
    if LICENCES.name not in readings:
        return readings
    reading, given = readings[LICENCES.name], readings.get(BUSINESSES.name)
    rules = readings.get(LICENCE_RULES.name)
    of_business = {**categories, **({line.id: line.category for line in given.records} if given else {})}
    seen = ruled | ({(line.category, line.kind) for line in rules.records} if rules else set())
    warnings: list[RowFault] = []
    for row in reading.rows:
        pair = (of_business[row.record.business_id], row.record.kind)
        if pair not in seen:
            seen = seen | {pair}
            sentence = _NO_RULE.fill(category=pair[0], kind=pair[1])
            warnings.append(
                reading.fault_at(row.number, "kind", sentence, remedy=_ENTER_RULE, kind="warning")
            )
    return {
        **readings,
        LICENCES.name: replace(reading, warnings=(*reading.warnings, *warnings)),
    }


def _named_in(reading: Reading[Any] | None) -> dict[str, str]:
    """Every id of the sheet; one whose row is at fault counts as known, so that one fault is not told twice."""
    if reading is None:
        return {}
    here = {line.id: line.name for line in reading.records}
    place = reading.positions.get("id")
    if place is not None:
        faulty = {error.row for error in reading.errors}
        for number, cells in reading.raw.rows:
            if number in faulty and place < len(cells):
                here.setdefault(folded(cells[place]), folded(cells[place]))
    return here


_LEANS = Bilingual(
    "所属单位“{id}”那一行有错，尚未取入", "its business “{id}” stands in a row at fault and is not taken"
)
_MEND = Bilingual("请先改正那一行", "Mend that row first")
_NO_RULE = Bilingual(
    "没有“{category}”的“{kind}”适用的规则，这类许可证无法判断到期提醒",
    "no rule holds for “{kind}” of “{category}”; such licences cannot be judged",
)
_ENTER_RULE = Bilingual("请在许可证规则表中录入", "Enter it in the table of licence rules")
