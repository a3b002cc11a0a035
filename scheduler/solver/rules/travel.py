"""Providers are not sent far: kilometres from their home point beyond what counts as near."""

from __future__ import annotations

from collections.abc import Iterator

from config.bilingual import Bilingual
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.problem import Problem
from scheduler.solver.rule import Rule, finding
from scheduler.solver.ways import kilometres

CODE = "travel"


def build(model: Model) -> None:
    model.over_columns(_costs)


def _costs(model: Model) -> None:
    far: dict[tuple[str, str], int] = {}
    for variable, column in model.decisions.in_month():
        way = (column.provider_id, column.area_id)
        if way not in far:
            far[way] = beyond(model.problem, *way)
        model.cost(CODE, variable, far[way] * column.in_month)


def beyond(problem: Problem, provider_id: str, area_id: str) -> int:
    """Whole kilometres of the straight way to an area beyond what is near; none without a home point."""
    provider, area = problem.providers.get(provider_id), problem.areas.get(area_id)
    if provider is None or area is None or provider.home is None:
        return 0
    way = kilometres(provider.home, (area.latitude, area.longitude))
    return max(0, int(way - problem.parameters.travel_near))


def findings(plan: Plan) -> Iterator[Finding]:
    for delivery in plan.deliveries:
        far = beyond(plan.problem, delivery.provider_id, delivery.area_id)
        if far:
            yield finding(
                CODE,
                "far",
                Severity.WISH,
                [delivery],
                amount=far,
                provider=delivery.provider_id,
                area=delivery.area_id,
                day=delivery.day,
                far=far,
            )


RULE = Rule(
    code=CODE,
    kind="wish",
    title=Bilingual("就近配送", "Short ways"),
    sentence=Bilingual(
        "主体从出发地到街道的直线路程超出“就近”的部分，按整公里计；没有填出发地的不计。",
        "What a provider's way from its home point to the area is longer than near, in whole kilometres in a straight "
        "line, counts; nothing where no home point is entered.",
    ),
    unit=Bilingual("公里", "kilometres"),
    build=build,
    findings=findings,
    cases={
        "far": Bilingual(
            "{provider}{day}去{area}，比“就近”远 {far} 公里",
            "{provider} goes to {area} on {day}, {far} km farther than near",
        ),
    },
)
