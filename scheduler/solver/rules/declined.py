"""What a venue or a provider has declined is not planned with it again on that day."""

from __future__ import annotations

from collections.abc import Iterator

from config.bilingual import Bilingual
from scheduler.domain.decline import Decline
from scheduler.domain.delivery import Delivery
from scheduler.solver.columns import Column
from scheduler.solver.finding import Barred, Finding, barred
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.rule import DELIVERIES, Rule

CODE = "declined"


def build(model: Model) -> None:
    declines = model.problem.declines

    def again(column: Column) -> Barred | None:
        for one in declines:
            if one.day in column.days and column.standing is None and _is_of(one, column):
                return _barred(one)
        return None

    if declines:
        model.forbid_columns(CODE, again)


def findings(plan: Plan) -> Iterator[Finding]:
    for one in plan.problem.declines:
        for delivery in (*plan.deliveries, *plan.later):
            if delivery.day == one.day and _is_of(one, delivery):
                found = _barred(one)
                yield Finding(CODE, found.case, plan.severity(delivery), (delivery.id,), found.facts)


def _is_of(one: Decline, what: Column | Delivery) -> bool:
    asked = what.venue_id if one.side == "venue" else what.provider_id
    return (one.area_id, one.programme_id, one.order_id, one.party) == (
        what.area_id,
        what.programme_id,
        what.order_id,
        asked,
    )


def _barred(one: Decline) -> Barred:
    if one.side == "venue":
        return barred("venue", venue=one.party, programme=one.programme_id, day=one.day)
    return barred("provider", provider=one.party, programme=one.programme_id, day=one.day)


RULE = Rule(
    code=CODE,
    kind="hard",
    title=Bilingual("已谢绝的不再排", "No asking twice"),
    sentence=Bilingual(
        "场地或主体已答复某天不能承接的场次，不再排给它在同一天；记下已处理的除外。",
        "What a venue or a provider has declined is not planned with it again on that day, unless that was dealt with.",
    ),
    unit=DELIVERIES,
    build=build,
    findings=findings,
    cases={
        "venue": Bilingual(
            "{venue}已答复{day}不能承接“{programme}”", "{venue} has declined “{programme}” on {day}"
        ),
        "provider": Bilingual(
            "{provider}已答复{day}不能承接“{programme}”", "{provider} has declined “{programme}” on {day}"
        ),
    },
)
