"""The month's deliveries cost no more than the month's budget."""

from __future__ import annotations

from collections.abc import Iterator

from config.bilingual import Bilingual
from scheduler.solver.finding import Finding
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.rule import Rule, finding

CODE = "budget"


def build(model: Model) -> None:
    model.over_columns(_row)


def _row(model: Model) -> None:
    budget = model.problem.district.month_budget
    if budget is None:
        return
    programmes = model.problem.programmes
    spent = sum(programmes[delivery.programme_id].cost for delivery in model.problem.standing)
    terms = [(number, tally.cost * tally.in_month) for number, tally in model.tallies.items()]
    model.at_most(CODE, (model.problem.month,), terms, max(0, budget - spent))


def findings(plan: Plan) -> Iterator[Finding]:
    budget = plan.problem.district.month_budget
    programmes = plan.problem.programmes
    paid = [
        delivery
        for delivery in plan.deliveries
        if delivery.programme_id in programmes and programmes[delivery.programme_id].cost
    ]
    cost = sum(programmes[delivery.programme_id].cost for delivery in paid)
    if budget is not None and cost > budget:
        yield finding(CODE, "over", plan.severity(*paid), month=plan.problem.month, cost=cost, budget=budget)


RULE = Rule(
    code=CODE,
    kind="hard",
    title=Bilingual("月度预算", "The budget"),
    sentence=Bilingual(
        "本月全部配送的费用合计不超过月度预算。",
        "All deliveries of the month together cost no more than its budget.",
    ),
    unit=Bilingual("元", "yuan"),
    build=build,
    findings=findings,
    cases={
        "over": Bilingual(
            "{month} 费用合计 {cost} 元，超过预算 {budget} 元",
            "{month} costs {cost} yuan, over its budget of {budget}",
        ),
    },
    no_room=Bilingual("月度预算已不够", "the month's budget is used up"),
)
