"""A venue holds one delivery at a time; set-up and clearing are counted, rain bookings and reserve dates too."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from config.bilingual import Bilingual
from scheduler.solver.columns import Span, busy_span
from scheduler.solver.excluding import Besides, exclude, overlapping
from scheduler.solver.finding import Finding
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.reserve import reserves_kept
from scheduler.solver.rule import DELIVERIES, Rule, finding

CODE = "venue_booking"


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def build(model: Model) -> None:
    model.over_columns(_rows)


def _rows(model: Model) -> None:
    columns = model.columns
    own = [column.venue_id for column in columns]
    rain = [column.rain_venue_id if column.rain_venue_id != column.venue_id else None for column in columns]
    besides = [
        Besides(variable, reserve.day, column.venue_id, column.reserve_span)
        for variable, column, reserve in reserves_kept(model.problem, model.decisions)
    ]
    exclude(model, CODE, (own, rain), [column.span for column in columns], overlapping, besides)


def findings(plan: Plan) -> Iterator[Finding]:
    for (venue_id, day), deliveries in plan.by_venue_day.items():
        for one, other in combinations(deliveries, 2):
            clash = _overlap(busy_span(plan.problem, one), busy_span(plan.problem, other))
            if clash and plan.concerns(one, other):
                yield finding(
                    CODE,
                    "double",
                    plan.severity(one, other),
                    (one, other),
                    venue=venue_id,
                    day=day,
                    start=one.start,
                    other_start=other.start,
                )


RULE = Rule(
    code=CODE,
    kind="hard",
    title=Bilingual("场地不重复预订", "A venue is booked once"),
    sentence=Bilingual(
        "同一场地同一时间只办一场，布置和撤场、以及露天电影的雨天备用场地和备用日都计算在内。",
        "A venue holds one delivery at a time; set-up, clearing, the rain venues and the reserve dates of films are counted.",
    ),
    unit=DELIVERIES,
    build=build,
    findings=findings,
    cases={
        "double": Bilingual(
            "{venue}在{day} {start} 与 {other_start} 的两场冲突（含布置、撤场）",
            "{venue} is booked twice on {day}, at {start} and {other_start}, set-up and clearing included",
        ),
    },
    no_room=Bilingual("场地在可用的时间都已被占用", "its venues are taken at every time it could have"),
)
