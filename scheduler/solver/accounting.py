"""Where a plan's points come from: by wish, by area and by delivery; who gets how much by head; what is left to gain."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scheduler.domain.delivery import Delivery
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.judge import Score, findings, score
from scheduler.solver.plan import Plan
from scheduler.solver.problem import Problem
from scheduler.solver.rules import RULES
from scheduler.solver.rules.fairness import WHOLE, by_district, shares
from scheduler.solver.shortfall import allotment_shortfalls

HEADS = 10_000
"""Figures per head are told for so many heads."""


@dataclass(frozen=True, slots=True)
class Points:
    """What one wish costs, in points; below nought it gains."""

    rule: str
    points: int


@dataclass(frozen=True, slots=True)
class Charge:
    """One unmet wish and what it costs: in which area, on which deliveries; no area if it is of none."""

    finding: Finding
    points: int
    area_id: str | None


@dataclass(frozen=True, slots=True)
class AreaAccount:
    """What one area gets in the month and what its unmet wishes cost.

    `share` is its part of the district's heads in thousandths, `due` the service points that it is
    due by them, `short` the deliveries missing to its least allotments.
    """

    area_id: str
    population: int
    share: int
    service_points: int
    due: float
    deliveries: int
    orders: int
    served: int
    short: int
    points: tuple[Points, ...]

    @property
    def total(self) -> int:
        return sum(one.points for one in self.points)

    @property
    def service_points_by_head(self) -> float:
        """Service points for 10,000 heads; nought where nobody lives."""
        return self.service_points * HEADS / self.population if self.population else 0.0

    @property
    def deliveries_by_head(self) -> float:
        """Deliveries for 10,000 heads; nought where nobody lives."""
        return self.deliveries * HEADS / self.population if self.population else 0.0


@dataclass(frozen=True, slots=True)
class DeliveryAccount:
    """What is unmet about one delivery: `own` counts for it alone, `shared` for it and others together."""

    delivery_id: str
    own: int
    shared: int
    charges: tuple[Charge, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """A plan's points laid open; `bound` is what no plan can go below, None if nothing was proven."""

    score: Score
    hard: int
    charges: tuple[Charge, ...]
    areas: tuple[AreaAccount, ...]
    deliveries: tuple[DeliveryAccount, ...]
    bound: int | None

    @property
    def above_bound(self) -> int | None:
        """Points that another plan might save at most; None if no bound is known or the plan is none of those it is about.

        So is one that breaks a rule, or that a person brought below the bound by what planning does not offer.
        """
        if self.bound is None or self.hard or self.score.total < self.bound:
            return None
        return self.score.total - self.bound


def account(problem: Problem, deliveries: Iterable[Delivery], bound: int | None = None) -> Account:
    """The plan's account; its charges add up to its score, by wish and by area alike."""
    plan = tuple(deliveries)
    found = findings(problem, plan)
    charges = tuple(_charges(problem, plan, found))
    return Account(
        score=score(problem, plan),
        hard=sum(one.severity is Severity.HARD for one in found),
        charges=charges,
        areas=tuple(_areas(problem, plan, charges)),
        deliveries=tuple(_deliveries(charges)),
        bound=bound,
    )


def difference(before: Score, after: Score) -> tuple[Points, ...]:
    """By which wishes one score is dearer than another, those that differ, in the order of the list."""
    changes = (
        Points(now.rule, now.points - was.points)
        for was, now in zip(before.wishes, after.wishes, strict=True)
    )
    return tuple(one for one in changes if one.points)


def _charges(problem: Problem, plan: tuple[Delivery, ...], found: Iterable[Finding]) -> Iterable[Charge]:
    known = {one.id: one.area_id for one in (*problem.draft, *problem.published, *plan)}
    for one in found:
        points = one.amount * problem.weights.of(one.rule) if one.severity is Severity.WISH else 0
        if points:
            yield Charge(one, points, _area_of(problem, one, known))


def _area_of(problem: Problem, finding: Finding, known: Mapping[str, str]) -> str | None:
    facts = dict(finding.facts)
    if "area" in facts:
        return str(facts["area"])
    order = problem.orders.get(str(facts.get("order")))
    if order is not None:
        return order.area_id
    return next((known[one] for one in finding.deliveries if one in known), None)


def _areas(
    problem: Problem, plan: tuple[Delivery, ...], charges: tuple[Charge, ...]
) -> Iterable[AreaAccount]:
    share = shares(problem)
    service = _service_points(problem, plan)
    totals = by_district(problem, service)
    short = allotment_shortfalls(Plan(problem, problem.counted(plan)))
    given = {one.order_id for one in plan}
    for area in problem.district.areas:
        orders = [one for one in problem.district.orders if one.area_id == area.id]
        yield AreaAccount(
            area_id=area.id,
            population=area.population,
            share=share.get(area.id, 0),
            service_points=service[area.id],
            due=totals.get(area.id, 0) * share.get(area.id, 0) / WHOLE,
            deliveries=sum(one.area_id == area.id for one in plan),
            orders=len(orders),
            served=sum(one.id in given for one in orders),
            short=sum(missing for (area_id, _), missing in short.items() if area_id == area.id),
            points=_by_wish(one for one in charges if one.area_id == area.id),
        )


def _service_points(problem: Problem, plan: Iterable[Delivery]) -> Mapping[str, int]:
    points: Counter[str] = Counter()
    for delivery in plan:
        points[delivery.area_id] += problem.parameters.points_of(delivery.category)
    return points


def _by_wish(charges: Iterable[Charge]) -> tuple[Points, ...]:
    total: Counter[str] = Counter()
    for one in charges:
        total[one.finding.rule] += one.points
    return tuple(Points(rule.code, total[rule.code]) for rule in RULES if total[rule.code])


def _deliveries(charges: Iterable[Charge]) -> Iterable[DeliveryAccount]:
    """The deliveries about which something is unmet, the dearest first."""
    about: dict[str, list[Charge]] = defaultdict(list)
    for charge in charges:
        for delivery_id in charge.finding.deliveries:
            about[delivery_id].append(charge)
    accounts = [
        DeliveryAccount(
            delivery_id,
            own=sum(one.points for one in found if len(one.finding.deliveries) == 1),
            shared=sum(one.points for one in found if len(one.finding.deliveries) > 1),
            charges=tuple(found),
        )
        for delivery_id, found in about.items()
    ]
    return sorted(accounts, key=lambda one: (-one.own - one.shared, one.delivery_id))
