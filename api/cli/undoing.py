"""The command that takes the last repair of a month back: event undo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from api.cli.confirming import Yes, done, texts_of
from api.cli.differing import difference_listing, difference_summary
from api.cli.frame import frame_of
from api.cli.report import Report, joined
from api.pages.disruptions import happened_words
from config.bilingual import Bilingual
from scheduler.adapters.district_repository import read_district
from scheduler.application.declining_again import again_words, declined_before
from scheduler.application.facts import names_of
from scheduler.application.names_view import Names, read_names
from scheduler.application.publishing import Publication
from scheduler.application.taking_back import TakingBack, preview_events, preview_taking_back, take_back

HAPPENED = {
    "rain": Bilingual("下雨", "rain"),
    "absent": Bilingual("主体不能到场", "a provider absent"),
    "closed": Bilingual("场地停用", "a venue closed"),
    "reopened": Bilingual("场地恢复", "a venue open again"),
    "declined": Bilingual("谢绝", "a decline"),
    "urgent": Bilingual("临时增加", "something urgent"),
    "withdrawn": Bilingual("撤单", "an order withdrawn"),
    "quota": Bilingual("配额变动", "a quota changed"),
    "budget": Bilingual("经费变动", "a budget changed"),
    "holiday": Bilingual("节假日改期", "a holiday moved"),
}
OTHER = Bilingual("变动", "an event")


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
        told = read_names(session, house.district_id)
        names = names_of(read_district(session, house.district_id))
        texts = [
            texts_of(house, session, event) for event in preview_events(session, house.district_id, seen)
        ]
        again = again_words(declined_before(session, house.district_id, seen.changes), told)
    taken_back = _named(seen, told, house.clock.zone)
    report = Report(
        (taken_back, *_sentences(seen, [counted for counted, _ in texts]), *again),
        {"month": month, "kind": seen.kind, "event": taken_back, "by": seen.by, "done": False}
        | {"months": [one.month for one in seen.months], "declined_again": list(again)},
        [difference_listing(seen.changes, names), joined([listing for _, listing in texts])],
    )
    published: list[Bilingual] = []

    def deed(session: Session) -> Publication | None:
        back = take_back(session, house.clock, house.district_id, seen, by=frame.by)
        by_month = {one.month: each for one, each in zip(seen.months, back, strict=True)}
        published.extend(_published(other, each) for other, each in by_month.items() if other != month)
        return by_month[month]

    after = done(frame, report, month, deed, yes=yes)
    if not after.facts["done"]:
        return after
    return replace(
        after, sentences=(taken_back, *after.sentences[:1], *published, *again, *after.sentences[1:])
    )


def _sentences(seen: TakingBack, counted: Sequence[Bilingual]) -> Iterator[Bilingual]:
    """For each month what differs and how many texts go out."""
    for one, texts in zip(seen.months, counted, strict=True):
        yield difference_summary(one.month, one.changes)
        yield texts


def _published(month: str, publication: Publication | None) -> Bilingual:
    if publication is None:
        return Bilingual("{month} 没有场次改动。", "{month}: no delivery changes.").fill(month=month)
    return Bilingual(
        "一并恢复：{month} 发布为第 {number} 版。", "put back, too: {month} is published as version {number}."
    ).fill(month=month, number=publication.number)


def _named(seen: TakingBack, names: Names, zone: tzinfo) -> Bilingual:
    """Which event it is: what happened, when and by whom it was recorded."""
    return Bilingual(
        "撤回的是：{kind}——{what}（{by} 于 {at} 记录）。",
        "Taken back: {kind} – {what} (recorded by {by} at {at}).",
    ).fill(
        kind=HAPPENED.get(seen.kind, OTHER),
        what=happened_words(seen.disruption, names),
        by=seen.by,
        at=f"{seen.at.astimezone(zone):%Y-%m-%d %H:%M}",
    )
