"""The command that lists who waits for what a month could not give: waiting."""

from __future__ import annotations

from typing import Annotated

import typer

from api.bootstrap import House
from api.cli.frame import frame_of
from api.cli.planning import PANEL
from api.cli.report import Listing, Report, column
from config.bilingual import Bilingual
from scheduler.application.names_view import read_names
from scheduler.application.waiting import WAITING_RULE, waiting_orders
from scheduler.domain.terms import CATEGORY_NAMES
from scheduler.solver.finding import day_words


def add_commands(app: typer.Typer) -> None:
    app.command("waiting", rich_help_panel=PANEL)(waiting)


def waiting(
    context: typer.Context,
    month: Annotated[str, typer.Argument(metavar="MONTH", help="月份，如 2026-06 · a planned month.")],
) -> Report:
    """列出没有排上的点单，按候补次序 · List the orders that a month does not serve, in the order in which they wait.

    例 Example: culture waiting 2026-06
    """
    return waiting_report(frame_of(context).house(), month)


def waiting_report(house: House, month: str) -> Report:
    """The month's waiting list with its rule."""
    with house.store.reading() as session:
        names = read_names(session, house.district_id)
        found = waiting_orders(session, house.clock, house.district_id, month)
    rows = [
        {
            "category": one.order.category,
            "place": one.place,
            "order": one.order.order_id,
            "area": names.area(one.order.area_id),
            "programme": names.programme(one.order.programme_id),
            "rank": one.order.rank,
            "came": one.order.came,
            "got": one.order.got,
            "got_by_head": one.order.got_by_head,
            "reason": one.reason,
        }
        for one in found
    ]
    sentence = Bilingual("{month} 有 {count} 个点单候补。", "{count} orders wait in {month}.").fill(
        month=month, count=len(rows)
    )
    return Report(
        (sentence, WAITING_RULE),
        {"month": month, "waiting_count": len(rows)},
        (Listing("waiting", COLUMNS, rows),),
    )


COLUMNS = (
    column("category", "类别", "category", CATEGORY_NAMES.__getitem__),
    column("place", "候补", "place"),
    column("order", "点单", "order"),
    column("area", "街道/镇", "area"),
    column("programme", "项目", "programme"),
    column("rank", "排序", "rank"),
    column("came", "登记日期", "recorded", day_words),
    column("got", "全年已得", "has in the year"),
    column("got_by_head", "每万人", "for 10,000", "{:.2f}".format),
    column("reason", "原因", "why"),
)
