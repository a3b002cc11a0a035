"""Every event has its listeners, every clock job its deed, every table its district."""

from __future__ import annotations

import ast
import inspect
from typing import get_args

from api.bootstrap import House
from api.clock import CLOCK_JOBS
from api.tables import IN_CONFIG, metadata, table_modules
from config.revisions import MIGRATIONS
from notifications.domain.sending_events import DecisionMade
from scheduler.messages import (
    AttendanceReported,
    DraftDiscarded,
    Event,
    OrderPlaced,
    OrderTakenBack,
    PlanningDue,
    PublishedFactsChanged,
    ReserveDateBooked,
    ReserveDateFreed,
)
from tests.architecture.sources import sources


def test_every_event_of_the_house_is_wired(house: House) -> None:
    assert set(house.wiring.handlers) == {*get_args(Event), *get_args(DecisionMade)}


def test_an_event_that_no_room_hears_is_declared(house: House) -> None:
    unheard = {event for event, handlers in house.wiring.handlers.items() if not handlers}
    decided = set(get_args(DecisionMade))
    of_areas = {OrderPlaced, OrderTakenBack, AttendanceReported}
    of_reserves = {ReserveDateBooked, ReserveDateFreed}
    of_planning = {PlanningDue, PublishedFactsChanged, DraftDiscarded}
    assert unheard == {*of_planning, *of_areas, *of_reserves, *decided}, (
        "the start page shows them, planning and the area's page read what they tell of, or it is made"
    )


def test_every_job_of_the_clock_has_its_deed_and_its_way_with_lateness(house: House) -> None:
    assert {job.job for job in CLOCK_JOBS} - set(house.wiring.jobs) == set()
    assert {job.late for job in CLOCK_JOBS} <= {"run", "report"}


def test_every_job_that_is_enqueued_by_name_has_its_deed(house: House) -> None:
    named = {
        call.args[2].value
        for source in sources()
        for call in ast.walk(source.tree)
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) == "enqueue"
        and len(call.args) > 2
        and isinstance(call.args[2], ast.Constant)
    }
    assert named != set()
    assert named - set(house.wiring.jobs) == set()


def test_every_class_with_rows_is_among_the_tables_that_migrations_make() -> None:
    metadata()
    gathered = {*table_modules(), *(source.module for source in sources("config"))}
    elsewhere = {
        f"{source.name} {node.name}"
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and _has_a_table(node) and source.module not in gathered
    }
    assert elsewhere == set()


def test_the_migrations_are_one_chain_by_their_numbers() -> None:
    numbers = sorted(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert numbers == [f"{place:04d}" for place in range(1, len(numbers) + 1)]


def test_every_ground_floor_module_with_rows_is_named() -> None:
    with_rows = {
        source.module
        for source in sources("config")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and _has_a_table(node)
    }
    assert with_rows == set(IN_CONFIG)


def test_every_table_belongs_to_a_district() -> None:
    without = {table.name for table in metadata().sorted_tables if "district_id" not in table.columns}
    assert without == set()


def test_every_event_carries_its_district() -> None:
    assert {
        event.__name__
        for event in (*get_args(Event), *get_args(DecisionMade))
        if "district_id" not in inspect.signature(event).parameters
    } == set()


def _has_a_table(node: ast.ClassDef) -> bool:
    return any(
        isinstance(step, ast.Assign) and ast.unparse(step.targets[0]) == "__tablename__" for step in node.body
    )
