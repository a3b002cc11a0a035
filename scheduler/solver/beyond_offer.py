"""What is newly planned is of the plan's offer; judged without a solver, by the very functions that make the offer.

A person's own changes stand beside the rules of THE list, which alone forbid publishing: only a plan that
claims to be chosen from an offer is held to it, so that a bound speaks of every plan that passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Programme
from scheduler.solver.assemble import ruled
from scheduler.solver.candidate import Candidate
from scheduler.solver.decisions import (
    Offer,
    Place,
    Wanted,
    is_open,
    places_offered,
    starts_offered,
    stood_unasked,
)
from scheduler.solver.finding import Fact, Finding
from scheduler.solver.judge import findings
from scheduler.solver.offered import Offered
from scheduler.solver.plan import Plan
from scheduler.solver.problem import Problem
from scheduler.solver.reserve_offer import Sheltered
from scheduler.solver.rule import DELIVERIES, Rule
from scheduler.solver.rules import RULE_OF

CODE = "offered"


def findings_within(
    problem: Problem, deliveries: Iterable[Delivery], offered: Offered
) -> tuple[Finding, ...]:
    """All that the rules find in a plan, and what of it lies beyond its offer."""
    plan = tuple(deliveries)
    return (*findings(problem, plan), *beyond_offer(problem, plan, offered))


def beyond_offer(problem: Problem, deliveries: Iterable[Delivery], offered: Offered) -> tuple[Finding, ...]:
    """What of a plan's new deliveries is not of the offer; each is hard."""
    if offered is Offered.ANYTHING:
        return ()
    plan = Plan(problem, problem.counted(deliveries))
    return tuple(HeldToOffer(plan, offered, Offer(ruled(problem))).findings())


@dataclass
class HeldToOffer:
    """A month's plan held to its offer, which `offer` makes."""

    plan: Plan
    offered: Offered
    offer: Offer
    _open: dict[Place, bool] = field(default_factory=dict)

    @cached_property
    def stood(self) -> frozenset[tuple[str, str]]:
        return frozenset(stood_unasked(self.plan.problem))

    def findings(self) -> Iterator[Finding]:
        """What of the plan's new deliveries is not of the offer."""
        problem = self.plan.problem
        of_month = self.plan.candidates[: len(self.plan.deliveries)]
        for delivery, candidate in of_month:
            if candidate is None or problem.stands(delivery):
                continue
            what = (
                ("area", delivery.area_id),
                ("programme", delivery.programme_id),
                ("day", delivery.day),
            )
            for case, *facts in self.beyond(delivery, candidate):
                yield Finding(CODE, case, self.plan.severity(delivery), (delivery.id,), (*what, *facts))

    def beyond(
        self, delivery: Delivery, session: Candidate
    ) -> Iterator[tuple[str, *tuple[tuple[str, Fact], ...]]]:
        """In what a delivery is none that planning could have made."""
        problem, programme = self.plan.problem, session.programme
        wanted = Wanted(delivery.area_id, programme, session.order)
        if delivery.start not in starts_offered(problem, wanted):
            yield "start", ("start", delivery.start)
        if not self.is_placed(delivery, wanted):
            yield "place", ("venue", delivery.venue_id)
        own = (programme.minutes, programme.volumes, programme.titles)
        if (delivery.minutes, delivery.volumes, delivery.titles) != own:
            yield ("size",)
        if delivery.course_id in problem.running:
            yield "joins", ("course", delivery.course_id or "")
        if session.order is None and (delivery.area_id, programme.id) not in self.stood:
            yield from self.unasked(delivery.area_id, programme)

    def unasked(
        self, area_id: str, programme: Programme
    ) -> Iterator[tuple[str, *tuple[tuple[str, Fact], ...]]]:
        """Why what nobody ordered is not offered there."""
        if not self.is_open((area_id, programme.category)):
            yield "unasked", ("category", programme.category)

    def is_placed(self, delivery: Delivery, wanted: Wanted) -> bool:
        """Whether planning pairs the venue with the rain venue or the reserve date so."""
        if delivery.reserve_date is None:
            return (delivery.venue_id, delivery.rain_venue_id) in places_offered(self.plan.problem, wanted)
        return Sheltered(self.plan.problem, wanted.area_id, wanted.programme, wanted.order).leaves(delivery)

    def is_open(self, place: Place) -> bool:
        """Whether what nobody ordered is offered there."""
        if place not in self._open:
            first, asked = self.offered is Offered.ORDERS_FIRST, self.offer.model.problem
            reached = self.offer.reach(place) if first and is_open(asked, place) else 0
            self._open[place] = is_open(asked, place, reached)
        return self._open[place]


RULE = Rule(
    code=CODE,
    kind="hard",
    title=Bilingual("排期可选的范围", "What planning chooses from"),
    sentence=Bilingual(
        "新排的场次按所列时段开始，场地、时长和册数照项目单；没有点单的项目只补配额下限不足之处，先排点单。",
        "What is newly planned starts at one of the offered times, with places, length and volumes as the menu "
        "says; what nobody ordered only fills what the least allotment lacks, orders first.",
    ),
    unit=DELIVERIES,
    build=lambda _: None,
    findings=lambda plan: beyond_offer(plan.problem, plan.deliveries, Offered.ORDERS_FIRST),
    cases={
        "start": Bilingual(
            "{area}“{programme}”（{day}）{start} 开始，不在排期所列的时段",
            "“{programme}” in {area} on {day} starts at {start}, which is not offered",
        ),
        "place": Bilingual(
            "{area}“{programme}”（{day}）在{venue}：排期不这样选场地和雨天安排",
            "“{programme}” in {area} on {day}, in {venue}: planning does not pair venue and rain plan so",
        ),
        "size": Bilingual(
            "{area}“{programme}”（{day}）的时长或册数与项目单不同",
            "“{programme}” in {area} on {day} is not as long or as large as the menu says",
        ),
        "joins": Bilingual(
            "{area}“{programme}”（{day}）加进了已在办的课程 {course}",
            "“{programme}” in {area} on {day} is added to the running course {course}",
        ),
        "unasked": Bilingual(
            "{area}没有点“{programme}”（{day}）；本月{category}的配额下限不必靠它",
            "{area} did not order “{programme}” ({day}), and its least of {category} does not need it",
        ),
        "not_weighed": Bilingual(
            "{area}没有点“{programme}”（{day}），全年排期在那个月没有把它列为可选",
            "{area} did not order “{programme}” ({day}), and planning the year did not weigh it for that month",
        ),
    },
)

TOLD_BY = {**RULE_OF, CODE: RULE}
"""Each rule by its code, this one too."""
