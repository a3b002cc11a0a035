"""What is planned exists: known parties, the programme's own provider, a venue of the area, a day to come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery
from scheduler.solver.candidate import Candidate
from scheduler.solver.finding import Barred, Finding, barred
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.rule import DELIVERIES, Rule, finding, session_bars, session_findings

CODE = "structure"


def given(candidate: Candidate) -> Barred | None:
    programme, provider = candidate.programme, candidate.provider
    if provider.id not in programme.provider_ids or programme.category not in provider.categories:
        return barred("not_given", programme=programme.id, provider=provider.id)
    if candidate.category is not programme.category:
        return barred("category", programme=programme.id, category=candidate.category)
    return None


def in_area(candidate: Candidate) -> Barred | None:
    if candidate.venue.area_id != candidate.area.id:
        return barred("elsewhere", venue=candidate.venue.id, area=candidate.area.id)
    return None


def in_season(candidate: Candidate) -> Barred | None:
    day = candidate.day
    if day.month not in candidate.programme.months:
        return barred("season", programme=candidate.programme.id, day=day)
    days = candidate.problem.days
    if candidate.programme.sessions == 1 and not days[0] <= day <= days[-1]:
        return barred("other_month", day=day, month=candidate.problem.month)
    return None


def to_come(candidate: Candidate) -> Barred | None:
    if candidate.day <= candidate.problem.today and not candidate.was_published:
        return barred("past", day=candidate.day)
    return None


def still_there(candidate: Candidate) -> Barred | None:
    if not candidate.area.valid.holds(candidate.day):
        return barred("area_gone", area=candidate.area.id, day=candidate.day)
    return None


def as_ordered(candidate: Candidate) -> Barred | None:
    order = candidate.order
    if order is not None and (
        order.area_id != candidate.area.id or order.programme_id != candidate.programme.id
    ):
        return barred("other_order", order=order.id, programme=candidate.programme.id)
    return None


BARS = (
    (frozenset({"programme", "provider"}), given),
    (frozenset({"area", "venue"}), in_area),
    (frozenset({"shape", "day"}), in_season),
    (frozenset({"area", "programme", "day"}), to_come),
    (frozenset({"area", "day"}), still_there),
    (frozenset({"order", "area", "programme"}), as_ordered),
)


def build(model: Model) -> None:
    month_to_come = model.problem.today < model.problem.days[0]
    session_bars(CODE, *(bar for bar in BARS if bar[1] is not to_come or not month_to_come))(model)
    model.over_columns(_once)


def _once(model: Model) -> None:
    """Each order is served once."""
    served = {delivery.order_id for delivery in model.problem.standing}
    tallies: dict[str, list[int]] = defaultdict(list)
    for number, tally in model.tallies.items():
        if tally.order_id is not None:
            tallies[tally.order_id].append(number)
    for order_id, numbers in tallies.items():
        model.at_most(CODE, (order_id,), ((number, 1) for number in numbers), 0 if order_id in served else 1)


def findings(plan: Plan) -> Iterator[Finding]:
    yield from session_findings(CODE, *(when for _, when in BARS))(plan)
    for delivery, candidate in plan.candidates[: len(plan.deliveries)]:
        if candidate is None or _order_unknown(plan, delivery):
            yield finding(CODE, "unknown", plan.severity(delivery), [delivery], delivery=delivery.id)
    yield from _served_twice(plan)


def _order_unknown(plan: Plan, delivery: Delivery) -> bool:
    return delivery.order_id is not None and delivery.order_id not in plan.problem.orders


def _served_twice(plan: Plan) -> Iterator[Finding]:
    served: dict[str, dict[str, list[Delivery]]] = defaultdict(lambda: defaultdict(list))
    for delivery in plan.deliveries:
        if delivery.order_id is not None:
            served[delivery.order_id][delivery.course_id or delivery.id].append(delivery)
    for order_id, times in served.items():
        if len(times) > 1:
            all_of_it = [delivery for group in times.values() for delivery in group]
            yield finding(CODE, "twice", plan.severity(*all_of_it), all_of_it, order=order_id)


RULE = Rule(
    code=CODE,
    kind="hard",
    title=Bilingual("要素齐全", "What is planned exists"),
    sentence=Bilingual(
        "每场配送用已登记的街道、场地、主体和项目，由该项目的主体提供，在本街道的场地、本月今天之后举办，一个点单只兑现一次。",
        "Each delivery names a known area, venue, provider and programme, is given by the programme's own "
        "provider, in a venue of the area, on a day of the month after today; an order is served once.",
    ),
    unit=DELIVERIES,
    build=build,
    findings=findings,
    cases={
        "unknown": Bilingual(
            "配送 {delivery} 含有未登记的街道、场地、主体、项目或点单",
            "delivery {delivery} names an area, venue, provider, programme or order that is not known",
        ),
        "not_given": Bilingual("{provider}不提供“{programme}”", "{provider} does not give “{programme}”"),
        "category": Bilingual("“{programme}”不属于{category}", "“{programme}” is no {category}"),
        "elsewhere": Bilingual("{venue}不在{area}", "{venue} is not in {area}"),
        "season": Bilingual(
            "“{programme}”在{day}所在月份不提供", "“{programme}” is not given in the month of {day}"
        ),
        "other_month": Bilingual("{day}不在 {month} 月内", "{day} is not in {month}"),
        "past": Bilingual("{day}已到或已过，不能再排", "{day} has come or is past"),
        "area_gone": Bilingual("{area}在{day}不存在（未设立或已合并）", "{area} does not exist on {day}"),
        "other_order": Bilingual(
            "点单 {order} 不是本街道对“{programme}”的点单",
            "order {order} is not this area's for “{programme}”",
        ),
        "twice": Bilingual("点单 {order} 兑现了不止一次", "order {order} is served more than once"),
    },
    no_room=Bilingual("该点单已兑现", "the order is served already"),
)
