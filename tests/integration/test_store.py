"""The store: all of a transaction or nothing, instants with their zone, versions of subjects under lock."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from config.clock_slots import ClockSlotRow
from config.database import Store, SubjectVersion, locked_versions, raise_subject

NOON_IN_SHANGHAI = datetime(2026, 5, 20, 12, 0, tzinfo=timezone(timedelta(hours=8)))


def slots(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.scalars(sa.select(ClockSlotRow.job)))


def slot(job: str, at: datetime = NOON_IN_SHANGHAI) -> ClockSlotRow:
    return ClockSlotRow(district_id="d", job=job, last_slot=at)


def test_a_transaction_keeps_all_that_was_done_in_it(store: Store) -> None:
    with store.transaction() as session:
        session.add(slot("one"))
        session.add(slot("two"))
    assert slots(store) == ["one", "two"]


def test_a_transaction_that_fails_keeps_nothing(store: Store) -> None:
    def half_a_deed() -> None:
        with store.transaction() as session:
            session.add(slot("one"))
            session.flush()
            raise RuntimeError("rain")

    with pytest.raises(RuntimeError, match="rain"):
        half_a_deed()
    assert slots(store) == []


def test_what_is_done_while_reading_is_not_kept(store: Store) -> None:
    with store.reading() as session:
        session.add(slot("one"))
        session.flush()
    assert slots(store) == []


def test_an_instant_comes_back_in_utc(store: Store) -> None:
    with store.transaction() as session:
        session.add(slot("one"))
    with store.reading() as session:
        found = session.get_one(ClockSlotRow, ("d", "one")).last_slot
    assert found == datetime(2026, 5, 20, 4, 0, tzinfo=UTC)
    assert found.tzinfo is UTC


def test_an_instant_without_a_zone_is_refused(store: Store) -> None:
    naive = NOON_IN_SHANGHAI.replace(tzinfo=None)
    with pytest.raises(Exception, match="an instant carries its zone"), store.transaction() as session:
        session.add(slot("one", naive))
    assert slots(store) == []


def test_a_subject_counts_its_changes_from_one(store: Store) -> None:
    with store.transaction() as session:
        assert raise_subject(session, "d", "delivery:2606-001") == 1
        assert raise_subject(session, "d", "delivery:2606-001") == 2
        assert raise_subject(session, "d", "delivery:2606-002") == 1
        assert raise_subject(session, "another", "delivery:2606-001") == 1
        subjects = ["delivery:2606-001", "delivery:2606-002", "delivery:2606-003"]
        assert locked_versions(session, "d", subjects) == dict(zip(subjects, (2, 1, 0), strict=True))


def test_more_subjects_are_locked_at_once_than_a_statement_has_parameters(store: Store) -> None:
    """PostgreSQL takes 65,535, SQLite fewer: a campaign to a whole city names more."""
    subjects = [f"licence:L{number:06}" for number in range(70_000)]
    with store.transaction() as session:
        raise_subject(session, "d", subjects[-1])
        assert sum(locked_versions(session, "d", subjects).values()) == 1


def test_a_version_raised_in_a_failed_transaction_was_never_raised(store: Store) -> None:
    def half_a_deed() -> None:
        with store.transaction() as session:
            raise_subject(session, "d", "licence:7")
            raise RuntimeError("rain")

    with pytest.raises(RuntimeError, match="rain"):
        half_a_deed()
    with store.transaction() as session:
        assert locked_versions(session, "d", ["licence:7"]) == {"licence:7": 0}


@pytest.mark.parametrize("before", [0, 1])
def test_a_locked_version_waits_for_nobody_to_change_it(store: Store, before: int) -> None:
    """Dispatch reads the version under lock: a deed that would raise it, even the first, comes after the commit."""
    with store.transaction() as session:
        for _ in range(before):
            raise_subject(session, "d", "delivery:1")
    raised: list[int] = []

    def raise_it() -> None:
        with store.transaction() as other:
            raised.append(raise_subject(other, "d", "delivery:1"))

    with store.transaction() as session:
        assert locked_versions(session, "d", ["delivery:1"]) == {"delivery:1": before}
        deed = threading.Thread(target=raise_it)
        deed.start()
        deed.join(timeout=0.5)
        assert raised == []
    deed.join(timeout=10)
    assert raised == [before + 1]


def test_a_first_change_that_is_under_way_is_waited_for(store: Store) -> None:
    found: list[dict[str, int]] = []

    def lock_it() -> None:
        with store.transaction() as other:
            found.append(locked_versions(other, "d", ["licence:1", "licence:2"]))

    with store.transaction() as session:
        raise_subject(session, "d", "licence:2")
        dispatch = threading.Thread(target=lock_it)
        dispatch.start()
        dispatch.join(timeout=0.5)
        assert found == []
    dispatch.join(timeout=10)
    assert found == [{"licence:1": 0, "licence:2": 1}]


def test_ten_threads_that_raise_one_subject_lose_no_count(store: Store) -> None:
    def raise_often() -> None:
        for _ in range(10):
            with store.transaction() as session:
                raise_subject(session, "d", "delivery:1")

    threads = [threading.Thread(target=raise_often) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as session:
        assert session.scalar(sa.select(SubjectVersion.version)) == 100


def test_a_reader_is_not_kept_waiting_by_a_writer(store: Store) -> None:
    with store.transaction() as session:
        session.add(slot("one"))
        session.flush()
        assert slots(store) == []
    assert slots(store) == ["one"]


def test_the_sqlite_store_keeps_what_it_committed_through_a_power_cut(sqlite_store: Store) -> None:
    with sqlite_store.engine.connect() as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked}
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30000}


def test_the_sqlite_store_names_its_file(sqlite_store: Store) -> None:
    assert sqlite_store.is_sqlite
    assert sqlite_store.file is not None
    assert sqlite_store.file.name == "culture.sqlite"


def test_the_postgresql_store_searches_chinese_by_its_locale(postgres_store: Store) -> None:
    assert not postgres_store.is_sqlite
    assert postgres_store.file is None
    with postgres_store.reading() as session:
        asked = sa.text(
            "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = current_database()"
        )
        assert tuple(session.execute(asked).one()) == ("b", "C.UTF-8")


def test_a_store_that_is_not_there_says_so() -> None:
    store = Store("postgresql://culture@127.0.0.1:1/nowhere")
    with pytest.raises(OperationalError, match="connection"), store.reading():
        pass
    store.close()
