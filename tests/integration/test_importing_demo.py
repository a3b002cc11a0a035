"""The demonstration district comes in through the same deed as anybody's files."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

import config
from api.import_files import GivenFile, read_files
from config.clock import FixedClock
from config.database import Store
from config.district_clock import DistrictRow
from scheduler.adapters.calendar_tables import HeldDeliveryRow
from scheduler.adapters.district_files import read_district as read_folder
from scheduler.adapters.district_repository import read_district
from scheduler.adapters.district_tables import TargetRow
from tests.integration.import_desk import Desk, sheet

DEMO = Path(config.__file__).with_name("districts") / "demo"


@pytest.fixture
def files() -> tuple[GivenFile, ...]:
    return read_files(DEMO)


@pytest.fixture
def desk(store: Store, clock: FixedClock) -> Desk:
    """The line of the demonstration, with a name and an office that the files put right."""
    desk = Desk(store, clock, "demo")
    desk.found()
    return desk


def test_the_demonstration_comes_in_whole_without_an_error_a_question_or_a_warning(
    desk: Desk, files: tuple[GivenFile, ...]
) -> None:
    preview = desk.take(*files).preview
    assert (preview.errors, preview.questions, preview.warnings, preview.unread) == ((), (), (), ())
    assert {one.sheet: len(one.new) for one in preview.sheets if one.sheet in {"areas", "businesses"}} == {
        "areas": 9,
        "businesses": 440,
    }


def test_what_is_stored_is_what_the_files_say(desk: Desk, files: tuple[GivenFile, ...]) -> None:
    desk.take(*files)
    folder = read_folder(DEMO)
    with desk.store.reading() as session:
        stored = read_district(session, "demo")
        district = session.get_one(DistrictRow, "demo")
        targets = {(row.measure, row.amount, row.each_area) for row in session.scalars(sa.select(TargetRow))}
    for kind in (
        "areas",
        "venues",
        "providers",
        "programmes",
        "orders",
        "allotments",
        "courses",
        "day_marks",
    ):
        in_store = {repr(_key(one)): one for one in getattr(stored, kind)}
        in_files = {repr(_key(one)): one for one in getattr(folder.district, kind)}
        assert in_store == in_files
    assert (stored.name, stored.month_budget) == (folder.district.name, folder.district.month_budget)
    assert district.office_telephone == folder.profile.office_telephone
    assert targets == {(one.measure, one.amount, one.each_area) for one in folder.profile.targets}
    assert desk.count(HeldDeliveryRow) == len(folder.held)


def _key(fact: object) -> object:
    names = ("id",) if hasattr(fact, "id") else ("area_id", "category", "month", "day", "kind")
    return [getattr(fact, name, None) for name in names]


def test_a_second_time_nothing_changes(desk: Desk, files: tuple[GivenFile, ...]) -> None:
    desk.take(*files)
    assert desk.look(*files).changes_nothing


def test_another_districts_profile_is_refused_with_its_id(
    sqlite_store: Store, clock: FixedClock, files: tuple[GivenFile, ...]
) -> None:
    desk = Desk(sqlite_store, clock, "elsewhere")
    desk.found()
    (error,) = sheet(desk.look(*files), "district").errors
    assert (error.place, error.value) == ("district.toml district.id", "demo")


def test_a_changed_profile_is_shown_old_and_new(desk: Desk, files: tuple[GivenFile, ...]) -> None:
    desk.take(*files)
    (profile,) = [file for file in files if file.name == "district.toml"]
    richer = GivenFile(profile.name, profile.content.replace(b"month_budget = ", b"month_budget = 1"))
    (change,) = sheet(desk.look(richer), "district").changed
    assert [field.title.en for field in change.changes] == ["month budget"]
    assert change.changes[0].after.zh == f"1{change.changes[0].before.zh}"
