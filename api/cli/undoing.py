"""The command that takes the last repair of a month back: event undo."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy.orm import Session

from api.cli.confirming import Yes, done, texts_of
from api.cli.differing import difference_listing, difference_summary
from api.cli.frame import frame_of
from api.cli.report import Report
from scheduler.adapters.district_repository import read_district
from scheduler.application.facts import names_of
from scheduler.application.publishing import Publication
from scheduler.application.taking_back import preview_event, preview_taking_back, take_back


def undo(
    context: typer.Context,
    month: Annotated[str, typer.Argument(metavar="MONTH", help="月份，如 2026-06 · the month.")],
    *,
    yes: Yes = False,
) -> Report:
    """撤回本月最后一次补救，另发一版，资料也恢复 · Take the month's last repair back by a new version.

    例 Example: culture event undo 2026-06 --yes
    """
    frame = frame_of(context)
    house = frame.house()
    with house.store.reading() as session:
        seen = preview_taking_back(session, house.clock, house.district_id, month)
        names = names_of(read_district(session, house.district_id))
        texts = texts_of(house, session, preview_event(session, house.district_id, seen))
    report = Report(
        (difference_summary(month, seen.changes), texts[0]),
        {"month": month, "kind": seen.kind, "done": False},
        [difference_listing(seen.changes, names), texts[1]],
    )

    def deed(session: Session) -> Publication | None:
        return take_back(session, house.clock, house.district_id, seen, by=frame.by)

    return done(frame, report, month, deed, yes=yes)
