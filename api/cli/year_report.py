"""Reports about a planned year: area by category by month, bound and gap, and a supposition beside the plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.cli.report import Listing, Report, column
from api.cli.year_words import ENDED, figures, giving_way
from config.bilingual import Bilingual
from config.refusal import Outcome
from scheduler.application.year_view import YearTold, compared
from scheduler.domain.terms import CATEGORY_NAMES
from scheduler.solver.solution import OUTCOMES, Ending

OPEN = Bilingual(
    "还没有排完；再运行一次同样的命令接着看。",
    "It has not ended yet; run the same command again to follow it.",
)
FAILED = Bilingual("排期失败；运行 culture doctor 看原因。", "Planning failed; culture doctor tells why.")


def year_report(told: YearTold, *extra: Bilingual, caps: Sequence[Bilingual] = ()) -> Report:
    """The plan's table and figures; `caps` are the caps below what stands, for programs."""
    facts = _facts(told) | ({"caps_below_standing": list(caps)} if caps else {})
    listings = (*((table(told),) if told.deliveries else ()), *giving_way(told.gives_way))
    return Report((*_sentences(told), *extra), facts, listings, _outcome(told))


def beside_report(base: YearTold, other: YearTold) -> Report:
    """The plan and the supposition side by side."""
    supposed = Bilingual(
        "、".join(one.zh for one in other.run.changes), ", ".join(one.en for one in other.run.changes)
    )
    lines = compared(base, other)
    rows = [
        {"name": one.name, "base": one.base, "other": one.other, "difference": one.difference}
        for one in lines
    ]
    columns = (
        column("name", "项目", "figure"),
        column("base", "现计划", "the plan", _number),
        column("other", "假如", "what if", _number),
        column("difference", "差", "difference", lambda number: "–" if number is None else f"{number:+,}"),
    )
    side = Listing("compared", columns, rows, Bilingual("并排比较", "Side by side"))
    says = Bilingual("假如{supposed}：", "What if {supposed}:").fill(supposed=supposed)
    return Report(
        (says, *_sentences(other)),
        {"base": _facts(base), "other": _facts(other), "supposed": other.run.changes},
        (side, _moved(base, other), *giving_way(other.gives_way)),
        _outcome(other),
    )


def table(told: YearTold) -> Listing:
    """Deliveries of each area and category, month by month, beside the goal."""
    counts = told.counts
    names = {one.id: one.name for one in told.problem.district.areas}
    rows: list[dict[str, Any]] = []
    for area_id, category in told.places:
        months = {month: counts.get((area_id, category, month), 0) for month in told.months}
        rows.append(
            {
                "area": names[area_id],
                "category": category,
                **months,
                "total": sum(months.values()),
                "goal": told.goal((area_id, category)),
            }
        )
    columns = (
        column("area", "街道/镇", "area"),
        column("category", "类别", "category", CATEGORY_NAMES.__getitem__),
        *(column(month, f"{int(month[5:])}月", month[5:]) for month in told.months),
        column("total", "合计", "total"),
        column("goal", "目标", "goal", lambda goal: "–" if goal is None else str(goal)),
    )
    return Listing(
        "year", columns, rows, Bilingual("各街道各类别每月场次", "Deliveries by area, category and month")
    )


def _moved(base: YearTold, other: YearTold) -> Listing:
    """The areas and categories whose year differs."""
    names = {one.id: one.name for one in base.problem.district.areas}
    before, after = base.counts, other.counts
    rows = []
    for area_id, category in base.places:
        was = sum(before.get((area_id, category, month), 0) for month in base.months)
        now = sum(after.get((area_id, category, month), 0) for month in base.months)
        if was != now:
            rows.append({"area": names[area_id], "category": category, "base": was, "other": now})
    columns = (
        column("area", "街道/镇", "area"),
        column("category", "类别", "category", CATEGORY_NAMES.__getitem__),
        column("base", "现计划", "the plan"),
        column("other", "假如", "what if"),
    )
    return Listing("changed", columns, rows, Bilingual("合计有变的", "Whose year differs"))


def _number(number: int | None) -> str:
    return "–" if number is None else f"{number:,}"


def _sentences(told: YearTold) -> tuple[Bilingual, ...]:
    run = told.run
    ended = ENDED[run.outcome] if run.outcome else OPEN if run.open else FAILED
    said = Bilingual(
        "{year} 年 {first} 至 {last}：{placed} 场，分数 {best}，下界 {bound}，差距 {gap}，用时 {seconds:.1f} 秒。",
        "{year}, {first} to {last}: {placed} deliveries, {best} points, bound {bound}, gap {gap}, {seconds:.1f} s.",
    ).fill(
        year=run.year,
        first=told.months[0],
        last=told.months[-1],
        placed=run.placed or 0,
        seconds=run.seconds or 0.0,
        **figures(run.best, run.bound, run.gap),
    )
    return ended, said


def _facts(told: YearTold) -> dict[str, Any]:
    run = told.run
    return {
        "run": run.id,
        "year": run.year,
        "ending": run.outcome,
        "best": run.best,
        "bound": run.bound,
        "gap": run.gap,
        "seconds": run.seconds,
        "placed": run.placed,
        "served": told.served,
        "yuan": told.yuan,
        "supposed": run.changes,
    }


def _outcome(told: YearTold) -> Outcome:
    if told.run.outcome is None:
        return Outcome.FAILED
    if told.run.outcome is Ending.FEASIBLE and told.relaxed:
        return Outcome.INFEASIBLE
    return OUTCOMES[told.run.outcome]
