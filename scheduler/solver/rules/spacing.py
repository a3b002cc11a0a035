"""An area's events are spread over the month: not more than a few in one calendar week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import EVENTS
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.rule import DELIVERIES, Rule, finding

CODE = "spacing"


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())


def build(model: Model) -> None:
    model.over_columns(_rows)


def _rows(model: Model) -> None:
    weeks: dict[tuple[str, date], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    mondays = {day: _week(day) for day in model.problem.days}
    for variable, column in model.decisions.in_month():
        if column.category in EVENTS:
            for day in column.month_days:
                weeks[column.area_id, mondays[day]][variable] += 1
    most = model.problem.parameters.spacing_week_most
    overs: dict[str, list[int]] = defaultdict(list)
    room: dict[str, int] = defaultdict(int)
    for (area_id, monday), counts in weeks.items():
        total = sum(counts.values())
        room[area_id] += min(total, most)
        if total > most:
            over = model.count(total - most)
            terms = [(over, 1), *((variable, -count) for variable, count in counts.items())]
            model.at_least(CODE, (area_id, monday.isoformat()), terms, -most)
            model.cost(CODE, over, 1)
            overs[area_id].append(over)
    for area_id, variables in overs.items():
        _month_row(model, area_id, variables, room[area_id])


def _month_row(model: Model, area_id: str, overs: list[int], room: int) -> None:
    """What all weeks together cannot hold is too many somewhere; follows from the weeks, helps the bound."""
    stands = sum(
        delivery.area_id == area_id and delivery.category in EVENTS for delivery in model.problem.standing
    )
    tallies = (
        (number, -tally.in_month)
        for number, tally in model.tallies.items()
        if tally.area_id == area_id and tally.category in EVENTS
    )
    model.at_least(CODE, (area_id, "month"), [*((over, 1) for over in overs), *tallies], stands - room)


def findings(plan: Plan) -> Iterator[Finding]:
    weeks: dict[tuple[str, date], list[Delivery]] = defaultdict(list)
    for delivery in plan.deliveries:
        if delivery.category in EVENTS:
            weeks[delivery.area_id, _week(delivery.day)].append(delivery)
    most = plan.problem.parameters.spacing_week_most
    for (area_id, monday), deliveries in weeks.items():
        over = len(deliveries) - most
        if over > 0:
            yield finding(
                CODE,
                "crowded",
                Severity.WISH,
                deliveries,
                amount=over,
                area=area_id,
                day=monday,
                count=len(deliveries),
            )


RULE = Rule(
    code=CODE,
    kind="wish",
    title=Bilingual("月内均匀", "Spread over the month"),
    sentence=Bilingual(
        "一个街道的演出、电影和特色服务在月内分散，同一周（周一至周日）不超过设定的场次。",
        "The performances, films and feature services of an area are spread: no more in one week than the setting says.",
    ),
    unit=DELIVERIES,
    build=build,
    findings=findings,
    cases={
        "crowded": Bilingual(
            "{area}在{day}起的一周有 {count} 场", "{area} has {count} deliveries in the week of {day}"
        ),
    },
)
