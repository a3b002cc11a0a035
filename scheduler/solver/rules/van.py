"""A provider's vans carry no more volumes in a day than they hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import Category
from scheduler.solver.finding import Finding
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.rule import Rule, finding

CODE = "van"


def build(model: Model) -> None:
    model.over_columns(_rows)


def _rows(model: Model) -> None:
    problem = model.problem
    loads: dict[tuple[str, date], list[tuple[int, int]]] = defaultdict(list)
    for variable, column in model.decisions:
        if column.category is not Category.BOOKS:
            continue
        standing = column.standing
        volumes = standing.volumes if standing else problem.programmes[column.programme_id].volumes
        for day in column.days:
            loads[column.provider_id, day].append((variable, volumes))
    for (provider_id, day), terms in loads.items():
        carried = problem.providers[provider_id].van_volumes
        model.at_most(CODE, (provider_id, day.isoformat()), terms, carried)


def findings(plan: Plan) -> Iterator[Finding]:
    for (provider_id, day), deliveries in plan.by_provider_day.items():
        batches: list[Delivery] = [
            delivery for delivery in deliveries if delivery.category is Category.BOOKS and delivery.volumes
        ]
        volumes = sum(delivery.volumes for delivery in batches)
        provider = plan.problem.providers.get(provider_id)
        if provider is not None and volumes > provider.van_volumes and plan.concerns(*batches):
            yield finding(
                CODE,
                "overloaded",
                plan.severity(*batches),
                batches,
                provider=provider_id,
                day=day,
                volumes=volumes,
                most=provider.van_volumes,
            )


RULE = Rule(
    code=CODE,
    kind="hard",
    title=Bilingual("配送车容量", "The van's load"),
    sentence=Bilingual(
        "主体一天配送的图书册数不超过其车辆一天的装载量。",
        "The volumes that a provider delivers in a day are no more than its vans carry in a day.",
    ),
    unit=Bilingual("册", "volumes"),
    build=build,
    findings=findings,
    cases={
        "overloaded": Bilingual(
            "{provider}在{day}要送 {volumes} 册，车辆只装 {most} 册",
            "{provider} has {volumes} volumes to carry on {day}; its vans hold {most}",
        ),
    },
    no_room=Bilingual("配送车已装满", "the vans are full"),
)
