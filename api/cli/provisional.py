"""The commands of provisional holds: hold venue, hold provider, hold list, hold free."""

from __future__ import annotations

from typing import Annotated, Literal

import typer
from sqlalchemy.orm import Session

from api.bootstrap import House
from api.cli.frame import Frame, frame_of
from api.cli.naming import one_of
from api.cli.planning import PANEL
from api.cli.report import Listing, Report, column, told
from api.cli.spoken_days import day_of
from config.bilingual import Bilingual
from scheduler.application.names_view import Names, read_names
from scheduler.application.provisional import hold, kept_days, let_go, standing_holds
from scheduler.domain.district import Hold, Period
from scheduler.solver.finding import day_words

First = Annotated[str, typer.Argument(metavar="DAY", help="哪天，如 2026-06-10 · the day.")]
Last = Annotated[str | None, typer.Argument(metavar="LAST", help="到哪天，一天可不写 · the last day.")]
Until = Annotated[str, typer.Option(metavar="2026-06-01", help="暂留到期日，过后自动放开 · it lapses after.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="名称或编号 · its name or id.")]
Why = Annotated[str, typer.Option("--for", help="为什么 · what it is kept for.")]


def add_commands(app: typer.Typer) -> None:
    group = typer.Typer(
        help="暂留场地或主体，到期自动放开 · Keep a venue or provider provisionally; it lapses by itself.\n\n"
        "例 Example: culture hold list",
        no_args_is_help=True,
    )
    group.command("venue")(venue)
    group.command("provider")(provider)
    group.command("list")(list_holds)
    group.command("free")(free)
    app.add_typer(group, name="hold", rich_help_panel=PANEL)


def venue(
    context: typer.Context, name: Name, first: First, last: Last = None, *, until: Until, why: Why
) -> Report:
    """暂留一个场地：到期之前排期不用它 · Keep a venue; planning leaves it alone until the hold lapses.

    例 Example: culture hold venue 北站文化活动中心 2026-06-10 --until 2026-06-01 --for 换届选举
    """
    return _kept(frame_of(context), "venue", name, (first, last, until), why)


def provider(
    context: typer.Context, name: Name, first: First, last: Last = None, *, until: Until, why: Why
) -> Report:
    """暂留一个主体：到期之前排期不用它 · Keep a provider; planning leaves it alone until the hold lapses.

    例 Example: culture hold provider 市评弹团 2026-06-10 2026-06-12 --until 2026-06-01 --for 市里汇演
    """
    return _kept(frame_of(context), "provider", name, (first, last, until), why)


def list_holds(context: typer.Context) -> Report:
    """列出还没到期的暂留 · List the holds that stand.

    例 Example: culture hold list
    """
    house = frame_of(context).house()
    with house.store.reading() as session:
        names = read_names(session, house.district_id)
        rows = [
            {
                "id": one.id,
                "party": names.party(f"{one.side}:{one.party}"),
                "first": one.first_day,
                "last": one.last_day,
                "until": one.until,
                "why": one.why,
                "by": one.edited_by,
            }
            for one in standing_holds(session, house.district_id, house.clock.today())
        ]
    columns = (
        column("id", "编号", "id", lambda value: value[-8:]),
        column("party", "场地或主体", "venue or provider"),
        column("first", "起", "from"),
        column("last", "止", "to"),
        column("until", "到期", "lapses after"),
        column("why", "为什么", "for"),
        column("by", "登记人", "by"),
    )
    said = Bilingual("暂留 {count} 项。", "{count} holds stand.").fill(count=len(rows))
    return Report((said,), {"count": len(rows)}, (Listing("holds", columns, rows),))


def free(
    context: typer.Context,
    hold_id: Annotated[str, typer.Argument(metavar="HOLD", help="暂留编号 · the hold's id.")],
) -> Report:
    """提前放开一项暂留，写编号的一段或场地、主体的名称 · End a hold before it lapses, named by its id or its party.

    例 Example: culture hold free 3f2a9c1b
    """
    house = frame_of(context).house()
    with house.store.transaction() as session:
        names = read_names(session, house.district_id)
        let_go(session, house.district_id, _hold_named(session, house, names, hold_id))
    return told("已放开。", "it is free again.")


def _hold_named(session: Session, house: House, names: Names, given: str) -> str:
    """The id that is meant by a part of it, or by the name of the venue or provider that is kept, or a part of that."""
    parties = {
        one.id: names.party(f"{one.side}:{one.party}")
        for one in standing_holds(session, house.district_id, house.clock.today())
    }
    if any(one.startswith(given) or one.endswith(given) for one in parties):
        return given
    return one_of(parties, given, "hold free") if any(given in name for name in parties.values()) else given


def _kept(
    frame: Frame, side: Literal["venue", "provider"], name: str, days: tuple[str, str | None, str], why: str
) -> Report:
    first, last, until = days
    place = f"hold {side}"
    house = frame.house()
    with house.store.transaction() as session:
        names = read_names(session, house.district_id)
        known = names.providers if side == "provider" else {one.id: one.name for one in names.venues.values()}
        begins = day_of(first, place)
        period = kept_days(begins, day_of(last or first, place))
        wanted = Hold(side, one_of(known, name, place), period, day_of(until, place), why)
        hold_id = hold(session, house.clock, house.district_id, wanted, by=frame.by)
    said = Bilingual(
        "已暂留{party}，{days}（{why}），编号 {id}；{until} 之后自动放开。已排的草稿请重新排期。",
        "{party} is kept, {days} ({why}), as {id}; it lapses after {until}. Plan drafted months again.",
    )
    facts = {
        "id": hold_id[-8:],
        "party": names.party(f"{side}:{wanted.party}"),
        "until": wanted.until,
        "why": why.strip(),
    }
    sentence = said.fill(days=_days_words(period), **facts)
    return Report((sentence,), facts | {"first": period.first, "last": period.last})


def _days_words(days: Period) -> Bilingual:
    if days.first is None or days.last is None:
        return Bilingual("", "")
    first, last = day_words(days.first), day_words(days.last)
    if days.first == days.last:
        return first
    return Bilingual("{first}至{last}", "{first} to {last}").fill(first=first, last=last)
