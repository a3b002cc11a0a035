"""What a whole import would do, in all rooms, under a digest that names exactly what was seen."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from api.import_files import GivenFile
from config.bilingual import Bilingual
from config.previewing import Question, RowChange, SheetPreview, in_order, summed
from config.refusal import Fault
from config.tabular import RowFault


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What taking these files would change; nothing is changed by looking at it.

    `digest` names the files and everything shown: `take_import` with it is refused once something else
    would happen. `unread` are tables that are no known sheet. `reach` says which published months use
    what would change.
    """

    digest: str
    files: tuple[str, ...]
    sheets: tuple[SheetPreview, ...]
    unread: tuple[RowFault, ...] = ()
    reach: tuple[Bilingual, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """new, changed, conflicts, unchanged, absent, errors, warnings, questions: of all sheets together."""
        return summed(self.sheets)

    @property
    def errors(self) -> tuple[RowFault, ...]:
        """Every row that would not be taken, by sheet and row; those that only lean on a faulty one last."""
        return tuple(
            fault for sheet in self.sheets for fault in (*in_order(sheet.errors), *in_order(sheet.waiting))
        )

    @property
    def warnings(self) -> tuple[RowFault, ...]:
        return (*self.unread, *(fault for sheet in self.sheets for fault in in_order(sheet.warnings)))

    @property
    def to_look_at(self) -> tuple[RowFault, ...]:
        """Errors, questions and warnings together, by sheet and row, then the tables left unread."""
        return (*(fault for sheet in self.sheets for fault in sheet.to_look_at), *self.unread)

    @property
    def conflicts(self) -> tuple[tuple[SheetPreview, RowChange], ...]:
        return tuple((sheet, row) for sheet in self.sheets for row in sheet.conflicts)

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for sheet in self.sheets for question in sheet.questions)

    @property
    def asked(self) -> tuple[RowFault, ...]:
        """The cells that questions are about, so that they can be marked."""
        return tuple(question.cell for question in self.questions)

    @property
    def all_good(self) -> bool:
        """Whether it can be taken whole, with nothing left to mend or to answer."""
        return not self.errors and not self.questions

    @property
    def changes_nothing(self) -> bool:
        return not any(sheet.new or sheet.changed or sheet.conflicts for sheet in self.sheets)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """All that stands in the way of taking it whole, as a refusal says it."""
        asked = tuple(question.cell.fault for question in self.questions)
        return (*(error.fault for error in self.errors), *asked)


def preview_of(
    files: Sequence[GivenFile],
    sheets: Sequence[SheetPreview],
    unread: Sequence[RowFault],
    reach: Sequence[Bilingual],
) -> ImportPreview:
    """The preview under its digest."""
    seen = hashlib.sha256()
    for file in files:
        seen.update(f"{file.name}\n{hashlib.sha256(file.content).hexdigest()}\n".encode())
    seen.update(repr((tuple(sheets), tuple(reach))).encode())
    names = tuple(file.name for file in files)
    return ImportPreview(seen.hexdigest(), names, tuple(sheets), tuple(unread), tuple(reach))
