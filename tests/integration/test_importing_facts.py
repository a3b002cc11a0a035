"""A district's facts come in from tables: each kind, by key, old to new, never by absence."""

from __future__ import annotations

from datetime import UTC, date, time

import pytest

from api.importing import take_import
from config.clock import FixedClock
from config.database import Store
from config.refusal import Conflict
from scheduler.adapters.calendar_tables import HeldDeliveryRow
from scheduler.adapters.district_repository import read_district
from scheduler.adapters.district_tables import ClosureRow, CourseRow, OrderRow, TargetRow, VenueRow
from scheduler.adapters.import_tables import ImportRow
from scheduler.adapters.sheets import REFERENCES
from scheduler.application.import_log import read_imports
from scheduler.application.importing import FACT_SHEETS
from scheduler.domain.district import Allotment, Course, DayMark, Order, Period
from scheduler.domain.terms import Category
from tests.integration.import_desk import (
    DISTRICT,
    ORDERS,
    VENUES,
    WHOLE,
    Desk,
    csv,
    csvs,
    desk_of,
    sheet,
)


@pytest.fixture
def desk(store: Store, clock: FixedClock) -> Desk:
    return desk_of(store, clock)


def test_every_sheet_with_references_is_taken() -> None:
    assert set(REFERENCES) <= {sheet.name for sheet in FACT_SHEETS}


def test_looking_tells_what_is_new_and_writes_nothing(desk: Desk) -> None:
    preview = desk.look(*csvs(**WHOLE))
    assert {one.sheet: len(one.new) for one in preview.sheets} == {
        "areas": 2,
        "venues": 2,
        "closures": 1,
        "providers": 2,
        "blackouts": 1,
        "programmes": 2,
        "day_marks": 1,
        "targets": 1,
        "allotment": 2,
        "orders": 2,
        "courses": 1,
        "held": 1,
    }
    assert preview.all_good
    assert desk.count(VenueRow) == 0


def test_a_taken_district_is_the_one_that_planning_reads(desk: Desk) -> None:
    desk.take_whole_district()
    with desk.store.reading() as session:
        district = read_district(session, DISTRICT)
    venue = district.venues[0]
    assert (venue.area_id, venue.features) == ("A1", frozenset({"舞台", "电源"}))
    assert venue.hours == dict.fromkeys(range(1, 8), (time(9), time(21)))
    assert venue.closures == (Period(date(2026, 7, 1), date(2026, 7, 10)),)
    assert district.providers[0].blackouts == (Period(date(2026, 6, 1), date(2026, 6, 3)),)
    assert district.providers[0].contract == Period(date(2026, 1, 1), date(2026, 12, 31))
    assert district.programmes[0].provider_ids == frozenset({"P1"})
    assert district.orders == (
        Order("O1", "A2", "2026-06", "F1", 1, "V2", pinned_day=date(2026, 6, 12)),
        Order("O2", "A1", "2026-06", "F1", 2),
    )
    assert district.allotments == (
        Allotment("A1", Category.FILM, "2026-06", 1, 2),
        Allotment("A2", Category.FILM, "2026-06", 0, 1),
    )
    assert district.courses == (Course("C1", "A1", "T1", "P2", "V1", date(2026, 4, 8), time(9, 30), 12, 6),)
    assert district.day_marks == (DayMark(date(2026, 6, 19), "holiday", "端午节"),)


def test_deliveries_held_and_the_years_targets_come_in(desk: Desk) -> None:
    desk.take_whole_district()
    held = desk.rows(HeldDeliveryRow)["2605-001"]
    assert (held.day, held.state, held.course_id, held.session) == (date(2026, 5, 13), "held", "C1", 6)
    target = desk.rows(TargetRow)["2026/films"]
    assert (target.amount, target.each_area) == (42, False)


def test_taking_the_same_files_again_changes_nothing_and_doubles_nothing(desk: Desk) -> None:
    desk.take_whole_district()
    again = desk.take(*csvs(**WHOLE)).preview
    assert again.changes_nothing
    assert again.counts["unchanged"] == 18
    assert desk.count(OrderRow) == 2


def test_a_stated_key_updates_and_the_preview_shows_old_and_new(desk: Desk) -> None:
    desk.take_whole_district()
    bigger = csv(
        "venues", VENUES.replace("200,舞台、电源", "260,电源、投影").replace("北站中心,", "北站新中心,")
    )
    (change,) = sheet(desk.look(bigger), "venues").changed
    assert (change.number, change.key, change.label) == (2, "V1", "北站新中心")
    assert [(field.title.zh, field.before.zh, field.after.zh) for field in change.changes] == [
        ("场地名称", "北站中心", "北站新中心"),
        ("容纳人数", "200", "260"),
        ("设施", "电源、舞台", "投影、电源"),
    ]
    desk.take(bigger)
    assert desk.count(VenueRow) == 2
    assert desk.rows(VenueRow)["V1"].capacity == 260


def test_what_changes_is_told_in_the_readers_language(desk: Desk) -> None:
    desk.take_whole_district()
    moved = csv(
        "venues",
        VENUES.replace("社区文化活动中心", "图书馆").replace("每天 09:00-21:00", "周一、周六 10:00-17:00"),
    )
    (change,) = sheet(desk.look(moved), "venues").changed
    assert [(field.title.en, field.before.en, field.after.en) for field in change.changes] == [
        ("kind", "community centre", "library"),
        (
            "hours",
            "; ".join(f"{day} 09:00-21:00" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")),
            "Mon 10:00-17:00; Sat 10:00-17:00",
        ),
    ]


def test_a_row_that_is_not_in_the_file_stays_and_the_preview_says_so(desk: Desk) -> None:
    desk.take_whole_district()
    only_one = csv("venues", "\n".join(VENUES.splitlines()[:2]))
    venues = sheet(desk.take(only_one).preview, "venues")
    assert venues.absent == 1
    assert venues.absence is not None
    assert venues.absence.zh == "系统里另有 1 条场地不在此文件中，保持原样，不作关闭或删除。"
    assert sorted(desk.rows(VenueRow)) == ["V1", "V2"]


def test_a_column_that_the_file_does_not_have_keeps_what_stands(desk: Desk) -> None:
    desk.take_whole_district()
    without_features = "\n".join(
        ",".join(cell for place, cell in enumerate(line.split(",")) if place != 5)
        for line in VENUES.splitlines()
    )
    preview = desk.take(csv("venues", without_features)).preview
    assert preview.changes_nothing
    assert desk.rows(VenueRow)["V1"].features == ["电源", "舞台"]


def test_a_blank_cell_of_a_column_that_is_there_empties_it(desk: Desk) -> None:
    desk.take_whole_district()
    desk.take(csv("orders", ORDERS.replace("彭浦广场,2026-06-12", ",")))
    order = desk.rows(OrderRow)["O1"]
    assert (order.venue_id, order.pinned_day) == (None, None)


def test_a_closure_without_an_end_lasts_until_further_notice(desk: Desk) -> None:
    desk.take_whole_district()
    desk.take(csv("closures", "场地,首日,末日\nV2,2026-08-01,\n"))
    assert desk.rows(ClosureRow)["V2/2026-08-01"].last_day is None
    with desk.store.reading() as session:
        venue = read_district(session, DISTRICT).venues[1]
    assert venue.closures == (Period(date(2026, 8, 1), None),)


def test_sheets_given_later_may_name_what_stands_already(desk: Desk) -> None:
    desk.take(*csvs(**{name: WHOLE[name] for name in ("areas", "venues", "providers", "programmes")}))
    desk.take(csv("orders", ORDERS))
    desk.take(csv("courses", WHOLE["courses"]))
    assert desk.rows(OrderRow)["O1"].venue_id == "V2"
    assert desk.rows(CourseRow)["C1"].provider_id == "P2"


def test_what_was_taken_stands_in_the_log_of_imports(desk: Desk) -> None:
    taken = desk.take(*csvs(areas=WHOLE["areas"], venues=VENUES), by="协调员")
    (row,) = desk.rows(ImportRow).values()
    assert (row.id, row.by, row.files) == (taken.import_id, "协调员", ["areas.csv", "venues.csv"])
    assert row.at == desk.clock.now().astimezone(UTC)
    assert row.counts["venues"]["new"] == 2
    assert (row.digest, row.accepted) == (taken.preview.digest, "all")


def test_the_digest_of_what_was_seen_lets_exactly_that_be_taken(desk: Desk) -> None:
    files = csvs(areas=WHOLE["areas"], venues=VENUES)
    desk.take(*files, digest=desk.look(*files).digest)
    assert desk.count(VenueRow) == 2


def test_what_changed_since_it_was_seen_is_a_conflict(desk: Desk) -> None:
    desk.take_whole_district()
    bigger = csv("venues", VENUES.replace("200", "260"))
    seen = desk.look(bigger).digest
    desk.edit(VenueRow, "V1", by="import", at=desk.clock.now(), capacity=240)
    with pytest.raises(Conflict) as refused:
        desk.take(bigger, digest=seen)
    assert "重新预览" in refused.value.faults[0].sentence.zh
    assert desk.rows(VenueRow)["V1"].capacity == 240


def test_other_files_than_those_seen_are_a_conflict(desk: Desk) -> None:
    seen = desk.look(csv("areas", WHOLE["areas"])).digest
    with pytest.raises(Conflict):
        desk.take(csv("areas", WHOLE["areas"].replace("68000", "69000")), digest=seen)


def _take_and_fail(desk: Desk) -> None:
    with desk.store.transaction() as session:
        take_import(session, desk.clock, DISTRICT, csvs(**WHOLE), by="officer")
        raise RuntimeError


def test_an_import_that_fails_half_way_leaves_nothing(desk: Desk) -> None:
    with pytest.raises(RuntimeError):
        _take_and_fail(desk)
    assert (desk.count(VenueRow), desk.count(ImportRow)) == (0, 0)


def test_the_log_shows_the_newest_import_first(desk: Desk) -> None:
    first = desk.take(csv("areas", WHOLE["areas"]), by="甲岗")
    second = desk.take(csv("venues", VENUES), by="乙岗")
    with desk.store.reading() as session:
        log = read_imports(session, DISTRICT)
    assert [(row.id, row.by) for row in log] == [(second.import_id, "乙岗"), (first.import_id, "甲岗")]
