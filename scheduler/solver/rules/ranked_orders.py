"""Orders are served by rank: the dearer the order, the more it costs not to serve it."""

from __future__ import annotations

from collections.abc import Iterator

from config.bilingual import Bilingual
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.rule import Rule, finding

CODE = "ranked_orders"


def build(model: Model) -> None:
    model.over_columns(_costs)


def _costs(model: Model) -> None:
    problem = model.problem
    stands = {delivery.order_id for delivery in problem.standing}
    points = {
        order.id: problem.parameters.points_of_rank(order.rank)
        for order in problem.district.orders
        if order.id not in stands
    }
    model.constant(CODE, sum(points.values()))
    for number, tally in model.tallies.items():
        if tally.order_id is not None:
            model.cost(CODE, number, -points.get(tally.order_id, 0))


def findings(plan: Plan) -> Iterator[Finding]:
    served = {delivery.order_id for delivery in plan.deliveries}
    for order in plan.problem.district.orders:
        points = plan.problem.parameters.points_of_rank(order.rank)
        if order.id not in served and points:
            yield finding(
                CODE,
                "unserved",
                Severity.WISH,
                amount=points,
                order=order.id,
                area=order.area_id,
                programme=order.programme_id,
                rank=order.rank,
            )


RULE = Rule(
    code=CODE,
    kind="wish",
    title=Bilingual("按序兑现点单", "Orders by rank"),
    sentence=Bilingual(
        "各街道的点单按排序尽量兑现，越靠前越要紧。",
        "The orders of an area are served as far as can be, the dearest first.",
    ),
    unit=Bilingual("点单分", "order points"),
    build=build,
    findings=findings,
    cases={
        "unserved": Bilingual(
            "{area}第 {rank} 位点单“{programme}”没有兑现",
            "{area}'s order no. {rank}, “{programme}”, is not served",
        ),
    },
)
