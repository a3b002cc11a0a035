"""A provider delivers no more than its most in a day, a calendar week and a month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Provider
from scheduler.solver.finding import Finding
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.reserve import reserves_kept
from scheduler.solver.rule import DELIVERIES, Rule, finding
from scheduler.solver.terms import ManyTerms
from scheduler.solver.uses import coded, edges, runs, sorted_by

CODE = "provider_capacity"

Span = tuple[str, str]
"""Which kind of span, and which one: `day 2026-06-12`, `week 2026-06-08` (its Monday), `month 2026-06`."""


KINDS = ("day", "week", "month")


def _spans(day: date) -> tuple[Span, Span, Span]:
    monday = day - timedelta(days=day.weekday())
    return ("day", day.isoformat()), ("week", monday.isoformat()), ("month", f"{day:%Y-%m}")


def spans_of_reserve(day: date, reserve_day: date) -> Iterator[Span]:
    """What a reserve date takes of the provider: a place on that day, and in its week if the film is not of it."""
    own, (of_day, of_week, _) = _spans(day), _spans(reserve_day)
    yield of_day
    if of_week not in own:
        yield of_week


def _most(provider: Provider, kind: str) -> int:
    return {"day": provider.per_day, "week": provider.per_week, "month": provider.per_month}[kind]


def build(model: Model) -> None:
    model.over_columns(_rows)


def _rows(model: Model) -> None:
    uses = model.decisions.uses
    names = sorted({column.provider_id for column in model.columns})
    party = coded([column.provider_id for column in model.columns], names)[uses.variables]
    known, which_day = np.unique(uses.days, return_inverse=True)
    spans = [_spans(date.fromordinal(day)) for day in known.tolist()]
    besides = list(_reserves(model))
    for kind in range(3):
        more = [one for one in besides if one.span[0] == KINDS[kind]]
        which = sorted({each[kind] for each in spans} | {one.span for one in more})
        span = np.concatenate(
            (
                coded([each[kind] for each in spans], which)[which_day],
                coded([one.span for one in more], which),
            )
        )
        all_of = np.concatenate((party, coded([one.provider_id for one in more], names)))
        all_variables = np.concatenate((uses.variables, np.array([one.variable for one in more], np.int64)))
        order = sorted_by(all_of, span, all_variables) if more else sorted_by(all_of, span)
        of, in_span, variables = all_of[order], span[order], all_variables[order]
        each = edges(of, in_span, variables)
        firsts, counts = each[:-1], np.diff(each)
        for start, end in runs(of[firsts], in_span[firsts]):
            first = firsts[start]
            provider_id, subject = names[of[first]], which[in_span[first]]
            terms = ManyTerms(variables[firsts[start:end]], counts[start:end])
            most = _most(model.problem.providers[provider_id], subject[0])
            model.at_most(CODE, (provider_id, *subject), terms, most)


class _Reserved(NamedTuple):
    variable: int
    provider_id: str
    span: Span


def _reserves(model: Model) -> Iterator[_Reserved]:
    for variable, column, reserve in reserves_kept(model.problem, model.decisions):
        for span in spans_of_reserve(column.days[0], reserve.day):
            yield _Reserved(variable, column.provider_id, span)


def findings(plan: Plan) -> Iterator[Finding]:
    used: dict[tuple[str, Span], list[Delivery]] = defaultdict(list)
    for delivery in plan.everything:
        if delivery.provider_id in plan.problem.providers:
            for span in _spans(delivery.day):
                used[delivery.provider_id, span].append(delivery)
    for film, showing in plan.reserves:
        if film.provider_id in plan.problem.providers:
            for span in spans_of_reserve(film.day, showing.day):
                used[film.provider_id, span].append(film)
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
        "主体每天、每周（周一至周日）、每月的配送不超过其承接上限；露天电影的备用日算在当天，也算在另一周。",
        "A provider delivers no more than its most in a day, in a week from Monday to Sunday, and in a month; "
        "the reserve date of a film counts on its day, and in its week if that is another.",
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
