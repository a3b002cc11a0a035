"""The command that takes declines off the list: settle."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy.orm import Session

from api.bootstrap import House
from api.cli.frame import frame_of
from api.cli.report import Report
from config.bilingual import Bilingual
from config.refusal import refuse
from scheduler.application.answering import settle_decline
from scheduler.application.declined_courses import settle_matter

PANEL = "通知与答复 · Telling and answers"


def add_commands(app: typer.Typer) -> None:
    app.command("settle", rich_help_panel=PANEL)(settle)


def settle(
    context: typer.Context,
    deliveries: Annotated[
        list[str],
        typer.Argument(
            metavar="ID… NOTE",
            help="场次编号，可写几个；最后写怎样处理的 · numbers of deliveries, then how it was dealt with.",
        ),
    ],
    *,
    course: Annotated[
        bool,
        typer.Option("--course", help="连同这门课程里同一方谢绝的各次 · with all declined of the course."),
    ] = False,
    rain_venue: Annotated[
        bool, typer.Option("--rain-venue", help="是雨天备用场地的谢绝 · the rain venue's decline.")
    ] = False,
) -> Report:
    """谢绝已用别的办法处理：记下，不再列入待办，原安排不变 · A decline was dealt with otherwise: noted, off the list, the plan unchanged.

    例 Example: culture settle 2606-017 "下雨改期" --rain-venue；culture settle 2606-031 "老师已说定" --course
    """
    frame = frame_of(context)
    house = frame.house()
    *ids, note = deliveries
    if not ids:
        raise refuse(
            "settle",
            '编号和处理结果都要写，如：culture settle 2606-017 "已电话说定"。',
            'give the number and how it was dealt with, e.g. culture settle 2606-017 "agreed by phone".',
        )
    if course and rain_venue:
        raise refuse(
            "settle",
            "雨天备用场地是逐场的，--course 和 --rain-venue 不能同用。",
            "rain venues are asked film by film: --course and --rain-venue do not go together.",
        )
    with house.store.transaction() as session:
        settled = _settled(session, house, ids, frame.by, note, course=course, rain_venue=rain_venue)
    facts = {"deliveries": settled, "count": len(settled)}
    sentence = Bilingual(
        "{listed} 的谢绝已记为处理。", "the decline of {listed} is noted as dealt with."
    ).fill(listed=Bilingual("、".join(settled), ", ".join(settled)))
    return Report((sentence,), facts)


def _settled(
    session: Session, house: House, ids: list[str], by: str, note: str, *, course: bool, rain_venue: bool
) -> list[str]:
    """The deliveries whose declines were noted, each once; one that has none refuses all."""
    settled: list[str] = []
    for each in dict.fromkeys(ids):
        if each in settled:
            continue
        if course:
            settled += settle_matter(session, house.clock, house.district_id, each, by=by, note=note)
            continue
        settle_decline(
            session, house.clock, house.district_id, each, by=by, note=note, of_rain_venue=rain_venue
        )
        settled.append(each)
    return settled
