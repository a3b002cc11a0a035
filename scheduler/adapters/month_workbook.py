"""A month's calendar as a workbook: the whole month, a sheet for each area and each provider."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter

from config.bilingual import Bilingual, Language
from scheduler.domain.terms import CATEGORY_NAMES, Category
from scheduler.messages import DeliveryFacts
from scheduler.solver.finding import day_words

_COLUMNS: tuple[tuple[Bilingual, int, Callable[[DeliveryFacts, Language], str]], ...] = (
    (Bilingual("日期", "Day"), 16, lambda facts, language: day_told(facts.day, language)),
    (Bilingual("时间", "Time"), 13, lambda facts, _: f"{facts.start}–{facts.end}"),
    (
        Bilingual("类别", "Category"),
        14,
        lambda facts, language: CATEGORY_NAMES[Category(facts.category)].in_(language),
    ),
    (Bilingual("项目", "Programme"), 28, lambda facts, _: facts.programme),
    (Bilingual("街道/镇", "Area"), 16, lambda facts, _: facts.area),
    (Bilingual("场地", "Venue"), 30, lambda facts, _: facts.venue),
    (Bilingual("配送主体", "Provider"), 24, lambda facts, _: facts.provider),
    (Bilingual("雨天备用场地", "Rain venue"), 30, lambda facts, _: facts.rain_venue or ""),
    (Bilingual("图书(册)", "Books"), 9, lambda facts, _: str(facts.volumes or "")),
    (Bilingual("报刊(种)", "Periodicals"), 9, lambda facts, _: str(facts.titles or "")),
    (Bilingual("编号", "Number"), 11, lambda facts, _: facts.id),
)
_LONGEST_NAME = 31


def day_told(day: str, language: Language) -> str:
    """A civil day with its weekday: 6月12日(周五), Fri 12 Jun."""
    return day_words(date.fromisoformat(day)).in_(language)


def write_month_workbook(
    file: Path, title: str, deliveries: Sequence[DeliveryFacts], language: Language = "zh"
) -> list[str]:
    """Write the calendar to `file`, every cell as text; returns the names of the sheets."""
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        formats = {
            "title": book.add_format({"bold": True, "font_size": 14}),
            "head": book.add_format({"bold": True, "bg_color": "#E8EEF2", "border": 1}),
            "cell": book.add_format({"border": 1, "valign": "top", "text_wrap": True}),
        }
        names: list[str] = []
        for name, rows in _sheets(deliveries, language):
            sheet_name = _sheet_name(name, names)
            names.append(sheet_name)
            sheet = book.add_worksheet(sheet_name)
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(1)
            sheet.freeze_panes(2, 0)
            sheet.write_string(0, 0, f"{title} {name}", formats["title"])
            for column, (head, width, value) in enumerate(_COLUMNS):
                sheet.set_column(column, column, width)
                sheet.write_string(1, column, head.in_(language), formats["head"])
                for line, facts in enumerate(rows, start=2):
                    sheet.write_string(line, column, value(facts, language), formats["cell"])
    return names


def month_as_text(title: str, deliveries: Sequence[DeliveryFacts], language: Language = "zh") -> str:
    """The calendar as plain text to paste, a line for each delivery under its day."""
    lines = [title]
    day = ""
    for facts in deliveries:
        if facts.day != day:
            day = facts.day
            lines += ["", day_told(day, language)]
        rain = f"(雨天:{facts.rain_venue})" if facts.rain_venue and language == "zh" else ""
        if facts.rain_venue and language == "en":
            rain = f" (if it rains: {facts.rain_venue})"
        lines.append(
            f"  {facts.start}–{facts.end} {CATEGORY_NAMES[Category(facts.category)].in_(language)} {facts.programme}"
            f" | {facts.venue} | {facts.provider}{rain}"
        )
    return "\n".join(lines) + "\n"


def _sheets(
    deliveries: Sequence[DeliveryFacts], language: Language
) -> Iterable[tuple[str, list[DeliveryFacts]]]:
    yield Bilingual("全区", "District").in_(language), list(deliveries)
    for area in sorted({facts.area for facts in deliveries}):
        yield area, [facts for facts in deliveries if facts.area == area]
    for provider in sorted({facts.provider for facts in deliveries}):
        yield provider, [facts for facts in deliveries if facts.provider == provider]


def _sheet_name(name: str, taken: Sequence[str]) -> str:
    plain = re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:_LONGEST_NAME] or "-"
    candidate, number = plain, 2
    while candidate.lower() in {other.lower() for other in taken}:
        suffix = f" {number}"
        candidate, number = plain[: _LONGEST_NAME - len(suffix)] + suffix, number + 1
    return candidate
