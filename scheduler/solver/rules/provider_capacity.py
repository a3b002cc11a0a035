"""A provider delivers no more than its most in a day, a calendar week and a month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Provider
from scheduler.solver.finding import Finding
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.rule import DELIVERIES, Rule, finding

CODE = "provider_capacity"

Span = tuple[str, str]
"""Which kind of span, and which one: `day 2026-06-12`, `week 2026-06-08` (its Monday), `month 2026-06`."""


def _spans(day: date) -> tuple[Span, Span, Span]:
    monday = day - timedelta(days=day.weekday())
    return ("day", day.isoformat()), ("week", monday.isoformat()), ("month", f"{day:%Y-%m}")


def _most(provider: Provider, kind: str) -> int:
    return {"day": provider.per_day, "week": provider.per_week, "month": provider.per_month}[kind]


def build(model: Model) -> None:
    model.over_columns(_rows)


def _rows(model: Model) -> None:
    used: dict[tuple[str, Span], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    spans: dict[date, tuple[Span, Span, Span]] = {}
    for variable, column in model.decisions:
        for day in column.days:
            if day not in spans:
                spans[day] = _spans(day)
            for span in spans[day]:
                used[column.provider_id, span][variable] += 1
    for (provider_id, (kind, which)), counts in used.items():
        most = _most(model.problem.providers[provider_id], kind)
        model.at_most(CODE, (provider_id, kind, which), counts.items(), most)


def findings(plan: Plan) -> Iterator[Finding]:
    used: dict[tuple[str, Span], list[Delivery]] = defaultdict(list)
    for delivery in plan.everything:
        if delivery.provider_id in plan.problem.providers:
            for span in _spans(delivery.day):
                used[delivery.provider_id, span].append(delivery)
    for (provider_id, (kind, which)), deliveries in used.items():
        most = _most(plan.problem.providers[provider_id], kind)
        if len(deliveries) > most and plan.concerns(*deliveries):
            yield finding(
                CODE,
                kind,
                plan.severity(*deliveries),
                deliveries,
                provider=provider_id,
                which=which,
                most=most,
                count=len(deliveries),
            )


RULE = Rule(
    code=CODE,
    kind="hard",
    title=Bilingual("主体承接量", "A provider's most"),
    sentence=Bilingual(
        "主体每天、每周（周一至周日）、每月的配送不超过其承接上限。",
        "A provider delivers no more than its most in a day, in a week from Monday to Sunday, and in a month.",
    ),
    unit=DELIVERIES,
    build=build,
    findings=findings,
    cases={
        "day": Bilingual(
            "{provider}在 {which} 有 {count} 场，每天最多 {most} 场",
            "{provider} has {count} deliveries on {which}; its most in a day is {most}",
        ),
        "week": Bilingual(
            "{provider}在 {which} 起的一周有 {count} 场，每周最多 {most} 场",
            "{provider} has {count} deliveries in the week of {which}; its most in a week is {most}",
        ),
        "month": Bilingual(
            "{provider}在 {which} 有 {count} 场，每月最多 {most} 场",
            "{provider} has {count} deliveries in {which}; its most in a month is {most}",
        ),
    },
    no_room=Bilingual("主体的承接量已满", "its providers have no capacity left"),
)
