"""Only the planned months are filled, and what is fixed in them stays as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from config.bilingual import Bilingual
from scheduler.solver.finding import Finding
from scheduler.solver.rule import DELIVERIES
from scheduler.solver.year.numbers import YearNumbers
from scheduler.solver.year.plan import YearPlan
from scheduler.solver.year.rule import YearRule, year_finding

CODE = "months"


def build(numbers: YearNumbers) -> None:
    """Nothing to add: there are no columns outside the planned months, and what is fixed is in their models."""


def findings(plan: YearPlan) -> Iterator[Finding]:
    known = {one.id: one for one in plan.problem.fixed}
    for delivery in plan.deliveries:
        if delivery.month not in plan.problem.months:
            yield year_finding(CODE, "outside", [delivery.id], delivery=delivery.id, day=delivery.day)
        if known.get(delivery.id, delivery) != delivery:
            yield year_finding(CODE, "changed", [delivery.id], delivery=delivery.id, day=delivery.day)
    counts = Counter(one.id for one in plan.deliveries)
    for delivery_id, count in counts.items():
        if count > 1:
            yield year_finding(CODE, "twice", [delivery_id], delivery=delivery_id, count=count)
    for fixed in plan.problem.standing:
        if fixed.id not in counts:
            yield year_finding(CODE, "missing", [fixed.id], delivery=fixed.id, day=fixed.day)


RULE = YearRule(
    code=CODE,
    title=Bilingual("只排未定的月份", "Only open months"),
    sentence=Bilingual(
        "只在要排的月份里安排；已定的配送（已发布、在办课程）保持原样。",
        "Only the months to be planned are filled; what is fixed in them, running courses above all, stays as it is.",
    ),
    unit=DELIVERIES,
    build=build,
    findings=findings,
    cases={
        "outside": Bilingual(
            "{delivery}（{day}）不在要排的月份里", "{delivery} on {day} is in no month to be planned"
        ),
        "changed": Bilingual(
            "{delivery}（{day}）已定，不能改动", "{delivery} on {day} is fixed and may not change"
        ),
        "missing": Bilingual(
            "{delivery}（{day}）已定，计划里却没有", "{delivery} on {day} is fixed and is missing"
        ),
        "twice": Bilingual("编号 {delivery} 出现了 {count} 次", "the id {delivery} comes {count} times"),
    },
)
