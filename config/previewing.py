"""What an import would do, sheet by sheet, as a person sees it before it is taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from config.bilingual import Bilingual
from config.tabular import RowFault

IMPORTED = "import"
"""What `edited_by` says of a row that no hand has touched since it was imported."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, old → new, as a person reads it; `title` is what stands over its column."""

    column: str
    title: Bilingual
    before: Bilingual
    after: Bilingual


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row by its number and key: new when it has no `changes`, else what changes.

    Of a conflict, `edited_by` and `edited_at` tell whose later edit by hand would be lost.
    """

    number: int | None
    key: str
    label: str
    changes: tuple[FieldChange, ...] = ()
    edited_by: str = ""
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What must be asked before a row is taken: which of the cell's `choices` goes first.

    `choices` stand in the order in which the cell has them; `cell` says what is asked and where.
    """

    id: str
    cell: RowFault
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetPreview:
    """What one sheet would do. `waiting` are rows good in themselves that lean on a row at fault.

    `absent` counts what the register holds and this file does not name: it stays as it is.
    """

    sheet: str
    title: Bilingual
    place: str
    new: tuple[RowChange, ...] = ()
    changed: tuple[RowChange, ...] = ()
    conflicts: tuple[RowChange, ...] = ()
    unchanged: int = 0
    absent: int = 0
    errors: tuple[RowFault, ...] = ()
    waiting: tuple[RowFault, ...] = ()
    warnings: tuple[RowFault, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "conflicts": len(self.conflicts),
            "unchanged": self.unchanged,
            "absent": self.absent,
            "errors": len(self.errors) + len(self.waiting),
            "warnings": len(self.warnings),
            "questions": len(self.questions),
        }

    @property
    def blank(self) -> bool:
        """Whether the table holds no row at all and nothing to say of it, as a sheet of the template not filled in."""
        said = (*self.errors, *self.waiting, *self.warnings, *self.questions)
        return not (self.new or self.changed or self.conflicts or self.unchanged or said)

    @property
    def to_look_at(self) -> tuple[RowFault, ...]:
        """All that is wrong or asked, in the order of rows; rows that only lean on a faulty one last."""
        asked = (question.cell for question in self.questions)
        return (*in_order((*self.errors, *asked, *self.warnings)), *in_order(self.waiting))

    @property
    def absence(self) -> Bilingual | None:
        """What is said of rows that the file does not name, None where it names all."""
        return _ABSENCE.fill(n=self.absent, title=self.title) if self.absent else None


_ABSENCE = Bilingual(
    "系统里另有 {n} 条{title}不在此文件中，保持原样，不作关闭或删除。",
    "{n} more {title} stand in the register and not in this file; they stay as they are.",
)


def in_order(faults: Iterable[RowFault]) -> list[RowFault]:
    """Faults of one table from its top to its end, and from left to right in a row."""
    return sorted(faults, key=lambda fault: (fault.row or 0, fault.column_index or 0))


def summed(sheets: Iterable[SheetPreview]) -> dict[str, int]:
    """The counts of several sheets together."""
    total: dict[str, int] = {}
    for sheet in sheets:
        for name, count in sheet.counts.items():
            total[name] = total.get(name, 0) + count
    return total
