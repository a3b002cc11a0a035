"""Takes a district's facts in from tables: compared by key, old → new, never over a later edit by hand unasked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.leaning import Leant, words_at_fault
from config.previewing import IMPORTED, FieldChange, RowChange, SheetPreview
from config.tabular import Reading, Row, RowFault, Sheet
from config.tabular_cells import folded
from scheduler.adapters.district_files import Readings, resolve_references
from scheduler.adapters.fact_bindings import BINDINGS, Binding
from scheduler.adapters.fact_words import worded
from scheduler.application.import_checks import Stored, agreeing, born, waiting_for

FACT_SHEETS: tuple[Sheet[Any], ...] = tuple(binding.sheet for binding in BINDINGS)
"""Every sheet that this room takes, in the order in which one leans on the one before."""


@dataclass(slots=True)
class SheetWrites:
    """The rows that taking one sheet would write; `overwrites` only where a person asks for it."""

    table: type[Any]
    inserts: list[dict[str, Any]] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    overwrites: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FactsImport:
    """What the facts' sheets would do: previews for a person, writes for when it is taken.

    `leant` holds by sheet what would stand afterwards, for the rooms that lean on it.
    """

    previews: tuple[SheetPreview, ...]
    writes: tuple[SheetWrites, ...]
    leant: Mapping[str, Leant]


def compare_facts(
    session: Session, district_id: str, readings: Readings, *, locked: bool = False
) -> FactsImport:
    """What these readings would do to the district's facts; nothing is written.

    `readings` are fresh from `read_table`, by sheet name. `locked` holds the compared rows until the
    transaction ends, for when it is taken at once.
    """
    stored = _stored(session, district_id, readings, locked=locked)
    known = {name: _names(rows) for name, rows in stored.items()}
    readings = resolve_references(readings, known)
    readings = {
        binding.sheet.name: born(binding, readings[binding.sheet.name])
        for binding in BINDINGS
        if binding.sheet.name in readings
    }
    readings, waiting = waiting_for(agreeing(readings, stored), stored)
    compared = [
        _compare(binding, readings[binding.sheet.name], stored[binding.sheet.name], waiting)
        for binding in BINDINGS
        if binding.sheet.name in readings
    ]
    return FactsImport(
        tuple(preview for preview, _ in compared),
        tuple(writes for _, writes in compared),
        {name: _leant(known[name], readings.get(name), waiting.get(name, ())) for name in _NAMED},
    )


def write_facts(
    session: Session, district_id: str, facts: FactsImport, *, at: datetime, overwrite_hand_edits: bool
) -> None:
    """Write what was compared in this same transaction, in a few statements however many rows."""
    stamp = {"district_id": district_id, "edited_at": at, "edited_by": IMPORTED}
    for writes in facts.writes:
        changed = [*writes.updates, *(writes.overwrites if overwrite_hand_edits else [])]
        if writes.inserts:
            session.execute(sa.insert(writes.table), [{**row, **stamp} for row in writes.inserts])
        if changed:
            session.execute(sa.update(writes.table), [{**row, **stamp} for row in changed])
    session.expire_all()  # what the session had read before is older than what was just written


_NAMED = ("areas", "venues", "providers", "programmes")


def _stored(session: Session, district_id: str, readings: Readings, *, locked: bool) -> Stored:
    """Every row of the sheets read, and of those that they may name, in one query a table."""
    needed = set(readings) | set(_NAMED)
    stored: dict[str, dict[str, dict[str, Any]]] = {}
    for binding in BINDINGS:
        if binding.sheet.name in needed:
            table = binding.columns
            query = sa.select(table).where(table.c.district_id == district_id).order_by(table.c.id)
            if locked and binding.sheet.name in readings:
                query = query.with_for_update()
            stored[binding.sheet.name] = {
                row.id: dict(zip(table.columns.keys(), row, strict=True)) for row in session.execute(query)
            }
    return stored


def _names(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    return {id_: row.get("name", id_) for id_, row in rows.items()}


def _leant(known: Mapping[str, str], reading: Reading[Any] | None, waiting: Sequence[RowFault]) -> Leant:
    here = {line.id: line.name for line in reading.records} if reading else {}
    return Leant({**known, **here}, words_at_fault(reading, waiting))


def _compare(
    binding: Binding[Any],
    reading: Reading[Any],
    stored: Mapping[str, Mapping[str, Any]],
    waiting: Mapping[str, tuple[RowFault, ...]],
) -> tuple[SheetPreview, SheetWrites]:
    new: list[RowChange] = []
    changed: list[RowChange] = []
    conflicts: list[RowChange] = []
    writes = SheetWrites(binding.table)
    for row in reading.rows:
        values = binding.values(row.record)
        old = stored.get(values["id"])
        if old is None:
            new.append(_row_change(row, values["id"]))
            writes.inserts.append(values)
            continue
        after = {name: values[name] for name in values if name == "id" or name in reading.positions}
        changes = _changes(binding, old, after)
        by_hand = old["edited_by"] != IMPORTED
        if changes and by_hand:
            conflicts.append(_row_change(row, values["id"], changes, old))
            writes.overwrites.append(_whole(values, old, after))
        elif changes:
            changed.append(_row_change(row, values["id"], changes))
            writes.updates.append(_whole(values, old, after))
    name = binding.sheet.name
    preview = SheetPreview(
        name,
        binding.sheet.title,
        reading.raw.place,
        tuple(new),
        tuple(changed),
        tuple(conflicts),
        unchanged=len(reading.rows) - len(new) - len(changed) - len(conflicts),
        absent=len(set(stored) - _ids_in(binding, reading) - _ids_of(waiting.get(name, ()), reading)),
        errors=reading.errors,
        waiting=waiting.get(name, ()),
        warnings=reading.warnings,
    )
    return preview, writes


def _whole(values: Mapping[str, Any], old: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """A column that the file does not have keeps what stands in it."""
    return {name: after.get(name, old[name]) for name in values}


def _changes(
    binding: Binding[Any], old: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(
            name,
            Bilingual(binding.sheet.column(name).header, name.replace("_", " ")),
            worded(name, old[name]),
            worded(name, value),
        )
        for name, value in after.items()
        if _plain(old[name]) != _plain(value)
    )


def _plain(value: Any) -> Any:
    """A list stands for a set: its order is nobody's statement."""
    return sorted(value) if isinstance(value, list) else value


def _row_change(
    row: Row[Any], key: str, changes: tuple[FieldChange, ...] = (), old: Mapping[str, Any] | None = None
) -> RowChange:
    label = getattr(row.record, "name", "")
    if old is None:
        return RowChange(row.number, key, label, changes)
    return RowChange(row.number, key, label, changes, old["edited_by"], old["edited_at"])


def _ids_in(binding: Binding[Any], reading: Reading[Any]) -> set[str]:
    """The ids that the file names, also in rows at fault where a cell of its own holds the id."""
    return {binding.id_of(line) for line in reading.records} | _ids_of(reading.errors, reading)


def _ids_of(faults: Sequence[RowFault], reading: Reading[Any]) -> set[str]:
    place = reading.positions.get("id")
    if place is None:
        return set()
    rows = {fault.row for fault in faults}
    return {folded(cells[place]) for row, cells in reading.raw.rows if row in rows and place < len(cells)}
