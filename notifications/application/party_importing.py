"""Takes contacts in from a table: numbers by party and role, several in a cell asked about, the past kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.leaning import Leant, resolve_leaning
from config.previewing import IMPORTED, Question, SheetPreview
from config.refusal import refuse
from config.tabular import Reading, Row, RowFault
from config.telephones import Telephone
from notifications.adapters.contact_tables import ContactRow, TelephoneRow
from notifications.adapters.sheets_contacts import CONTACTS, PARTY_KIND_NAMES, ContactLine
from notifications.application.party_previewing import RoleChange, preview_contacts
from notifications.application.party_writing import write_roles
from notifications.domain.contacts import DatedContact, StatedNumber, succeed

Role = tuple[str, str]
"""A party's id and the role in which it is reached: the key of a statement."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person answered: by a question's id the number that goes first, or that all stand as written."""

    first: Mapping[str, str] = field(default_factory=dict)
    as_written: bool = False


@dataclass(frozen=True, slots=True)
class PartiesImport:
    """What a sheet of contacts would do: its preview, and what to write of each role when it is taken."""

    preview: SheetPreview
    changes: tuple[RoleChange, ...]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Stood:
    """A contact as it stands, with who touched it last."""

    dated: DatedContact
    telephone: Telephone
    edited_by: str
    edited_at: datetime | None


def compare_contacts(
    session: Session,
    district_id: str,
    reading: Reading[ContactLine],
    leant: Mapping[str, Leant],
    *,
    today: date,
    answers: Answers,
) -> PartiesImport:
    """What this reading would do to the contacts from `today` on; nothing is written.

    `leant` holds by kind (area, venue, provider, business) what a contact may stand for. Unanswered,
    several numbers of a cell are shown as written, and the role is not taken.
    """
    reading, waiting = _resolved(reading, leant)
    standing = _standing(session, district_id)
    groups: defaultdict[Role, list[Row[ContactLine]]] = defaultdict(list)
    for row in reading.rows:
        groups[row.record.party, row.record.role].append(row)
    highest: defaultdict[str, int] = defaultdict(int)
    for (party, _), contacts in standing.items():
        highest[party] = max(highest[party], *(one.dated.position for one in contacts))
    changes = []
    for (party, role), rows in groups.items():
        change = _change(
            (party, role),
            reading,
            rows,
            standing.get((party, role), ()),
            today=today,
            next_position=highest[party] + 1,
            answers=answers,
        )
        highest[party] = max([highest[party], *(opening.position for opening in change.succession.opens)])
        changes.append(change)
    names = {f"{kind}:{id_}": name for kind, known in leant.items() for id_, name in known.names.items()}
    preview = preview_contacts(
        reading,
        changes,
        names,
        today,
        waiting=waiting,
        warnings=_other_extensions(reading, standing),
        absent=sum(
            key not in groups and any(one.dated.lasts_on(today) for one in stood)
            for key, stood in standing.items()
        ),
    )
    return PartiesImport(preview, tuple(changes), names)


def write_contacts(
    session: Session,
    district_id: str,
    parties: PartiesImport,
    *,
    at: datetime,
    overwrite_hand_edits: bool,
) -> None:
    """Write what was compared in this same transaction; roles with an open question are left out."""
    taken = [
        change
        for change in parties.changes
        if not change.succession.changes_nothing
        and not change.questions
        and (overwrite_hand_edits or not change.edited_by)
    ]
    write_roles(session, district_id, taken, parties.names, at=at)


def _resolved(
    reading: Reading[ContactLine], leant: Mapping[str, Leant]
) -> tuple[Reading[ContactLine], tuple[RowFault, ...]]:
    """Each kind's words resolved among its own ids and names; rows back in the file's order."""
    errors = list(reading.errors)
    waiting: list[RowFault] = []
    rows: list[Row[ContactLine]] = []
    for kind, title in PARTY_KIND_NAMES.items():
        mine = replace(reading, rows=tuple(row for row in reading.rows if row.record.kind == kind), errors=())
        found, waits = resolve_leaning(mine, "subject_id", leant[kind], title)
        errors += found.errors
        waiting += waits
        rows += found.rows
    rows.sort(key=lambda row: row.number)
    return replace(reading, rows=tuple(rows), errors=tuple(errors)), tuple(waiting)


def _standing(session: Session, district_id: str) -> dict[Role, list[_Stood]]:
    """Every contact of the district, by party and role, in the order in which they are told."""
    of_telephone = sa.and_(
        TelephoneRow.district_id == ContactRow.district_id, TelephoneRow.id == ContactRow.telephone_id
    )
    query = (
        sa.select(ContactRow, TelephoneRow)
        .join(TelephoneRow, of_telephone)
        .where(ContactRow.district_id == district_id)
        .order_by(ContactRow.party_id, ContactRow.position, ContactRow.id)
    )
    standing: defaultdict[Role, list[_Stood]] = defaultdict(list)
    for row, telephone in session.execute(query):
        dated = DatedContact(row.id, telephone.number, row.position, row.valid_from, row.valid_to)
        kind = "landline" if telephone.call_only else "mobile"
        number = Telephone(telephone.number, kind, telephone.extension)  # type: ignore[arg-type]
        standing[row.party_id, row.role].append(_Stood(dated, number, row.edited_by, row.edited_at))
    return standing


def _change(
    key: Role,
    reading: Reading[ContactLine],
    rows: Sequence[Row[ContactLine]],
    stood: Sequence[_Stood],
    *,
    today: date,
    next_position: int,
    answers: Answers,
) -> RoleChange:
    ordered = [(row, one) for row in rows for one in _in_order(row, answers)]
    stated = tuple(
        StatedNumber(one.number, row.record.valid_from, row.record.valid_to) for row, one in ordered
    )
    succession = succeed(
        [one.dated for one in stood],
        stated,
        today,
        next_position,
        in_this_order=any(_question_id(row) in answers.first for row in rows),
    )
    by_hand = [one for one in stood if one.edited_by != IMPORTED and one.dated.lasts_on(today)]
    telephones = {one.telephone.number: one.telephone for one in stood}
    return RoleChange(
        *key,
        tuple(row.number for row in rows),
        tuple(one.dated for one in stood),
        stated,
        telephones | {one.number: one for _, one in ordered},
        succession,
        tuple(_questions(reading, rows, stood, today, answers)),
        by_hand[-1].edited_by if by_hand else "",
        by_hand[-1].edited_at if by_hand else None,
    )


def _question_id(row: Row[ContactLine]) -> str:
    return f"{CONTACTS.name}:{row.number}:telephones"


def _questions(
    reading: Reading[ContactLine],
    rows: Sequence[Row[ContactLine]],
    stood: Sequence[_Stood],
    today: date,
    answers: Answers,
) -> Iterator[Question]:
    """Asked of each cell with several numbers, unless it was answered or just these numbers stand already."""
    asked = {fault.row: fault for fault in reading.warnings if fault.kind == "ask"}
    known = {one.telephone.number for one in stood if one.dated.lasts_on(today)}
    for row in rows:
        settled = {one.number for one in row.record.telephones} <= known
        answered = answers.as_written or _question_id(row) in answers.first
        if row.number in asked and not settled and not answered:
            choices = tuple(one.shown for one in row.record.telephones)
            yield Question(_question_id(row), asked[row.number], choices)


def _in_order(row: Row[ContactLine], answers: Answers) -> tuple[Telephone, ...]:
    """The cell's numbers, the one that a person put first in front."""
    numbers = row.record.telephones
    answer = answers.first.get(_question_id(row))
    if answer is None:
        return numbers
    first = [one for one in numbers if answer in (one.shown, one.number)]
    if not first:
        raise refuse(
            _question_id(row),
            "“{answer}”不在这一格的号码里，请从中选一个",
            "“{answer}” is none of the numbers of this cell; choose one of them",
            answer=answer,
        )
    return (*first, *(one for one in numbers if one not in first))


def _other_extensions(
    reading: Reading[ContactLine], standing: Mapping[Role, Sequence[_Stood]]
) -> Iterator[RowFault]:
    """One number has one extension here; a second one is not kept, and is said."""
    known = {one.telephone.number: one.telephone.extension for stood in standing.values() for one in stood}
    for row in reading.rows:
        for one in row.record.telephones:
            extension = known.setdefault(one.number, one.extension)
            if extension != one.extension:
                sentence = Bilingual(
                    "此号码已登记分机“{known}”，分机“{given}”不会记入",
                    "this number is kept with the extension “{known}”; “{given}” is not recorded",
                ).fill(known=extension or "—", given=one.extension or "—")
                remedy = Bilingual("如须区分，请写可直拨的号码", "Write direct numbers to tell them apart")
                yield reading.fault_at(row.number, "telephones", sentence, remedy=remedy, kind="warning")
