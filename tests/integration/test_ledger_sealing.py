"""Entries are written beside one another and sealed by one; what commits late is never jumped over."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.clock import FixedClock
from config.database import Store
from notifications.ledger.adapters import entries as stored
from notifications.ledger.adapters.ledger_tables import LedgerEntryRow, LedgerSealRow
from notifications.ledger.application.recording import record
from notifications.ledger.application.sealing import seal
from notifications.ledger.application.verifying import present_head, verify
from notifications.ledger.domain.entry import Deed
from notifications.ledger.domain.examining import Examination, Finding, Flaw

D = "d"


def write(session: Session, clock: FixedClock, number: int, district: str = D) -> None:
    record(
        session, district, clock.now(), Deed.SUBMITTED, f"message:{number}", {"n": number}, telephone_id="t"
    )


def write_many(store: Store, clock: FixedClock, *numbers: int) -> None:
    for number in numbers:
        with store.transaction() as session:
            write(session, clock, number)


def positions(store: Store, district: str = D) -> list[tuple[str | None, int | None]]:
    with store.reading() as session:
        rows = session.execute(
            sa.select(LedgerEntryRow.about, LedgerEntryRow.position)
            .where(LedgerEntryRow.district_id == district)
            .order_by(LedgerEntryRow.position)
        )
        return [(about, position) for about, position in rows]


def test_what_was_written_is_sealed_in_its_order_and_holds(store: Store, clock: FixedClock) -> None:
    write_many(store, clock, 1, 2, 3)
    assert verify(store, D) == Examination(0, 3, clock.now(), 0, None, ())
    assert seal(store, clock, D) == 3
    assert positions(store) == [("message:1", 1), ("message:2", 2), ("message:3", 3)]
    assert verify(store, D, [present_head(store, D)]) == Examination(3, 0, None, 0, None, ())
    assert seal(store, clock, D) == 0


def test_a_deed_that_is_rolled_back_leaves_no_entry(store: Store, clock: FixedClock) -> None:
    with pytest.raises(LookupError), store.transaction() as session:  # noqa: PT012
        write(session, clock, 1)
        session.flush()
        raise LookupError
    assert positions(store) == []
    assert seal(store, clock, D) == 0


def test_batches_follow_one_another(store: Store, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notifications.ledger.application.sealing.AT_ONCE", 2)
    write_many(store, clock, 1, 2, 3, 4, 5)
    assert seal(store, clock, D) == 5
    assert [position for _, position in positions(store)] == [1, 2, 3, 4, 5]
    assert verify(store, D).holds


def test_each_district_has_its_own_chain(store: Store, clock: FixedClock) -> None:
    with store.transaction() as session:
        write(session, clock, 1)
        write(session, clock, 1, "other")
    assert (seal(store, clock, D), seal(store, clock, "other")) == (1, 1)
    assert (verify(store, D).sealed, verify(store, "other").sealed) == (1, 1)
    assert present_head(store, D).head != present_head(store, "other").head


def test_what_commits_late_is_sealed_later_and_never_jumped_over(
    postgres_store: Store, clock: FixedClock
) -> None:
    store = postgres_store
    with store.transaction() as slow:
        write(slow, clock, 1)
        slow.flush()
        write_many(store, clock, 2, 3)
        assert seal(store, clock, D) == 2
        assert positions(store) == [("message:2", 1), ("message:3", 2)]
    assert verify(store, D).unsealed == 1
    assert seal(store, clock, D) == 1
    assert positions(store) == [("message:2", 1), ("message:3", 2), ("message:1", 3)]
    assert verify(store, D).holds


def test_a_writer_does_not_wait_for_the_sealer(postgres_store: Store, clock: FixedClock) -> None:
    store = postgres_store
    write_many(store, clock, 1)
    seal(store, clock, D)
    with store.transaction() as sealing:
        sealing.get(LedgerSealRow, (D,), with_for_update=True)
        with store.transaction() as session:
            session.execute(sa.text("SET LOCAL lock_timeout = '1s'"))
            write(session, clock, 2)
    assert seal(store, clock, D) == 1


def test_writers_and_sealers_at_once_give_one_whole_chain(store: Store, clock: FixedClock) -> None:
    def at_once(*deeds: Callable[[], object]) -> None:
        runs = [threading.Thread(target=deed) for deed in deeds]
        for run in runs:
            run.start()
        for run in runs:
            run.join()

    def writer(begin: int) -> Callable[[], None]:
        return lambda: write_many(store, clock, *range(begin, begin + 20))

    at_once(writer(0), writer(100), *[lambda: seal(store, clock, D)] * 3)
    seal(store, clock, D)
    assert sorted(position or 0 for _, position in positions(store)) == list(range(1, 41))
    assert verify(store, D, [present_head(store, D)]) == Examination(40, 0, None, 0, None, ())


TAMPERING = {
    "deed": ("UPDATE ledger_entries SET deed = 'call' WHERE position = 2", Finding(Flaw.ALTERED, 2)),
    "time": ("UPDATE ledger_entries SET at = '2020-01-01' WHERE position = 2", Finding(Flaw.ALTERED, 2)),
    "digest": (
        "UPDATE ledger_entries SET digest = head WHERE position = 2",
        Finding(Flaw.CONTENT_ALTERED, 2),
    ),
    "content": (
        "UPDATE ledger_entries SET content = '{}' WHERE position = 2",
        Finding(Flaw.CONTENT_ALTERED, 2),
    ),
    "telephone": (
        "UPDATE ledger_entries SET telephone_id = 'x' WHERE position = 2",
        Finding(Flaw.CONTENT_ALTERED, 2),
    ),
    "erased": (
        "UPDATE ledger_entries SET content = NULL, salt = NULL WHERE position = 2",
        Finding(Flaw.CONTENT_GONE, 2),
    ),
    "deleted": ("DELETE FROM ledger_entries WHERE position = 2", Finding(Flaw.MISSING, 2)),
    "first deleted": ("DELETE FROM ledger_entries WHERE position = 1", Finding(Flaw.MISSING, 1)),
    "tail deleted": ("DELETE FROM ledger_entries WHERE position > 2", Finding(Flaw.CUT_OFF, 3)),
    "all deleted": ("DELETE FROM ledger_entries", Finding(Flaw.CUT_OFF, 1)),
    "seal deleted": ("DELETE FROM ledger_seals", Finding(Flaw.SEAL_ALTERED, 1)),
    "seal altered": ("UPDATE ledger_seals SET head = 'x'", Finding(Flaw.SEAL_ALTERED, 4)),
    "unsealed": (
        "UPDATE ledger_entries SET position = NULL, head = NULL WHERE position = 2",
        Finding(Flaw.MISSING, 2),
    ),
}


@pytest.mark.parametrize(("statement", "flaw"), TAMPERING.values(), ids=TAMPERING)
def test_tampering_in_the_database_is_found_where_it_was_done(
    store: Store, clock: FixedClock, statement: str, flaw: Finding
) -> None:
    write_many(store, clock, 1, 2, 3, 4)
    seal(store, clock, D)
    with store.transaction() as session:
        session.execute(sa.text(statement))
    broken = verify(store, D).broken
    assert broken is not None
    assert (broken.flaw, broken.position) == (flaw.flaw, flaw.position)


@pytest.mark.parametrize(
    "change", ["content = '{}'", "telephone_id = 'x'", "digest = salt", "about = 'message:9'"]
)
def test_a_content_altered_before_it_is_sealed_is_found_then_and_afterwards(
    store: Store, clock: FixedClock, change: str
) -> None:
    write_many(store, clock, 1, 2)
    with store.transaction() as session:
        session.execute(sa.text(f"UPDATE ledger_entries SET {change} WHERE about = 'message:2'"))  # noqa: S608
    before = verify(store, D)
    assert before.broken is not None
    assert (before.broken.flaw, before.unsealed, before.holds) == (Flaw.CONTENT_ALTERED, 2, False)
    seal(store, clock, D)
    after = verify(store, D).broken
    assert after is not None
    assert (after.flaw, after.position) == (Flaw.CONTENT_ALTERED, 2)


def test_an_entry_deleted_before_it_is_sealed_leaves_no_trace_as_the_docs_say(
    store: Store, clock: FixedClock
) -> None:
    write_many(store, clock, 1, 2)
    with store.transaction() as session:
        session.execute(sa.text("DELETE FROM ledger_entries WHERE about = 'message:2'"))
    seal(store, clock, D)
    assert verify(store, D).holds
    said = (Path(__file__).parents[2] / "docs" / "ledger.md").read_text("utf-8")
    assert "within those seconds deletes an entry" in said


def test_a_ledger_larger_than_one_reading_is_walked_to_its_end(
    store: Store, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "AT_ONCE", 3)
    write_many(store, clock, *range(10))
    seal(store, clock, D)
    assert verify(store, D).sealed == 10
