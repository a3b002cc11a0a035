"""Shows what an import would do to the contacts: by party and role, number old → new."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from config.bilingual import Bilingual
from config.previewing import FieldChange, Question, RowChange, SheetPreview
from config.tabular import Reading, RowFault
from config.telephones import Telephone
from notifications.adapters.sheets_contacts import CONTACTS, ContactLine
from notifications.domain.contacts import DatedContact, StatedNumber, Succession


@dataclass(frozen=True, slots=True)
class RoleChange:
    """What one party's numbers in one role were, what the file states, and what follows from it.

    `rows` are the file's; `telephones` holds every number of both by its E.164. `edited_by` and
    `edited_at` tell of an edit by hand among what stands, empty where there is none.
    """

    party: str
    role: str
    rows: tuple[int, ...]
    stood: tuple[DatedContact, ...]
    stated: tuple[StatedNumber, ...]
    telephones: Mapping[str, Telephone]
    succession: Succession
    questions: tuple[Question, ...] = ()
    edited_by: str = ""
    edited_at: datetime | None = None


def preview_contacts(
    reading: Reading[ContactLine],
    changes: Sequence[RoleChange],
    names: Mapping[str, str],
    today: date,
    *,
    waiting: tuple[RowFault, ...],
    warnings: Iterable[RowFault],
    absent: int,
) -> SheetPreview:
    """The sheet's preview; a role with several rows is shown at its first."""
    new: list[RowChange] = []
    changed: list[RowChange] = []
    conflicts: list[RowChange] = []
    touched: set[int] = set()
    for change in changes:
        if change.succession.changes_nothing:
            continue
        touched |= set(change.rows)
        label = f"{names.get(change.party, change.party)} {change.role}".strip()
        fields = _fields(change, today)
        shown = RowChange(change.rows[0], change.party, label, fields, change.edited_by, change.edited_at)
        if change.edited_by:
            conflicts.append(shown)
        elif change.stood:
            changed.append(shown)
        else:
            new.append(RowChange(change.rows[0], change.party, label))
    return SheetPreview(
        CONTACTS.name,
        CONTACTS.title,
        reading.raw.place,
        tuple(new),
        tuple(changed),
        tuple(conflicts),
        unchanged=len(reading.rows) - len(touched),
        absent=absent,
        errors=reading.errors,
        waiting=waiting,
        warnings=(*(fault for fault in reading.warnings if fault.kind == "warning"), *warnings),
        questions=tuple(question for change in changes for question in change.questions),
    )


def _fields(change: RoleChange, today: date) -> tuple[FieldChange, ...]:
    opens = {one.number: one for one in change.succession.opens}
    before = [
        change.telephones[one.number].shown
        for one in sorted(change.stood, key=lambda one: one.position)
        if one.lasts_on(today)
    ]
    after = [
        change.telephones[one.number].shown + _since(opens[one.number].valid_from)
        if one.number in opens
        else change.telephones[one.number].shown
        for one in change.stated
        if one.last is None or one.last >= today
    ]
    fields = [_field("telephones", "、".join(before), "、".join(after))] if before != after else []
    stated = {one.number for one in change.stated}
    for one in change.stood:
        if one.id in change.succession.ends and one.number in stated:
            number = change.telephones[one.number].shown
            end = change.succession.ends[one.id]
            fields.append(_field("valid_to", f"{number} {one.valid_to or '—'}", f"{number} {end}"))
    return tuple(fields)


_FROM_ON = re.compile(r"（(\d{4}-\d{2}-\d{2})起）")


def _since(first: date | None) -> str:
    return f"（{first}起）" if first else ""


def _field(column: str, before: str, after: str) -> FieldChange:
    title = Bilingual(CONTACTS.column(column).header, column.replace("_", " "))
    return FieldChange(column, title, _same(before), _same(after))


def _same(words: str) -> Bilingual:
    return Bilingual(words, _in_english(words)) if words else Bilingual("（空）", "(blank)")


def _in_english(words: str) -> str:
    """Numbers and the days from which they hold, with the marks of English."""
    return _FROM_ON.sub(r" (from \1)", words).replace("、", ", ")
