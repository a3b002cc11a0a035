from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date

import pytest

from config.refusal import Refusal
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Course, Order
from scheduler.solver.problem import month_problem
from scheduler.solver.standing import PIN_FIELDS
from tests.unit.solver.small_district import (
    DANCE,
    MONTH,
    TEA,
    at,
    delivery,
    june,
    settings,
    small_district,
    small_problem,
)

COURSE = Course("K1", "north", "dance", "teacher", "hall", date(2026, 5, 8), at("10:00"), 8)  # Fridays
RUNNING = small_district(courses=(COURSE,))


def sessions(deliveries: tuple[Delivery, ...]) -> list[tuple[int | None, date]]:
    return [(one.session, one.day) for one in deliveries]


def test_a_running_course_enters_the_month_and_skips_the_holiday() -> None:
    assert sessions(small_problem(RUNNING).standing) == [(5, june(5)), (6, june(12)), (7, june(26))]


def test_a_running_course_occupies_the_months_around() -> None:
    around = sessions(small_problem(RUNNING).around)
    assert around == [(4, date(2026, 5, 29)), (8, date(2026, 7, 3))]


def test_sessions_of_a_running_course_are_numbered_once_and_keep_their_ids() -> None:
    first = small_problem(RUNNING)
    assert [one.id for one in first.standing] == ["2606-001", "2606-002", "2606-003"]
    again = small_problem(RUNNING, draft=first.standing[1:])
    assert [one.id for one in again.standing] == ["2606-004", "2606-002", "2606-003"]


def test_a_course_begun_in_an_earlier_month_runs_on() -> None:
    begun = [
        delivery(f"2605-00{number}", DANCE, 1, "10:00", course_id="C2605-01", session=number)
        for number in (1, 2)
    ]
    may = (replace(begun[0], day=date(2026, 5, 20)), replace(begun[1], day=date(2026, 5, 27)))
    assert sessions(small_problem(around=may).standing) == [(3, june(3)), (4, june(10))]


def test_a_published_session_stands_as_it_was_published() -> None:
    moved = replace(small_problem(RUNNING).standing[0], day=june(6))
    assert small_problem(RUNNING, published=(moved,)).standing[0] == moved


def test_what_was_published_for_a_day_gone_by_stands() -> None:
    parameters, weights = settings()
    published = (delivery("2606-001", TEA, 5, "10:00"), delivery("2606-002", TEA, 12, "10:00"))
    problem = month_problem(
        small_district(), MONTH, june(5), parameters, weights, published=published, draft=published[1:]
    )
    assert problem.standing == published[:1]


def test_what_may_not_move_and_what_is_pinned_whole_stands() -> None:
    published = tuple(delivery(f"2606-00{day}", TEA, day, "10:00") for day in (1, 2, 3))
    draft = (*published[:2], replace(published[2], pinned=PIN_FIELDS))
    problem = small_problem(published=published, draft=draft, unmovable=frozenset({"2606-001"}))
    assert problem.standing == (published[0], draft[2])
    assert problem.by_hand == {"2606-003"}


def test_a_delivery_whose_length_was_set_by_hand_stands() -> None:
    shorter = replace(delivery("2606-001", TEA, 5, "10:00"), minutes=45, pinned=frozenset({"minutes"}))
    assert small_problem(draft=(shorter,)).standing == (shorter,)


def test_one_session_pinned_holds_its_whole_course() -> None:
    course = tuple(
        delivery(f"2606-00{number}", DANCE, day, "10:00", course_id="C2606-01", session=number)
        for number, day in ((1, 16), (2, 23), (3, 30))
    )
    draft = (replace(course[0], pinned=PIN_FIELDS), *course[1:])
    assert small_problem(draft=draft).standing == draft


def test_a_month_past_is_refused() -> None:
    parameters, weights = settings()
    with pytest.raises(Refusal, match="2026-06 is past"):
        month_problem(small_district(), MONTH, june(30), parameters, weights)


def test_a_name_that_is_no_month_is_refused() -> None:
    parameters, weights = settings()
    with pytest.raises(Refusal, match="is no month"):
        month_problem(small_district(), "2026-13", june(1), parameters, weights)


def test_facts_that_name_the_unknown_are_refused_all_at_once() -> None:
    district = small_district(
        orders=(Order("O1", "north", MONTH, "ballet", 1),), courses=(replace(COURSE, venue_id="barn"),)
    )
    with pytest.raises(Refusal) as refused:
        small_problem(district, draft=(delivery("2606-001", TEA, 5, "10:00", provider_id="ghost"),))
    assert [(fault.place, fault.sentence.en) for fault in refused.value.faults] == [
        ("order O1", "names a programme “ballet”, which is not known. Enter it first, or mend the name."),
        ("course K1", "names a venue “barn”, which is not known. Enter it first, or mend the name."),
        (
            "delivery 2606-001",
            "names a provider “ghost”, which is not known. Enter it first, or mend the name.",
        ),
    ]


def test_a_month_in_a_year_without_holidays_is_provisional() -> None:
    assert not small_problem().is_provisional
    assert small_problem(small_district(years_with_holidays=frozenset({2025}))).is_provisional


def test_the_fingerprint_is_the_same_for_the_same_facts() -> None:
    assert small_problem(RUNNING).fingerprint() == small_problem(RUNNING).fingerprint()
    again = pickle.loads(pickle.dumps(small_problem(RUNNING)))  # noqa: S301 - our own
    assert again.fingerprint() == small_problem(RUNNING).fingerprint()


def test_the_fingerprint_changes_with_what_is_read_and_with_nothing_else() -> None:
    plain = small_district()
    before = small_problem(plain).fingerprint()
    renamed = replace(plain, name="Other", venues=tuple(replace(one, name="?") for one in plain.venues))
    next_month = replace(plain, orders=(Order("O1", "north", "2026-07", "tea", 1),))
    assert small_problem(renamed).fingerprint() == before
    assert small_problem(next_month).fingerprint() == before
    assert (
        small_problem(replace(plain, orders=(Order("O1", "north", MONTH, "tea", 1),))).fingerprint() != before
    )
    assert small_problem(replace(plain, month_budget=5)).fingerprint() != before
    assert small_problem(plain, published=(delivery("2606-001", TEA, 5, "10:00"),)).fingerprint() != before
