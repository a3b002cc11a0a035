"""A row that a person edited by hand after it was imported is never overwritten unasked."""

from __future__ import annotations

from datetime import datetime

import pytest

from config.clock import FixedClock
from config.database import Store
from scheduler.adapters.district_tables import OrderRow, VenueRow
from tests.conftest import SHANGHAI
from tests.integration.import_desk import ORDERS, VENUES, Desk, csv, desk_of, sheet

YESTERDAY = datetime(2026, 5, 19, 16, 30, tzinfo=SHANGHAI)


@pytest.fixture
def desk(store: Store, clock: FixedClock) -> Desk:
    """The whole district imported; then the venue's capacity put right by hand."""
    desk = desk_of(store, clock)
    desk.take_whole_district()
    desk.edit(VenueRow, "V1", by="协调员", at=YESTERDAY, capacity=220)
    return desk


def test_the_preview_lists_the_conflict_with_whose_edit_it_is(desk: Desk) -> None:
    preview = desk.look(csv("venues", VENUES))
    ((_, conflict),) = preview.conflicts
    assert (conflict.key, conflict.edited_by, conflict.edited_at) == ("V1", "协调员", YESTERDAY)
    assert [(field.title.zh, field.before.zh, field.after.zh) for field in conflict.changes] == [
        ("容纳人数", "220", "200")
    ]
    assert preview.all_good


def test_taking_leaves_the_edit_and_takes_the_rest(desk: Desk) -> None:
    taken = desk.take(csv("venues", VENUES.replace("500", "450"))).preview
    assert [row.key for row in sheet(taken, "venues").changed] == ["V2"]
    venues = desk.rows(VenueRow)
    assert (venues["V1"].capacity, venues["V1"].edited_by) == (220, "协调员")
    assert venues["V2"].capacity == 450


def test_who_asks_for_it_overwrites_the_edit(desk: Desk) -> None:
    desk.take(csv("venues", VENUES), overwrite_hand_edits=True)
    venue = desk.rows(VenueRow)["V1"]
    assert (venue.capacity, venue.edited_by) == (200, "import")
    assert desk.look(csv("venues", VENUES)).conflicts == ()


def test_an_edit_that_the_file_agrees_with_is_no_conflict(desk: Desk) -> None:
    agreeing = desk.look(csv("venues", VENUES.replace("200", "220")))
    assert agreeing.changes_nothing
    assert agreeing.conflicts == ()


def test_an_order_entered_by_hand_is_kept_when_the_file_does_not_name_it(desk: Desk) -> None:
    with desk.store.transaction() as session:
        known = session.get_one(OrderRow, ("test", "O2"))
        columns = {column.key: getattr(known, column.key) for column in OrderRow.__table__.columns}
        session.add(OrderRow(**{**columns, "id": "O9", "edited_by": "街道专管员", "edited_at": YESTERDAY}))
    desk.take(csv("orders", ORDERS))
    assert sorted(desk.rows(OrderRow)) == ["O1", "O2", "O9"]
