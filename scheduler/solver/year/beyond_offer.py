"""What a year newly plans is of the plan's offer, month by month; judged without a solver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Programme
from scheduler.solver.beyond_offer import HeldToOffer
from scheduler.solver.decisions import Offer, Place, Wanted
from scheduler.solver.finding import Fact
from scheduler.solver.offered import Offered
from scheduler.solver.plan import Plan
from scheduler.solver.year.judge import YearFinding, year_findings
from scheduler.solver.year.offering import asked_of, weighed
from scheduler.solver.year.plan import YearPlan
from scheduler.solver.year.problem import YearProblem


def year_findings_within(
    problem: YearProblem, deliveries: Iterable[Delivery], offered: Offered
) -> tuple[YearFinding, ...]:
    """All that the rules find in a year's plan, and what of it lies beyond its offer."""
    plan = tuple(deliveries)
    return (*year_findings(problem, plan), *beyond_year_offer(problem, plan, offered))


def beyond_year_offer(
    problem: YearProblem, deliveries: Iterable[Delivery], offered: Offered
) -> tuple[YearFinding, ...]:
    """What of each month's decisions is not of the offer; each is hard."""
    if offered is Offered.ANYTHING:
        return ()
    plan = YearPlan(problem, tuple(deliveries))
    return tuple(_found(plan, offered))


def _found(plan: YearPlan, offered: Offered) -> Iterator[YearFinding]:
    widely = offered is Offered.LEAST_OPEN
    for month in plan.problem.months:
        own = tuple(one for one in plan.deliveries if one.month == month == plan.decided_in(one))
        of_month = Plan(plan.problem.of_month(month), own)
        held = _HeldToOffer(of_month, offered, Offer(asked_of(plan.problem, month, widely=widely)))
        yield from (YearFinding(month, one) for one in held.findings())


@dataclass
class _HeldToOffer(HeldToOffer):
    """A month of a year: of the menu only a few programmes are weighed where nobody ordered them."""

    _weighed: dict[Place, frozenset[str]] = field(default_factory=dict)

    def unasked(
        self, area_id: str, programme: Programme
    ) -> Iterator[tuple[str, *tuple[tuple[str, Fact], ...]]]:
        place = (area_id, programme.category)
        if not self.is_open(place) or programme.id not in self.weighed(place):
            yield ("not_weighed",)

    def weighed(self, place: Place) -> frozenset[str]:
        """The programmes that nobody ordered and planning has weighed there."""
        if place not in self._weighed:
            problem, (area_id, category) = self.plan.problem, place
            menu = [one for one in problem.district.programmes if one.category is category]
            if self.offered is Offered.ORDERS_FIRST:
                columns = self.offer.allowed(Wanted(area_id, one) for one in menu)
                self._weighed[place] = weighed(problem, place, {one.programme_id for one in columns})
            else:
                self._weighed[place] = frozenset(one.id for one in menu)
        return self._weighed[place]
