"""A provider's contract of the year has a most: the month takes no more than the other months leave of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery
from scheduler.solver.columns import Column
from scheduler.solver.finding import Finding
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.problem import Problem
from scheduler.solver.rule import DELIVERIES, Rule, finding

CODE = "contract"


def build(model: Model) -> None:
    if _limits(model.problem):
        model.over_columns(_rows)


def _rows(model: Model) -> None:
    limits, month = _limits(model.problem), model.problem.month
    terms: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for variable, column in model.decisions:
        if column.provider_id in limits and (number := _counted(column, month)):
            terms[column.provider_id].append((variable, number))
    for provider_id, found in sorted(terms.items()):
        model.at_most(CODE, (provider_id, month), found, limits[provider_id])


def _counted(column: Column, month: str) -> int:
    """Sessions of the year, those of later months too where the course is new: no other month has counted them."""
    if column.standing is not None:
        return int(column.standing.month == month)
    return sum(f"{day:%Y}" == month[:4] for day in column.days)


def findings(plan: Plan) -> Iterator[Finding]:
    problem = plan.problem
    used: dict[str, list[Delivery]] = defaultdict(list)
    for one in (*plan.deliveries, *plan.later):
        if f"{one.day:%Y}" == problem.month[:4]:
            used[one.provider_id].append(one)
    for provider_id, left in _limits(problem).items():
        deliveries = used[provider_id]
        if len(deliveries) > left:
            yield finding(
                CODE,
                "most",
                plan.severity(*deliveries),
                deliveries,
                provider=provider_id,
                which=problem.month,
                most=left,
                count=len(deliveries),
            )


def _limits(problem: Problem) -> dict[str, int]:
    return {one.id: one.contract_left for one in problem.providers.values() if one.contract_left is not None}


RULE = Rule(
    code=CODE,
    kind="hard",
    title=Bilingual("年度合同场次", "The contract of the year"),
    sentence=Bilingual(
        "主体在本月的场次（新开课程连同以后各月的课次）不超过年度合同还剩的：最多场次，减去全年其他月份已办的和已发布待办的。",
        "A provider delivers in the month, with the later sessions of courses that start in it, no more than its contract "
        "of the year leaves: its most, less what was held and what is published in the year's other months.",
    ),
    unit=DELIVERIES,
    build=build,
    findings=findings,
    cases={
        "most": Bilingual(
            "{provider}从 {which} 起有 {count} 场，年度合同只剩 {most} 场",
            "{provider} has {count} deliveries from {which} on; its contract of the year leaves {most}",
        ),
    },
    no_room=Bilingual(
        "主体的年度合同场次已满", "its providers have nothing left in their contracts of the year"
    ),
)
