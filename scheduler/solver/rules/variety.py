"""An area sees something new: the same programme comes no more than a few times in a month."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import EVENTS
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.rule import DELIVERIES, Rule, finding

CODE = "variety"


def build(model: Model) -> None:
    model.over_columns(_rows)


def _rows(model: Model) -> None:
    """Ordered ones by their tallies, so that the numbers alone know them; fillers by their columns."""
    orders, columns = model.problem.orders, model.columns
    stands = Counter(
        (one.area_id, one.programme_id) for one in model.problem.standing if one.category in EVENTS
    )
    terms: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, tally in model.tallies.items():
        if tally.category not in EVENTS:
            continue
        if tally.order_id in orders:
            terms[tally.area_id, orders[tally.order_id].programme_id].append(number)
        else:
            for variable in tally.columns:
                terms[tally.area_id, columns[variable].programme_id].append(variable)
    most = model.problem.parameters.variety_month_most
    for place in sorted(terms.keys() | stands.keys()):
        variables = terms.get(place, [])
        too_many = stands[place] + len(variables) - most
        if too_many > 0:
            over = model.count(too_many)
            row = [(over, 1), *((variable, -1) for variable in variables)]
            model.at_least(CODE, place, row, stands[place] - most)
            model.cost(CODE, over, 1)


def findings(plan: Plan) -> Iterator[Finding]:
    shown: dict[tuple[str, str], list[Delivery]] = defaultdict(list)
    for delivery in plan.deliveries:
        if delivery.category in EVENTS:
            shown[delivery.area_id, delivery.programme_id].append(delivery)
    most = plan.problem.parameters.variety_month_most
    for (area_id, programme_id), deliveries in shown.items():
        over = len(deliveries) - most
        if over > 0:
            yield finding(
                CODE,
                "again",
                Severity.WISH,
                deliveries,
                amount=over,
                area=area_id,
                programme=programme_id,
                count=len(deliveries),
            )


RULE = Rule(
    code=CODE,
    kind="wish",
    title=Bilingual("项目多样", "Variety"),
    sentence=Bilingual(
        "同一街道一个月内，同一个演出、电影或特色服务项目不超过设定的次数。",
        "In a month an area gets the same performance, film or feature service no more often than the setting says.",
    ),
    unit=DELIVERIES,
    build=build,
    findings=findings,
    cases={
        "again": Bilingual(
            "{area}本月有 {count} 次“{programme}”", "{area} has “{programme}” {count} times in the month"
        ),
    },
)
