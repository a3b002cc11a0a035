"""Each area gets in the planned months together what the year promises it: deliveries, volumes, titles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery
from scheduler.solver.finding import Finding
from scheduler.solver.year.numbers import YearNumbers
from scheduler.solver.year.plan import YearPlan
from scheduler.solver.year.problem import Goal
from scheduler.solver.year.rule import YearRule, year_finding

CODE = "goal"
UNITS = {
    "deliveries": Bilingual("场次", "deliveries"),
    "volumes": Bilingual("册图书", "volumes of books"),
    "titles": Bilingual("种报刊", "periodicals"),
}


def build(numbers: YearNumbers) -> None:
    """A number that may bring more or less than another counts for a floor as its most, for a ceiling as its least."""
    for goal in numbers.problem.goals:
        own = [one for one in numbers.parts if (one.area_id, one.category) == (goal.area_id, goal.category)]
        stands = _amount(goal, numbers.problem.standing)
        subject = (goal.area_id, goal.category, goal.unit)
        if goal.unit == "deliveries":
            most = [(one.variable, one.most) for one in own]
        else:
            most = [(one.variable, one.most * getattr(one, goal.unit)) for one in own]
        numbers.at_least(CODE, (*subject, "least"), most, goal.least - stands)
        if goal.most is not None and goal.unit == "deliveries":
            least = [(one.variable, one.least) for one in own]
            numbers.at_most(CODE, (*subject, "most"), least, goal.most - stands)


def _amount(goal: Goal, deliveries: Iterable[Delivery]) -> int:
    own = [one for one in deliveries if (one.area_id, one.category) == (goal.area_id, goal.category)]
    return len(own) if goal.unit == "deliveries" else sum(getattr(one, goal.unit) for one in own)


def findings(plan: YearPlan) -> Iterator[Finding]:
    for goal in plan.problem.goals:
        amount = _amount(goal, plan.deliveries)
        if amount < goal.least:
            yield _missed(goal, "least", amount, goal.least)
        elif goal.most is not None and amount > goal.most:
            yield _missed(goal, "most", amount, goal.most)


def _missed(goal: Goal, limit: str, amount: int, of: int) -> Finding:
    return year_finding(
        CODE,
        f"{limit}_{goal.unit}",
        amount=abs(amount - of),
        area=goal.area_id,
        category=goal.category,
        count=amount,
        limit=of,
    )


RULE = YearRule(
    code=CODE,
    title=Bilingual("全年目标", "The year's goals"),
    sentence=Bilingual(
        "每个街道每类配送全年合计不少于目标，也不多于上限；图书按册、报刊按种计。",
        "An area gets of each category in all months together at least its goal and at most its ceiling; "
        "books count by volumes and periodicals by titles.",
    ),
    unit=Bilingual("场次、册或种", "deliveries, volumes or titles"),
    build=build,
    findings=findings,
    cases={
        f"{limit}_{unit}": Bilingual(
            "{area}的{category}全年 {count} " + words.zh + f"，{zh} {{limit}}",
            "{area} has {count} " + words.en + f" of {{category}} in the year; its {en} {{limit}}",
        )
        for unit, words in UNITS.items()
        for limit, zh, en in (("least", "目标", "goal is"), ("most", "上限", "ceiling is"))
    },
)
