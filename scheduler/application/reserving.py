"""Booking a reserve date for an outdoor film, in its own month or another, judged by the rules of that month."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time

from sqlalchemy.orm import Session

from config.clock import Clock
from config.refusal import Fault, Refusal, refuse
from scheduler.adapters.calendar_repository import (
    draft_of,
    life_of,
    published_delivery,
    published_of,
    tell_history,
)
from scheduler.adapters.reserve_repository import (
    free_reserve,
    holds_of,
    keep_reserve,
    reserve_of,
    reserves_in,
    without_reserve,
)
from scheduler.adapters.reserve_tables import ReserveDateRow
from scheduler.application.names_view import Names, read_names
from scheduler.application.planning_facts import PlanningSettings, read_problem
from scheduler.application.remarks import BreaksRules, Remark, remarks
from scheduler.domain.delivery import Delivery, ReserveDate
from scheduler.domain.terms import Category, DeliveryState
from scheduler.solver.judge import findings
from scheduler.solver.moves import judge_move
from scheduler.solver.problem import Problem
from scheduler.solver.repair import freed
from scheduler.solver.rules import allotment, held


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where else a film could be shown; what is None stays as it is, but it starts no sooner than in the dark."""

    day: date
    start: time | None = None
    venue_id: str | None = None
    provider_id: str | None = None


@dataclass(frozen=True, slots=True)
class Reserve:
    """A film as it stands and as it would be on its reserve date, and what speaks against that."""

    film: Delivery
    then: Delivery
    against: tuple[Remark, ...]


def preview_reserve(
    session: Session, clock: Clock, settings: PlanningSettings, district_id: str, film_id: str, wanted: Wanted
) -> Reserve:
    """The film on that evening, and the rules that bar it; nothing is written.

    Refused: no published film in the open, one that has begun or is recorded, a day not after its own.
    """
    film = _film(session, clock, district_id, film_id)
    if wanted.day <= film.day:
        raise refuse(
            "day",
            "备用日须在原定的{day}之后。",
            "a reserve date comes after the film's own day, {day}.",
            day=film.day,
        )
    problem = read_problem(session, clock, settings, district_id, f"{wanted.day:%Y-%m}")
    then = _on(
        film,
        ReserveDate(wanted.day, wanted.start or max(film.start, problem.film_start(wanted.day))),
        wanted.venue_id or film.venue_id,
        wanted.provider_id or film.provider_id,
    )
    return Reserve(film, then, _against(session, problem, district_id, film, then))


def book_reserve(
    session: Session,
    clock: Clock,
    settings: PlanningSettings,
    district_id: str,
    film_id: str,
    wanted: Wanted,
    *,
    by: str,
) -> Reserve:
    """Keep that evening's venue and provider for the film, in place of what was kept before; refused if a rule bars it."""
    reserve = preview_reserve(session, clock, settings, district_id, film_id, wanted)
    if reserve.against:
        raise BreaksRules(*(Fault(film_id, remark.sentence) for remark in reserve.against))
    keep_reserve(session, district_id, reserve.then, at=clock.now(), by=by)
    return reserve


def let_reserve_go(session: Session, clock: Clock, district_id: str, film_id: str, *, by: str) -> None:
    """Free a reserve date by hand; refused if the film has none, or none but that for a rain plan."""
    film = published_delivery(session, district_id, film_id)
    if film is not None and film.reserve is not None:
        raise _planned(film)
    if not free_reserve(session, district_id, film_id):
        raise refuse(
            film_id,
            "这场电影没有订备用日。已订的见 culture reserve。",
            "this film has no reserve date. culture reserve lists those that are booked.",
        )
    tell_history(session, district_id, film_id, "reserve_freed", at=clock.now(), by=by)


@dataclass(frozen=True, slots=True)
class Booked:
    """A reserve date in the district's own names; `was` is the day on which the film stands."""

    film_id: str
    was: date
    programme: str
    area: str
    day: date
    start: time
    venue: str
    provider: str


def booked_reserves(
    session: Session, district_id: str, names: Names, month: str | None = None
) -> tuple[Booked, ...]:
    """The reserve dates that fall into `month`, or all that are booked, the earliest first."""
    rows = reserves_in(session, district_id, month)
    films = {row.id: published_delivery(session, district_id, row.id) for row in rows}
    return tuple(
        Booked(
            row.id,
            film.day,
            names.programme(film.programme_id),
            names.area(film.area_id),
            row.day,
            row.start,
            names.venue(row.venue_id),
            names.provider(row.provider_id),
        )
        for row in rows
        if (film := films[row.id]) is not None
    )


def at_reserve(session: Session, district_id: str, film: Delivery) -> Delivery | None:
    """The film on its reserve date; None if none is booked."""
    row = reserve_of(session, district_id, film.id)
    if row is None:
        return None
    return _on(film, ReserveDate(row.day, row.start), row.venue_id, row.provider_id)


def _on(film: Delivery, reserve: ReserveDate, venue_id: str, provider_id: str) -> Delivery:
    """The film on that evening; one without a rain venue has used its rain plan then."""
    there = replace(film, venue_id=venue_id, provider_id=provider_id)
    if film.rain_venue_id is None:
        return there.shown_on(reserve)
    return replace(there, day=reserve.day, start=reserve.start, pinned=frozenset())


def against_showing(
    session: Session,
    clock: Clock,
    settings: PlanningSettings,
    district_id: str,
    film: Delivery,
    then: Delivery,
) -> tuple[Remark, ...]:
    """The hard rules that bar the film there, and what else its venue and provider have that day.

    Quotas are not asked: the film counts in the month in which it was allotted.
    """
    problem = read_problem(session, clock, settings, district_id, then.month)
    return _against(session, problem, district_id, film, then)


def _against(
    session: Session, problem: Problem, district_id: str, film: Delivery, then: Delivery
) -> tuple[Remark, ...]:
    problem = freed(_without_own(problem, film.id), film)
    plan = published_of(session, district_id, then.month) or draft_of(session, district_id, then.month)
    others = tuple(one for one in plan if one.id != film.id)
    here = then.month == film.month
    if not here:  # that month is to know that the film was published with a rain plan
        problem = replace(problem, published=(*problem.published, replace(film, pinned=frozenset())))
    showing = replace(then, pinned=frozenset(), order_id=then.order_id if here else None)
    verdict = judge_move(problem, plan if here else others, [showing])
    barred = tuple(found for found in verdict.hard if found.rule != allotment.CODE)
    kept = _kept_for(problem, district_id, showing)
    taken = set(findings(kept, others, (held.RULE,))) - set(findings(problem, others, (held.RULE,)))
    return remarks(problem.district, barred) + remarks(
        kept.district, sorted(taken, key=lambda one: one.deliveries)
    )


def _film(session: Session, clock: Clock, district_id: str, film_id: str) -> Delivery:
    film, life = (
        published_delivery(session, district_id, film_id),
        life_of(session, district_id, film_id),
    )
    if film is None or life is None:
        raise refuse(
            film_id,
            "已发布的计划里没有这个场次。请核对编号（culture show 可查）。",
            "no published month holds this delivery. Check its number (culture show lists them).",
        )
    if film.category is not Category.FILM or not read_names(session, district_id).open_air(film.venue_id):
        raise refuse(
            film_id,
            "只有露天电影才订雨天备用日。",
            "only an outdoor film has a reserve date.",
        )
    if film.reserve is not None:
        raise _planned(film)
    if film.starts_at(clock.zone) <= clock.now() or life.state != DeliveryState.PLANNED:
        raise refuse(
            film_id,
            "这一场已经开始或已有结果，不能再订备用日。",
            "it has begun or is recorded; a reserve date is of no use any more.",
        )
    return film


def _planned(film: Delivery) -> Refusal:
    return refuse(
        film.id,
        "它的备用日（{day}）是排在计划里的雨天安排。要改，请改计划再发布：culture move {film} --reserve-day 日期，"
        "或改用室内场地：--rain-venue 场地。",
        "its reserve date, {day}, is its rain plan in the calendar. Change the calendar and publish again: "
        "culture move {film} --reserve-day DAY, or take a venue indoors: --rain-venue VENUE.",
        day=film.reserve_day,
        film=film.id,
    )


def _without_own(problem: Problem, film_id: str) -> Problem:
    holds = without_reserve(problem.district.holds, film_id)
    return replace(problem, district=replace(problem.district, holds=holds))


def _kept_for(problem: Problem, district_id: str, then: Delivery) -> Problem:
    """The problem in which that evening is kept for the film already."""
    row = ReserveDateRow(
        district_id=district_id,
        id=then.id,
        day=then.day,
        venue_id=then.venue_id,
        provider_id=then.provider_id,
    )
    holds = (*problem.district.holds, *holds_of(row))
    return replace(problem, district=replace(problem.district, holds=holds))
