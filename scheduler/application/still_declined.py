"""Declined deliveries that a draft leaves as they were, sessions of running courses too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import Clock
from scheduler.application.names_view import read_names
from scheduler.application.remarks import Remark
from scheduler.application.start_view import Declined, declined_deliveries
from scheduler.domain.delivery import Delivery
from scheduler.solver.finding import day_words
from scheduler.solver.rules import declined

SINGLE = Bilingual(
    "{by}已答复{first}不能承接“{programme}”，草稿仍照原安排（{ids}）；补救：{repair}；已另行说定：culture settle {first_id} --side {side}。",
    "{by} has declined “{programme}” on {first}, which the draft leaves as it was ({ids}); "
    "a way on: {repair}; if that was dealt with otherwise: culture settle {first_id} --side {side}.",
)
SHELTER = Bilingual(
    "{by}已答复{first}不能作“{programme}”的雨天备用场地，草稿仍照原安排（{ids}）；补救：{repair}；"
    "已另行说定：culture settle {first_id} --rain-venue。",
    "{by} has declined to be the rain venue of “{programme}” on {first}, which the draft leaves as it was ({ids}); "
    "a way on: {repair}; if that was dealt with otherwise: culture settle {first_id} --rain-venue.",
)
COURSE = Bilingual(
    "{by}已答复不能承接“{programme}”课程 {count} 次，{first}至{last}，草稿仍照原安排（{ids}）；补救：{repair}；"
    "已另行说定，请用 culture settle {first_id} … --side {side} --course 一次记下。",
    "{by} has declined {count} sessions of the course “{programme}”, {first} to {last}, which the draft leaves "
    "as they were ({ids}); a way on: {repair}; if that was dealt with otherwise, note it once with "
    "culture settle {first_id} … --side {side} --course.",
)


def still_declined(
    session: Session, clock: Clock, district_id: str, deliveries: Iterable[Delivery]
) -> tuple[Remark, ...]:
    """What is declined, not settled and the same in `deliveries`, in one remark for each course and party.

    Planning cannot mend all of it: a running course stands, so that a person must see to it.
    """
    drafted = {delivery.id: delivery for delivery in deliveries}
    alike: dict[tuple[str, str, str], list[Declined]] = defaultdict(list)
    for one in declined_deliveries(session, clock, district_id, read_names(session, district_id)):
        was = one.told.delivery
        if was.id in drafted and _asks_again(one, drafted[was.id]):
            alike[was.course_id or was.id, one.side, one.by].append(one)
    return tuple(_remark(group) for group in alike.values())


def beside_findings(
    told: Iterable[Remark], standing: Sequence[Remark], changed: Collection[str]
) -> tuple[Remark, ...]:
    """The remarks on a draft, with what still is declined told once, each with its remedy.

    What is declined and not `changed` by this draft is told and does not forbid it: it is no doing of this draft.
    """
    grouped = {delivery_id for remark in standing for delivery_id in remark.deliveries}
    kept = [one for one in told if one.rule != declined.CODE or not grouped.issuperset(one.deliveries)]
    weighed = (
        replace(
            one, hard=one.hard and (one.rule != declined.CODE or not set(changed).isdisjoint(one.deliveries))
        )
        for one in (*kept, *standing)
    )
    return tuple(sorted(weighed, key=lambda remark: not remark.hard))


def _asks_again(one: Declined, drafted: Delivery) -> bool:
    was = one.told.delivery
    if drafted.day != was.day:
        return False
    if one.side == "provider":
        return drafted.provider_id == was.provider_id
    if one.side == "venue":
        return drafted.venue_id == was.venue_id
    return was.rain_venue_id in (drafted.venue_id, drafted.rain_venue_id)


def _remark(group: Sequence[Declined]) -> Remark:
    ids = tuple(one.told.delivery.id for one in group)
    first = group[0]
    alone = SHELTER if first.side == "rain_venue" else SINGLE
    sentence = (COURSE if len(group) > 1 else alone).fill(
        repair=f"culture event rain {first.told.delivery.day}"
        if first.turned_away
        else f"culture event declined {ids[0]} --side {first.side}",
        side=first.side,
        by=group[0].by,
        programme=group[0].told.programme,
        count=len(group),
        first=day_words(group[0].told.delivery.day),
        last=day_words(group[-1].told.delivery.day),
        first_id=ids[0],
        ids=Bilingual("、".join(ids), ", ".join(ids)),
    )
    return Remark(declined.CODE, hard=True, sentence=sentence, deliveries=ids)
