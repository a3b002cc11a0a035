"""The weekday and the hour that the audience prefers, by category."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time

from config.bilingual import Bilingual
from scheduler.domain.terms import Category
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.model import Model
from scheduler.solver.parameters import GoodHours
from scheduler.solver.plan import Plan
from scheduler.solver.rule import DELIVERIES, Rule, finding

CODE = "good_hours"


def build(model: Model) -> None:
    model.over_columns(_costs)


def _costs(model: Model) -> None:
    preferred = dict(model.problem.parameters.good_hours)
    for variable, column in model.decisions.in_month():
        hours = preferred.get(column.category, ())
        if hours:
            missed = sum(not _suits(hours, day, column.start) for day in column.month_days)
            model.cost(CODE, variable, missed)


def _suits(hours: tuple[GoodHours, ...], day: date, start: time) -> bool:
    weekday = day.isoweekday()
    return any(weekday in one.weekdays and one.since <= start <= one.until for one in hours)


def findings(plan: Plan) -> Iterator[Finding]:
    preferred: dict[Category, tuple[GoodHours, ...]] = dict(plan.problem.parameters.good_hours)
    for delivery in plan.deliveries:
        hours = preferred.get(delivery.category, ())
        if hours and not _suits(hours, delivery.day, delivery.start):
            yield finding(
                CODE,
                "hour",
                Severity.WISH,
                [delivery],
                category=delivery.category,
                day=delivery.day,
                start=delivery.start,
            )


RULE = Rule(
    code=CODE,
    kind="wish",
    title=Bilingual("群众喜欢的时段", "Hours that people like"),
    sentence=Bilingual(
        "各类活动安排在群众喜欢的星期和时刻开始（见设置）。",
        "Each category starts on the weekdays and at the hours that its audience prefers, as the settings say.",
    ),
    unit=DELIVERIES,
    build=build,
    findings=findings,
    cases={
        "hour": Bilingual(
            "{category}排在{day} {start}，不在群众喜欢的时段",
            "{category} on {day} at {start} is not at an hour that its audience prefers",
        ),
    },
)
