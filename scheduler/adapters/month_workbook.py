"""A month's calendar as a workbook, with a sheet for each area and provider, and as plain text to paste."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from io import BytesIO
from pathlib import Path
from typing import Any, Generic, TypeVar

from config.bilingual import Bilingual, Language
from scheduler.adapters.fact_words import weekday_name
from scheduler.domain.terms import CATEGORY_NAMES, Category
from scheduler.messages import DeliveryFacts
from scheduler.solver.finding import day_words

Row = TypeVar("Row")
Cell = Bilingual | str | int | date | time | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A delivery of the month and how it stands: planned, asked, confirmed, declined or held."""

    facts: DeliveryFacts
    standing: Bilingual


@dataclass(frozen=True, slots=True)
class NotPlaced:
    """What the month could not serve, and why."""

    area: str
    category: Category
    programme: str
    reason: Bilingual


@dataclass(frozen=True, slots=True)
class _Column(Generic[Row]):
    """Its heading, its width in characters, and what stands in a row's cell."""

    head: Bilingual
    width: int
    cell: Callable[[Row], Cell]


_PLACED: tuple[_Column[Placed], ...] = (
    _Column(Bilingual("日期", "Day"), 12, lambda row: date.fromisoformat(row.facts.day)),
    _Column(
        Bilingual("星期", "Weekday"),
        9,
        lambda row: weekday_name(date.fromisoformat(row.facts.day).isoweekday()),
    ),
    _Column(Bilingual("开始", "Start"), 9, lambda row: time.fromisoformat(row.facts.start)),
    _Column(Bilingual("结束", "End"), 9, lambda row: time.fromisoformat(row.facts.end)),
    _Column(Bilingual("类别", "Category"), 15, lambda row: CATEGORY_NAMES[Category(row.facts.category)]),
    _Column(Bilingual("项目", "Programme"), 28, lambda row: row.facts.programme),
    _Column(Bilingual("街道/镇", "Area"), 16, lambda row: row.facts.area),
    _Column(Bilingual("场地", "Venue"), 30, lambda row: row.facts.venue),
    _Column(Bilingual("配送主体", "Provider"), 24, lambda row: row.facts.provider),
    _Column(Bilingual("雨天备用场地", "Rain venue"), 30, lambda row: row.facts.rain_venue),
    _Column(Bilingual("雨天备用日", "Reserve date"), 20, lambda row: _reserve(row.facts)),
    _Column(Bilingual("图书（册）", "Books"), 12, lambda row: row.facts.volumes or None),
    _Column(Bilingual("报刊（种）", "Periodicals"), 12, lambda row: row.facts.titles or None),
    _Column(Bilingual("状态", "Stands"), 13, lambda row: row.standing),
    _Column(Bilingual("编号", "Number"), 11, lambda row: row.facts.id),
)
_NOT_PLACED: tuple[_Column[NotPlaced], ...] = (
    _Column(Bilingual("街道/镇", "Area"), 16, lambda row: row.area),
    _Column(Bilingual("类别", "Category"), 15, lambda row: CATEGORY_NAMES[row.category]),
    _Column(Bilingual("项目", "Programme"), 28, lambda row: row.programme),
    _Column(Bilingual("原因", "Reason"), 90, lambda row: row.reason),
)
_WHOLE = Bilingual("全区", "District")
_UNPLACED = Bilingual("没排上", "Not placed")
_HEAD_LINE = 1
_LONGEST_NAME = 31
_FORMATS = {"day": "yyyy-mm-dd", "time": "hh:mm", "number": "0"}


def _reserve(facts: DeliveryFacts) -> Bilingual | None:
    """The reserve date of a film with its start."""
    if facts.reserve_day is None:
        return None
    day = day_words(date.fromisoformat(facts.reserve_day))
    return Bilingual("{day}{start}", "{day} {start}").fill(day=day, start=facts.reserve_start)


def _in_rain(facts: DeliveryFacts) -> Bilingual:
    if facts.rain_venue:
        return Bilingual("（雨天：{venue}）", " (if it rains: {venue})").fill(venue=facts.rain_venue)
    reserve = _reserve(facts)
    if reserve is None:
        return Bilingual("", "")
    return Bilingual("（遇雨改{then}同址）", " (if it rains: {then}, same place)").fill(then=reserve)


def day_told(day: str, language: Language) -> str:
    """A civil day with its weekday: 6月12日(周五), Fri 12 Jun."""
    return day_words(date.fromisoformat(day)).in_(language)


def write_month_workbook(
    file: Path | BytesIO,
    title: str,
    placed: Sequence[Placed],
    unplaced: Sequence[NotPlaced],
    language: Language = "zh",
) -> list[str]:
    """Write the calendar to `file`, days, times and counts as such; returns the names of the sheets."""
    import xlsxwriter  # noqa: PLC0415 - loaded where a workbook is written only

    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        writer = _Writer(book, title, language)
        for name, rows in _parts(placed, language):
            writer.write(name, _PLACED, rows)
        writer.write(_UNPLACED.in_(language), _NOT_PLACED, unplaced)
    return writer.names


class _Writer:
    """Writes one sheet after the other in one look."""

    def __init__(self, book: Any, title: str, language: Language) -> None:
        self.book, self.title, self.language = book, title, language
        self.names: list[str] = []
        cell = {"border": 1, "valign": "top"}
        self.formats = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format({"bold": True, "bg_color": "#E8EEF2", "border": 1}),
            "text": book.add_format({**cell, "text_wrap": True}),
            **{kind: book.add_format({**cell, "num_format": form}) for kind, form in _FORMATS.items()},
        }

    def write(self, name: str, columns: Sequence[_Column[Row]], rows: Sequence[Row]) -> None:
        """A sheet with its title, a head that stays in sight and can be filtered, and a line for each row."""
        self.names.append(_sheet_name(name, self.names))
        sheet = self.book.add_worksheet(self.names[-1])
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEAD_LINE)
        sheet.freeze_panes(_HEAD_LINE + 1, 0)
        sheet.autofilter(_HEAD_LINE, 0, _HEAD_LINE + max(len(rows), 1), len(columns) - 1)
        sheet.write_string(0, 0, f"{self.title} {name}", self.formats["title"])
        for number, column in enumerate(columns):
            sheet.set_column(number, number, column.width)
            sheet.write_string(_HEAD_LINE, number, column.head.in_(self.language), self.formats["head"])
            for line, row in enumerate(rows, start=_HEAD_LINE + 1):
                self._write_cell(sheet, line, number, column.cell(row))

    def _write_cell(self, sheet: Any, line: int, number: int, value: Cell) -> None:
        match value:
            case None:
                sheet.write_blank(line, number, None, self.formats["text"])
            case int():
                sheet.write_number(line, number, value, self.formats["number"])
            case date():
                sheet.write_datetime(line, number, value, self.formats["day"])
            case time():
                sheet.write_datetime(line, number, value, self.formats["time"])
            case Bilingual():
                sheet.write_string(line, number, value.in_(self.language), self.formats["text"])
            case _:
                sheet.write_string(line, number, value, self.formats["text"])


def month_as_text(title: str, deliveries: Iterable[DeliveryFacts], language: Language = "zh") -> str:
    """The calendar as plain text to paste, a line for each delivery under its day."""
    lines = [title]
    day = ""
    for facts in deliveries:
        if facts.day != day:
            day = facts.day
            lines += ["", day_told(day, language)]
        lines.append(
            f"  {facts.start}–{facts.end} {CATEGORY_NAMES[Category(facts.category)].in_(language)} {facts.programme}"
            f" | {facts.venue} | {facts.provider}{_in_rain(facts).in_(language)}"
        )
    return "\n".join(lines) + "\n"


def _parts(placed: Sequence[Placed], language: Language) -> Iterator[tuple[str, list[Placed]]]:
    yield _WHOLE.in_(language), list(placed)
    for area in sorted({row.facts.area for row in placed}):
        yield area, [row for row in placed if row.facts.area == area]
    for provider in sorted({row.facts.provider for row in placed}):
        yield provider, [row for row in placed if row.facts.provider == provider]


def _sheet_name(name: str, taken: Sequence[str]) -> str:
    plain = re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:_LONGEST_NAME] or "-"
    candidate, number = plain, 2
    while candidate.lower() in {other.lower() for other in taken}:
        suffix = f" {number}"
        candidate, number = plain[: _LONGEST_NAME - len(suffix)] + suffix, number + 1
    return candidate
