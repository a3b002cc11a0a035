"""Writes a planned year, and a supposition beside it, into a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from config.bilingual import Bilingual, Language
from scheduler.adapters.year_workbook import Cell, Sheet, write_tables
from scheduler.application.year_view import YearTold, compared
from scheduler.domain.terms import CATEGORY_NAMES

PLAN, WHAT_IF, BESIDE = (
    Bilingual("全年计划", "Year"),
    Bilingual("假如", "What if"),
    Bilingual("并排比较", "Side by side"),
)
AREA, CATEGORY = Bilingual("街道/镇", "Area"), Bilingual("类别", "Category")
TOTAL, GOAL = Bilingual("合计", "Total"), Bilingual("目标", "Goal")
FIGURE, DIFFERENCE = Bilingual("项目", "Figure"), Bilingual("差", "Difference")


def write_year(found: Sequence[YearTold], file: Path, language: Language = "zh") -> None:
    """A sheet for the plan; with a supposition one for it and one for both side by side."""
    sheets = [
        _table(each, name.in_(language), language) for each, name in zip(found, (PLAN, WHAT_IF), strict=False)
    ]
    if len(found) > 1:
        base, other = found
        rows: list[list[Cell]] = [
            [one.name.in_(language), one.base, one.other, one.difference] for one in compared(base, other)
        ]
        heads = tuple(word.in_(language) for word in (FIGURE, PLAN, WHAT_IF, DIFFERENCE))
        supposed: list[list[Cell]] = [[one.in_(language)] for one in other.run.changes]
        sheets.append(Sheet(BESIDE.in_(language), heads, [*rows, *supposed]))
    write_tables(file, sheets)


def _table(told: YearTold, name: str, language: Language) -> Sheet:
    counts = told.counts
    areas = {one.id: one.name for one in told.problem.district.areas}
    rows: list[list[Cell]] = []
    for area_id, category in told.places:
        months = [counts.get((area_id, category, month), 0) for month in told.months]
        place = [areas[area_id], CATEGORY_NAMES[category].in_(language)]
        rows.append([*place, *months, sum(months), told.goal((area_id, category))])
    words = [word.in_(language) for word in (AREA, CATEGORY)]
    ends = [word.in_(language) for word in (TOTAL, GOAL)]
    return Sheet(name, (*words, *told.months, *ends), rows)
