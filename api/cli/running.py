"""Commands that run the house: serve, worker, clock."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from api.access.roles import ROLE_NAMES, Role
from api.access.signing_in import Person
from api.app import sign_in_address
from api.bootstrap import House
from api.cli.clock_moving import moved_clock
from api.cli.frame import frame_of
from api.cli.naming import one_of
from api.cli.report import Report, told
from api.operations.serving import (
    bind,
    engine_of,
    house_at_work,
    serve_pages,
    until_stopped,
    work_until_stopped,
)
from config.bilingual import Bilingual
from config.refusal import refuse
from scheduler.application.names_view import read_names

PANEL = "运行 · Run"


def add_commands(app: typer.Typer) -> None:
    app.command("serve", rich_help_panel=PANEL)(serve)
    app.command("worker", rich_help_panel=PANEL)(worker)
    app.command("clock", rich_help_panel=PANEL)(clock)


def serve(
    context: typer.Context,
    *,
    name: Annotated[str | None, typer.Option(help="登录人 · who signs in by the link.")] = None,
    role: Annotated[Role, typer.Option(help="角色 · the role.")] = Role.ADMINISTRATOR,
    area: Annotated[str | None, typer.Option(help="街道人员所在街道 · an area officer's area.")] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=65535,
            help="端口，不写按设置（CULTURE_PORT，8070） · the port, else that of the settings.",
        ),
    ] = None,
) -> None:
    """打开网页（只在本机），给出一次性登录链接，并做后台工作；Ctrl+C 结束 · Serve the pages and do the work; Ctrl+C ends it.

    例 Example: culture serve
    """
    frame = frame_of(context)
    if port is not None:
        frame.use_port(port)
    house = frame.house()
    area_id = _area_of(house, area) if area is not None else None
    with (
        until_stopped(),
        engine_of(house, "serve") as lock,
        bind(house.settings) as bound,
        house_at_work(house, lock),
    ):
        link = sign_in_address(house, Person(name or frame.named or ROLE_NAMES[role].zh, role, area_id))
        address = f"http://{house.settings.host}:{house.settings.port}/"
        frame.presenter.announce(
            {"address": address, "sign_in": link},
            Bilingual("网页 {address}", "the pages: {address}").fill(address=address),
            Bilingual("登录链接（只能用一次） {link}", "sign in once by: {link}").fill(link=link),
        )
        serve_pages(house, bound)
    frame.presenter.say(Bilingual("服务已停止。", "stopped."))


def _area_of(house: House, given: str) -> str:
    with house.store.reading() as session:
        return one_of(read_names(session, house.district_id).areas, given, "--area")


def worker(context: typer.Context) -> None:
    """只做后台工作的进程，可开多个，仅限 PostgreSQL · A process that only works, for PostgreSQL; each with its own name.

    例 Example: CULTURE_EXECUTOR=worker-1 culture worker
    """
    frame = frame_of(context)
    if frame.settings.database_url.startswith("sqlite"):
        raise refuse(
            "worker",
            "SQLite 一次只许一个进程工作，culture serve 已经包办；需要多个进程时请改用 PostgreSQL（DATABASE_URL）。",
            "on SQLite one process at a time may work, and culture serve does it all; "
            "for several processes use PostgreSQL (DATABASE_URL).",
        )
    house = frame.house()
    with until_stopped(), engine_of(house, "worker") as lock, house_at_work(house, lock):
        frame.presenter.announce(
            {"executor": house.settings.executor},
            Bilingual("工作进程 {name} 已启动。", "worker {name} is at work.").fill(
                name=house.settings.executor
            ),
        )
        work_until_stopped()
    frame.presenter.say(Bilingual("工作进程已停止。", "stopped."))


def clock(
    context: typer.Context,
    *,
    to: Annotated[
        str | None, typer.Option("--to", metavar="2026-06-11T10:00", help="拨到 · move it to.")
    ] = None,
) -> Report:
    """看时钟；演示数据可以向前拨，到点的事随即发生 · Show the clock; move a demonstration's forward, and what is due happens.

    例 Example: culture clock --to 2026-06-11T10:00
    """
    frame = frame_of(context)
    house = frame.house()
    if to is None:
        return told(
            "现在是 {now:%Y-%m-%d %H:%M}。",
            "it is {now:%Y-%m-%d %H:%M}.",
            now=house.clock.now().astimezone(house.clock.zone),
        )
    return moved_clock(frame, house, _moment(house, to))


def _moment(house: House, to: str) -> datetime:
    try:
        moment = datetime.fromisoformat(to)
    except ValueError:
        raise refuse(
            "clock --to",
            "“{to}”不是时刻，请写成 2026-06-11T10:00 的样子。",
            "“{to}” is not a moment; write it like 2026-06-11T10:00.",
            to=to,
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=house.clock.zone)
