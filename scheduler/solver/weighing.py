"""Why a delivery stands where it does: what holds it there, what it is worth, how every other place compares."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Order
from scheduler.solver.accounting import Points
from scheduler.solver.finding import Finding
from scheduler.solver.judge import findings
from scheduler.solver.placing import Place, Standing
from scheduler.solver.problem import Problem
from scheduler.solver.shortfall import pinned_day
from scheduler.solver.trying import Change, Ground


@dataclass(frozen=True, slots=True)
class Hold:
    """What keeps a delivery in its place: it stands as it is, attributes are pinned, or its order's day is."""

    kind: Literal["stands", "pinned", "order_day"]
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Here:
    """A delivery in its place: its order, what holds it, what the rules say of it.

    `worth` is what the plan would lose by wish without it (a course as a whole), `needed` the rules
    that it would break then; `others` are the other places asked about, the best first.
    """

    delivery: Delivery
    order: Order | None
    holds: tuple[Hold, ...]
    remarks: tuple[Finding, ...]
    worth: tuple[Points, ...]
    needed: tuple[Finding, ...]
    others: tuple[Place, ...]

    def count(self, standing: Standing) -> int:
        return sum(place.standing is standing for place in self.others)

    @property
    def better(self) -> tuple[Place, ...]:
        """The places where the plan would have fewer points."""
        return tuple(place for place in self.others if not place.blocked and place.points < 0)

    @property
    def against(self) -> tuple[tuple[str, int], ...]:
        """Which rules block how many of the other places, the most first; a place may be blocked by several."""
        blocked = Counter(rule for place in self.others for rule in {one.rule for one in place.blocked})
        return tuple(sorted(blocked.items(), key=lambda one: (-one[1], one[0])))


def weigh(ground: Ground, delivery: Delivery, others: tuple[Place, ...]) -> Here:
    """The delivery in its place beside the others that were judged."""
    problem = ground.problem
    order = problem.orders.get(delivery.order_id or "")
    whole = {one.id for one in ground.near if one.id == delivery.id or _same_course(one, delivery)}
    without = Change(frozenset(whole), ())
    return Here(
        delivery=delivery,
        order=order,
        holds=_holds(problem, delivery, order),
        remarks=tuple(one for one in findings(problem, ground.plan) if delivery.id in one.deliveries),
        worth=ground.cost(without),
        needed=ground.brought(without),
        others=others,
    )


def _same_course(one: Delivery, other: Delivery) -> bool:
    return one.course_id is not None and one.course_id == other.course_id


def _holds(problem: Problem, delivery: Delivery, order: Order | None) -> tuple[Hold, ...]:
    holds: list[Hold] = []
    if problem.stands(delivery):
        holds.append(Hold("stands"))
    elif delivery.pinned:
        holds.append(Hold("pinned", tuple(sorted(delivery.pinned))))
    if order is not None and pinned_day(problem, order) is not None:
        holds.append(Hold("order_day"))
    return tuple(holds)
