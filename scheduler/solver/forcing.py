"""Why an order is not served, by serving it: the month is planned anew with the order in it, whatever it costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from config.refusal import Outcome, refuse
from scheduler.domain.calendar import differences
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Order
from scheduler.solver.accounting import Points, difference
from scheduler.solver.assemble import assemble
from scheduler.solver.decisions import Wanted
from scheduler.solver.finding import Finding
from scheduler.solver.judge import hard_findings, score
from scheduler.solver.making_room import Room, has_no_room, nearest_room
from scheduler.solver.model import Model
from scheduler.solver.moves import beyond
from scheduler.solver.problem import Problem, delivery_id, next_free_serial
from scheduler.solver.reasons import Reasons
from scheduler.solver.rule import Rule
from scheduler.solver.rules import RULES, ranked_orders
from scheduler.solver.searching import Watch
from scheduler.solver.solution import Ending, Options, Reason, Solution
from scheduler.solver.solve import solve
from scheduler.solver.switching import Switch, Switched, smallest_switching

FORCED = "forced"


class Verdict(StrEnum):
    """What came of serving the order; never blurred."""

    SERVED = "served"
    """The plan serves it already."""
    BARRED = "barred"
    """No place and time is left: each is barred by a rule, one by one."""
    COSTS = "costs"
    """It can be served with every rule kept as now; the other wishes lose more than it gains."""
    GAINS = "gains"
    """It can be served by a plan that is no worse: the present one is not the best."""
    GIVES_WAY = "gives_way"
    """It can be served only if a rule that the plan keeps now gives way."""
    IMPOSSIBLE = "impossible"
    """No plan serves it, even if all gives way that may; `switches` is what would have to be let go."""
    UNKNOWN = "unknown"
    """Time was up before anything was found."""
    CANCELLED = "cancelled"
    """A person stopped the search before anything was found."""


OUTCOMES = {Verdict.UNKNOWN: Outcome.OUT_OF_TIME, Verdict.CANCELLED: Outcome.CANCELLED}


@dataclass(frozen=True, slots=True)
class Forced:
    """What came of serving an order; `cost` is told by wish, against the plan as it is.

    `proven`: no plan with the order costs less (COSTS), no place is left (BARRED), no fewer switches
    help (IMPOSSIBLE). `displaced` are orders of the plan that the one with this order leaves out. `room` is where it could
    be put into the plan as it is, the fewest giving way.
    """

    order: Order
    verdict: Verdict
    proven: bool = True
    reasons: tuple[Reason, ...] = ()
    cost: tuple[Points, ...] = ()
    displaced: tuple[str, ...] = ()
    changed: int = 0
    broken: tuple[Finding, ...] = ()
    switches: tuple[Switch, ...] | None = ()
    room: Room | None = None
    deliveries: tuple[Delivery, ...] = field(default=(), repr=False)

    @property
    def points(self) -> int:
        return sum(one.points for one in self.cost)

    @property
    def outcome(self) -> Outcome:
        return OUTCOMES.get(self.verdict, Outcome.DONE)


def force_order(
    problem: Problem,
    plan: Sequence[Delivery],
    order_id: str,
    options: Options | None = None,
    watch: Watch = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Forced:
    """Plan the month with the order in it, within the options' time; refused if the month has no such order."""
    order = known_order(problem, order_id)
    options = options or Options()
    if any(one.order_id == order_id for one in plan):
        return Forced(order, Verdict.SERVED)
    rules = (*RULES, forcing_rule(order_id))
    model = assemble(replace(problem, draft=tuple(plan)), rules)
    if not model.decisions.of_order.get(order_id):
        return Forced(order, Verdict.BARRED, reasons=_barred(model, order))
    if has_no_room(problem, plan, order):
        return _impossible(order, smallest_switching(model, options, cancelled))
    room = nearest_room(problem, plan, order)
    asked = _beginning(problem, plan, room)
    solution = solve(asked, options, watch, cancelled, rules, loosens=False)
    if solution.deliveries:
        return _weighed(problem, plan, order, solution, room)
    if solution.ending is Ending.INFEASIBLE:
        return _impossible(order, smallest_switching(model, options, cancelled))
    stopped = solution.ending is Ending.CANCELLED
    return Forced(order, Verdict.CANCELLED if stopped else Verdict.UNKNOWN, proven=False, room=room)


def _impossible(order: Order, switched: Switched) -> Forced:
    return Forced(order, Verdict.IMPOSSIBLE, switched.proven, switches=switched.switches)


def _beginning(problem: Problem, plan: Sequence[Delivery], room: Room | None) -> Problem:
    """The problem that is searched from the plan with the order put where the fewest give way."""
    begun, serial = tuple(plan), max(problem.next_serial, next_free_serial(problem.month, plan))
    if room is not None:
        left = tuple(one for one in plan if one.id not in room.told.others)
        new = (
            replace(one, id=delivery_id(problem.month, serial + at)) for at, one in enumerate(room.sessions)
        )
        begun, serial = (*left, *new), serial + len(room.sessions)
    return replace(problem, draft=begun, next_serial=serial)


def known_order(problem: Problem, order_id: str) -> Order:
    """The month's order with this id; refused if there is none."""
    order = problem.orders.get(order_id)
    if order is None:
        raise refuse(
            f"--order {order_id}",
            "本月没有这个点单。请核对编号。",
            "the month has no such order. Check its number.",
        )
    return order


def forcing_rule(order_id: str) -> Rule:
    """A rule that asks for the order."""

    def rows(model: Model) -> None:
        terms = [(number, 1) for number, tally in model.tallies.items() if tally.order_id == order_id]
        model.at_least(FORCED, (order_id,), terms, 1)

    return replace(
        ranked_orders.RULE,
        code=FORCED,
        build=lambda model: model.over_columns(rows),
        findings=lambda _: (),
    )


def _barred(model: Model, order: Order) -> tuple[Reason, ...]:
    programme = model.problem.programmes[order.programme_id]
    nothing = [0] * (len(model.columns) + len(model.counted))
    return Reasons(model, nothing, (), proven=False).of([Wanted(order.area_id, programme, order)], [])


def _weighed(
    problem: Problem, plan: Sequence[Delivery], order: Order, solution: Solution, room: Room | None
) -> Forced:
    """The plan that serves the order beside the one that does not."""
    then = solution.deliveries
    cost = difference(score(problem, plan), score(problem, then))
    broken = beyond(hard_findings(problem, then), hard_findings(problem, plan))
    served = {one.order_id for one in then}
    gone = (one.order_id for one in plan if one.order_id is not None and one.order_id not in served)
    dearer = sum(one.points for one in cost) > 0
    verdict = Verdict.GIVES_WAY if broken else Verdict.COSTS if dearer else Verdict.GAINS
    return Forced(
        order,
        verdict,
        proven=solution.best == solution.bound,
        cost=cost,
        displaced=tuple(dict.fromkeys(gone)),
        changed=sum(one.before is not None for one in differences(plan, then)),
        broken=broken,
        room=room,
        deliveries=then,
    )
