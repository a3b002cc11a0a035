"""Rows that lean on a row at fault: good in themselves, they wait, and are not told as faults of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from config.bilingual import Bilingual
from config.tabular import Reading, RowFault, names_of, resolve
from config.tabular_cells import folded

R = TypeVar("R")

_WAITS = Bilingual("所指的那一行有错，尚未取入", "the row that it leans on is at fault and not taken")
_MEND = Bilingual("请先改正那一行", "Mend that row first")


@dataclass(frozen=True, slots=True)
class Leant:
    """What rows of other sheets may name: id → name of what would stand, and the words of what is not taken."""

    names: Mapping[str, str]
    at_fault: frozenset[str] = frozenset()


def words_at_fault(reading: Reading[Any] | None, waiting: Iterable[RowFault] = ()) -> frozenset[str]:
    """The ids and names, folded, of a sheet's rows that are not taken, as far as they can be read."""
    if reading is None:
        return frozenset()
    places = [reading.positions[name] for name in ("id", "name") if name in reading.positions]
    headless = any(error.column_index is None for error in reading.errors)
    rows = {fault.row for fault in (*reading.errors, *waiting)}
    words = {
        folded(cells[place]).casefold()
        for number, cells in reading.raw.rows
        if headless or number in rows
        for place in places
        if place < len(cells)
    }
    return frozenset(words - {""})


def resolve_leaning(
    reading: Reading[R], column: str, leant: Leant, of: Bilingual
) -> tuple[Reading[R], tuple[RowFault, ...]]:
    """Puts ids for the words of a column as `resolve` does, and sets apart the rows that name a row at fault."""
    known = names_of(leant.names)
    lost = {word: word for word in leant.at_fault if not known.get(word)}
    resolved = resolve(reading, column, {**known, **lost}, of)
    faults = tuple(
        resolved.fault_at(row.number, column, _WAITS, remedy=_MEND)
        for row in resolved.rows
        if getattr(row.record, column) in lost
    )
    rows = {fault.row for fault in faults}
    good = tuple(row for row in resolved.rows if row.number not in rows)
    return replace(resolved, rows=good), faults
