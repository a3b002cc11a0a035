"""What could not be placed: least allotments not reached and pins not kept; goes before all other wishes."""

from __future__ import annotations

from collections.abc import Iterator

from config.bilingual import Bilingual
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.rule import DELIVERIES, Rule, finding
from scheduler.solver.shortfall import allotment_shortfalls, broken_pins, missing_pinned_orders

CODE = "unplaced"


def build(model: Model) -> None:
    model.charge_giving_way(CODE)


def findings(plan: Plan) -> Iterator[Finding]:
    for (area_id, category), short in allotment_shortfalls(plan).items():
        yield finding(
            CODE, "least", Severity.WISH, amount=short, area=area_id, category=category, count=short
        )
    for order in missing_pinned_orders(plan):
        yield finding(CODE, "order", Severity.WISH, order=order.id)
    for delivery in broken_pins(plan):
        yield finding(CODE, "pin", Severity.WISH, [delivery], delivery=delivery.id)


RULE = Rule(
    code=CODE,
    kind="wish",
    title=Bilingual("欠配额或指定", "Least or pin missed"),
    sentence=Bilingual(
        "配额下限和指定日期的点单都应排上；排不上的最少，先于其他一切愿望。",
        "The least allotments and the pinned orders are placed; what cannot be is the fewest, before all other wishes.",
    ),
    unit=DELIVERIES,
    build=build,
    findings=findings,
    cases={
        "least": Bilingual("{area}的{category}还差 {count} 场", "{area} lacks {count} of {category}"),
        "order": Bilingual("指定日期的点单 {order} 没有排上", "the pinned order {order} could not be placed"),
        "pin": Bilingual("{delivery} 的锁定没有保持", "the pins of {delivery} could not be kept"),
    },
)
