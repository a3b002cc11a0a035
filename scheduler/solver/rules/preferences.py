"""An order's own wishes: the weekdays and the venue it asks for."""

from __future__ import annotations

from collections.abc import Iterator

from config.bilingual import Bilingual
from scheduler.domain.district import Order
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.rule import Rule, finding

CODE = "preferences"


def build(model: Model) -> None:
    model.over_columns(_costs)


def _costs(model: Model) -> None:
    orders = model.problem.orders
    for variable, column in model.decisions.in_month():
        order = orders.get(column.order_id or "")
        later_session = column.standing is not None and column.standing.session not in {None, 1}
        if order is not None and not later_session:
            missed = _missed(order, column.days[0].isoweekday(), column.venue_id)
            model.cost(CODE, variable, len(missed))


def _missed(order: Order, weekday: int, venue_id: str) -> list[str]:
    missed: list[str] = []
    if order.weekdays and weekday not in order.weekdays:
        missed.append("weekday")
    if order.venue_id is not None and order.venue_id != venue_id:
        missed.append("venue")
    return missed


def findings(plan: Plan) -> Iterator[Finding]:
    for delivery in plan.deliveries:
        order = plan.problem.orders.get(delivery.order_id or "")
        if order is None or delivery.session not in {None, 1}:
            continue
        for case in _missed(order, delivery.day.isoweekday(), delivery.venue_id):
            yield finding(
                CODE,
                case,
                Severity.WISH,
                [delivery],
                order=order.id,
                day=delivery.day,
                venue=delivery.venue_id,
            )


RULE = Rule(
    code=CODE,
    kind="wish",
    title=Bilingual("点单的星期与场地", "Weekday and venue as ordered"),
    sentence=Bilingual(
        "点单希望的星期和指定的场地尽量满足。",
        "The weekdays and the venue that an order asks for are kept where they can be.",
    ),
    unit=Bilingual("项", "wishes"),
    build=build,
    findings=findings,
    cases={
        "weekday": Bilingual(
            "点单 {order} 排在{day}，不是希望的星期",
            "order {order} stands on {day}, not on a weekday it asks for",
        ),
        "venue": Bilingual(
            "点单 {order} 排在{venue}，不是指定的场地",
            "order {order} stands at {venue}, not at the venue it asks for",
        ),
    },
)
