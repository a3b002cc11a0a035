"""What the demonstration holds of January to May kept to every rule that planning keeps to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path

import config
from scheduler.adapters.district_files import HeldDelivery, read_district
from scheduler.domain.terms import Category, DeliveryState
from scheduler.solver.sessions import session_days
from scheduler.workdays import workdays_from

FOLDER = Path(config.__file__).with_name("districts") / "demo"
MONTHS = [f"2026-{number:02}" for number in range(1, 13)]
FILES = read_district(FOLDER)
DISTRICT = FILES.district
MENU = {programme.id: programme for programme in DISTRICT.programmes}
VENUES = {venue.id: venue for venue in DISTRICT.venues}
PROVIDERS = {provider.id: provider for provider in DISTRICT.providers}
WORKDAYS = workdays_from(DISTRICT.day_marks, DISTRICT.years_with_holidays)


def begins(held: HeldDelivery) -> int:
    start = held.delivery.start
    return start.hour * 60 + start.minute


def busy(held: HeldDelivery) -> tuple[int, int]:
    programme = MENU[held.delivery.programme_id]
    return begins(held) - programme.setup_minutes, begins(
        held
    ) + programme.minutes + programme.clearing_minutes


def overlapping(held: Iterable[HeldDelivery]) -> list[tuple[str, str]]:
    return [
        (one.delivery.id, other.delivery.id)
        for one, other in combinations(held, 2)
        if busy(one)[0] < busy(other)[1] and busy(other)[0] < busy(one)[1]
    ]


def test_what_was_held_from_january_to_may_keeps_to_the_allotment() -> None:
    tried: Counter[tuple[str, Category, str]] = Counter()
    held: Counter[tuple[str, Category, str]] = Counter()
    for one in FILES.held:
        key = (one.delivery.area_id, one.delivery.category, one.delivery.month)
        tried[key] += 1
        held[key] += one.state is DeliveryState.HELD
    assert {one.delivery.month for one in FILES.held} == set(MONTHS[:5])
    for quota in DISTRICT.allotments:
        if quota.month in MONTHS[:5]:
            key = (quota.area_id, quota.category, quota.month)
            assert quota.least <= held[key], key
            assert tried[key] <= quota.most, key


def test_most_were_held_and_a_few_rained_off_or_missed() -> None:
    states = Counter(one.state for one in FILES.held)
    assert states == {DeliveryState.HELD: 482, DeliveryState.RAINED_OFF: 2, DeliveryState.NO_SHOW: 4}
    assert {one.delivery.category for one in FILES.held if one.state is DeliveryState.RAINED_OFF} <= {
        Category.FILM,
        Category.FEATURE,
    }


def test_no_venue_and_no_provider_was_in_two_deliveries_at_once() -> None:
    used: defaultdict[tuple[str, date], list[HeldDelivery]] = defaultdict(list)
    for one in FILES.held:
        used[one.delivery.venue_id, one.delivery.day].append(one)
        used[one.delivery.provider_id, one.delivery.day].append(one)
    assert [pair for held in used.values() for pair in overlapping(held)] == []


def test_every_delivery_was_held_where_it_was_open_by_whom_was_there() -> None:
    for one in FILES.held:
        delivery = one.delivery
        venue, provider, programme = (
            VENUES[delivery.venue_id],
            PROVIDERS[delivery.provider_id],
            MENU[delivery.programme_id],
        )
        opens, closes = venue.hours[delivery.day.isoweekday()]
        assert opens <= delivery.start < delivery.end <= closes, delivery.id
        assert venue.opened.holds(delivery.day), delivery.id
        assert not any(closure.holds(delivery.day) for closure in venue.closures), delivery.id
        assert provider.contract.holds(delivery.day), delivery.id
        assert delivery.day.isoweekday() in provider.weekdays, delivery.id
        assert not any(blackout.holds(delivery.day) for blackout in provider.blackouts), delivery.id
        assert delivery.day.month in programme.months, delivery.id
        assert programme.open_air == venue.open_air, delivery.id
        assert programme.needs <= venue.features, delivery.id


def test_no_provider_gave_more_than_it_can_in_a_day_a_week_or_a_month() -> None:
    given: Counter[tuple[str, str, object]] = Counter()
    for one in FILES.held:
        who, when = one.delivery.provider_id, one.delivery.day
        given.update([(who, "day", when), (who, "week", when.isocalendar()[:2]), (who, "month", when.month)])
    most = {"day": "per_day", "week": "per_week", "month": "per_month"}
    over = [key for key, count in given.items() if count > getattr(PROVIDERS[key[0]], most[key[1]])]
    assert over == []


def test_books_travelled_on_working_days() -> None:
    travelled = {one.delivery.day for one in FILES.held if one.delivery.category is Category.BOOKS}
    assert [day for day in sorted(travelled) if not WORKDAYS.is_workday(day)] == []


def test_the_courses_under_way_on_1_june_stand_in_what_was_held_session_by_session() -> None:
    assert len(DISTRICT.courses) == 9
    for course in DISTRICT.courses:
        before = [one.delivery for one in FILES.held if one.delivery.course_id == course.id]
        walked = session_days(course.first_day, course.sessions, WORKDAYS)
        assert 0 < course.held < course.sessions, course.id
        assert [(one.session, one.day) for one in before] == list(enumerate(walked[: course.held], 1)), (
            course.id
        )
        assert walked[course.held] >= date(2026, 6, 1), course.id
        assert {(one.venue_id, one.provider_id, one.programme_id, one.start) for one in before} == {
            (course.venue_id, course.provider_id, course.programme_id, course.start)
        }


def test_every_course_was_given_weekly_on_one_weekday_with_public_holidays_skipped() -> None:
    courses: defaultdict[str, list[date]] = defaultdict(list)
    for one in FILES.held:
        if one.delivery.course_id:
            courses[one.delivery.course_id].append(one.delivery.day)
    for met in courses.values():
        assert tuple(met) == session_days(met[0], len(met), WORKDAYS)
        assert all((later - earlier).days % 7 == 0 for earlier, later in pairwise(met))


def test_a_month_costs_less_than_its_budget() -> None:
    cost: Counter[str] = Counter()
    for one in FILES.held:
        cost[one.delivery.month] += MENU[one.delivery.programme_id].cost
    assert DISTRICT.month_budget is not None
    assert max(cost.values()) <= DISTRICT.month_budget
