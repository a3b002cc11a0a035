"""Commands for what is decided about a published month: event quota, event budget, event holiday."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.confirming import Yes
from api.cli.frame import frame_of
from api.cli.naming import category_of, one_of, refuse_unless_month
from api.cli.repair_way import Fewest, Number, Seconds, Way
from api.cli.report import Report
from api.cli.several_months import repaired
from api.cli.spoken_days import day_of
from config.refusal import refuse
from scheduler.application.past_events import refuse_past
from scheduler.domain.disruption import BudgetChanged, Disruption, HolidayMoved, QuotaChanged
from scheduler.domain.district import District
from scheduler.domain.terms import Category

Month = Annotated[str, typer.Argument(metavar="MONTH", help="月份，如 2026-06 · the month.")]

MOST_YUAN = 10**12
"""No month of a district costs more; a larger sum is a slip of the keyboard."""


def quota(
    context: typer.Context,
    month: Month,
    area: Annotated[str, typer.Argument(help="街道 · the area.")],
    category: Annotated[str, typer.Argument(help="类别 · the category.")],
    least: Annotated[int, typer.Argument(min=0, metavar="LEAST", help="下限 · at least so many.")],
    most: Annotated[int, typer.Argument(min=0, metavar="MOST", help="上限 · at most so many.")],
    *,
    proposal: Number = None,
    seconds: Seconds = 10.0,
    fewest: Fewest = False,
    yes: Yes = False,
) -> Report:
    """配额变了：已发布的月份怎么补或减 · A month's quota changes: what comes or goes, and the texts; done when confirmed.

    例 Example: culture event quota 2026-06 北站街道 演出 1 2
    """

    def asked(district: District) -> Disruption:
        areas = {one.id: one.name for one in district.areas}
        kind = Category(category_of(category, "event quota CATEGORY"))
        return QuotaChanged(one_of(areas, area, "event quota AREA"), kind, least, most)

    return repaired(frame_of(context), month, asked, Way(proposal, seconds, fewest, yes))


def budget(
    context: typer.Context,
    month: Month,
    yuan: Annotated[
        int | None, typer.Argument(metavar="YUAN", help="本月经费，元 · the month's budget in yuan.")
    ] = None,
    *,
    none: Annotated[bool, typer.Option("--none", help="不限经费 · no budget.")] = False,
    proposal: Number = None,
    seconds: Seconds = 10.0,
    fewest: Fewest = False,
    yes: Yes = False,
) -> Report:
    """经费变了：超出的减哪几场，多出的能加什么 · A month's budget changes: what has to go, or what can come.

    例 Example: culture event budget 2026-06 120000
    """
    if (yuan is None) != none:
        raise refuse(
            "event budget YUAN",
            "请写经费（元），或写 --none 表示不限，二者取一。",
            "give the budget in yuan, or --none for no budget, one of the two.",
        )
    refuse_unless_month(month, "culture event budget 2026-06 120000")
    _refuse_absurd(yuan)
    return repaired(
        frame_of(context), month, lambda _: BudgetChanged(yuan), Way(proposal, seconds, fewest, yes)
    )


def _refuse_absurd(yuan: int | None) -> None:
    if yuan is not None and not 0 <= yuan <= MOST_YUAN:
        raise refuse(
            "event budget YUAN",
            "经费不能是 {yuan} 元：要在 0 和 {most} 之间。",
            "the budget cannot be {yuan} yuan: give 0 to {most}.",
            yuan=yuan,
            most=MOST_YUAN,
        )


def holiday(
    context: typer.Context,
    was: Annotated[str, typer.Argument(metavar="WAS", help="原定的日子 · the day so far.")],
    now: Annotated[str, typer.Argument(metavar="NOW", help="改到的日子 · the day it moves to.")],
    *,
    proposal: Number = None,
    seconds: Seconds = 10.0,
    fewest: Fewest = False,
    yes: Yes = False,
) -> Report:
    """节假日或调休日改期：图书、课程受影响的怎么办；跨月的两个月一并补救 · A public holiday or make-up workday moves: what becomes of its months.

    例 Example: culture event holiday 2026-06-19 2026-06-22
    """
    before, after = day_of(was, "event holiday WAS"), day_of(now, "event holiday NOW")
    refuse_past(after, frame_of(context).house().clock.today(), "event holiday NOW")
    moved = HolidayMoved(before, after)
    return repaired(
        frame_of(context), f"{before:%Y-%m}", lambda _: moved, Way(proposal, seconds, fewest, yes)
    )
