"""Founds a district in an empty store: the demonstration from its files, or an empty one for real work."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

import config
from api.clock import begin
from api.import_files import read_files
from api.importing import ImportTaken, take_import
from api.operations.simulating import simulator_log
from api.tables import metadata
from config.clock import FixedClock, SystemClock
from config.database import Store
from config.district_clock import DistrictRow, district_in
from config.engine_lock import engine_lock_or_refusal
from config.migrating import clear, migrate
from config.refusal import Refusal, refuse
from config.revisions import refuse_newer
from config.settings import Settings
from scheduler.adapters.district_files import PROFILE, read_profile

DEMONSTRATION = Path(config.__file__).with_name("districts") / "demo"
DEMONSTRATION_STARTS = datetime(2026, 5, 20, 9, 0)  # noqa: DTZ001 - in the demonstration's own zone


def found_demonstration(
    settings: Settings, *, by: str, again: bool, files: Path = DEMONSTRATION
) -> ImportTaken:
    """Import the demonstration district and set its clock to the morning of 20 May 2026.

    Refused where a district is already; `again` throws an earlier demonstration away, never real data.
    """
    if again:
        with tempfile.TemporaryDirectory() as scratch:  # a fault in the files must not cost the old one
            trial = settings.model_copy(update={"database_url": f"sqlite:///{scratch}/trial.sqlite"})
            found_demonstration(trial, by=by, again=False, files=files)
    profile = read_profile(files / PROFILE)
    zone = ZoneInfo(profile.timezone)
    starts = DEMONSTRATION_STARTS.replace(tzinfo=zone)
    district = DistrictRow(
        district_id=profile.id,
        name=profile.name,
        office=profile.office,
        office_telephone=profile.office_telephone,
        timezone=profile.timezone,
        latitude=profile.latitude,
        longitude=profile.longitude,
        month_budget=profile.month_budget,
        simulated_now=starts,
    )
    with _ground(settings, again=again) as session:
        session.add(district)
        session.flush()
        begin(session, district.district_id, starts)
        _forget_earlier_telephones(settings)
        return take_import(session, FixedClock(starts, zone), district.district_id, read_files(files), by=by)


def found_empty(settings: Settings, district: DistrictRow) -> None:
    """Make a store for real work that holds nothing but the district's own line."""
    with _ground(settings, again=False) as session:
        session.add(district)
        session.flush()
        begin(session, district.district_id, SystemClock(ZoneInfo(district.timezone)).now())


def _forget_earlier_telephones(settings: Settings) -> None:
    """What an earlier demonstration's telephones received and answered is kept aside, not heard again."""
    log = simulator_log(settings)
    if log.exists():
        log.replace(log.with_suffix(".before.jsonl"))


@contextmanager
def _ground(settings: Settings, *, again: bool) -> Iterator[Session]:
    """One transaction in a store that nobody works on, with all tables and no district."""
    store = Store(settings.database_url)
    try:
        lock = engine_lock_or_refusal(store, "init", settings.executor, alone=True)
        try:
            refuse_newer(store)
            there = district_in(store)
            if there is not None:
                if not (again and there.simulated_now is not None):
                    raise _already(store, there)
                clear(store, metadata())
            migrate(store, metadata())
            with store.transaction() as session:
                yield session
        finally:
            lock.release()
    finally:
        store.close()


def _already(store: Store, there: DistrictRow) -> Refusal:
    place = store.engine.url.render_as_string(hide_password=True)
    if there.simulated_now is not None:
        return refuse(
            place,
            "这里已有演示数据（{name}）。重新开始请用 culture init --demo --again，原来的演示会被清掉。",
            "a demonstration is here already ({name}). Start again with culture init --demo --again; "
            "the earlier one is thrown away.",
            name=there.name,
        )
    return refuse(
        place,
        "这里已有正式数据（{name}），不会覆盖。演示请用另一个库：在设置或 DATABASE_URL 里换一个。",
        "there is real data here ({name}), which is never overwritten. "
        "For a demonstration name another database in the settings or DATABASE_URL.",
        name=there.name,
    )
