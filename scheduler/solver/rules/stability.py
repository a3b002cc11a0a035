"""What was published stands as it was, unless moving it is worth it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time

from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery, ReserveDate
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.problem import Problem
from scheduler.solver.rule import DELIVERIES, Rule, finding

CODE = "stability"

Slot = tuple[str, str, str, str, str | None, date, time, ReserveDate | None]
"""Area, programme, provider, venue, rain venue, day, start, reserve date."""


def slot_of(delivery: Delivery) -> Slot:
    return (
        delivery.area_id,
        delivery.programme_id,
        delivery.provider_id,
        delivery.venue_id,
        delivery.rain_venue_id,
        delivery.day,
        delivery.start,
        delivery.reserve_date,
    )


def movable(problem: Problem) -> list[Delivery]:
    """The published deliveries of the month that planning may move."""
    return [delivery for delivery in problem.published if not problem.stands(delivery)]


def build(model: Model) -> None:
    model.over_columns(_costs)


def _costs(model: Model) -> None:
    slots = {slot_of(delivery) for delivery in movable(model.problem)}
    model.constant(CODE, len(slots))
    if not slots:
        return
    for variable, column in model.decisions.in_month():
        place = (
            column.area_id,
            column.programme_id,
            column.provider_id,
            column.venue_id,
            column.rain_venue_id,
        )
        kept = sum((*place, day, column.start, column.reserve) in slots for day in column.month_days)
        model.cost(CODE, variable, -kept)


def findings(plan: Plan) -> Iterator[Finding]:
    now = {slot_of(delivery) for delivery in plan.deliveries}
    moved = {slot_of(delivery): delivery for delivery in movable(plan.problem)}
    for slot, delivery in moved.items():
        if slot not in now:
            yield finding(CODE, "moved", Severity.WISH, [delivery], delivery=delivery.id, day=delivery.day)


RULE = Rule(
    code=CODE,
    kind="wish",
    title=Bilingual("少改已发布", "Stability"),
    sentence=Bilingual(
        "已发布的配送尽量保持原样（项目、主体、场地、日期和时间）。",
        "What was published stands as it was: programme, provider, venue, day and start.",
    ),
    unit=DELIVERIES,
    build=build,
    findings=findings,
    cases={
        "moved": Bilingual(
            "已发布的 {delivery}（{day}）有变动", "{delivery}, published for {day}, does not stand as it was"
        ),
    },
)
