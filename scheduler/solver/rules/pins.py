"""What is fixed stays: deliveries that stand, pinned attributes, the pinned day of an order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Order
from scheduler.solver.columns import Column, deliveries_of
from scheduler.solver.finding import Barred, Finding, Severity, barred
from scheduler.solver.identity import CoursePins
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.problem import Problem
from scheduler.solver.rule import DELIVERIES, Rule, finding
from scheduler.solver.shortfall import broken_pins, missing_pinned_orders, pinned_day

CODE = "pins"


def build(model: Model) -> None:
    problem = model.problem

    def elsewhen(column: Column) -> Barred | None:
        return off_pin(problem, column.order_id, column)

    model.forbid_columns(CODE, elsewhen)
    model.over_columns(_standing)
    model.over_columns(_pinned_orders)
    model.over_columns(_pinned_deliveries)


def off_pin(problem: Problem, order_id: str | None, column: Column) -> Barred | None:
    """Why a column does not lie on its order's pinned day and start."""
    order = problem.orders.get(order_id) if order_id else None
    day = pinned_day(problem, order) if order is not None else None
    if order is None or day is None or column.standing is not None:
        return None
    if column.days[0] != day:
        return barred("order_day", order=order.id, day=day)
    if order.pinned_start is not None and column.start != order.pinned_start:
        return barred("order_start", order=order.id, start=order.pinned_start)
    return None


def _standing(model: Model) -> None:
    for variable, column in model.decisions:
        if column.standing is not None:
            model.exactly(CODE, (column.standing.id,), [(variable, 1)], 1)


def _pinned_orders(model: Model) -> None:
    served = {delivery.order_id for delivery in model.problem.standing}
    for order in model.problem.district.orders:
        if pinned_day(model.problem, order) is not None and order.id not in served:
            terms = [(number, 1) for number, tally in model.tallies.items() if tally.order_id == order.id]
            model.at_least(CODE, ("order", order.id), terms, 1, gives_way=True)


def _pinned_deliveries(model: Model) -> None:
    """Each pinned delivery is one of the columns that keep its pins, and no column is two of them.

    A course is an earlier one as a whole, and keeps of its pins what naming its sessions keeps.
    """
    keepers: dict[str, list[tuple[int, int]]] = {one.id: [] for one in model.problem.pinned}
    twins: dict[int, list[int]] = defaultdict(list)
    of_course: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for variable, course_id, kept in (*_singles(model), *_courses(model)):
        taken = model.count(1)
        twins[variable].append(taken)
        if course_id is not None:
            of_course[course_id].append((taken, 1))
        for delivery_id in kept:
            keepers[delivery_id].append((taken, 1))
    for delivery_id, terms in keepers.items():
        model.at_least(CODE, ("delivery", delivery_id), terms, 1, gives_way=True)
    for variable, several in twins.items():
        model.at_least(CODE, ("taken", str(variable)), [(variable, 1), *((one, -1) for one in several)], 0)
    for course_id, terms in of_course.items():
        model.at_most(CODE, ("taken", course_id), terms, 1)


Keeper = tuple[int, str | None, frozenset[str]]
"""A column, the earlier course that it could be, and the ids of the deliveries whose pins it would keep."""


def _singles(model: Model) -> Iterator[Keeper]:
    for delivery in model.problem.pinned:
        if delivery.course_id is None:
            for variable, column in model.decisions.in_month():
                if column.standing is None and keeps(model.problem, column, delivery):
                    yield variable, None, frozenset({delivery.id})


def _courses(model: Model) -> Iterator[Keeper]:
    problem, pins = model.problem, CoursePins(model.problem)
    pinned: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in problem.pinned:
        if delivery.course_id is not None:
            pinned[delivery.course_id].append(delivery)
    for course_id, sessions in pinned.items():
        for variable, column in model.decisions.in_month():
            if column.standing is None and any(keeps(problem, column, one) for one in sessions):
                kept = pins.kept(course_id, deliveries_of(problem, [column]))
                if kept:
                    yield variable, course_id, kept


def keeps(problem: Problem, column: Column, delivery: Delivery) -> bool:
    """Whether a column is of the delivery's area and category and keeps what is pinned of it, its order with it.

    What is of a course is kept by a course only, and what is of none by none.
    """
    if column.area_id != delivery.area_id or column.category != delivery.category:
        return False
    sessions = problem.programmes[column.programme_id].sessions
    if len(column.days) != sessions or (sessions > 1) != (delivery.course_id is not None):
        return False
    for name in problem.kept_of(delivery):
        if name == "day":
            if delivery.day not in column.month_days:
                return False
        elif getattr(column, name) != getattr(delivery, name):
            return False
    return True


def findings(plan: Plan) -> Iterator[Finding]:
    problem = plan.problem
    now = {delivery.id: delivery for delivery in plan.deliveries}
    for fixed in problem.standing:
        if now.get(fixed.id) != fixed:
            yield finding(CODE, "fixed", Severity.HARD, [fixed], delivery=fixed.id, day=fixed.day)
    for delivery in broken_pins(plan):
        pins = tuple(sorted(problem.kept_of(delivery)))
        yield finding(CODE, "pinned", Severity.HARD, [delivery], delivery=delivery.id, fields=pins)
    for order in missing_pinned_orders(plan):
        yield finding(CODE, "order_missing", Severity.HARD, order=order.id, day=_day(problem, order))
    for delivery in plan.new:
        order_of = problem.orders.get(delivery.order_id or "")
        if order_of is not None and delivery.session in {None, 1}:
            yield from _off_order(problem, order_of, delivery)


def _off_order(problem: Problem, order: Order, delivery: Delivery) -> Iterator[Finding]:
    day = pinned_day(problem, order)
    if day is None:
        return
    if delivery.day != day:
        yield finding(CODE, "order_day", Severity.HARD, [delivery], order=order.id, day=day)
    elif order.pinned_start is not None and delivery.start != order.pinned_start:
        yield finding(
            CODE, "order_start", Severity.HARD, [delivery], order=order.id, start=order.pinned_start
        )


def _day(problem: Problem, order: Order) -> date:
    day = pinned_day(problem, order)
    assert day is not None, "asked of pinned orders only"
    return day


RULE = Rule(
    code=CODE,
    kind="hard",
    title=Bilingual("已定的不动", "What is fixed stays"),
    sentence=Bilingual(
        "在办课程、已举办和已锁定的配送保持原样；锁定的要素不变；指定了日期的点单在该日兑现。",
        "Running courses, what was held and what is pinned whole stay as they are; pinned attributes are kept; "
        "an order with a pinned day is served on it.",
    ),
    unit=DELIVERIES,
    build=build,
    findings=findings,
    cases={
        "fixed": Bilingual(
            "{delivery}（{day}）已定，不能改动或取消", "{delivery} on {day} is fixed and may not change or go"
        ),
        "pinned": Bilingual(
            "{delivery} 锁定的要素没有保持：{fields}", "{delivery} does not keep what is pinned: {fields}"
        ),
        "order_missing": Bilingual(
            "点单 {order} 指定{day}，没有兑现", "order {order}, pinned to {day}, is not served"
        ),
        "order_day": Bilingual("点单 {order} 指定{day}", "order {order} is pinned to {day}"),
        "order_start": Bilingual(
            "点单 {order} 指定 {start} 开始", "order {order} is pinned to start at {start}"
        ),
    },
)
