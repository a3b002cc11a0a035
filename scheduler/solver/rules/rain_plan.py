"""Each outdoor film has a rain plan: an indoor venue of the area, free at that time, or a reserve date soon after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from config.bilingual import Bilingual
from scheduler.domain.delivery import ReserveDate
from scheduler.domain.district import Programme, Venue
from scheduler.domain.terms import Category
from scheduler.solver.candidate import Candidate, candidate_of, clock_time
from scheduler.solver.columns import Column
from scheduler.solver.finding import Barred, Finding, barred
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.problem import Problem
from scheduler.solver.rule import DELIVERIES, Rule, session_findings
from scheduler.solver.rules.venue_open import closed_between

CODE = "rain_plan"


def unsheltered(candidate: Candidate) -> Barred | None:
    """What is wrong with the indoor venue, if there is one, or there is no rain plan at all."""
    if candidate.programme.category is not Category.FILM or not candidate.venue.open_air:
        return None
    rain = candidate.rain_venue
    if rain is not None:
        return no_shelter(rain, candidate.area.id, candidate.programme, candidate.day, candidate.begins)
    if candidate.reserve_day is not None:
        return None
    return barred("none", programme=candidate.programme.id, day=candidate.day)


def no_shelter(venue: Venue, area_id: str, programme: Programme, day: date, begins: int) -> Barred | None:
    """Why a venue cannot take in a film that begins so many minutes after midnight."""
    if venue.open_air or venue.area_id != area_id:
        return barred("not_indoors", rain_venue=venue.id, area=area_id)
    missing = programme.needs - venue.features
    if missing:
        return barred("features", rain_venue=venue.id, missing=tuple(sorted(missing)))
    if closed_between(venue, day, begins, begins + programme.minutes) is not None:
        return barred("shut", rain_venue=venue.id, day=day, start=clock_time(begins))
    return None


def misdated(
    problem: Problem, programme: Programme, area_id: str, day: date, reserve: ReserveDate
) -> Barred | None:
    """What is wrong with a reserve date; that a film stands on it is right if it was published with one."""
    if programme.category is not Category.FILM or programme.sessions > 1:
        return barred("needless", programme=programme.id, day=day)
    if reserve.day == day:
        was = any(
            (one.area_id, one.programme_id) == (area_id, programme.id) and one.reserve_day is not None
            for one in problem.published
        )
        return None if was else barred("none", programme=programme.id, day=day)
    within = problem.parameters.film_reserve_within
    if not 0 < (reserve.day - day).days <= within:
        return barred("misdated", programme=programme.id, day=day, reserve=reserve.day, within=within)
    return None


def build(model: Model) -> None:
    reads = {"shape", "area", "venue", "rain_venue", "reserve", "day", "start"}
    model.forbid(CODE, reads, unsheltered, lambda programme: programme.category is Category.FILM)

    def amiss(column: Column) -> Barred | None:
        if column.reserve is None or column.standing is not None:
            return None
        programme = model.problem.programmes[column.programme_id]
        return misdated(model.problem, programme, column.area_id, column.days[0], column.reserve)

    model.forbid_columns(CODE, amiss)


def findings(plan: Plan) -> Iterator[Finding]:
    yield from session_findings(CODE, unsheltered)(plan)
    for delivery in plan.deliveries:
        candidate = candidate_of(plan.problem, delivery)
        if delivery.reserve_date is None or candidate is None:
            continue
        found = misdated(
            plan.problem, candidate.programme, candidate.area.id, delivery.day, delivery.reserve_date
        )
        if found is not None:
            yield Finding(CODE, found.case, plan.severity(delivery), (delivery.id,), found.facts)


RULE = Rule(
    code=CODE,
    kind="hard",
    title=Bilingual("雨天安排", "The rain plan"),
    sentence=Bilingual(
        "每场露天电影都有雨天安排：本街道的室内场地，具备放映设施，并在同一时间开放、空着；或者几天内的备用日，"
        "同一场地、同一主体，天黑以后开映，当晚为它留出。",
        "Each outdoor film has a rain plan: a venue indoors in the same area, with what the film needs, open and free at "
        "that time; or a reserve date within some days, at the same venue by the same provider, in the dark, kept for it.",
    ),
    unit=DELIVERIES,
    build=build,
    findings=findings,
    cases={
        "none": Bilingual(
            "“{programme}”（{day}）没有雨天备用场地，也没有备用日",
            "“{programme}” on {day} has neither a rain venue nor a reserve date",
        ),
        "not_indoors": Bilingual(
            "{rain_venue}不是{area}的室内场地", "{rain_venue} is no indoor venue of {area}"
        ),
        "features": Bilingual(
            "雨天备用场地{rain_venue}缺少设施：{missing}", "the rain venue {rain_venue} lacks {missing}"
        ),
        "shut": Bilingual(
            "雨天备用场地{rain_venue}在{day} {start} 的场次期间不开放",
            "the rain venue {rain_venue} is not open for the showing at {start} on {day}",
        ),
        "misdated": Bilingual(
            "“{programme}”（{day}）的备用日{reserve}不在其后 {within} 天以内",
            "the reserve date of “{programme}” on {day}, {reserve}, is not within {within} days after it",
        ),
        "needless": Bilingual(
            "“{programme}”（{day}）不是单场的露天电影，不设备用日",
            "“{programme}” on {day} is no single outdoor film and has no reserve date",
        ),
    },
)
