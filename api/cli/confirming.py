"""Shows what a deed would do and send, asks the person at the terminal, and does it; nobody there means no."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from api.bootstrap import House
from api.cli.following import seen_through
from api.cli.frame import Frame
from api.cli.report import Listing, Report
from api.cli.texts_report import counted_texts, texts_listing
from config.bilingual import Bilingual
from config.refusal import refuse
from notifications.application.announcing import preview_announcement
from scheduler.application.names_view import read_names
from scheduler.application.publishing import Publication
from scheduler.messages import CalendarPublished

ONLY_SHOWN = Bilingual(
    "这只是预览，什么也没有改；照此办理请加 --yes。",
    "This is a preview only, nothing was changed; to do it, add --yes.",
)
Yes = Annotated[bool, typer.Option("--yes", help="照此办理 · do it.")]


def confirmed(frame: Frame, report: Report) -> bool:
    """Show what it would do, and ask; without a person to ask, or for a program, it is not confirmed."""
    if not sys.stdin.isatty() or frame.presenter.as_json:
        return False
    frame.presenter.show(report)
    return typer.confirm(Bilingual("照此办理吗？", "Do it?").in_(frame.presenter.language))


def only_shown(report: Report) -> Report:
    """The report of a preview that was not confirmed, ending with the word that nothing was done."""
    return replace(report, sentences=(*report.sentences, ONLY_SHOWN))


def refuse_unattended(frame: Frame, place: str) -> None:
    """Refused where nobody can be asked; `place` is the command that lacks `--yes`."""
    if not sys.stdin.isatty() or frame.presenter.as_json:
        raise refuse(
            place,
            "没有办理：这里没有人可以确认。确要办理，请加 --yes。",
            "not done: nobody can be asked here. To do it, add --yes.",
        )


def ask_first(frame: Frame, question: Bilingual) -> None:
    """Ask the person at the terminal; a no ends the command with nothing changed."""
    typer.confirm(question.in_(frame.presenter.language), abort=True)


def texts_of(house: House, session: Session, event: CalendarPublished) -> tuple[Bilingual, Listing]:
    """What an event would have sent: how many texts, and each of them."""
    desk = house.sending_desk(session)
    announcement = preview_announcement(session, desk, event.month, event.number, event.changes)
    return counted_texts(announcement), texts_listing(announcement, read_names(session, house.district_id))


def done(
    frame: Frame, report: Report, month: str, deed: Callable[[Session], Publication | None], *, yes: bool
) -> Report:
    """The report of the preview, or of the deed once it is confirmed."""
    if not yes and not confirmed(frame, report):
        return only_shown(report)
    house = frame.house()
    with house.outbox.transaction() as session:
        publication = deed(session)
    if publication is None:
        sentence = Bilingual(
            "已记录；没有场次改动，不需要发布。", "recorded; no delivery changes, nothing is published."
        )
    else:
        sentence = Bilingual(
            "已办：{month} 发布为第 {number} 版。", "done: {month} is published as version {number}."
        ).fill(month=month, number=publication.number)
    facts: Mapping[str, object] = {
        **report.facts,
        "done": True,
        "number": publication.number if publication else report.facts.get("number"),
    }
    return seen_through(
        house, "event", Report((sentence,), facts, report.listings if yes else (), report.outcome)
    )
