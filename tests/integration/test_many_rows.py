"""Many rows in one statement say the same on both kinds of store as one statement for each row."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

import pytest
import sqlalchemy as sa

from config.durable import Outbox
from config.many import insert_many, one_of, update_many
from config.work_log import EventRow
from notifications.adapters.contact_repository import stable_id

ODD = ["", "plain", '引号 " 和 \\ 与 , {} \n', "😀", "NULL"]
AT = datetime(2026, 5, 20, 1, 2, 3, 456789, tzinfo=UTC)
DISTRICT = "many"


@pytest.fixture
def filled(outbox: Outbox) -> Outbox:
    rows = [
        {"district_id": DISTRICT, "id": f"e{place}", "kind": text, "payload": {"odd": [text, None]}, "at": AT}
        for place, text in enumerate(ODD)
    ]
    with outbox.transaction() as session:
        insert_many(session, EventRow, [{**row, "tries": 2, "failure": None} for row in rows])
    return outbox


def rows_of(outbox: Outbox) -> list[EventRow]:
    with outbox.store.reading() as session:
        mine = sa.select(EventRow).where(EventRow.district_id == DISTRICT).order_by(EventRow.id)
        return list(session.scalars(mine))


def test_texts_instants_numbers_and_json_come_back_as_they_were_given(filled: Outbox) -> None:
    assert [
        (row.kind, row.payload, row.at, row.tries, row.failure, row.handled_at) for row in rows_of(filled)
    ] == [(text, {"odd": [text, None]}, AT, 2, None, None) for text in ODD]


def test_each_row_is_given_its_own_values_and_no_other_is_touched(filled: Outbox) -> None:
    changes = {"e1": {"failure": ODD[2], "handled_at": AT}, "e3": {"failure": None, "handled_at": None}}
    with filled.transaction() as session:
        update_many(session, EventRow, DISTRICT, changes)
        update_many(session, EventRow, "another", {"e2": {"failure": "not mine", "handled_at": None}})
    assert [(row.failure, row.handled_at) for row in rows_of(filled)] == [
        (None, None),
        (ODD[2], AT),
        *[(None, None)] * 3,
    ]


def test_an_id_made_of_parts_is_the_one_that_stores_have_always_held() -> None:
    assert stable_id("many", "市场", 3) == uuid5(NAMESPACE_URL, "many/市场/3").hex


def test_a_column_is_one_of_the_texts_that_are_named_however_odd(filled: Outbox) -> None:
    with filled.store.reading() as session:
        for wanted in (ODD[2:4], ODD, ["nothing"], []):
            found = session.scalars(
                sa.select(EventRow.kind).where(
                    EventRow.district_id == DISTRICT, one_of(EventRow.kind, wanted)
                )
            )
            assert sorted(found) == sorted(set(wanted) - {"nothing"})


def test_what_is_asked_for_by_a_list_is_found_by_its_index_on_sqlite() -> None:
    asked = sa.select(EventRow.kind).where(EventRow.district_id == DISTRICT, one_of(EventRow.id, ["e1"]))
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        EventRow.__table__.create(connection)
        plan = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {asked.compile(connection)}", (DISTRICT, '["e1"]')
        )
        assert any("(district_id=? AND id=?)" in line.detail for line in plan)
