"""What a venue or a provider has declined is not planned with it again on that day."""

from __future__ import annotations

from collections.abc import Iterator

from config.bilingual import Bilingual
from scheduler.domain.decline import Decline
from scheduler.domain.delivery import Delivery
from scheduler.solver.columns import Column
from scheduler.solver.finding import Barred, Fact, Finding, barred
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.rule import DELIVERIES, Rule

CODE = "declined"


def build(model: Model) -> None:
    declines = model.problem.declines

    def again(column: Column) -> Barred | None:
        if column.standing is not None:
            return None
        days = {*column.days, *((column.reserve.day,) if column.reserve else ())}
        found = (_again(one, column) for one in declines if one.day in days)
        return next((each for each in found if each is not None), None)

    if declines:
        model.forbid_columns(CODE, again)


def findings(plan: Plan) -> Iterator[Finding]:
    for one in plan.problem.declines:
        for delivery in (*plan.deliveries, *plan.later):
            found = _again(one, delivery) if one.day in {delivery.day, delivery.reserve_day} else None
            if found is not None:
                # What is declined at another hour too is a fresh fault, not the one that was there.
                facts = (*found.facts, *_arrangement(delivery))
                yield Finding(CODE, found.case, plan.severity(delivery), (delivery.id,), facts)


def _arrangement(delivery: Delivery) -> Iterator[tuple[str, Fact]]:
    asked: dict[str, Fact] = {
        "start": delivery.start,
        "at_venue": delivery.venue_id,
        "by_provider": delivery.provider_id,
        "or_venue": delivery.rain_venue_id or "",
    }
    yield from asked.items()


def _again(one: Decline, what: Column | Delivery) -> Barred | None:
    """How that asks for what was declined; without its order it is still what was declined."""
    two_orders = None not in (one.order_id, what.order_id) and one.order_id != what.order_id
    if (one.area_id, one.programme_id) != (what.area_id, what.programme_id) or two_orders:
        return None
    if one.side == "provider":
        return _barred("provider", one) if what.provider_id == one.party else None
    if what.venue_id == one.party:
        return _barred("venue" if one.side == "venue" else "shelter", one)
    if one.side == "rain_venue" and what.rain_venue_id == one.party:
        return _barred("rain_venue", one)
    return None


def _barred(case: str, one: Decline) -> Barred:
    party: dict[str, Fact] = {"provider" if case == "provider" else "venue": one.party}
    return barred(case, **party, programme=one.programme_id, day=one.day)


RULE = Rule(
    code=CODE,
    kind="hard",
    title=Bilingual("已谢绝的不再排", "No asking twice"),
    sentence=Bilingual(
        "场地、雨天备用场地或主体已答复某天不能承接的场次，不再排给它在同一天；记下已处理的除外。",
        "What a venue, a rain venue or a provider has declined is not planned with it again on that day, unless that was dealt with.",
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
        "rain_venue": Bilingual(
            "{venue}已答复{day}不能作“{programme}”的雨天备用场地",
            "{venue} has declined to be the rain venue of “{programme}” on {day}",
        ),
        "shelter": Bilingual(
            "{venue}已答复{day}不能接“{programme}”进室内",
            "{venue} has declined to take “{programme}” indoors on {day}",
        ),
    },
)
