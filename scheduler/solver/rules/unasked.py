"""What nobody ordered is planned only to fill the least allotment."""

from __future__ import annotations

from collections.abc import Iterator

from config.bilingual import Bilingual
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.rule import DELIVERIES, Rule, finding

CODE = "unasked"


def build(model: Model) -> None:
    model.over_columns(_costs)


def _costs(model: Model) -> None:
    for number, tally in model.tallies.items():
        if tally.order_id is None:
            model.cost(CODE, number, tally.in_month)


def findings(plan: Plan) -> Iterator[Finding]:
    for delivery in plan.new:
        if delivery.order_id is None:
            yield finding(
                CODE,
                "unasked",
                Severity.WISH,
                [delivery],
                area=delivery.area_id,
                programme=delivery.programme_id,
                day=delivery.day,
            )


RULE = Rule(
    code=CODE,
    kind="wish",
    title=Bilingual("先排点单", "Orders before fillers"),
    sentence=Bilingual(
        "没有点单的项目只用来补足配额下限。",
        "What nobody ordered is planned only to fill the least allotment.",
    ),
    unit=DELIVERIES,
    build=build,
    findings=findings,
    cases={
        "unasked": Bilingual(
            "{area}没有点“{programme}”（{day}）", "{area} did not order “{programme}” ({day})"
        ),
    },
)
