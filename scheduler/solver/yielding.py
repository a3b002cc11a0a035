"""Which others must give way to let a change stand: the fewest, found by trying all that could be fewer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from scheduler.domain.delivery import Delivery, DeliveryId
from scheduler.solver.finding import Finding
from scheduler.solver.plan import Plan
from scheduler.solver.problem import Problem
from scheduler.solver.shortfall import pinned_day
from scheduler.solver.trying import Change, Ground

MOST_TRIED = 1_500
"""So many sets are judged before the search is given up as unproven."""

MOST_CHANGES = 60
"""Of so many changes the one for which the fewest give way is looked for."""

Decision = str
"""A course by its id, or a delivery by its own: what planning decides as one."""


@dataclass(frozen=True, slots=True)
class Yielding:
    """The fewest decisions that must give way, as ids of the plan's deliveries; a course counts once.

    `possible` says whether anything that may move can make room; `proven` that no smaller set does,
    or that none at all does.
    """

    others: tuple[DeliveryId, ...]
    decisions: int
    possible: bool
    proven: bool


def smallest_yielding(ground: Ground, change: Change, most_tried: int = MOST_TRIED) -> Yielding:
    """What has to give way to the change: what stands or is pinned does not, all else may."""
    if not ground.brought(change):
        return Yielding((), 0, possible=True, proven=True)
    if ground.barred(change):
        return Yielding((), 0, possible=False, proven=True)
    return _Search(ground, change, most_tried).run()


def least_yielding(ground: Ground, changes: Sequence[Change]) -> tuple[int, Yielding]:
    """Of several changes the number of the one for which the fewest give way, and who; the first of equals."""
    told: dict[int, Yielding] = {}
    hopeful = [number for number, change in enumerate(changes) if not ground.barred(change)]
    for number in hopeful[:MOST_CHANGES]:
        told[number] = smallest_yielding(ground, changes[number])
        if told[number].possible and told[number].decisions <= 1:
            return number, told[number]
    if not told:
        return 0, Yielding((), 0, possible=False, proven=True)
    best = min(told, key=lambda number: (not told[number].possible, told[number].decisions))
    proven = len(told) == len(hopeful) and all(one.proven for one in told.values())
    return best, replace(told[best], proven=proven)


def may_give_way(problem: Problem, delivery: Delivery) -> bool:
    """Whether a delivery may be asked to give way: it neither stands nor is pinned, nor its order to a day."""
    order = problem.orders.get(delivery.order_id or "")
    bound = order is not None and pinned_day(problem, order) is not None
    return not problem.stands(delivery) and not delivery.pinned and not bound


@dataclass
class _Search:
    """Tries sets of decisions by size; each set tried must break one of the findings that are left."""

    ground: Ground
    change: Change
    left: int
    seen: set[frozenset[Decision]] = field(default_factory=set)
    given_up: bool = False
    afar: bool = False
    """Whether some of those that could give way are out of reach, as when the month's budget is at stake."""

    def __post_init__(self) -> None:
        problem, near = self.ground.problem, self.ground.near
        own = {one.course_id or one.id for one in self.change.into}
        self.decision_of = {
            one.id: one.course_id or one.id
            for one in (*near, *Plan(problem, near).later)
            if (one.course_id or one.id) not in own
        }
        self.members: dict[Decision, list[Delivery]] = {}
        for one in near:
            self.members.setdefault(one.course_id or one.id, []).append(one)
        self.movable = {
            decision
            for decision, members in self.members.items()
            if decision not in own and all(may_give_way(problem, one) for one in members)
        }

    def run(self) -> Yielding:
        every = frozenset(self._choices(self.brought(frozenset())))
        if self.brought(
            every
        ):  # no rule asks for more when less is there: if all of them do not help, none do
            return Yielding((), 0, possible=False, proven=True)
        for size in range(1, len(every) + 1):
            self.seen.clear()
            found = self.within(frozenset(), size)
            if self.given_up:
                break
            if found is not None:
                return self.told(found, proven=True)
        return self.told(self.thinned(every), proven=False)

    def within(self, gone: frozenset[Decision], room: int) -> frozenset[Decision] | None:
        """A set of at most `room` more decisions that lets the change stand, if there is one."""
        if gone in self.seen or self.given_up:
            return None
        self.seen.add(gone)
        findings = self.brought(gone)
        if not findings:
            return gone
        if not room:
            return None
        choices = min((self._choices([one], gone) for one in findings), key=len)
        for choice in choices:
            found = self.within(gone | {choice}, room - 1)
            if found is not None:
                return found
        return None

    def thinned(self, enough: frozenset[Decision]) -> frozenset[Decision]:
        """A set of which none can be spared, though a smaller one may exist."""
        for decision in sorted(enough):
            if not self.ground.brought(self.change, self._ids(enough - {decision})):
                enough -= {decision}
        return enough

    def brought(self, gone: frozenset[Decision]) -> tuple[Finding, ...]:
        self.left -= 1
        self.given_up = self.given_up or self.left < 0
        return self.ground.brought(self.change, self._ids(gone))

    def told(self, decisions: frozenset[Decision], *, proven: bool) -> Yielding:
        ids = self._ids(decisions)
        others = tuple(one.id for one in self.ground.near if one.id in ids)
        alone = len(decisions) == 1
        return Yielding(others, len(decisions), possible=True, proven=proven and (alone or not self.afar))

    def _choices(
        self, findings: Iterable[Finding], gone: frozenset[Decision] = frozenset()
    ) -> list[Decision]:
        """What could give way to end the findings; one that names nobody may be about any."""
        choices: set[Decision] = set()
        for one in findings:
            named = {self.decision_of[name] for name in one.deliveries if name in self.decision_of}
            choices |= named if one.deliveries else set(self.movable)
        return sorted((choices & self.movable) - gone, key=self._dearness)

    def _dearness(self, decision: Decision) -> tuple[int, str]:
        """Unasked ones give way first, then the orders of the last ranks."""
        first = self.members[decision][0]
        order = self.ground.problem.orders.get(first.order_id or "")
        return (-order.rank if order is not None else -(10**9), decision)

    def _ids(self, decisions: frozenset[Decision]) -> frozenset[DeliveryId]:
        return frozenset(one.id for decision in decisions for one in self.members[decision])
