"""One process at a time runs the engine of a store: tried with real processes on both kinds."""

from __future__ import annotations

import os
import signal

import pytest

from config.database import Store
from config.engine_lock import Holder, engine_holder, engine_lock_or_refusal, take_engine_lock
from config.refusal import Refusal
from tests.forked import Forked
from tests.integration.other_processes import holding


def said(process: Forked) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_nobody_holds_the_lock_of_a_store_at_rest(store: Store) -> None:
    assert engine_holder(store, "engine") is None


def test_a_second_process_is_refused_with_the_name_of_the_first(store: Store) -> None:
    with holding(store) as first:
        assert said(first) == "held"
        assert engine_holder(store, "engine") == Holder(first.pid, "serve", "engine")
        assert take_engine_lock(store, "plan", "engine") is None
        with pytest.raises(Refusal, match=rf"process {first.pid} \(culture serve\)"):
            engine_lock_or_refusal(store, "plan", "engine")
        with holding(store) as second:
            assert said(second) == "refused"


def test_the_lock_goes_with_the_process_that_is_killed(store: Store) -> None:
    with holding(store) as first:
        assert said(first) == "held"
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    lock = engine_lock_or_refusal(store, "serve", "engine")
    assert engine_holder(store, "engine") == Holder(os.getpid(), "serve", "engine")
    lock.release()


def test_a_released_lock_is_free_for_the_next(store: Store) -> None:
    with holding(store) as first:
        assert said(first) == "held"
        assert first.stdin is not None
        first.stdin.write("\n")
        first.stdin.flush()
        assert said(first) == "released"
        assert engine_holder(store, "engine") is None
        with holding(store) as second:
            assert said(second) == "held"


def test_to_look_at_the_own_lock_does_not_let_it_go(store: Store) -> None:
    lock = engine_lock_or_refusal(store, "serve", "engine")
    assert engine_holder(store, "engine") == Holder(os.getpid(), "serve", "engine")
    assert take_engine_lock(store, "plan", "engine") is None
    with holding(store) as second:
        assert said(second) == "refused"
    lock.release()
    assert engine_holder(store, "engine") is None


def test_on_postgresql_two_names_work_side_by_side(postgres_store: Store) -> None:
    with holding(postgres_store, "worker-1") as first:
        assert said(first) == "held"
        with holding(postgres_store, "worker-2") as second:
            assert said(second) == "held"


def test_on_postgresql_a_deed_that_must_be_alone_names_the_other_executor(postgres_store: Store) -> None:
    with holding(postgres_store, "worker-1") as first:
        assert said(first) == "held"
        with pytest.raises(Refusal, match=rf"process {first.pid} \(culture serve\) works on this database"):
            engine_lock_or_refusal(postgres_store, "restore", "engine", alone=True)
    assert engine_holder(postgres_store, "engine") is None


def test_on_sqlite_another_name_does_not_help(sqlite_store: Store) -> None:
    with holding(sqlite_store, "worker-1") as first:
        assert said(first) == "held"
        with holding(sqlite_store, "worker-2") as second:
            assert said(second) == "refused"
