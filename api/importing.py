"""The import deed: look first, then take; one transaction for all rooms, all rows or the good ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from api.import_files import GivenFile, open_given
from api.import_preview import ImportPreview, preview_of
from config.bilingual import Bilingual
from config.clock import Clock
from config.district_clock import DistrictRow
from config.durable import emit
from config.identity import sortable_id
from config.previewing import SheetPreview
from config.refusal import Conflict, Fault, Refusal, refuse
from config.tabular import Reading, Sheet, read_table
from notifications.adapters.sheets_contacts import CONTACTS, PARTY_SHEETS
from notifications.application.party_importing import (
    Answers,
    PartiesImport,
    compare_contacts,
    write_contacts,
)
from notifications.market.adapters.sheets import REGISTER_SHEETS
from notifications.market.application.register_importing import (
    RegisterImport,
    compare_register,
    write_register,
)
from scheduler.adapters.import_tables import ImportRow
from scheduler.adapters.sheets_targets import TARGETS
from scheduler.application.import_reach import published_reach, reach_words
from scheduler.application.importing import FACT_SHEETS, FactsImport, compare_facts, write_facts
from scheduler.application.profile_importing import ProfileImport, compare_profile, targets_of, write_profile
from scheduler.messages import PublishedFactsChanged

__all__ = [
    "IMPORT_SHEETS",
    "UNANSWERED",
    "Accept",
    "Answers",
    "ImportTaken",
    "preview_import",
    "take_import",
]

Accept = Literal["all", "good_rows"]
"""`all`: only if every row is good. `good_rows`: rows at fault are left out, by a person's choice."""

IMPORT_SHEETS: tuple[Sheet[Any], ...] = (*FACT_SHEETS, *REGISTER_SHEETS, *PARTY_SHEETS)
"""Every sheet that an import knows, in the order in which one leans on the one before."""


UNANSWERED = Answers()
"""No question was answered yet."""


@dataclass(frozen=True, slots=True)
class ImportTaken:
    """What was taken: the preview as it came to pass, under the id of its line in the log of imports."""

    import_id: str
    preview: ImportPreview
    accepted: Accept
    overwrote_hand_edits: bool


def preview_import(
    session: Session,
    clock: Clock,
    district_id: str,
    files: Sequence[GivenFile],
    *,
    answers: Answers = UNANSWERED,
) -> ImportPreview:
    """What taking these files would change: old → new, conflicts, faults; nothing is written.

    Refused when a file cannot be read at all, none of its tables is recognised, or none holds a row.
    """
    return _prepare(session, clock, district_id, files, answers, locked=False).preview


def take_import(
    session: Session,
    clock: Clock,
    district_id: str,
    files: Sequence[GivenFile],
    *,
    by: str,
    accept: Accept = "all",
    overwrite_hand_edits: bool = False,
    digest: str | None = None,
    answers: Answers = UNANSWERED,
) -> ImportTaken:
    """Take the files in, all in the caller's transaction.

    `digest` is that of the preview the person saw, before or after answering; a Conflict when something
    else would happen now. With `accept="all"` any fault or open question refuses the whole. Rows edited by
    hand later stay as they are unless `overwrite_hand_edits`; rows that the files do not name always do.
    """
    session.get_one(DistrictRow, district_id, with_for_update=True)  # one import at a time
    prepared = _prepare(session, clock, district_id, files, answers, locked=True)
    seen = {prepared.preview.digest}
    if digest is not None and digest not in seen and answers != UNANSWERED:
        seen.add(_prepare(session, clock, district_id, files, UNANSWERED, locked=True).preview.digest)
    if digest is not None and digest not in seen:
        raise Conflict(Fault("import", _SEEN_OTHERWISE))
    if accept == "all" and not prepared.preview.all_good:
        raise Refusal(*prepared.preview.faults)
    now = clock.now()
    _write(session, district_id, prepared, by=by, at=now, overwrite_hand_edits=overwrite_hand_edits)
    taken = ImportTaken(sortable_id(), prepared.preview, accept, overwrite_hand_edits)
    session.add(_logged(district_id, taken, by=by, at=now))
    if prepared.reached:
        emit(
            session,
            PublishedFactsChanged(district_id, taken.import_id, by, tuple(prepared.reached.items())),
        )
    return taken


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What each room would write, and the preview of it all."""

    preview: ImportPreview
    profile: ProfileImport | None
    facts: FactsImport
    register: RegisterImport
    parties: PartiesImport | None
    reached: dict[str, int]


_FACTS_REACHED = {"area": "areas", "venue": "venues", "provider": "providers"}
"""Which facts a contact may stand for, by the kind of its party."""


def _prepare(
    session: Session,
    clock: Clock,
    district_id: str,
    files: Sequence[GivenFile],
    answers: Answers,
    *,
    locked: bool,
) -> _Prepared:
    given = open_given(files, IMPORT_SHEETS)
    readings = {
        sheet.name: read_table(sheet, given.tables[sheet.name])
        for sheet in IMPORT_SHEETS
        if sheet.name in given.tables
    }
    profile = None
    previews: list[SheetPreview] = []
    if given.profile is not None:
        profile = compare_profile(session, district_id, given.profile)
        previews.append(profile.preview)
        readings.setdefault(TARGETS.name, targets_of(given.profile))
    facts = compare_facts(session, district_id, _of(readings, FACT_SHEETS), locked=locked)
    register = compare_register(session, district_id, _of(readings, REGISTER_SHEETS), facts.leant["areas"])
    previews += (*facts.previews, *register.previews)
    parties = None
    if CONTACTS.name in readings:
        leant = {kind: facts.leant[sheet] for kind, sheet in _FACTS_REACHED.items()}
        parties = compare_contacts(
            session,
            district_id,
            readings[CONTACTS.name],
            {**leant, "business": register.businesses},
            today=clock.today(),
            answers=answers,
        )
        previews.append(parties.preview)
    previews = [preview for preview in previews if not preview.blank]
    if not previews:
        raise _nothing_in(files)
    reached = published_reach(session, district_id, facts, clock.today())
    preview = preview_of(files, previews, given.unread, reach_words(reached))
    return _Prepared(preview, profile, facts, register, parties, reached)


def _nothing_in(files: Sequence[GivenFile]) -> Refusal:
    return refuse(
        "、".join(file.name for file in files),
        "没有可导入的行：文件是空的，或只有表头。请填好后再导入。",
        "there is no row to import: the file is empty, or holds headers only. Fill it in first.",
    )


def _of(readings: dict[str, Reading[Any]], sheets: Sequence[Sheet[Any]]) -> dict[str, Reading[Any]]:
    return {sheet.name: readings[sheet.name] for sheet in sheets if sheet.name in readings}


def _write(
    session: Session,
    district_id: str,
    prepared: _Prepared,
    *,
    by: str,
    at: datetime,
    overwrite_hand_edits: bool,
) -> None:
    if prepared.profile is not None:
        write_profile(session, district_id, prepared.profile)
    write_facts(session, district_id, prepared.facts, at=at, overwrite_hand_edits=overwrite_hand_edits)
    write_register(
        session, district_id, prepared.register, by=by, at=at, overwrite_hand_edits=overwrite_hand_edits
    )
    if prepared.parties is not None:
        write_contacts(
            session, district_id, prepared.parties, at=at, overwrite_hand_edits=overwrite_hand_edits
        )


def _logged(district_id: str, taken: ImportTaken, *, by: str, at: datetime) -> ImportRow:
    return ImportRow(
        district_id=district_id,
        id=taken.import_id,
        at=at,
        by=by,
        files=list(taken.preview.files),
        counts={sheet.sheet: sheet.counts for sheet in taken.preview.sheets},
        digest=taken.preview.digest,
        accepted=taken.accepted,
        overwrote_hand_edits=taken.overwrote_hand_edits,
    )


_SEEN_OTHERWISE = Bilingual(
    "预览之后文件或数据有了变化，请重新预览再导入。未作任何改动。",
    "the files or the data changed after the preview; look at it again. Nothing was changed.",
)
