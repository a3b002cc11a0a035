"""The demonstration district carries the year that the product must be able to carry, and contradicts itself nowhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import config
from scheduler.adapters.district_files import DistrictFiles, YearTarget, read_district
from scheduler.domain.district import Allotment, Programme
from scheduler.domain.terms import Category, VenueKind
from scheduler.solver.sessions import session_days
from scheduler.workdays import film_start, workdays_from

FOLDER = Path(config.__file__).with_name("districts") / "demo"
MONTHS = [f"2026-{number:02}" for number in range(1, 13)]
FILES = read_district(FOLDER)
DISTRICT = FILES.district
MENU = {programme.id: programme for programme in DISTRICT.programmes}
VENUES = {venue.id: venue for venue in DISTRICT.venues}
PROVIDERS = {provider.id: provider for provider in DISTRICT.providers}
WORKDAYS = workdays_from(DISTRICT.day_marks, DISTRICT.years_with_holidays)


@pytest.fixture
def files() -> DistrictFiles:
    return FILES


def days(first: str, last: str) -> set[date]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return {begin + timedelta(number) for number in range((end - begin).days + 1)}


def allotted(category: Category) -> list[Allotment]:
    return [one for one in DISTRICT.allotments if one.category is category]


def test_the_files_are_read_without_a_fault_or_a_warning(files: DistrictFiles) -> None:
    assert files.warnings == ()
    assert (files.profile.id, files.profile.name, files.profile.timezone) == (
        "demo",
        "示范区",
        "Asia/Shanghai",
    )
    assert (files.profile.office, files.profile.office_telephone) == ("区文化配送中心", "021-0000-0100")


def test_the_year_promises_what_the_districts_report_states(files: DistrictFiles) -> None:
    assert files.profile.targets == (
        YearTarget(2026, "feature_services", 92, each_area=False),
        YearTarget(2026, "films", 42, each_area=False),
        YearTarget(2026, "performances", 50, each_area=False),
        YearTarget(2026, "training_sessions", 900, each_area=False),
        YearTarget(2026, "books", 1000, each_area=True),
        YearTarget(2026, "periodicals", 100, each_area=True),
    )


def test_it_has_eight_sub_districts_and_one_town_of_830_000_people() -> None:
    endings = Counter("镇" if area.name.endswith("镇") else "街道" for area in DISTRICT.areas)
    assert endings == {"街道": 8, "镇": 1}
    assert sum(area.population for area in DISTRICT.areas) == 830_000


def test_each_area_has_a_centre_a_library_and_an_open_air_site_in_use_in_june() -> None:
    in_use = [venue for venue in DISTRICT.venues if venue.opened.holds(date(2026, 6, 1))]
    kinds = defaultdict(list)
    for venue in in_use:
        kinds[venue.area_id].append(venue.kind)
    assert {area.id: sorted(kinds[area.id]) for area in DISTRICT.areas} == {
        area.id: [VenueKind.CENTRE, VenueKind.LIBRARY, VenueKind.OPEN_AIR] for area in DISTRICT.areas
    }


def test_centres_stay_open_till_half_past_nine_and_open_air_sites_till_ten() -> None:
    closing = {VenueKind.CENTRE: time(21, 30), VenueKind.OPEN_AIR: time(22)}
    for venue in DISTRICT.venues:
        if venue.kind in closing:
            assert {closes for _, closes in venue.hours.values()} == {closing[venue.kind]}


def test_a_centre_to_be_opened_on_12_december_is_not_there_the_day_before() -> None:
    (new,) = [venue for venue in DISTRICT.venues if venue.opened.first]
    assert (new.opened.holds(date(2026, 12, 11)), new.opened.holds(date(2026, 12, 12))) == (False, True)


def test_some_sixty_providers_of_all_five_categories_have_contracts() -> None:
    assert len(DISTRICT.providers) == 62
    assert {category for one in DISTRICT.providers for category in one.categories} == set(Category)
    assert all(one.contract.first and one.contract.last for one in DISTRICT.providers)
    assert {"示范电影院", "示范茶馆"} <= {one.name for one in DISTRICT.providers}


def test_the_menu_has_between_sixty_and_eighty_programmes_and_none_that_no_venue_can_hold() -> None:
    assert 60 <= len(MENU) <= 80

    def homes(programme: Programme) -> list[str]:
        return [
            venue.id
            for venue in DISTRICT.venues
            if programme.needs <= venue.features
            and programme.open_air == venue.open_air
            and programme.audience <= venue.capacity
        ]

    assert [programme.name for programme in DISTRICT.programmes if not homes(programme)] == []


def test_each_areas_film_can_move_indoors_when_it_rains() -> None:
    for programme in DISTRICT.programmes:
        if programme.category is Category.FILM:
            sheltered = {
                venue.area_id
                for venue in DISTRICT.venues
                if not venue.open_air and programme.needs <= venue.features
            }
            assert sheltered == {area.id for area in DISTRICT.areas}


def test_the_allotment_names_every_area_category_and_month_once() -> None:
    named = Counter((one.area_id, one.category, one.month) for one in DISTRICT.allotments)
    wanted = {
        (area.id, category, month) for area in DISTRICT.areas for category in Category for month in MONTHS
    }
    assert named == Counter(wanted)


@pytest.mark.parametrize(
    ("category", "target"),
    [(Category.PERFORMANCE, 50), (Category.FILM, 42), (Category.TRAINING, 900), (Category.FEATURE, 92)],
)
def test_the_years_target_lies_between_the_sums_of_least_and_most(category: Category, target: int) -> None:
    assert (
        sum(one.least for one in allotted(category)) <= target <= sum(one.most for one in allotted(category))
    )


def test_films_are_allotted_from_may_to_october_only() -> None:
    assert {one.month for one in allotted(Category.FILM) if one.most} == set(MONTHS[4:10])


def test_a_batch_a_month_gives_each_area_exactly_1000_books_and_100_periodicals() -> None:
    assert {(one.least, one.most) for one in allotted(Category.BOOKS)} == {(1, 1)}
    batches = [one for one in DISTRICT.programmes if one.category is Category.BOOKS]
    given = [
        {(one.volumes, one.titles) for one in batches if number in one.months} for number in range(1, 13)
    ]
    assert all(len(options) == 1 for options in given)
    assert sum(volumes for ((volumes, _),) in given) == 1000
    assert sum(titles for ((_, titles),) in given) == 100


def test_part_of_junes_training_is_pinned_by_running_courses_and_the_rest_is_open() -> None:
    pinned: Counter[str] = Counter()
    for course in DISTRICT.courses:
        walked = session_days(course.first_day, course.sessions, WORKDAYS)
        pinned[course.area_id] += sum(f"{day:%Y-%m}" == "2026-06" for day in walked)
    june = [one for one in allotted(Category.TRAINING) if one.month == "2026-06"]
    assert pinned.total() == 36
    assert sum(one.least for one in june) <= 75 <= sum(one.most for one in june)
    assert all(pinned[one.area_id] <= one.most for one in june)


def test_every_area_ranks_its_orders_from_one_without_a_gap() -> None:
    ranks: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for order in DISTRICT.orders:
        ranks[order.month, order.area_id].append(order.rank)
    assert set(ranks) == {(month, area.id) for month in ("2026-06", "2026-07") for area in DISTRICT.areas}
    assert all(sorted(given) == list(range(1, len(given) + 1)) for given in ranks.values())


def test_no_area_orders_one_programme_twice_in_a_month() -> None:
    wishes = Counter((order.month, order.area_id, order.programme_id) for order in DISTRICT.orders)
    assert [wish for wish, count in wishes.items() if count > 1] == []


def test_junes_orders_can_fill_the_least_of_every_single_category() -> None:
    ordered: Counter[tuple[str, Category]] = Counter()
    for order in DISTRICT.orders:
        if order.month == "2026-06":
            ordered[order.area_id, MENU[order.programme_id].category] += 1
    for quota in DISTRICT.allotments:
        if quota.month == "2026-06" and quota.category is not Category.TRAINING:
            assert ordered[quota.area_id, quota.category] >= quota.least, quota


def test_exactly_one_order_is_pinned_and_it_is_a_film_on_12_june_that_is_dark_and_over_in_time() -> None:
    (order,) = [order for order in DISTRICT.orders if order.pinned_day or order.pinned_start]
    programme = MENU[order.programme_id]
    assert (order.pinned_day, order.pinned_start) == (date(2026, 6, 12), time(19, 30))
    assert order.pinned_day is not None
    assert programme.category is Category.FILM
    dark = film_start(order.pinned_day, DISTRICT.latitude, DISTRICT.longitude, ZoneInfo(DISTRICT.timezone))
    assert dark == time(19, 30)
    assert 19 * 60 + 30 + programme.minutes <= 21 * 60 + 30


def test_one_film_on_the_menu_is_too_long_for_junes_light_and_is_ordered_all_the_same() -> None:
    long = {one.id for one in DISTRICT.programmes if one.category is Category.FILM and one.minutes > 120}
    ordered = {order.programme_id for order in DISTRICT.orders if order.month == "2026-06"}
    assert len(long & ordered) == 1


def test_one_event_of_a_thousand_people_is_ordered_in_june_with_its_permit_on_record() -> None:
    large = [
        (order.month, order.permit_recorded)
        for order in DISTRICT.orders
        if MENU[order.programme_id].audience >= 1000
    ]
    assert large == [("2026-06", True), ("2026-07", False)]


def test_holidays_and_makeup_workdays_of_2026_are_the_announced_ones() -> None:
    announced = (
        ("2026-01-01", "2026-01-03"),
        ("2026-02-15", "2026-02-23"),
        ("2026-04-04", "2026-04-06"),
        ("2026-05-01", "2026-05-05"),
        ("2026-06-19", "2026-06-21"),
        ("2026-09-25", "2026-09-27"),
        ("2026-10-01", "2026-10-07"),
    )
    assert set(WORKDAYS.holidays) == {day for first, last in announced for day in days(first, last)}
    makeups = ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")
    assert set(WORKDAYS.makeups) == {date.fromisoformat(f"2026-{day}") for day in makeups}
    assert all(day.isoweekday() >= 6 for day in WORKDAYS.makeups)
    assert not set(WORKDAYS.makeups) & set(WORKDAYS.holidays)


def test_examination_days_are_quiet_and_marked_as_general_knowledge(files: DistrictFiles) -> None:
    assert set(WORKDAYS.quiet) == days("2026-06-07", "2026-06-09") | days("2026-06-13", "2026-06-14")
    marks = {(line.kind, line.mark) for line in files.readings["day_marks"].records}
    assert marks == {("holiday", "F"), ("makeup", "F"), ("quiet", "G")}
    assert all(line.source for line in files.readings["day_marks"].records)
