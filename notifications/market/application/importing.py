"""Takes a register file in: a stated key updates and never doubles, absence never means closure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.refusal import Fault, Refusal
from notifications.market.adapters.register import licence_subject
from notifications.market.adapters.tables import BusinessRow, LicenceRow, LicenceRuleRow
from notifications.market.application.recording import (
    FIELDS_OF_TEXTS,
    RegisterChange,
    as_shown,
    licences_of,
    raise_campaign_rows,
    raise_licences,
    record_changes,
)
from notifications.market.domain.business import Business, Licence
from notifications.market.domain.licence_rules import LicenceRule
from notifications.market.domain.renewal import begins_new_period

T = TypeVar("T", BusinessRow, LicenceRow, LicenceRuleRow)


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """What a register file says; what it does not name stays as it is."""

    businesses: tuple[Business, ...] = ()
    licences: tuple[Licence, ...] = ()
    rules: tuple[LicenceRule, ...] = ()


@dataclass(slots=True)
class ImportedRegister:
    """What an import does: subjects added, fields changed old → new, and those held back.

    A field is held back when it was edited by hand since it was last imported and the file says otherwise.
    `unruled` counts licences of each category and kind for which the district has no rule.
    """

    added: list[str] = field(default_factory=list)
    changes: list[RegisterChange] = field(default_factory=list)
    held_back: list[RegisterChange] = field(default_factory=list)
    unchanged: int = 0
    unruled: dict[tuple[str, str], int] = field(default_factory=dict)


def preview_import(
    session: Session, district_id: str, file: RegisterFile, *, overwrite_hand_edits: bool = False
) -> ImportedRegister:
    """What `import_register` would do, old → new; nothing is changed. Refused as the import itself would be."""
    return _compare(session, district_id, file, overwrite=overwrite_hand_edits).done


def import_register(
    session: Session,
    district_id: str,
    file: RegisterFile,
    *,
    by: str,
    at: datetime,
    overwrite_hand_edits: bool = False,
) -> ImportedRegister:
    """Add what is new, update what its key names; a blank cell erases nothing but in the table of rules.

    Refused: a licence of an unknown business, or one that would expire before it was issued.
    """
    found = _compare(session, district_id, file, overwrite=overwrite_hand_edits)
    for rows in (found.new_businesses, found.new_licences, found.new_rules):
        session.add_all(rows)
        session.flush()
    for row, values in found.updates:
        for name, value in values.items():
            setattr(row, name, value)
    session.flush()
    touched = found.licences_touched | set(licences_of(session, district_id, found.businesses_touched))
    touched |= _licences_under(session, district_id, found.rules_touched)
    raise_licences(session, district_id, touched - {row.id for row in found.new_licences})
    raise_campaign_rows(session, district_id, found.businesses_touched)
    record_changes(session, district_id, found.done.changes, by=by, at=at, source="import")
    found.done.unruled = _unruled(session, district_id)
    return found.done


@dataclass(slots=True)
class _Comparison:
    """The file beside the register: what would be added and updated, and whose texts would turn stale."""

    done: ImportedRegister = field(default_factory=ImportedRegister)
    faults: list[Fault] = field(default_factory=list)
    new_businesses: list[BusinessRow] = field(default_factory=list)
    new_licences: list[LicenceRow] = field(default_factory=list)
    new_rules: list[LicenceRuleRow] = field(default_factory=list)
    updates: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)
    businesses_touched: set[str] = field(default_factory=set)
    licences_touched: set[str] = field(default_factory=set)
    rules_touched: set[tuple[str, str]] = field(default_factory=set)


def _compare(session: Session, district_id: str, file: RegisterFile, *, overwrite: bool) -> _Comparison:
    found = _Comparison()
    known = _compare_businesses(session, district_id, file, found, overwrite=overwrite)
    _compare_licences(session, district_id, file, found, known, overwrite=overwrite)
    _compare_rules(session, district_id, file, found)
    if found.faults:
        raise Refusal(*found.faults)
    return found


def _compare_businesses(
    session: Session, district_id: str, file: RegisterFile, found: _Comparison, *, overwrite: bool
) -> set[str]:
    rows = {row.id: row for row in _rows(session, district_id, BusinessRow)}
    for business in file.businesses:
        subject, values = f"business:{business.id}", _values(business)
        row = rows.get(business.id)
        if row is None:
            found.new_businesses.append(BusinessRow(district_id=district_id, hand_edits={}, **values))
            found.done.added.append(subject)
        elif FIELDS_OF_TEXTS & set(_update(found, subject, row, _filled(values), overwrite=overwrite)):
            found.businesses_touched.add(business.id)
    return set(rows) | {business.id for business in file.businesses}


def _compare_licences(
    session: Session,
    district_id: str,
    file: RegisterFile,
    found: _Comparison,
    known_businesses: set[str],
    *,
    overwrite: bool,
) -> None:
    rows = {row.id: row for row in _rows(session, district_id, LicenceRow)}
    for licence in file.licences:
        if licence.business_id not in known_businesses:
            found.faults.append(_fault(licence, _UNKNOWN_BUSINESS.fill(business=licence.business_id)))
            continue
        subject, values = licence_subject(licence.id), _values(licence)
        row = rows.get(licence.id)
        if row is None:
            found.new_licences.append(LicenceRow(district_id=district_id, hand_edits={}, **values))
            found.done.added.append(subject)
            continue
        given = _filled(values)
        renewed = begins_new_period(row.expires, licence.expires) and "expires" not in row.hand_edits
        ended = frozenset(
            {"renewal_filed_on"} if renewed else ()
        )  # the old period's filing stops nothing now
        if renewed and row.renewal_filed_on is not None:
            given.setdefault("renewal_filed_on", None)
        changed = _update(found, subject, row, given, overwrite=overwrite, ended=ended)
        after = {
            name: given[name] if name in changed else getattr(row, name) for name in ("issued", "expires")
        }
        if after["issued"] and after["expires"] and after["expires"] < after["issued"]:
            found.faults.append(_fault(licence, _EXPIRES_EARLY.fill(**after)))
        if set(changed) & (FIELDS_OF_TEXTS | {"business_id"}):
            found.licences_touched.add(licence.id)


def _compare_rules(session: Session, district_id: str, file: RegisterFile, found: _Comparison) -> None:
    rows = {
        (row.category, row.kind, row.effective): row for row in _rows(session, district_id, LicenceRuleRow)
    }
    for rule in file.rules:
        subject = f"rule:{rule.category}/{rule.kind}/{rule.effective}"
        row = rows.get((rule.category, rule.kind, rule.effective))
        if row is None:
            found.new_rules.append(LicenceRuleRow(district_id=district_id, **_values(rule)))
            found.done.added.append(subject)
            found.rules_touched.add((rule.category, rule.kind))
        elif FIELDS_OF_TEXTS & set(_update(found, subject, row, _values(rule), overwrite=True)):
            found.rules_touched.add((rule.category, rule.kind))


def _update(
    found: _Comparison,
    subject: str,
    row: Any,
    given: Mapping[str, Any],
    *,
    overwrite: bool,
    ended: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """Note what one row would become; returns the fields that would change.

    An edit by hand of an `ended` field belongs to a period that is over and holds nothing back.
    """
    edits: dict[str, Any] = getattr(row, "hand_edits", {})
    differing = {name: value for name, value in given.items() if value != getattr(row, name)}
    held = {name for name in differing if name in edits and name not in ended and not overwrite}
    for name, value in differing.items():
        kept = found.done.held_back if name in held else found.done.changes
        kept.append(RegisterChange(subject, name, as_shown(getattr(row, name)), as_shown(value)))
    wanted = {name: value for name, value in differing.items() if name not in held}
    changed = tuple(wanted)
    left = {name: edit for name, edit in edits.items() if name in held or name not in given}
    if left != edits:
        wanted["hand_edits"] = left
    if wanted:
        found.updates.append((row, wanted))
    found.done.unchanged += not changed
    return changed


def _rows(session: Session, district_id: str, table: type[T]) -> Iterator[T]:
    statement = sa.select(table).where(table.district_id == district_id)
    return iter(session.scalars(statement))


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """The cells that are not blank."""
    return {name: value for name, value in values.items() if as_shown(value) is not None}


def _values(record: Any) -> dict[str, Any]:
    return {each.name: getattr(record, each.name) for each in fields(record)}


def _fault(licence: Licence, sentence: Bilingual) -> Fault:
    return Fault(f"许可证 {licence.id} {licence.number}", sentence)


def _licences_under(session: Session, district_id: str, ruled: set[tuple[str, str]]) -> set[str]:
    """The licences whose category and kind one of the touched rules is for."""
    if not ruled:
        return set()
    return {
        licence_id
        for licence_id, category, kind in session.execute(_with_category(district_id))
        if (category, kind) in ruled
    }


def _unruled(session: Session, district_id: str) -> dict[tuple[str, str], int]:
    ruled = {
        (category, kind)
        for category, kind in session.execute(
            sa.select(LicenceRuleRow.category, LicenceRuleRow.kind).where(
                LicenceRuleRow.district_id == district_id
            )
        )
    }
    counted = Counter((category, kind) for _, category, kind in session.execute(_with_category(district_id)))
    return {pair: count for pair, count in sorted(counted.items()) if pair not in ruled}


def _with_category(district_id: str) -> sa.Select[str, str, str]:
    of_business = sa.and_(
        LicenceRow.district_id == BusinessRow.district_id, LicenceRow.business_id == BusinessRow.id
    )
    return (
        sa.select(LicenceRow.id, BusinessRow.category, LicenceRow.kind)
        .join(BusinessRow, of_business)
        .where(LicenceRow.district_id == district_id)
    )


_UNKNOWN_BUSINESS = Bilingual(
    "登记册里没有编号为“{business}”的经营单位。请先录入该单位，或改正编号。",
    "the register holds no business “{business}”. Enter it first, or correct the id.",
)
_EXPIRES_EARLY = Bilingual(
    "到期日 {expires} 早于发证日 {issued}。请核对两个日期。",
    "it expires on {expires}, before it was issued on {issued}. Check both dates.",
)
