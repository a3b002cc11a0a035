"""How a repair is asked for on the command line, and its preview."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from api.bootstrap import House
from api.cli.confirming import texts_of
from api.cli.plan_report import MOST_SECONDS
from api.cli.repair_report import may_help, repair_facts, repair_listings, repair_sentences
from api.cli.report import Report
from config.bilingual import Bilingual
from scheduler.application.facts import names_of
from scheduler.application.repairing import RepairPreview, preview_proposal
from scheduler.domain.district import District
from scheduler.solver.finding import day_words
from scheduler.solver.proposing import Aim, Proposal

Number = Annotated[
    int | None,
    typer.Option(
        "--proposal",
        min=1,
        metavar="N",
        help="用第几个办法，默认第 1 个 · which proposal, the first by default.",
    ),
]
Seconds = Annotated[
    float, typer.Option("--seconds", "--time", min=1, max=MOST_SECONDS, help="最多想几秒 · at most so long.")
]
Fewest = Annotated[bool, typer.Option("--fewest", help="只求改动最少，快 · only the least change, quick.")]


@dataclass(frozen=True, slots=True)
class Way:
    """How a repair is asked for: which proposal (None: the first), how long it may take, whether others are looked for,
    whether it is done.
    """

    number: int | None
    seconds: float
    fewest: bool
    yes: bool

    @property
    def aims(self) -> frozenset[Aim]:
        return frozenset({Aim.FEWEST}) if self.fewest else frozenset(Aim)


def previewed(
    house: House, preview: RepairPreview, proposal: Proposal, number: int, district: District
) -> Report:
    """What a proposal would change and send."""
    with house.store.reading() as session:
        event = preview_proposal(session, house.district_id, preview, proposal)
        counted, texts = texts_of(house, session, event)
    which = Bilingual("选用办法 {number}。", "Proposal {number} is chosen.").fill(number=number)
    return Report(
        (
            *repair_sentences(preview.repair),
            *pause_sentences(preview),
            *may_help(preview.repair),
            which,
            counted,
        ),
        facts_of_preview(preview) | {"month": preview.month, "proposal": number, "done": False},
        [*repair_listings(preview.repair, names_of(district)), texts],
        preview.repair.outcome,
    )


PAUSED = Bilingual(
    "{id}：{day}停课一次，课程顺延，{ends}结课；课次不少。",
    "{id}: no session on {day}; the course goes on and ends on {ends}, with no session fewer.",
)


def pause_sentences(preview: RepairPreview) -> list[Bilingual]:
    """Which courses pause on a new holiday, and when they end then."""
    days = {one.id: one.day for one in preview.standing.plan}
    return [
        PAUSED.fill(id=one, day=day_words(days[one]), ends=day_words(ends))
        for one, ends in sorted(preview.pauses().items())
    ]


def facts_of_preview(preview: RepairPreview) -> dict[str, object]:
    """The same for programs."""
    return repair_facts(preview.repair) | {"number": preview.standing.number}
