"""The command that throws a month's draft away: discard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import typer

from api.cli.confirming import Yes, ask_first, refuse_unattended
from api.cli.differing import counted_differences, difference_listing
from api.cli.frame import frame_of
from api.cli.planning import PANEL, Month
from api.cli.report import Report
from config.bilingual import Bilingual
from scheduler.adapters.calendar_repository import draft_of, published_of
from scheduler.adapters.district_repository import read_district
from scheduler.application.board_view import month_board
from scheduler.application.discarding import discard_draft
from scheduler.application.facts import Names, names_of
from scheduler.domain.calendar import Difference, differences


def add_commands(app: typer.Typer) -> None:
    app.command("discard", rich_help_panel=PANEL)(discard)


def discard(context: typer.Context, month: Month, *, yes: Yes = False) -> Report:
    """放弃一个月的草稿：回到已发布的版本，没发布过就清空；先列出会丢掉的，再问 · Throw the draft away: what is published stands again.

    例 Example: culture discard 2026-06
    """
    frame = frame_of(context)
    house = frame.house()
    with house.store.reading() as session:
        board = month_board(session, house.district_id, month)
        gone = differences(
            draft_of(session, house.district_id, month), published_of(session, house.district_id, month)
        )
        names = names_of(read_district(session, house.district_id))
    if gone and not yes:
        if not frame.presenter.as_json:
            frame.presenter.show(_report(month, gone, board.published_number, names, done=False))
        refuse_unattended(frame, "discard")
        ask_first(frame, Bilingual("放弃草稿吗？", "Discard the draft?"))
    with house.outbox.transaction() as session:
        gone = discard_draft(
            session, house.clock, house.district_id, month, seen_revision=board.draft_revision, by=frame.by
        )
    return _report(month, gone, board.published_number, names, done=True)


def _report(month: str, gone: Sequence[Difference], number: int, names: Names, *, done: bool) -> Report:
    """What is thrown away, draft → what stands then."""
    if not done:
        sentence = Bilingual(
            "{month} 的草稿有 {n} 处会丢掉，回到{then}。", "{n} changes of {month} would go, back to {then}."
        )
    else:
        sentence = Bilingual(
            "{month} 的草稿已放弃，{n} 处不再保留；现在是{then}。",
            "the draft of {month} is discarded, {n} changes are gone; it is now {then}.",
        )
    then = (
        Bilingual("已发布的第 {number} 版", "version {number}").fill(number=number)
        if number
        else Bilingual("没有草稿", "no draft")
    )
    listing = replace(difference_listing(gone, names), in_lines=True)
    return Report(
        (sentence.fill(month=month, n=len(gone), then=then),),
        {"month": month, "done": done, "published_number": number, **counted_differences(gone)},
        [listing] if gone and not done else (),
    )
