"""A delivery keeps its id for life: a new plan is matched to the last draft and the published version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count

from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import Category
from scheduler.solver.matching import least_cost_matching
from scheduler.solver.problem import Problem, delivery_id, next_free_serial

APART = 1_000_000
"""The cost of two deliveries that are not one and the same."""
PROGRAMME, ORDER, PROVIDER, VENUE, START = 100_000, 50_000, 10_000, 1_000, 10
PINS_KEPT, EXACT = -10_000_000_000, -200_000
"""Kept pins go before whatever the other deliveries of an area would lose by it."""

Known = dict[str, list[Delivery]]
"""The states of each earlier delivery by id, the draft's first."""
Numbered = dict[int, list[Delivery]]
"""The states of one course's sessions by number."""


def with_ids(problem: Problem, deliveries: Iterable[Delivery]) -> tuple[Delivery, ...]:
    """The plan with the ids of the deliveries that stood before, and new ids for the rest, by day."""
    named: list[Delivery] = []
    unnamed: list[Delivery] = []
    for delivery in deliveries:
        (named if delivery.id else unnamed).append(delivery)
    known = _known(problem)
    named += _courses_named(problem, [one for one in unnamed if one.course_id is not None], known)
    named += _singles_named(problem, [one for one in unnamed if one.course_id is None], known)
    before = (*problem.published, *problem.draft, *problem.fixed)
    serials = count(max(problem.next_serial, next_free_serial(problem.month, before)))
    return tuple(
        delivery if delivery.id else replace(delivery, id=delivery_id(problem.month, next(serials)))
        for delivery in sorted(named, key=_place)
    )


def _place(delivery: Delivery) -> tuple[object, ...]:
    return (delivery.day, delivery.start, delivery.area_id, delivery.venue_id, delivery.id)


def _known(problem: Problem) -> Known:
    known: Known = defaultdict(list)
    taken = {delivery.id for delivery in problem.fixed}
    for delivery in (*problem.draft, *problem.published):
        if delivery.id not in taken:
            known[delivery.id].append(delivery)
    return known


def cost_of_being(problem: Problem, new: Delivery, states: Sequence[Delivery]) -> int:
    """How unlike the new delivery is to an earlier one: its pins, exact slot, programme, provider, venue, day."""
    unlike = min(_unlike(new, state) for state in states)
    return PINS_KEPT + unlike if _keeps_pins(problem, new, states[0]) else unlike


def _keeps_pins(problem: Problem, new: Delivery, latest: Delivery) -> bool:
    here = (new.area_id, new.category) == (latest.area_id, latest.category)
    return bool(latest.pinned) and here and problem.keeps_pins(new, latest)


def _unlike(new: Delivery, state: Delivery) -> int:
    same_slot = (new.venue_id, new.day, new.start) == (state.venue_id, state.day, state.start)
    same_programme = new.programme_id == state.programme_id
    if not (same_slot or same_programme):
        return APART
    cost = (
        PROGRAMME * (not same_programme)
        + ORDER * (new.order_id != state.order_id)
        + PROVIDER * (new.provider_id != state.provider_id)
        + VENUE * (new.venue_id != state.venue_id)
        + START * (new.start != state.start)
        + abs((new.day - state.day).days)
    )
    return cost + (EXACT if cost <= ORDER and same_slot and same_programme else 0)


def _singles_named(problem: Problem, unnamed: list[Delivery], known: Known) -> list[Delivery]:
    named: list[Delivery] = []
    groups: dict[tuple[str, Category], list[Delivery]] = defaultdict(list)
    for delivery in unnamed:
        groups[delivery.area_id, delivery.category].append(delivery)
    for (area_id, category), group in groups.items():
        taken = {one.id for one in named}
        ids = [
            known_id
            for known_id, states in known.items()
            if states[0].course_id is None
            and known_id not in taken
            and any((state.area_id, state.category) == (area_id, category) for state in states)
        ]
        costs = [[cost_of_being(problem, new, known[known_id]) for known_id in ids] for new in group]
        for new, chosen in zip(group, _matched(costs, len(ids)), strict=True):
            named.append(_taking(new, ids[chosen], known) if chosen is not None else new)
    return named


def _courses_named(problem: Problem, unnamed: list[Delivery], known: Known) -> list[Delivery]:
    """Courses are matched whole, then their sessions."""
    new_courses: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in unnamed:
        new_courses[delivery.course_id or ""].append(delivery)
    old_courses = _old_courses(known)
    old_ids = sorted(old_courses.keys() - problem.running)
    groups = list(new_courses.values())
    costs = [
        [_course_cost(problem, group, old_courses[old_id], known) for old_id in old_ids] for group in groups
    ]
    taken = old_courses.keys() | problem.running
    numbered = (f"C{problem.month[2:4]}{problem.month[5:7]}-{number:02d}" for number in count(1))
    fresh = (course_id for course_id in numbered if course_id not in taken)
    named: list[Delivery] = []
    for group, chosen in zip(groups, _matched(costs, len(old_ids)), strict=True):
        course_id = old_ids[chosen] if chosen is not None else next(fresh)
        own = [replace(new, course_id=course_id) for new in group]
        named += _sessions_named(problem, own, old_courses.get(course_id, {}), known)
    return named


def _old_courses(known: Known) -> dict[str, Numbered]:
    """The sessions of each earlier course, a session with all its states in the course of its latest."""
    courses: dict[str, Numbered] = {}
    for states in known.values():
        latest = states[0].course_id
        for state in states if latest is not None else ():
            courses.setdefault(latest or "", {}).setdefault(state.session or 0, []).append(state)
    return courses


@dataclass(frozen=True)
class CoursePins:
    """Which sessions of earlier courses a new course would be with their pins kept, as naming it finds."""

    problem: Problem

    @cached_property
    def _known(self) -> Known:
        return _known(self.problem)

    @cached_property
    def _courses(self) -> dict[str, Numbered]:
        return _old_courses(self._known)

    def kept(self, course_id: str, sessions: Iterable[Delivery]) -> frozenset[str]:
        """The ids of an earlier course's sessions whose pins are kept if these sessions are that course."""
        if course_id in self.problem.running:
            return frozenset()
        named = _sessions_named(self.problem, list(sessions), self._courses[course_id], self._known)
        return _kept(self.problem, named, self._known)


def _kept(problem: Problem, named: Iterable[Delivery], known: Known) -> frozenset[str]:
    return frozenset(one.id for one in named if one.id and _keeps_pins(problem, one, known[one.id][0]))


def _sessions_named(
    problem: Problem, group: list[Delivery], before: Numbered, known: Known
) -> list[Delivery]:
    """A session is one whose pins it keeps, else one that stood there, whatever its number; the others go by theirs.

    Where the course stays in its weekly slot, a day that falls out is gone and one that comes is new:
    nobody is to hear that a session moved to a day on which there was one all along.
    """
    states = [state for numbered in before.values() for state in numbered]
    ids = list(dict.fromkeys(state.id for state in states))
    slots = {(state.id, _slot(state)) for state in states}

    def unlike(new: Delivery, one: str) -> int:
        latest, there = known[one][0], (one, _slot(new)) in slots
        if _keeps_pins(problem, new, latest):
            return PINS_KEPT + (0 if there else 1 + (new.session != latest.session))
        return 0 if there else APART

    costs = [[unlike(new, one) for one in ids] for new in group]
    found = {
        new.day: ids[chosen]
        for new, chosen in zip(group, _matched(costs, len(ids)), strict=True)
        if chosen is not None
    }
    standing = {_rhythm(new) for new in group if new.day in found}
    for new in group:
        if new.day not in found:
            taken = set(found.values())
            for was in before.get(new.session or 0, ()):
                if was.id not in taken and (_rhythm(new) not in standing or _rhythm(was) != _rhythm(new)):
                    found[new.day] = was.id
                    break
    return [_taking(new, found[new.day], known) if new.day in found else new for new in group]


def _slot(session: Delivery) -> tuple[object, ...]:
    return session.day, session.start, session.venue_id, session.provider_id, session.programme_id


def _rhythm(session: Delivery) -> tuple[object, ...]:
    return session.day.isoweekday(), *_slot(session)[1:]


def _course_cost(problem: Problem, group: list[Delivery], before: Numbered, known: Known) -> int:
    """How unlike the first sessions are; before that, of how many sessions the pins are kept."""
    first = group[0]
    states = before.get(first.session or 0)
    unlike = APART
    if states is not None and any(state.area_id == first.area_id for state in states):
        unlike = min(_unlike(first, state) for state in states)
    kept = len(_kept(problem, _sessions_named(problem, group, before, known), known))
    return min(unlike, APART - 1) + kept * PINS_KEPT if kept else unlike


def _matched(costs: list[list[int]], width: int) -> list[int | None]:
    """The least-cost assignment in which a row may also stay alone, and does so rather than be what is apart."""
    alone = [[*row, *([APART] * len(costs))] for row in costs]
    return [
        chosen if chosen < width and row[chosen] < APART else None
        for row, chosen in zip(costs, least_cost_matching(alone), strict=True)
    ]


def _taking(new: Delivery, known_id: str, known: Known) -> Delivery:
    return replace(new, id=known_id, pinned=known[known_id][0].pinned)
