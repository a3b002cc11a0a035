"""Who declines is not asked again: what was declined gives way, a film keeps all but its rain venue."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.refusal import Refusal
from scheduler.domain.decline import AskedSide
from scheduler.domain.delivery import Delivery
from scheduler.domain.disruption import Declined
from scheduler.solver.declining import declines_of
from scheduler.solver.problem import Problem
from scheduler.solver.proposing import Aim
from tests.unit.solver.small_district import (
    DANCE,
    PROGRAMMES,
    PROVIDERS,
    june,
    provider,
    small_district,
    venue,
)
from tests.unit.solver.test_repairing import FILM_DAY, PLAN, changed, course, month, repaired, then

HALLS = (*small_district().venues, venue("annex"))
FILM_UNSHELTERED = Declined(FILM_DAY.id, "rain_venue")


def answered(problem: Problem, declined: Declined) -> Problem:
    """The problem as it stands once the answer is recorded."""
    return replace(problem, declines=declines_of(problem.published, declined))


@pytest.mark.parametrize("declined", [FILM_UNSHELTERED, Declined("2606-002", "venue")])
def test_the_answer_may_be_recorded_already_as_it_is_where_a_month_is_published(declined: Declined) -> None:
    problem = month(venues=HALLS)
    told, heard = repaired(problem, declined), repaired(answered(problem, declined), declined)
    assert (told.touched, told.least) == (frozenset({declined.delivery_id}), 1)
    assert (heard.touched, heard.least, changed(heard)) == (told.touched, told.least, changed(told))


def test_a_film_without_its_rain_venue_takes_another_and_keeps_all_else_and_is_not_pinned_by_that() -> None:
    done = repaired(month(venues=HALLS), FILM_UNSHELTERED, frozenset(Aim))
    film = then(done, FILM_DAY.id)
    assert [changed(done, one.aim) for one in done.proposals] == [{FILM_DAY.id: ("rain_venue_id",)}]
    assert (film.rain_venue_id, film.pinned) == ("annex", FILM_DAY.pinned)


def test_a_film_for_which_no_other_rain_venue_is_free_that_evening_gets_a_reserve_date() -> None:
    done = repaired(month(), FILM_UNSHELTERED)
    assert changed(done) == {FILM_DAY.id: ("rain_venue_id", "reserve_day", "reserve_start")}
    assert done.proposals[0].broken == ()


def test_it_moves_where_reserve_dates_are_not_planned() -> None:
    plain = month()
    halls_only = replace(plain, parameters=replace(plain.parameters, film_reserve_within=0))
    done = repaired(halls_only, FILM_UNSHELTERED)
    assert "day" in changed(done)[FILM_DAY.id]
    assert done.proposals[0].broken == ()


def lessons() -> Problem:
    dance = replace(DANCE, provider_ids=frozenset({"teacher", "guild"}))
    facts = {
        "programmes": (*(one for one in PROGRAMMES if one is not DANCE), dance),
        "providers": (*PROVIDERS, provider("guild")),
    }
    return month(course(), **facts)


def test_what_is_declined_of_a_course_is_one_event() -> None:
    done = repaired(lessons(), Declined("2606-12", "provider", ("2606-14",)))
    assert done.touched == frozenset({"2606-12", "2606-14"})
    assert changed(done) == {"2606-12": ("provider_id",), "2606-14": ("provider_id",)}


@pytest.mark.parametrize(
    ("declined", "plan", "place"),
    [
        (Declined("2606-12", "provider", ("2606-99",)), course(), "others"),
        (Declined("2606-002", "rain_venue"), PLAN, "side"),
        (FILM_UNSHELTERED, (replace(FILM_DAY, venue_id="hall"),), "side"),
    ],
)
def test_nonsense_is_refused_by_its_field(declined: Declined, plan: tuple[Delivery, ...], place: str) -> None:
    with pytest.raises(Refusal) as refused:
        repaired(month(plan), declined)
    assert [fault.place for fault in refused.value.faults] == [place]


def test_who_declined_is_named_by_its_side() -> None:
    sides: tuple[AskedSide, ...] = ("venue", "provider", "rain_venue")
    parties = [declines_of(PLAN, Declined(FILM_DAY.id, side))[0].party for side in sides]
    assert parties == ["square", "cinema", "hall"]
    assert declines_of(PLAN, FILM_UNSHELTERED)[0].day == june(12)
