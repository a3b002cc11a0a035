"""Commands for what breaks a published month: event absent, closed, reopened, declined, urgent, withdrawn."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from api.cli.confirming import Yes
from api.cli.frame import frame_of
from api.cli.naming import one_of, refuse_unless_month
from api.cli.repair_way import Fewest, Number, Seconds, Way
from api.cli.report import Report
from api.cli.several_months import repaired
from api.cli.spoken_days import day_of, first_day, last_day, refuse_outside, time_of
from scheduler.adapters.district_repository import read_district
from scheduler.application.declined_events import decline_of, declined_beside
from scheduler.application.moved_away import moved_away_words
from scheduler.application.names_view import read_names
from scheduler.application.past_events import refuse_past
from scheduler.application.repairing_months import months_reached
from scheduler.domain.decline import AskedSide
from scheduler.domain.disruption import (
    Disruption,
    OrderWithdrawn,
    ProviderAbsent,
    Urgent,
    VenueClosed,
    VenueReopened,
    fresh_order_id,
)
from scheduler.domain.district import District, Order

First = Annotated[str, typer.Argument(metavar="DAY", help="从哪天起，如 2026-06-10 · from which day.")]
Last = Annotated[
    str | None, typer.Argument(metavar="LAST", help="到哪天，不写即一天 · the last day; left out: one day.")
]


def add_events(event: typer.Typer) -> None:
    for command in (absent, closed, reopened, declined, urgent, withdrawn):
        event.command(command.__name__)(command)


def absent(
    context: typer.Context,
    provider: Annotated[str, typer.Argument(help="主体的名称或编号 · the provider.")],
    first: First,
    last: Last = None,
    *,
    for_good: Annotated[bool, typer.Option("--for-good", help="不再承接 · it drops out for good.")] = False,
    proposal: Number = None,
    seconds: Seconds = 10.0,
    fewest: Fewest = False,
    yes: Yes = False,
) -> Report:
    """主体不能到场：只动受影响的场次，先列办法、旧 → 新和短信 · A provider cannot come: who moves, and the texts; done when confirmed.

    例 Example: culture event absent 第一评弹团 2026-06-10 2026-06-12
    """
    frame = frame_of(context)
    begins = first_day(first, "event absent 第一评弹团")
    ends = last_day(first, last, "event absent", open_ended=for_good)
    refuse_past(ends, frame.house().clock.today(), "event absent")

    def asked(district: District) -> Disruption:
        names = {one.id: one.name for one in district.providers}
        return ProviderAbsent(one_of(names, provider, "event absent"), begins, ends)

    return repaired(frame, f"{begins:%Y-%m}", asked, Way(proposal, seconds, fewest, yes))


def closed(
    context: typer.Context,
    venue: Annotated[str, typer.Argument(help="场地的名称或编号 · the venue.")],
    first: First,
    last: Last = None,
    *,
    open_ended: Annotated[
        bool, typer.Option("--until-further-notice", help="何时恢复未定 · no last day yet.")
    ] = False,
    proposal: Number = None,
    seconds: Seconds = 10.0,
    fewest: Fewest = False,
    yes: Yes = False,
) -> Report:
    """场地停用：受影响的场次怎么办，会发哪些短信，确认后才办 · A venue is closed: what becomes of what is in it.

    例 Example: culture event closed 北站街道社区文化活动中心 2026-06-10 2026-06-14
    """
    frame = frame_of(context)
    begins = first_day(first, "event closed 场地")
    ends = last_day(first, last, "event closed", open_ended=open_ended)
    refuse_past(ends, frame.house().clock.today(), "event closed")

    def asked(district: District) -> Disruption:
        return VenueClosed(_venue(district, venue, "event closed"), begins, ends)

    return repaired(frame, f"{begins:%Y-%m}", asked, Way(proposal, seconds, fewest, yes))


def reopened(
    context: typer.Context,
    venue: Annotated[str, typer.Argument(help="场地的名称或编号 · the venue.")],
    first: First,
    *,
    proposal: Number = None,
    seconds: Seconds = 10.0,
    fewest: Fewest = False,
    yes: Yes = False,
) -> Report:
    """场地恢复：哪些又能排上 · A venue is open again: what is possible now.

    例 Example: culture event reopened 北站街道社区文化活动中心 2026-06-12 --proposal 2
    """
    frame, begins = (
        frame_of(context),
        first_day(first, "event reopened 场地"),
    )
    refuse_past(begins, frame.house().clock.today(), "event reopened")

    house, month = frame.house(), f"{begins:%Y-%m}"
    with house.store.reading() as session:
        district = read_district(session, house.district_id)
        opened = VenueReopened(_venue(district, venue, "event reopened"), begins)
        months = months_reached(session, house.clock, house.district_id, opened, month)
        names = read_names(session, house.district_id)
        stays = moved_away_words(session, house.district_id, months, opened, names)
    for sentence in stays:
        frame.presenter.say(sentence)
    report = repaired(frame, month, lambda _: opened, Way(proposal, seconds, fewest, yes))
    return replace(report, facts={**report.facts, "moved_away": list(stays)})


def declined(
    context: typer.Context,
    delivery: Annotated[str, typer.Argument(metavar="DELIVERY", help="场次编号 · the delivery.")],
    *,
    side: Annotated[
        AskedSide | None,
        typer.Option(help="谁谢绝，默认是未处理的那一方 · who declined; by default who has and is open."),
    ] = None,
    proposal: Number = None,
    seconds: Seconds = 10.0,
    fewest: Fewest = False,
    yes: Yes = False,
) -> Report:
    """有一方谢绝（答复已记下）：改到哪里、换谁，一门课程一次办完 · A party has declined: who or where instead, a course at once.

    例 Example: culture event declined 2606-017 --side provider
    """
    frame = frame_of(context)
    house = frame.house()
    with house.store.reading() as session:
        month, asked = decline_of(session, house.clock, house.district_id, delivery, side)
        names = read_names(session, house.district_id)
        beside = declined_beside(session, house.clock, house.district_id, asked, names)
    for sentence in beside:
        frame.presenter.say(sentence)
    report = repaired(frame, month, lambda _: asked, Way(proposal, seconds, fewest, yes))
    return replace(report, facts={**report.facts, "declined_too": list(beside)})


def urgent(
    context: typer.Context,
    month: Annotated[str, typer.Argument(metavar="MONTH", help="月份，如 2026-06 · the month.")],
    area: Annotated[str, typer.Argument(help="街道 · the area.")],
    programme: Annotated[str, typer.Argument(help="项目 · the programme.")],
    *,
    day: Annotated[
        str | None, typer.Option(metavar="2026-06-12", help="定在哪天 · the day, if it is set.")
    ] = None,
    start: Annotated[
        str | None, typer.Option(metavar="19:30", help="定在几点 · the start, with --day.")
    ] = None,
    venue: Annotated[str | None, typer.Option(help="希望在哪个场地 · the venue it asks for.")] = None,
    proposal: Number = None,
    seconds: Seconds = 10.0,
    fewest: Fewest = False,
    yes: Yes = False,
) -> Report:
    """临时增加一场：能不能排进去，谁要让开 · Something urgent: where it fits, and who gives way.

    例 Example: culture event urgent 2026-06 北站街道 非遗文化讲座 --day 2026-06-18
    """
    refuse_unless_month(month, "culture event urgent 2026-06 北站街道 非遗文化讲座 --day 2026-06-18")
    pinned = day_of(day, "event urgent --day") if day else None
    if pinned is not None:
        refuse_past(pinned, frame_of(context).house().clock.today(), "event urgent --day")
        refuse_outside(pinned, month, "event urgent --day")
    begins = time_of(start, "event urgent --start") if start else None

    def asked(district: District) -> Disruption:
        areas, programmes = (
            {one.id: one.name for one in part} for part in (district.areas, district.programmes)
        )
        return Urgent(
            Order(
                fresh_order_id(district, month),
                one_of(areas, area, "event urgent AREA"),
                month,
                one_of(programmes, programme, "event urgent PROGRAMME"),
                1,
                venue_id=_venue(district, venue, "event urgent --venue") if venue else None,
                pinned_day=pinned,
                pinned_start=begins,
            )
        )

    return repaired(frame_of(context), month, asked, Way(proposal, seconds, fewest, yes))


def withdrawn(
    context: typer.Context,
    order: Annotated[str, typer.Argument(metavar="ORDER", help="点单编号 · the order.")],
    *,
    proposal: Number = None,
    seconds: Seconds = 10.0,
    fewest: Fewest = False,
    yes: Yes = False,
) -> Report:
    """街道撤回点单：取消那一场，空出来的可以给谁 · An order is withdrawn: its delivery goes, and what could take its room.

    例 Example: culture event withdrawn O2606-017
    """
    frame = frame_of(context)
    house = frame.house()
    with house.store.reading() as session:
        orders = {one.id: one for one in read_district(session, house.district_id).orders}
    known = orders[one_of({one: one for one in orders}, order, "event withdrawn")]
    return repaired(
        frame, known.month, lambda _: OrderWithdrawn(known.id), Way(proposal, seconds, fewest, yes)
    )


def _venue(district: District, given: str, place: str) -> str:
    return one_of({one.id: one.name for one in district.venues}, given, place)
