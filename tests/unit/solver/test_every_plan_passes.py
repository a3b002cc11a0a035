"""Whatever the problem and however planning ends, its plan passes the checker, but for what it says had to give way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from functools import cache
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.planning.generate import Made, made
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Order, Period, Venue
from scheduler.domain.terms import Category, VenueKind
from scheduler.solver.beyond_offer import findings_within
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.judge import score
from scheduler.solver.problem import Problem
from scheduler.solver.solution import Options, Solution
from scheduler.solver.solve import solve
from tests.conftest import Often
from tests.unit.solver.small_district import DANCE, MONTH, at, delivery, most, small_district, small_problem

PINS = ((), (), ("day",), ("start", "venue_id"), ("provider_id",))
SEEDS = 4
"""So many problems of each small size are made, each once."""


@cache
def of_seed(size: str, seed: int) -> Made:
    return made(size, seed)


def generated(size: str, seed: int, dice: Random) -> Problem:
    """A generated month of few areas: at times part of its plan is out, pinned here and there, a provider gone, a least higher."""
    problem, hidden = of_seed(size, seed).problem, of_seed(size, seed).hidden
    district = problem.district
    if dice.random() < 0.3:
        gone = dice.choice(district.providers).id
        never = Period(problem.today, problem.today)
        district = replace(
            district,
            providers=tuple(
                replace(one, contract=never) if one.id == gone else one for one in district.providers
            ),
        )
    if dice.random() < 0.3:
        lifted = dice.choice(district.allotments)
        district = replace(
            district,
            allotments=tuple(
                replace(one, least=one.most) if one == lifted else one for one in district.allotments
            ),
        )
    orders = tuple(
        replace(one, pinned_day=dice.choice(problem.days)) if dice.random() < 0.03 else one
        for one in district.orders
    )
    published = _stood(dice, problem, hidden)
    return replace(
        problem,
        district=replace(district, orders=orders),
        published=published,
        draft=_stood(dice, problem, hidden) if dice.random() < 0.5 else published,
    )


def _stood(dice: Random, problem: Problem, hidden: tuple[Delivery, ...]) -> tuple[Delivery, ...]:
    """Part of the month as it might have been planned, courses left out."""
    if dice.random() < 0.4:
        return ()
    loose = [one for one in hidden if one.course_id is None and not problem.stands(one)]
    return tuple(
        replace(one, pinned=frozenset(dice.choice(PINS)))
        for one in dice.sample(loose, dice.randint(0, len(loose)))
    )


def broken(problem: Problem, solution: Solution) -> list[Finding]:
    """What the checker finds hard in the plan, what was fixed before it apart."""
    fixed = {one.id for one in problem.fixed}
    return [
        one
        for one in findings_within(problem, solution.deliveries, solution.offered)
        if one.severity is Severity.HARD and not (one.deliveries and fixed.issuperset(one.deliveries))
    ]


def passes(problem: Problem, solution: Solution) -> None:
    """The plan breaks exactly what it says gave way, and its figures are true."""
    wrong = Counter[tuple[object, ...]]()
    for one in broken(problem, solution):
        facts = dict(one.facts)
        match one.rule, one.case:
            case "allotment", "least":
                wrong["least", facts["area"], facts["category"]] += 1
            case "pins", "order_missing":
                wrong["order", facts["order"]] += 1
            case "pins", "pinned":
                wrong["pin", facts["delivery"]] += 1
            case _:
                wrong["other", one] += 1
    pinned = {one.id for one in problem.district.orders if one.pinned_day is not None}
    named = Counter[tuple[object, ...]]()
    for each in solution.unplaced:
        if each.delivery_id is not None:
            named["pin", each.delivery_id] += 1
        elif each.order_id is None:
            named["least", each.area_id, each.category] += 1
        elif each.order_id in pinned and ("order", each.order_id) in wrong:
            named["order", each.order_id] += 1
    if not solution.deliveries:
        return
    assert wrong == named
    assert not wrong or solution.relaxed
    assert solution.best == score(problem, solution.deliveries).total
    assert solution.bound is None or solution.bound <= solution.best


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """A generated month of one to three areas."""
    dice = Random(draw(st.integers(0, 10**9)))  # noqa: S311 - made-up facts, not secrets
    return generated(dice.choice("1123"), dice.randint(1, SEEDS), dice)


COURSES = tuple(replace(DANCE, id=name, sessions=3) for name in ("dance", "waltz"))
HOURS = ("09:00", "15:00", "18:00")
SESSION_PINS = (
    (),
    (),
    ("day",),
    ("start",),
    ("start", "venue_id"),
    ("day", "start"),
    ("programme_id", "day"),
)


@st.composite
def course_months(draw: st.DrawFn) -> Problem:
    """A month of courses drafted and at times published otherwise, any of their sessions pinned, a day or an hour gone."""
    dice = draw(st.randoms(use_true_random=False))
    orders = tuple(
        Order(f"O{number}", "north", MONTH, dice.choice(COURSES).id, number) for number in range(1, 4)
    )
    hall = Venue("hall", "north", "Hall", VenueKind.CENTRE, 300, frozenset(), _open(dice))
    district = small_district(
        programmes=COURSES,
        venues=(hall, replace(hall, id="studio", name="Studio")),
        orders=orders[: dice.randint(1, 3)],
        allotments=(most("north", Category.TRAINING, dice.choice((3, 6, 9)), dice.choice((0, 0, 3))),),
    )
    drafted = tuple(one for number in (1, 2) for one in _drafted(dice, number, district.orders))
    return small_problem(district, draft=drafted, published=drafted[:3] if dice.random() < 0.3 else ())


def _open(dice: Random) -> dict[int, tuple[time, time]]:
    """Every weekday but one, and not always early or late."""
    opens, closes = dice.choice(("08:30", "14:00")), dice.choice(("17:30", "21:30"))
    return {day: (at(opens), at(closes)) for day in range(1, 8) if day != dice.randint(1, 14)}


def _drafted(dice: Random, number: int, orders: tuple[Order, ...]) -> Iterator[Delivery]:
    start, venue_id, order = dice.choice(HOURS), dice.choice(("hall", "studio")), dice.choice((None, *orders))
    given = next(one for one in COURSES if order is None or one.id == order.programme_id)
    for session, day in enumerate(range(dice.choice((2, 9, 15, 22)), 31, 7), start=1):
        if session <= given.sessions and day != 19 and dice.random() < 0.95:
            yield delivery(
                f"2606-1{number}{session}",
                given,
                day,
                start,
                venue_id=venue_id,
                order_id=order.id if order is not None else None,
                course_id=f"C{number}",
                session=session,
                pinned=frozenset(dice.choice(SESSION_PINS)),
            )


def test_every_plan_passes_the_checker_but_for_what_it_names(often: Often) -> None:
    @often(8, 200)
    @given(problems(), st.sampled_from([0.02, 0.2, 2.0]))
    def holds(problem: Problem, work: float) -> None:
        passes(problem, solve(problem, Options(workers=1, deterministic_seconds=work)))

    holds()


def test_pins_of_any_session_of_a_course_are_kept_or_named_as_given_up(often: Often) -> None:
    @often(12, 1000)
    @given(course_months())
    def holds(problem: Problem) -> None:
        passes(problem, solve(problem, Options(workers=1, deterministic_seconds=0.5), loosens=False))

    holds()
