"""Repairs a city's published month: searched in the districts that the disruption concerns, all others stay as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from scheduler.domain.delivery import Delivery, DeliveryId
from scheduler.domain.disruption import (
    BudgetChanged,
    Declined,
    Disruption,
    HolidayMoved,
    OrderWithdrawn,
    ProviderAbsent,
    QuotaChanged,
    Rain,
    Urgent,
    VenueClosed,
    VenueReopened,
)
from scheduler.domain.district import Allotment, District
from scheduler.solver.city.parts import DistrictId, areas_of, districts_of
from scheduler.solver.disrupting import disrupted, undisrupted
from scheduler.solver.looking import Looking
from scheduler.solver.problem import Problem, next_free_serial
from scheduler.solver.proposing import Aim, Repair, published_problem
from scheduler.solver.repairing import repair
from scheduler.solver.solution import Ending, Options


def repair_city(
    problem: Problem,
    plan: Sequence[Delivery],
    disruption: Disruption,
    options: Options | None = None,
    *,
    recorded: frozenset[DeliveryId] = frozenset(),
    aims: frozenset[Aim] = frozenset(Aim),
    cancelled: Callable[[], bool] = lambda: False,
    watch: Callable[[Looking], None] = lambda _: None,
) -> Repair:
    """As `repair`; proposals are plans of the whole city.

    Other districts' deliveries give way only if the districts concerned find no way by themselves. What those do
    by themselves is proven the least only where no more changes than must, whoever else might give way.
    """

    def repaired(within: Problem, stood: Sequence[Delivery]) -> Repair:
        return repair(
            within,
            stood,
            disruption,
            options,
            recorded=recorded,
            aims=aims,
            cancelled=cancelled,
            watch=watch,
        )

    concerned = concerned_by(problem, plan, disruption) if len(districts_of(problem)) > 1 else frozenset()
    if not concerned or len(concerned) == len(districts_of(problem)):
        return repaired(problem, plan)
    part = Part(problem, tuple(plan), concerned)
    found = repaired(part.problem, part.plan)
    if not any(not one.broken for one in found.proposals) and found.ending is not Ending.CANCELLED:
        return repaired(problem, plan)
    return _of_the_whole(found, part, disrupted(part.whole_published(disruption), plan, disruption))


def _of_the_whole(found: Repair, part: Part, after: Problem) -> Repair:
    """The answer for some districts as one for the city: nobody else moves, and no more is claimed than holds there."""
    proposals = tuple(
        replace(
            one,
            deliveries=(*one.deliveries, *part.left_out),
            proven=one.proven and one.aim is Aim.FEWEST and one.count == found.must,
        )
        for one in found.proposals
    )
    best = next((one for one in proposals if one.aim is Aim.FEWEST), None)
    proven = best is not None and best.proven
    ending = Ending.FEASIBLE if found.ending is Ending.OPTIMAL and not proven else found.ending
    return replace(found, ending=ending, least=found.must, proposals=proposals, problem=after)


def concerned_by(problem: Problem, plan: Sequence[Delivery], disruption: Disruption) -> frozenset[DistrictId]:
    """The districts of which a delivery can be touched or come; all, where the disruption is the whole city's."""
    match disruption:
        case ProviderAbsent():
            areas = {one.area_id for one in plan if one.provider_id == disruption.provider_id}
        case VenueClosed() | VenueReopened():
            areas = {one.area_id for one in problem.district.venues if one.id == disruption.venue_id}
        case Declined():
            areas = {one.area_id for one in plan if one.id in disruption.deliveries}
        case OrderWithdrawn():
            areas = {one.area_id for one in problem.district.orders if one.id == disruption.order_id}
        case Urgent():
            areas = {disruption.order.area_id}
        case QuotaChanged():
            areas = {disruption.area_id}
        case Rain():
            in_the_open = {one.id for one in problem.district.venues if one.open_air}
            areas = {one.area_id for one in plan if one.day == disruption.day and one.venue_id in in_the_open}
        case BudgetChanged() | HolidayMoved():
            areas = set(problem.areas)
    return frozenset(problem.areas[area].district_id for area in areas if area in problem.areas)


@dataclass(frozen=True)
class Part:
    """What a search needs of a city to repair some districts: theirs, and where their providers are elsewhere."""

    whole: Problem
    published: tuple[Delivery, ...]
    districts: frozenset[DistrictId]

    def whole_published(self, disruption: Disruption) -> Problem:
        """The city's problem before the disruption, the plan published."""
        return published_problem(undisrupted(self.whole, self.published, disruption), self.published)

    @cached_property
    def own(self) -> frozenset[str]:
        """The areas of the districts."""
        return frozenset().union(*(areas_of(self.whole, one) for one in self.districts))

    @cached_property
    def plan(self) -> tuple[Delivery, ...]:
        """What was published for the districts, and what their providers are busy with elsewhere."""
        return tuple(one for one in self.published if self._holds(one))

    @cached_property
    def left_out(self) -> tuple[Delivery, ...]:
        """What was published for others by others."""
        return tuple(one for one in self.published if not self._holds(one))

    @cached_property
    def problem(self) -> Problem:
        """The districts' problem; what is elsewhere is fixed, and nothing more can come there."""
        whole, own = self.whole, self.own
        fixed = [one for one in whole.fixed if self._holds(one)]
        known = {one.id for one in fixed}
        fixed += [one for one in self.plan if one.area_id not in own and one.id not in known]
        return replace(
            whole,
            district=self._facts(fixed),
            fixed=tuple(fixed),
            published=self.plan,
            draft=(),
            declines=tuple(one for one in whole.declines if one.area_id in own),
            next_serial=max(whole.next_serial, next_free_serial(whole.month, self.published)),
        )

    def _holds(self, delivery: Delivery) -> bool:
        return delivery.area_id in self.own or self._serves(delivery.provider_id)

    def _serves(self, provider_id: str) -> bool:
        return self.whole.providers[provider_id].district_id in self.districts | {None}

    def _facts(self, fixed: Collection[Delivery]) -> District:
        facts, own, month = self.whole.district, self.own, self.whole.month
        elsewhere = Counter(
            (one.area_id, one.category) for one in fixed if one.area_id not in own and one.month == month
        )
        areas = own | {one.area_id for one in fixed}
        served = {one.order_id for one in fixed}
        spent = sum(self.whole.programmes[one.programme_id].cost for one in self.left_out)
        return replace(
            facts,
            areas=tuple(one for one in facts.areas if one.id in areas),
            venues=tuple(one for one in facts.venues if one.area_id in areas),
            orders=tuple(one for one in facts.orders if one.area_id in own or one.id in served),
            allotments=(
                *(one for one in facts.allotments if one.area_id in own),
                *(Allotment(area, category, month, 0, most) for (area, category), most in elsewhere.items()),
            ),
            month_budget=None if facts.month_budget is None else max(0, facts.month_budget - spent),
        )
