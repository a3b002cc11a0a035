"""A party that declines a course declines it once: its sessions are one matter on every list, settled together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import Clock
from config.refusal import refuse
from scheduler.application.answering import WHICH_SIDE, settle_decline
from scheduler.application.names_view import Names, read_names
from scheduler.application.start_view import Declined, declined_deliveries
from scheduler.domain.decline import Side
from scheduler.solver.finding import day_words

Matter = tuple[Declined, ...]
"""What one party declined of one course, the earliest session first; alone what belongs to no course."""

MOST_DAYS = 4


def matters(declined: Iterable[Declined]) -> tuple[Matter, ...]:
    """The declines put together by course and party, in the order of their first days."""
    together: dict[tuple[str, ...], list[Declined]] = defaultdict(list)
    for one in declined:
        delivery = one.told.delivery
        together[delivery.course_id or f"delivery {delivery.id}", one.side, one.by].append(one)
    return tuple(tuple(each) for each in together.values())


def matters_of(
    session: Session, clock: Clock, district_id: str, names: Names, delivery_id: str
) -> dict[Side, Matter]:
    """The open declines that belong to the decline of this delivery, itself among them, by the side that declined."""
    found = matters(declined_deliveries(session, clock, district_id, names))
    return {
        side: matter
        for matter in found
        if (side := matter[0].side) != "rain_venue" and delivery_id in _ids(matter)
    }


def settle_matter(
    session: Session,
    clock: Clock,
    district_id: str,
    delivery_id: str,
    *,
    by: str,
    note: str,
    side: Side | None = None,
    every: bool = False,
) -> dict[Side, tuple[str, ...]]:
    """The decline of the whole course that this session is of was dealt with; returns the sessions settled by side.

    Refused where nothing of it is declined, or where both sides declined it and neither is named.
    """
    found = matters_of(session, clock, district_id, read_names(session, district_id), delivery_id)
    meant = {each: _ids(matter) for each, matter in found.items() if side in {None, each}}
    if len(meant) > 1 and not every:
        raise refuse(delivery_id, WHICH_SIDE.zh, WHICH_SIDE.en)
    if not meant:
        settle_decline(session, clock, district_id, delivery_id, by=by, note=note, side=side)
    for each, sessions in meant.items():
        for one in sessions:
            settle_decline(session, clock, district_id, one, by=by, note=note, side=each)
    return meant


def _ids(matter: Matter) -> tuple[str, ...]:
    return tuple(one.told.delivery.id for one in matter)


def days_of(matter: Sequence[Declined]) -> Bilingual:
    """The days of the sessions: the first few by name, how many there are in all."""
    days = [day_words(one.told.delivery.day) for one in matter]
    zh, en = "、".join(day.zh for day in days[:MOST_DAYS]), ", ".join(day.en for day in days[:MOST_DAYS])
    if len(days) > MOST_DAYS:
        return Bilingual(f"{zh}等 {len(days)} 次", f"{en} … {len(days)} in all")
    return Bilingual(zh, en)
