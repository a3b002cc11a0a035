"""Reports about a year's allotment: numbers with their remainders, old → new, one number explained, appeals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from api.cli.report import Listing, Report, column
from config.bilingual import Bilingual
from config.refusal import Outcome
from scheduler.adapters.allotting_tables import AppealRow
from scheduler.application.allotting import Numbers, YearAllotted
from scheduler.domain.allotting_reasons import why_month, why_whole, why_year
from scheduler.domain.allotting_year import AreaYear
from scheduler.domain.terms import CATEGORY_NAMES, Category

Names = Mapping[str, str]


def year_report(
    allotted: YearAllotted, names: Names, tight: Sequence[Bilingual] = (), *, applied: bool
) -> Report:
    """What each area gets of the year, old → new of each month still open, and the caps below what stands already."""
    left = allotted.left
    wholes = [why for one in allotted.categories if (why := why_whole(one)) is not None]
    return Report(
        (*wholes, *tight, _ended(allotted, applied=applied)),
        {
            "year": allotted.year.year,
            "applied": applied and bool(allotted.changes),
            "left": left,
            "caps_below_standing": list(tight),
            "changes": [_flat(one) for one in allotted.changes],
        },
        (_areas(allotted, names), _months(allotted), _old_and_new(allotted, names)),
        outcome=Outcome.INFEASIBLE if left else Outcome.DONE,
    )


def why_report(allotted: YearAllotted, names: Names, place: tuple[str, Category, str | None]) -> Report:
    """One number in a sentence: an area's of the year, then of the month if one is asked about."""
    area_id, category, month = place
    year = allotted.of_area(area_id, category)
    if year is None:
        nothing = Bilingual("{year} 年没有{category}的目标。", "{year} has no target of {category}.")
        return Report((nothing.fill(year=allotted.year.year, category=CATEGORY_NAMES[category]),))
    sentences = [why_year(year, names.__getitem__)]
    facts: dict[str, Any] = {"of_year": _parts(year, names)}
    asked = allotted.of_month(area_id, category, month) if month else None
    if asked is not None:
        sentences.append(why_month(asked, year, names.__getitem__))
        facts["of_month"] = {
            "month": asked.month,
            "least": asked.number,
            "most": asked.most,
            "standing": asked.standing,
            "before": asked.before,
            "due": _plain(asked.due),
            "even": _plain(asked.even),
            "total": asked.total,
            "supply": asked.supply,
        }
    return Report(tuple(sentences), {**facts, "sentences": sentences})


def appeals_report(appeals: Iterable[AppealRow], names: Names) -> Report:
    """All appeals with their answers."""
    rows = [
        {
            "id": one.id,
            "area": names.get(one.area_id, one.area_id),
            "category": Category(one.category),
            "month": one.month,
            "appellant": one.appellant,
            "at": one.recorded_at,
            "reason": one.reason,
            "accepted": one.accepted,
            "number": one.number,
            "answer": one.answer,
            "answered_by": one.answered_by,
            "answered_at": one.answered_at,
        }
        for one in appeals
    ]
    columns = (
        column("id", "编号", "id", lambda id_: id_[-8:]),
        column("area", "街道/镇", "area"),
        column("category", "类别", "category", CATEGORY_NAMES.__getitem__),
        column("month", "月份", "month", lambda month: month or Bilingual("全年", "the year")),
        column("appellant", "提出人", "appellant"),
        column("at", "时间", "at"),
        column("reason", "理由", "reason"),
        column("accepted", "结果", "result", _became),
        column("number", "定为", "fixed at"),
        column("answer", "答复", "answer"),
        column("answered_by", "答复人", "answered by"),
        column("answered_at", "答复时间", "answered at"),
    )
    return Report((), {}, (Listing("appeals", columns, rows),))


def _became(accepted: bool | None) -> Bilingual:
    if accepted is None:
        return Bilingual("待答复", "open")
    return Bilingual("成立", "accepted") if accepted else Bilingual("不成立", "turned down")


def _ended(allotted: YearAllotted, *, applied: bool) -> Bilingual:
    year, count = allotted.year.year, len(allotted.changes)
    if not count:
        return Bilingual("{year} 年配额没有变化。", "the allotment of {year} does not change.").fill(
            year=year
        )
    if applied:
        return Bilingual(
            "{year} 年配额已写入，改动 {count} 个数。已编排的月份请重新编排。",
            "the allotment of {year} is written, {count} numbers changed. Plan drafted months again.",
        ).fill(year=year, count=count)
    return Bilingual(
        "{count} 个数会改变；已发布和已开始的月份不动。写入请加 --apply；问一个数的由来用 --why 街道/类别/月份。",
        "{count} numbers would change; months published or begun stay. Add --apply to write them; "
        "--why AREA/CATEGORY/MONTH explains one.",
    ).fill(count=count)


def _areas(allotted: YearAllotted, names: Names) -> Listing:
    rows = [_parts(one, names) for found in allotted.categories for one in found.areas]
    columns = (
        column("area", "街道/镇", "area"),
        column("category", "类别", "category", CATEGORY_NAMES.__getitem__),
        column("number", "全年", "the year"),
        column("fixed", "已有", "has"),
        column("floor", "保底", "floor"),
        column("by_head", "按人口", "by head", _two),
        column("by_orders", "按点单", "by orders", _two),
        column("exact", "应得", "exactly", _two),
        column("remainder", "余数", "remainder", lambda number: "" if number is None else f"{number:+.2f}"),
    )
    return Listing("areas", columns, rows, Bilingual("全年到街道", "The year, by area"))


def _parts(one: AreaYear, names: Names) -> dict[str, Any]:
    portion = one.portion
    return {
        "area_id": one.area_id,
        "area": names.get(one.area_id, one.area_id),
        "category": one.category,
        "number": one.number,
        "fixed": one.fixed,
        "floor": portion.floor if portion else None,
        "by_head": _plain(one.by_head) if portion else None,
        "by_orders": _plain(one.by_orders) if portion else None,
        "exact": _plain(portion.exact) if portion else None,
        "remainder": _plain(portion.remainder) if portion else None,
        "bound": portion.bound if portion else None,
        "appeal": one.pin.appeal_id if one.pin else None,
    }


def _months(allotted: YearAllotted) -> Listing:
    """What all areas together get month by month, beside what the providers can make."""
    rows = []
    for found in allotted.categories:
        totals = {one.month: (one.total, one.supply) for one in found.months}
        rows.append(
            {"category": found.category, "target": found.target, "number": found.number}
            | {month: f"{total}/{supply}" for month, (total, supply) in totals.items()}
        )
    columns = (
        column("category", "类别", "category", CATEGORY_NAMES.__getitem__),
        column("target", "目标", "target"),
        column("number", "合计", "total"),
        *(column(month, f"{int(month[5:])}月", month[5:]) for month in totals),
    )
    return Listing("months", columns, rows, Bilingual("各月合计/供给上限", "Months: number/supply"))


def _old_and_new(allotted: YearAllotted, names: Names) -> Listing:
    """Least–most of each open month, old → new where they differ, and by how much the least differs."""
    rows: list[dict[str, Any]] = []
    changed = {(one.area_id, one.category, one.month): one for one in allotted.changes}
    months: dict[str, None] = {}
    for found in allotted.categories:
        for area in found.areas:
            row: dict[str, Any] = {"area": names.get(area.area_id, area.area_id), "category": found.category}
            difference = 0
            for one in (one for one in found.months if one.area_id == area.area_id):
                if one.standing == "closed":
                    continue
                months[one.month] = None
                change = changed.get((one.area_id, one.category, one.month))
                before = change.before if change else (one.number, one.most)
                row[one.month] = _cell(before, (one.number, one.most))
                difference += one.number - before[0]
            rows.append({**row, "difference": difference})
    columns = (
        column("area", "街道/镇", "area"),
        column("category", "类别", "category", CATEGORY_NAMES.__getitem__),
        *(column(month, f"{int(month[5:])}月", month[5:]) for month in months),
        column("difference", "差", "difference", "{:+}".format),
    )
    return Listing("numbers", columns, rows, Bilingual("最少–最多，旧→新", "Least–most, old→new"))


def _cell(before: Numbers, after: Numbers) -> str:
    now = f"{after[0]}–{after[1]}"
    return now if before == after else f"{before[0]}–{before[1]}→{now}"


def _flat(one: Any) -> dict[str, Any]:
    return {
        "area": one.area_id,
        "category": one.category,
        "month": one.month,
        "before": {"least": one.before[0], "most": one.before[1]},
        "after": {"least": one.after[0], "most": one.after[1]},
    }


def _plain(number: Any) -> float:
    return round(float(number), 4)


def _two(number: float | None) -> str:
    return "" if number is None else f"{number:.2f}"
