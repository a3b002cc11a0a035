"""Plans the month of a whole city: split by district, negotiated, merged, judged again as one plan."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from importlib.metadata import version

from scheduler.domain.delivery import Delivery
from scheduler.solver.answer import rejudge
from scheduler.solver.city.crew import crew_of
from scheduler.solver.city.negotiating import Negotiation
from scheduler.solver.city.tasks import Crew
from scheduler.solver.city.workbench import Workbench
from scheduler.solver.columns import deliveries_of, standing_column
from scheduler.solver.identity import with_ids
from scheduler.solver.judge import score
from scheduler.solver.offered import Offered
from scheduler.solver.problem import Problem
from scheduler.solver.search import Found
from scheduler.solver.solution import Ending, Options, Progress, Solution, Unplaced, gap_of

SOLVER = f"OR-Tools {version('ortools')} CP-SAT and GLOP, by district"

Watch = Callable[[Progress], None]
Asked = Callable[[], bool]


def solve_city(
    city: Problem,
    options: Options | None = None,
    watch: Watch = lambda _: None,
    cancelled: Asked = lambda: False,
    *,
    workers: int = 1,
) -> Solution:
    """Plan a city with so many processes (1: in this one) within the options' time; cancel keeps the best found."""
    crew: AbstractContextManager[Crew] = (
        nullcontext(Workbench(city)) if workers == 1 else crew_of(city, workers)
    )
    with crew as at_work:
        return negotiate(city, at_work, options or Options(), watch, cancelled)


def negotiate(
    city: Problem,
    crew: Crew,
    options: Options,
    watch: Watch = lambda _: None,
    cancelled: Asked = lambda: False,
) -> Solution:
    """Plan a city with a crew; the steps end by themselves, or when the time is up or it is cancelled."""
    began = time.monotonic()
    log: list[str] = []

    def seconds() -> float:
        return time.monotonic() - began

    def tell(now: Negotiation) -> None:
        placed = sum(column.in_month for plan in now.plans for column in plan.columns) + len(city.standing)
        watch(Progress(now.points, now.bound, gap_of(now.points, now.bound), seconds(), placed))

    talks = Negotiation(
        city,
        crew,
        seed=options.seed,
        over=lambda: cancelled() or seconds() > options.seconds,
        tell=tell,
        note=lambda line: log.append(f"{seconds():.2f} s: {line}"),
    )
    talks.run()
    return _answer(city, talks, options, stopped=cancelled(), seconds=seconds(), log=log)


def _answer(
    city: Problem, talks: Negotiation, options: Options, *, stopped: bool, seconds: float, log: list[str]
) -> Solution:
    deliveries: tuple[Delivery, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    points = None
    relaxed = talks.infeasible
    if talks.plans and (relaxed or not talks.short):
        deliveries = _merged(city, talks)
        points = score(city, deliveries)
        rejudge(city, deliveries, Found(best=None if relaxed else talks.points), points, relaxed=relaxed)
        unplaced = talks.unplaced()
    best = points.total if points else None
    bound = None if relaxed else talks.bound
    return Solution(
        ending=_ending(talks, found=bool(points), stopped=stopped),
        relaxed=relaxed,
        deliveries=deliveries,
        unplaced=unplaced,
        best=best,
        bound=bound,
        gap=gap_of(best, bound),
        seconds=seconds,
        score=points,
        log=tuple(log),
        solver=SOLVER,
        seed=options.seed,
        fingerprint=city.fingerprint(),
        offered=Offered.LEAST_OPEN,  # the districts' bounds are those of the whole menu
    )


def _ending(talks: Negotiation, *, found: bool, stopped: bool) -> Ending:
    if talks.proven:
        return Ending.OPTIMAL
    if stopped and talks.cut_short:
        return Ending.CANCELLED
    if talks.infeasible:
        return Ending.INFEASIBLE
    return Ending.FEASIBLE if found else Ending.OUT_OF_TIME


def _merged(city: Problem, talks: Negotiation) -> tuple[Delivery, ...]:
    """The districts' plans as one, each delivery with its id for life."""
    standing = [standing_column(city, delivery) for delivery in city.fixed]
    chosen = [column for plan in talks.plans for column in plan.columns]
    return with_ids(city, deliveries_of(city, [*standing, *chosen]))
