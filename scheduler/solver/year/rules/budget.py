"""All deliveries of the planned months together cost no more than the year's budget."""

from __future__ import annotations

from collections.abc import Iterator

from config.bilingual import Bilingual
from scheduler.solver.finding import Finding
from scheduler.solver.year.numbers import YearNumbers
from scheduler.solver.year.plan import YearPlan
from scheduler.solver.year.rule import YearRule, year_finding

CODE = "year_budget"


def build(numbers: YearNumbers) -> None:
    problem = numbers.problem
    if problem.budget is None:
        return
    spent = sum(problem.programmes[one.programme_id].cost for one in problem.standing)
    terms = [(one.variable, one.cost * one.least) for one in numbers.parts]
    numbers.at_most(CODE, ("budget",), terms, max(0, problem.budget - spent))


def findings(plan: YearPlan) -> Iterator[Finding]:
    budget, programmes = plan.problem.budget, plan.problem.programmes
    cost = sum(programmes[one.programme_id].cost for one in plan.deliveries if one.programme_id in programmes)
    if budget is not None and cost > budget and not _stood(plan, budget):
        yield year_finding(CODE, "over", amount=cost - budget, cost=cost, budget=budget)


def _stood(plan: YearPlan, budget: int) -> bool:
    """Whether what is fixed alone costs more, and nothing that costs anything was added."""
    programmes = plan.problem.programmes
    fixed = sum(programmes[one.programme_id].cost for one in plan.problem.standing)
    new = [one for one in plan.deliveries if one.id not in plan.fixed and one.programme_id in programmes]
    return fixed > budget and not any(programmes[one.programme_id].cost for one in new)


RULE = YearRule(
    code=CODE,
    title=Bilingual("年度预算", "The year's budget"),
    sentence=Bilingual(
        "所有月份的配送合计费用不超过年度预算。",
        "The deliveries of all months together cost no more than the year's budget.",
    ),
    unit=Bilingual("元", "yuan"),
    build=build,
    findings=findings,
    cases={
        "over": Bilingual(
            "全年合计 {cost} 元，年度预算 {budget} 元",
            "all deliveries cost {cost} yuan together; the year's budget is {budget}",
        )
    },
)
