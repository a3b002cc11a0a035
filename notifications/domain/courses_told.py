"""How a course runs in a month for who is told of several of its sessions at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from notifications.domain.digest import Digest, Item, digest_of
from notifications.domain.telling import Side, Telling
from scheduler.messages import DeliveryFacts, PartyId

MOST_SESSIONS_APART = 1
"""A change of so many sessions of a course says all of it; of more, the whole course is told as it runs now."""

Stands = Mapping[tuple[PartyId, Side, str], DeliveryFacts]
"""What still stands for a party in its capacity, of each delivery."""


def several_changed(tellings: Iterable[Telling]) -> dict[str, list[Telling]]:
    """By course the changes of more than one of its sessions; what is new altogether is told as it is."""
    by_course: dict[str, list[Telling]] = defaultdict(list)
    for telling in tellings:
        if telling.facts.course_id is not None and telling.side != "rain_venue":
            by_course[telling.facts.course_id].append(telling)
    return {
        course: told
        for course, told in by_course.items()
        if len({each.delivery_id for each in told}) > MOST_SESSIONS_APART
        and any(each.told is not None for each in told)
    }


def courses_of(digest: Digest, stands: Stands) -> tuple[tuple[Item, ...], ...]:
    """Each course of which several sessions change, as it runs now: its sessions, those alike together.

    A course of which one line of the digest says all that still stands is not told twice.
    """
    said = {
        frozenset(each.delivery_id for each in item.tellings) for item in digest.items if item.tellings[0].now
    }
    found = []
    for course, told in sorted(several_changed(digest.tellings).items()):
        parties = {(each.party, each.side) for each in told}
        run = {
            delivery_id: facts
            for (party, side, delivery_id), facts in sorted(stands.items())
            if facts.course_id == course and (party, side) in parties
        }
        if run and frozenset(run) not in said:
            sessions = (
                Telling(told[0].party, "provider", each, 0, None, facts) for each, facts in run.items()
            )
            found.append(digest_of(sessions, {}).items)
    return tuple(found)
