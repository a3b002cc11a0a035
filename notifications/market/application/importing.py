"""Takes the register in from tables: compared by key, old → new, never over a later edit by hand unasked.

A row that the file does not name stays as it is: absence is never taken for closure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.previewing import FieldChange, RowChange, SheetPreview
from config.tabular import Reading, Row, RowFault, Sheet
from config.tabular_cells import folded
from notifications.market.adapters.register_words import worded
from notifications.market.adapters.sheets import BUSINESSES, LICENCE_RULES, LICENCES
from notifications.market.adapters.tables import BusinessRow, LicenceRow, LicenceRuleRow
from notifications.market.application.import_checks import (
    Readings,
    agreeing,
    waiting_for,
    warned_of_missing_rules,
)
from notifications.market.domain.renewal import begins_new_period

Stored = Mapping[tuple[Any, ...], Mapping[str, Any]]
"""A table's rows by their key."""


@dataclass(frozen=True, slots=True)
class RowWrite:
    """One row that would change: `old` as stored, `taken` what the file changes, `held` what a hand edited later."""

    subject: str
    old: Mapping[str, Any]
    taken: Mapping[str, Any]
    held: Mapping[str, Any]
    agreed: frozenset[str]


@dataclass(slots=True)
class SheetWrites:
    """The rows that taking one sheet would write."""

    table: type[Any]
    inserts: list[dict[str, Any]] = field(default_factory=list)
    updates: list[RowWrite] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RegisterImport:
    """What the register's sheets would do: previews for a person, writes for when it is taken.

    `names` holds by sheet the id → name of what would stand afterwards, for those that lean on it.
    """

    previews: tuple[SheetPreview, ...]
    writes: tuple[SheetWrites, ...]
    names: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class _Binding:
    sheet: Sheet[Any]
    table: type[Any]
    subject: str

    def key(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(values[name] for name in self.sheet.key)

    def subject_of(self, values: Mapping[str, Any]) -> str:
        return f"{self.subject}:{'/'.join(str(part) for part in self.key(values))}"


_BINDINGS = (
    _Binding(BUSINESSES, BusinessRow, "business"),
    _Binding(LICENCES, LicenceRow, "licence"),
    _Binding(LICENCE_RULES, LicenceRuleRow, "licence_rule"),
)


def compare_register(
    session: Session,
    district_id: str,
    readings: Readings,
    *,
    areas: Mapping[str, str],
    locked: bool = False,
) -> RegisterImport:
    """What these readings would do to the register; nothing is written.

    `readings` are fresh from `read_table`, by sheet name; `areas` gives the id → name of every area that
    would stand. `locked` holds the compared rows until the transaction ends, for when it is taken at once.
    """
    stored = {
        binding.sheet.name: _stored(session, district_id, binding, locked=locked) for binding in _BINDINGS
    }
    names = {id_: row["name"] for (id_,), row in stored[BUSINESSES.name].items()}
    readings = agreeing(readings, areas, names)
    readings, waiting = waiting_for(readings, names)
    readings = warned_of_missing_rules(readings, _categories(stored), _ruled(stored))
    compared = [
        _compare(binding, readings[binding.sheet.name], stored[binding.sheet.name], waiting)
        for binding in _BINDINGS
        if binding.sheet.name in readings
    ]
    here = readings.get(BUSINESSES.name)
    after = {**names, **({line.id: line.name for line in here.records} if here else {})}
    return RegisterImport(
        tuple(preview for preview, _ in compared),
        tuple(writes for _, writes in compared),
        {BUSINESSES.name: after},
    )


def _stored(session: Session, district_id: str, binding: _Binding, *, locked: bool) -> Stored:
    table = binding.table.__table__
    query = sa.select(table).where(table.c.district_id == district_id)
    rows = session.execute(query.with_for_update() if locked else query).mappings()
    return {binding.key(row): row for row in map(dict[str, Any], rows)}


def _categories(stored: Mapping[str, Stored]) -> dict[str, str]:
    return {id_: row["category"] for (id_,), row in stored[BUSINESSES.name].items()}


def _ruled(stored: Mapping[str, Stored]) -> set[tuple[str, str]]:
    return {(category, kind) for category, kind, _ in stored[LICENCE_RULES.name]}


def _compare(
    binding: _Binding,
    reading: Reading[Any],
    stored: Stored,
    waiting: Mapping[str, tuple[RowFault, ...]],
) -> tuple[SheetPreview, SheetWrites]:
    writes = SheetWrites(binding.table)
    new: list[RowChange] = []
    changed: list[RowChange] = []
    conflicts: list[RowChange] = []
    untouched = 0
    for row in reading.rows:
        values = asdict(row.record)
        old = stored.get(binding.key(values))
        if old is None:
            new.append(_shown(binding, row, values))
            writes.inserts.append(values)
            continue
        write = _write_of(binding, reading, values, old)
        if write.taken:
            changed.append(_shown(binding, row, values, write.old, write.taken))
        if write.held:
            conflicts.append(_shown(binding, row, values, write.old, write.held))
        if write.taken or write.held or write.agreed:
            writes.updates.append(write)
        untouched += not (write.taken or write.held)
    name = binding.sheet.name
    preview = SheetPreview(
        name,
        binding.sheet.title,
        reading.raw.place,
        tuple(new),
        tuple(changed),
        tuple(conflicts),
        unchanged=untouched,
        absent=len(set(stored) - _named_by(binding, reading)),
        errors=reading.errors,
        waiting=waiting.get(name, ()),
        warnings=reading.warnings,
    )
    return preview, writes


def _write_of(
    binding: _Binding, reading: Reading[Any], values: Mapping[str, Any], old: Mapping[str, Any]
) -> RowWrite:
    """What the file changes in one row; a column that the file does not have keeps what stands in it."""
    edits: Mapping[str, Any] = old.get("hand_edits", {})
    given = {name: values[name] for name in values if name in reading.positions}
    renewed = "expires" not in edits and begins_new_period(old.get("expires"), given.get("expires"))
    if renewed:
        # The filing of the old period stops nothing now, whoever recorded it.
        given.setdefault("renewal_filed_on", None)
        edits = {name: edit for name, edit in edits.items() if name != "renewal_filed_on"}
    differing = {name: value for name, value in given.items() if value != old[name]}
    return RowWrite(
        subject=binding.subject_of(values),
        old=old,
        taken={name: value for name, value in differing.items() if name not in edits},
        held={name: value for name, value in differing.items() if name in edits},
        agreed=frozenset(name for name in edits if name in given and name not in differing),
    )


def _shown(
    binding: _Binding,
    row: Row[Any],
    values: Mapping[str, Any],
    old: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> RowChange:
    key = "/".join(str(part) for part in binding.key(values))
    label = str(values.get("name") or values.get("number") or "")
    if old is None or after is None:
        return RowChange(row.number, key, label)
    changes = tuple(
        FieldChange(
            name,
            Bilingual(binding.sheet.column(name).header, name.replace("_", " ")),
            worded(name, old[name]),
            worded(name, value),
        )
        for name, value in after.items()
    )
    edits = [old["hand_edits"][name] for name in after if name in old.get("hand_edits", {})]
    if not edits:
        return RowChange(row.number, key, label, changes)
    last = max(edits, key=lambda edit: str(edit["at"]))
    return RowChange(row.number, key, label, changes, last["by"], datetime.fromisoformat(last["at"]))


def _named_by(binding: _Binding, reading: Reading[Any]) -> set[tuple[Any, ...]]:
    """The keys that the file names, also those of single-key rows at fault."""
    keys = {binding.key(asdict(line)) for line in reading.records}
    if binding.sheet.key == ("id",) and "id" in reading.positions:
        place = reading.positions["id"]
        keys |= {(folded(cells[place]),) for _, cells in reading.raw.rows if place < len(cells)}
    return keys
