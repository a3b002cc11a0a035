"""The command that takes declines off the list: settle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from api.bootstrap import House
from api.cli.attention_report import SIDES
from api.cli.frame import frame_of
from api.cli.report import Report
from config.bilingual import Bilingual
from config.refusal import refuse
from scheduler.application.answering import settle_decline
from scheduler.application.declined_courses import settle_matter
from scheduler.application.names_view import read_names
from scheduler.application.start_view import Declined, declined_deliveries
from scheduler.domain.decline import AskedSide, Side

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
    side: Annotated[
        Side | None,
        typer.Option(
            "--side", help="谢绝的是哪一方，两方都谢绝时要写 · who declined; needed where both did."
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="两方的谢绝都处理了 · both sides' declines were dealt with.")
    ] = False,
    course: Annotated[
        bool,
        typer.Option("--course", help="连同这门课程里同一方谢绝的各次 · with all declined of the course."),
    ] = False,
    rain_venue: Annotated[
        bool, typer.Option("--rain-venue", help="是雨天备用场地的谢绝 · the rain venue's decline.")
    ] = False,
) -> Report:
    """谢绝已用别的办法处理：记下，不再列入待办，原安排不变 · A decline was dealt with otherwise: noted, off the list, the plan unchanged.

    例 Example: culture settle 2606-017 "下雨改期" --rain-venue；culture settle 2606-031 "老师已说定" --side provider --course
    """
    frame = frame_of(context)
    house = frame.house()
    *ids, note = deliveries
    _refuse_unclear(ids, side=side, every=every, course=course, rain_venue=rain_venue)
    with house.store.transaction() as session:
        deal = _Deal(session, house, frame.by, note, "rain_venue" if rain_venue else side, every)
        settled = deal.settle(ids, course=course)
        left = declined_deliveries(
            session, house.clock, house.district_id, read_names(session, house.district_id)
        )
    still = [one for one in left if one.told.delivery.id in settled]
    waiting = [{"delivery": one.told.delivery.id, "side": one.side} for one in still]
    facts = {"deliveries": list(settled), "count": len(settled), "sides": settled, "waiting": waiting}
    return Report((_noted(settled), *map(_waits, still)), facts)


def _refuse_unclear(
    ids: Sequence[str], *, side: Side | None, every: bool, course: bool, rain_venue: bool
) -> None:
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
    if (side is not None) + every + rain_venue > 1:
        raise refuse(
            "settle",
            "--side、--all 和 --rain-venue 只写一个。",
            "give one of --side, --all and --rain-venue.",
        )


@dataclass(frozen=True, slots=True)
class _Deal:
    """How declines were dealt with, by whom, and whose: of one side, or of every one."""

    session: Session
    house: House
    by: str
    note: str
    side: AskedSide | None
    every: bool

    def settle(self, ids: Sequence[str], *, course: bool) -> dict[str, list[AskedSide]]:
        """The sides whose declines were noted, by delivery; one that has none refuses all."""
        settled: dict[str, list[AskedSide]] = {}
        for each in ids:
            if each in settled:
                continue
            found = self._course(each) if course else {each: self._alone(each)}
            for delivery_id, sides in found.items():
                settled.setdefault(delivery_id, []).extend(sides)
        return settled

    def _alone(self, delivery_id: str) -> Sequence[AskedSide]:
        house = self.house
        return settle_decline(
            self.session,
            house.clock,
            house.district_id,
            delivery_id,
            by=self.by,
            note=self.note,
            side=self.side,
            every=self.every,
        )

    def _course(self, delivery_id: str) -> dict[str, list[AskedSide]]:
        house = self.house
        assert self.side != "rain_venue", "rain venues are asked film by film"
        found = settle_matter(
            self.session,
            house.clock,
            house.district_id,
            delivery_id,
            by=self.by,
            note=self.note,
            side=self.side,
            every=self.every,
        )
        sides: dict[str, list[AskedSide]] = {}
        for side, sessions in found.items():
            for one in sessions:
                sides.setdefault(one, []).append(side)
        return sides


def _noted(settled: Mapping[str, Sequence[AskedSide]]) -> Bilingual:
    zh = [f"{one}（{'、'.join(SIDES[side].zh for side in sides)}）" for one, sides in settled.items()]
    en = [f"{one} ({', '.join(SIDES[side].en for side in sides)})" for one, sides in settled.items()]
    return Bilingual("{listed} 的谢绝已记为处理。", "the decline of {listed} is noted as dealt with.").fill(
        listed=Bilingual("、".join(zh), ", ".join(en))
    )


def _waits(one: Declined) -> Bilingual:
    return Bilingual("{id}：{by}的谢绝仍待处理。", "{id}: the decline by {by} still waits.").fill(
        id=one.told.delivery.id, by=one.by
    )
