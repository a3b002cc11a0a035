"""What a table is, as data: its columns, its rows' record, and what a reading of it gives."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Generic, Literal, TypeVar

from config.bilingual import Bilingual
from config.refusal import Fault
from config.tabular_cells import CellValue, Kind, shown
from config.tabular_files import RawTable

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `name` is the record's field, `header` what stands over it; `aliases` are read as well.

    A blank cell of a column that is not required reads as `default`. `note` tells the person what
    the column is for, where its header does not.
    """

    name: str
    header: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    required: bool = True
    default: Any = None
    note: Bilingual | None = None

    def known_as(self) -> frozenset[str]:
        """Every header it answers to, folded."""
        return frozenset(fold_header(word) for word in (self.header, self.name, *self.aliases))


Check = Callable[[R], tuple[str, Bilingual] | None]
"""Judges a whole row: None, or the name of the faulty column and what is wrong."""


@dataclass(frozen=True, slots=True)
class Sheet(Generic[R]):
    """A table's definition: `record` is the frozen dataclass of a row, `key` the columns that name it."""

    name: str
    title: Bilingual
    record: type[R]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    checks: tuple[Check[R], ...] = ()

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        wanted = [field.name for field in fields(self.record)]  # type: ignore[arg-type]
        if sorted(names) != sorted(wanted):
            raise ValueError(f"{self.name}: columns {names} are not the fields {wanted}")
        if not set(self.key) <= set(names):
            raise ValueError(f"{self.name}: the key {self.key} is not among {names}")
        headers = [header for column in self.columns for header in column.known_as()]
        if len(headers) != len(set(headers)):
            raise ValueError(f"{self.name}: two columns answer to one header")

    def answers_to(self, name: str) -> bool:
        """Whether a table of this name (file stem or sheet title) is this sheet."""
        return fold_header(name) in {fold_header(one) for one in (self.name, self.title.zh, self.title.en)}

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing wrong with, or to ask about, a table; `row` is None when it is the table as a whole.

    `column_index` counts from 0; `value` is the cell as the person sees it.
    """

    kind: Literal["error", "warning", "ask"]
    table: str
    row: int | None
    column: str
    column_index: int | None
    value: str
    sentence: Bilingual
    remedy: Bilingual

    @property
    def place(self) -> str:
        parts = (self.table, f"第{self.row}行" if self.row else "", self.column)
        return " ".join(part for part in parts if part)

    @property
    def fault(self) -> Fault:
        """The same as a fault of a refusal: place, then value unless the sentence begins with it, what is wrong and the remedy."""
        named = not self.value or self.sentence.zh.startswith(f"“{self.value}”")
        quoted = ("", "") if named else (f"“{self.value}”：", f"“{self.value}”: ")
        return Fault(
            self.place,
            Bilingual(
                f"{quoted[0]}{self.sentence.zh}。{self.remedy.zh}。",
                f"{quoted[1]}{self.sentence.en}. {self.remedy.en}.",
            ),
        )


@dataclass(frozen=True, slots=True)
class Row(Generic[R]):
    """A good row: its number as the person sees it, and its record."""

    number: int
    record: R


@dataclass(frozen=True, slots=True)
class Reading(Generic[R]):
    """What a table gave: the good rows, and apart from them errors, warnings and questions (kind `ask`)."""

    sheet: Sheet[R]
    raw: RawTable
    positions: Mapping[str, int]
    rows: tuple[Row[R], ...]
    errors: tuple[RowFault, ...] = ()
    warnings: tuple[RowFault, ...] = ()

    @property
    def records(self) -> tuple[R, ...]:
        return tuple(row.record for row in self.rows)

    def without(self, faults: Sequence[RowFault]) -> Reading[R]:
        """The reading with more errors found later, and the rows they name left out."""
        bad = {fault.row for fault in faults}
        good = tuple(row for row in self.rows if row.number not in bad)
        return replace(self, rows=good, errors=(*self.errors, *faults))

    def fault_at(
        self,
        number: int | None,
        column: str,
        sentence: Bilingual,
        *,
        remedy: Bilingual | None = None,
        kind: Literal["error", "warning", "ask"] = "error",
    ) -> RowFault:
        """A fault at a cell of this table, with the value that stands there; the remedy is the column's own."""
        defined = self.sheet.column(column)
        index = self.positions.get(column)
        cells = self.raw.cells(number) if number is not None else ()
        value = shown(cells[index]) if index is not None and index < len(cells) else ""
        remedy = remedy or remedy_of(defined)
        return RowFault(kind, self.raw.place, number, defined.header, index, value, sentence, remedy)


def fold_header(word: CellValue) -> str:
    """A header without width, case, blanks and marks, so that `Area_ID*` and `area id` are one."""
    plain = unicodedata.normalize("NFKC", shown(word)).casefold()
    return "".join(sign for sign in plain if sign not in "*_-" and not sign.isspace())


def remedy_of(column: Column) -> Bilingual:
    """What to write in a cell of this column."""
    return Bilingual(f"请填写：{column.kind.shape.zh}", f"Write {column.kind.shape.en}")
