"""Backup and restore on both stores: what comes back, what is refused, and that nobody is told twice by it."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from api.operations import backing_up
from api.operations.backing_up import back_up, restore, upgrade
from config.clock import FixedClock
from config.database import Store
from config.district_clock import DistrictRow, district_in
from config.durable import Outbox
from config.engine_lock import engine_lock_or_refusal
from config.refusal import Refusal
from config.revisions import MIGRATIONS, newest_revision, refuse_other_revision, revision_of
from notifications.application.lane_view import lane_shown
from notifications.application.lanes import let_go_on
from tests import postgres
from tests.integration.sending_office import SendingOffice
from tests.simulator import running_simulator
from tests.unit.notifications.arrangements import FILM

EXECUTOR = "engine"


@pytest.fixture(autouse=True)
def client_programs(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump and pg_restore of the server's own version go first."""
    monkeypatch.setenv("PATH", f"{postgres.programs(shared)}{os.pathsep}{os.environ['PATH']}")


def with_district(store: Store) -> Store:
    with store.transaction() as session:
        session.add(
            DistrictRow(
                district_id="d",
                name="示范区",
                office="区文化配送中心",
                office_telephone="021-0000-0100",
                timezone="Asia/Shanghai",
                latitude=31.2,
                longitude=121.4,
            )
        )
    return store


@pytest.fixture
def filled(store: Store) -> Store:
    """A store of either kind that holds a district."""
    return with_district(store)


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """Where the backup goes."""
    return tmp_path / "backup.zip"


def name_of(store: Store) -> str:
    found = district_in(store)
    assert found is not None
    return found.name


def rename(store: Store, name: str) -> None:
    with store.transaction() as session:
        session.execute(sa.update(DistrictRow).values(name=name))


def stamp(store: Store, revision: str) -> None:
    with store.transaction() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def test_a_restored_backup_holds_what_was_there_when_it_was_made(filled: Store, backup: Path) -> None:
    made = back_up(filled, backup)
    rename(filled, "改过的区")
    manifest, _ = restore(filled, EXECUTOR, backup)
    assert manifest == made
    assert (manifest.district, manifest.revision) == ("示范区", newest_revision())
    assert name_of(filled) == "示范区"


def test_what_the_sqlite_restore_replaced_is_kept_aside(sqlite_store: Store, backup: Path) -> None:
    store = with_district(sqlite_store)
    back_up(store, backup)
    rename(store, "改过的区")
    _, aside = restore(store, EXECUTOR, backup)
    assert aside is not None
    kept = Store(f"sqlite:///{aside}")
    assert name_of(kept) == "改过的区"
    kept.close()


def test_a_backup_is_for_its_owner_only(filled: Store, backup: Path) -> None:
    back_up(filled, backup)
    assert backup.stat().st_mode & 0o077 == 0


def test_a_backup_made_while_somebody_writes_is_as_it_was_before(filled: Store, backup: Path) -> None:
    with filled.transaction() as session:
        session.execute(sa.update(DistrictRow).values(name="写到一半"))
        session.flush()
        back_up(filled, backup)
    assert name_of(filled) == "写到一半"
    restore(filled, EXECUTOR, backup)
    assert name_of(filled) == "示范区"


def test_nothing_to_back_up_is_refused(store: Store, backup: Path) -> None:
    with pytest.raises(Refusal, match="nothing to back up"):
        back_up(store, backup)
    assert not backup.exists()


def test_a_damaged_backup_is_refused_and_nothing_is_changed(
    filled: Store, backup: Path, tmp_path: Path
) -> None:
    back_up(filled, backup)
    rename(filled, "改过的区")
    damaged = tmp_path / "damaged.zip"
    with zipfile.ZipFile(backup) as whole, zipfile.ZipFile(damaged, "w") as copy:
        for name in whole.namelist():
            content = whole.read(name)
            copy.writestr(name, content if name == "manifest.json" else content[:-1] + b"?")
    with pytest.raises(Refusal, match="its checksum does not fit"):
        restore(filled, EXECUTOR, damaged)
    assert name_of(filled) == "改过的区"


def test_a_backup_of_the_other_kind_is_refused(
    filled: Store, sqlite_store: Store, postgres_store: Store, backup: Path
) -> None:
    made = back_up(filled, backup)
    other = postgres_store if filled.is_sqlite else sqlite_store
    with pytest.raises(Refusal, match=f"this is a backup of {made.kind}"):
        restore(other, EXECUTOR, backup)


def test_a_backup_newer_than_the_program_is_refused(filled: Store, backup: Path) -> None:
    stamp(filled, "9999")
    back_up(filled, backup)
    stamp(filled, newest_revision())
    rename(filled, "改过的区")
    with pytest.raises(Refusal, match=r"backup\.zip: the database is newer than this program"):
        restore(filled, EXECUTOR, backup)
    assert name_of(filled) == "改过的区"


def test_a_store_newer_than_the_program_is_not_written_over(filled: Store, backup: Path) -> None:
    back_up(filled, backup)
    rename(filled, "新版的区")
    stamp(filled, "9999")
    with pytest.raises(Refusal, match="database_url: the database is newer than this program"):
        restore(filled, EXECUTOR, backup)
    assert name_of(filled) == "新版的区"


def test_a_store_at_work_is_not_restored(filled: Store, backup: Path) -> None:
    back_up(filled, backup)
    rename(filled, "改过的区")
    lock = engine_lock_or_refusal(filled, "serve", EXECUTOR)
    with pytest.raises(Refusal, match=rf"process {os.getpid()} \(culture serve\)"):
        restore(filled, EXECUTOR, backup)
    lock.release()
    assert name_of(filled) == "改过的区"


def test_without_its_client_programs_a_postgresql_backup_names_what_is_missing(
    postgres_store: Store, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refusal, match="pg_dump: pg_dump is not found"):
        back_up(with_district(postgres_store), backup)


MORE = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "{newest}", None, None


def upgrade() -> None:
    op.add_column("districts", sa.Column("motto", sa.String(), nullable=True))
"""


def columns(store: Store) -> set[str]:
    return {column["name"] for column in sa.inspect(store.engine).get_columns("districts")}


def test_an_upgrade_brings_an_older_store_up_after_a_backup(
    filled: Store, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program with one revision more than the store."""
    newer = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, newer)
    newest = revision_of(filled)
    (newer / "versions" / "9999_more.py").write_text(MORE.format(newest=newest), encoding="utf-8")
    monkeypatch.setattr("config.revisions.MIGRATIONS", newer)
    with pytest.raises(Refusal, match="of an older version"):
        refuse_other_revision(filled)
    assert upgrade(filled, EXECUTOR, backup) == (newest, "9999")
    refuse_other_revision(filled)
    assert "motto" in columns(filled)
    assert name_of(filled) == "示范区"
    assert backup.exists() == filled.is_sqlite
    if filled.is_sqlite:
        manifest, _ = restore(filled, EXECUTOR, backup)
        assert (manifest.revision, revision_of(filled)) == (newest, "9999")
        assert "motto" in columns(filled)


def test_an_upgrade_of_the_newest_revision_does_nothing(filled: Store, backup: Path) -> None:
    assert upgrade(filled, EXECUTOR, backup) == (newest_revision(), newest_revision())
    assert not backup.exists()


def go_on(office: SendingOffice) -> None:
    """A person has looked at what would leave after the restore."""
    with office.outbox.transaction() as session:
        let_go_on(session, office.desk, by="甲")


def test_what_a_restored_backup_still_has_to_send_is_asked_after_first(
    outbox: Outbox, clock: FixedClock, backup: Path, tmp_path: Path
) -> None:
    """The texts waited when the backup was made, and went out after it: nobody hears them again."""
    store = outbox.store
    with_district(store)
    with running_simulator(tmp_path / "simulator.jsonl") as simulator:
        office = SendingOffice(outbox, clock, simulator.provider(), "d", 57_000_000)
        for party in ("venue:square", "provider:cinema", "venue:centre", "area:west"):
            office.contact(party)
        office.publish((None, FILM))
        assert {state for _, state in office.states()} == {"queued"}
        back_up(store, backup)
        assert office.send().sent == 4
        restore(store, EXECUTOR, backup, ["simulator"])
        assert {state for _, state in office.states()} == {"submitting"}
        go_on(office)
        office.send()
        assert {state for _, state in office.states()} == {"sent"}
        assert sorted(text["telephone"] for text in simulator.taken()) == sorted(office.numbers.values())
        office.provider.close()


def test_what_was_never_sent_goes_out_after_the_restore(
    outbox: Outbox, clock: FixedClock, backup: Path, tmp_path: Path
) -> None:
    with_district(outbox.store)
    with running_simulator(tmp_path / "simulator.jsonl") as simulator:
        office = SendingOffice(outbox, clock, simulator.provider(), "d", 58_000_000)
        for party in ("venue:square", "provider:cinema", "venue:centre", "area:west"):
            office.contact(party)
        office.publish((None, FILM))
        back_up(outbox.store, backup)
        restore(outbox.store, EXECUTOR, backup, ["simulator"])
        office.send()
        assert simulator.taken() == []
        with outbox.store.reading() as session:
            assert "已从备份恢复" in lane_shown(session, office.desk).sentence.zh
        go_on(office)
        office.send()
        assert {state for _, state in office.states()} == {"sent"}
        assert sorted(text["telephone"] for text in simulator.taken()) == sorted(office.numbers.values())
        office.provider.close()


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


def dies_once_the_data_are_back(monkeypatch: pytest.MonkeyPatch, store: Store) -> None:
    """Right after the file, or the content of the database, took the place of what was there."""
    real: Any = os.replace if store.is_sqlite else backing_up._run_postgres

    def replace_and_die(*given: Any) -> None:
        real(*given)
        raise Killed

    where = (os, "replace") if store.is_sqlite else (backing_up, "_run_postgres")
    monkeypatch.setattr(*where, replace_and_die)


def test_a_restore_that_dies_half_way_leaves_nothing_that_sends(
    outbox: Outbox, clock: FixedClock, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = with_district(outbox.store)
    with running_simulator(tmp_path / "simulator.jsonl") as simulator:
        office = SendingOffice(outbox, clock, simulator.provider(), "d", 59_000_000)
        office.contact("venue:square")
        office.publish((None, FILM))
        back_up(store, backup)
        with monkeypatch.context() as patch:
            dies_once_the_data_are_back(patch, store)
            with pytest.raises(Killed):
                restore(store, EXECUTOR, backup, ["simulator"])
        if not store.is_sqlite:
            for refused in (
                lambda: refuse_other_revision(store),
                lambda: upgrade(store, EXECUTOR, backup),
            ):
                with pytest.raises(Refusal, match="Run culture restore once more"):
                    refused()
            restore(store, EXECUTOR, backup, ["simulator"])
        refuse_other_revision(store)
        office.send()
        assert simulator.taken() == []
        go_on(office)
        office.send()
        assert len(simulator.taken()) == 1
        office.provider.close()
