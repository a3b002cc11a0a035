"""A stored month as the explanations read it: its problem, the plan as it stands, the bound of its last run."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import Clock
from config.refusal import refuse
from scheduler.adapters.calendar_repository import draft_of
from scheduler.application.planning_facts import PlanningSettings, read_problem
from scheduler.application.planning_view import last_run
from scheduler.domain.delivery import Delivery
from scheduler.solver.explaining import here_words, place_words, why_words, yielding_words
from scheduler.solver.offered import Offered
from scheduler.solver.placing import Asked, Place, ground_for, known_delivery, places
from scheduler.solver.problem import Problem
from scheduler.solver.weighing import weigh
from scheduler.solver.yielding import least_yielding


@dataclass(frozen=True, slots=True)
class PlannedMonth:
    """A month's problem and plan; `bound` in points, of the facts when it was last planned."""

    problem: Problem
    deliveries: tuple[Delivery, ...]
    bound: int | None
    offer: Offered = Offered.ORDERS_FIRST
    """What the bound speaks of."""


def planned_month(
    session: Session,
    clock: Clock,
    settings: PlanningSettings,
    district_id: str,
    month: str,
    *,
    release: Collection[str] = (),
) -> PlannedMonth:
    """The month's working draft; refused if nothing is planned, or the month is past.

    `release` gives the deliveries whose own pins are not held against them, for a person may loosen them.
    """
    problem = read_problem(session, clock, settings, district_id, month, release=release)
    draft = draft_of(session, district_id, month)
    if not draft:
        raise refuse(
            month,
            "{month} 还没有排期，没有可说明的。请先运行 culture plan {month}。",
            "{month} is not planned; there is nothing to explain. Run culture plan {month} first.",
            month=month,
        )
    released = {one.id: one for one in problem.draft}
    run = last_run(session, district_id, month)
    kept = run is not None and run.kept and run.bound is not None
    return PlannedMonth(
        problem,
        tuple(released.get(one.id, one) for one in draft),
        round(run.bound) if kept and run is not None and run.bound is not None else None,
        run.offer if run is not None else Offered.ORDERS_FIRST,
    )


@dataclass(frozen=True, slots=True)
class ExplainedDelivery:
    """Why a delivery stands where it does, and the other places asked about, the best first.

    `give_way` says who would have to where no place is open; `more` counts the open places not listed.
    """

    sentences: tuple[Bilingual, ...]
    places: tuple[tuple[Place, Bilingual], ...]
    more: int
    give_way: tuple[Bilingual, ...]


def explained_delivery(planned: PlannedMonth, delivery_id: str, asked: Asked, most: int) -> ExplainedDelivery:
    """One delivery of a month explained; at most so many places are listed."""
    problem, plan = planned.problem, planned.deliveries
    delivery = known_delivery(plan, delivery_id)
    ground = ground_for(problem, plan, delivery, asked)
    here = weigh(ground, delivery, places(ground, delivery, asked))
    open_places = [place for place in here.others if not place.blocked]
    give_way: tuple[Bilingual, ...] = ()
    if here.others and not open_places:
        number, told = least_yielding(ground, [place.change for place in here.others])
        give_way = (place_words(problem, here.others[number]), yielding_words(problem, plan, told))
    listed = (open_places or here.others)[:most]
    return ExplainedDelivery(
        here_words(problem, here),
        tuple((place, why_words(problem, place)) for place in listed),
        max(0, len(open_places) - most),
        give_way,
    )
