"""The doctor: looks at the store, the engine and the surroundings, and says what a person should mend."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from api.access.rules import AccessRules
from api.access.secret import session_secret
from api.bootstrap import House
from api.clock import CLOCK_JOBS, LATE_AFTER, slots_between
from api.operations.examining_ledger import how_sealed
from api.operations.examining_provider import what_is_good, what_wants_heed
from api.operations.simulating import simulator_answers
from api.words import read_words
from config.bilingual import Bilingual
from config.clock_slots import ClockSlotRow
from config.database import Store
from config.engine_lock import engine_holder
from config.refusal import Refusal
from config.revisions import newest_revision, refuse_other_revision
from config.settings import Settings
from config.store_trouble import store_trouble
from config.work_log import EventRow, JobRow, open_work
from notifications.application.attention_view import Need, attention
from notifications.domain.sending_rules import SendingRules
from scheduler.adapters.district_tables import DayMarkRow
from scheduler.application.planning_facts import planning_settings_of
from scheduler.domain.allotting_rules import AllottingRules

LEAST_FREE_BYTES = 1_000_000_000
Verdict = Literal["good", "warning", "fault"]


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing looked at: whether it is good, and in one sentence what it is and what to do."""

    what: str
    verdict: Verdict
    sentence: Bilingual


def examine_ground(settings: Settings) -> list[Examined]:
    """What can be said without opening the district: settings, secrets, disk, the store and its revision."""
    return [
        _settings(settings),
        _disk(settings.home),
        *_store(settings),
    ]


def examine_house(house: House) -> list[Examined]:
    """What the open district says: engine, failed work, the clock, the provider, the table of holidays."""
    return [
        _engine(house),
        _failures(house),
        _clock(house),
        *_provider(house),
        _messages(house),
        Examined("ledger", *how_sealed(house)),
        *_holidays(house),
    ]


def _settings(settings: Settings) -> Examined:
    shapes: tuple[Callable[[], object], ...] = (
        lambda: settings.section("access", AccessRules),
        lambda: settings.section("allotment", AllottingRules),
        lambda: settings.section("sending", SendingRules),
        lambda: planning_settings_of(settings.sections.get("planning", {}), settings.plan_seconds),
        lambda: session_secret(settings.home),
    )
    for shape in shapes:
        try:
            shape()
        except Refusal as refusal:
            return _fault_of("settings", refusal)
    return _good("settings", "设置可读", "the settings can be read")


def _disk(home: Path) -> Examined:
    place = next(one for one in (home.resolve(), *home.resolve().parents) if one.exists())
    free = shutil.disk_usage(place).free
    sentence = Bilingual("磁盘剩余 {free:.1f} GB", "{free:.1f} GB of disk are free").fill(free=free / 1e9)
    if free < LEAST_FREE_BYTES:
        more = Bilingual("{sentence}，请清理", "{sentence}; make room").fill(sentence=sentence)
        return Examined("disk", "fault", more)
    return Examined("disk", "good", sentence)


def _store(settings: Settings) -> Iterator[Examined]:
    store = Store(settings.database_url)
    place = store.engine.url.render_as_string(hide_password=True)
    if store.file is not None and not store.file.exists():
        yield _bad(
            "store",
            "这里还没有数据（{place}）；请先运行 culture init，或到数据所在的文件夹里运行",
            "there is no district here yet ({place}); run culture init first, or run in the folder of the data",
            place=store.file.resolve(),
        )
        return
    try:
        refuse_other_revision(store)
        if store.is_sqlite:
            with store.reading() as session:
                said = session.scalar(sa.text("PRAGMA quick_check"))
            if said != "ok":
                yield _bad(
                    "store",
                    "数据库文件已损坏（{said}），请恢复备份",
                    "the database is damaged ({said}); restore a backup",
                    said=said,
                )
                return
    except SQLAlchemyError as error:
        why = store_trouble(str(getattr(error, "orig", error)))
        yield _bad("store", "数据库打不开：{why}", "the database cannot be opened: {why}", why=why)
    except Refusal as refusal:
        yield _fault_of("store", refusal)
    else:
        yield _good(
            "store",
            "数据库 {place}，版本 {at}",
            "database {place}, revision {at}",
            place=place,
            at=newest_revision(),
        )
    finally:
        store.close()


def _engine(house: House) -> Examined:
    holder, waiting = engine_holder(house.store, house.settings.executor), open_work(house.store)
    if holder is not None:
        return _good(
            "engine",
            "进程 {pid}（culture {deed}）正在工作，待办 {waiting} 件",
            "process {pid} (culture {deed}) is at work, {waiting} pieces are open",
            pid=holder.pid,
            deed=holder.deed,
            waiting=waiting,
        )
    if waiting:
        return _warning(
            "engine",
            "有 {waiting} 件待办，但没有进程在做；请运行 culture serve",
            "{waiting} pieces of work are open and nobody does them; run culture serve",
            waiting=waiting,
        )
    return _good("engine", "没有待办", "no work is open")


def _failures(house: House) -> Examined:
    failed = failed_work(house.store)
    if failed:
        return _bad(
            "failed work",
            "{count} 件后台工作失败，最近一件是 {name}；在首页可以重试",
            "{count} pieces of work failed, the latest is {name}; the start page can have them tried again",
            count=len(failed),
            name=work_name(failed[-1]),
        )
    return _good("failed work", "没有失败的后台工作", "no work has failed")


def failed_work(store: Store) -> list[str]:
    """The kinds of the events and jobs that failed for good, oldest first."""
    with store.reading() as session:
        events = sa.select(EventRow.at, EventRow.arrived, EventRow.kind.label("name")).where(
            EventRow.failure.is_not(None)
        )
        jobs = sa.select(JobRow.at, JobRow.arrived, JobRow.name.label("name")).where(
            JobRow.failure.is_not(None)
        )
        both = sa.union_all(events, jobs).subquery()
        return list(session.scalars(sa.select(both.c.name).order_by(both.c.at, both.c.arrived)))


def work_name(name: str) -> Bilingual:
    """A kind of event or job as people call it; one of an earlier version, that has no name now, as it is."""
    words = read_words()
    return words[f"work.{name}"] if f"work.{name}" in words else Bilingual(name, name)


def _clock(house: House) -> Examined:
    now, zone = house.clock.now(), house.clock.zone
    with house.store.reading() as session:
        rows = {row.job: row for row in session.scalars(sa.select(ClockSlotRow))}
    waiting, late = 0, timedelta(0)
    for job in CLOCK_JOBS:
        if job.job in rows:
            slots = slots_between(job.cron, zone, rows[job.job].last_slot, now)
            waiting += len(slots)
            late = max([late, *(now - slot for slot in slots[:1])])
    missed = [(work_name(row.job), row.missed) for row in rows.values() if row.missed]
    if waiting and late > LATE_AFTER:
        return _warning(
            "clock",
            "定时任务有 {count} 次还没有跑；运行 culture serve 会补上",
            "{count} slots of the clock have not been run; culture serve makes them good",
            count=waiting,
        )
    if missed:
        return _warning(
            "clock",
            "错过、未补的定时任务：{missed}",
            "slots that came too late to run: {missed}",
            missed=Bilingual(
                "、".join(f"{name.zh} {count} 次" for name, count in missed),
                ", ".join(f"{name.en} ×{count}" for name, count in missed),
            ),
        )
    return _good("clock", "定时任务没有错过", "no slot of the clock was missed")


def _provider(house: House) -> Iterator[Examined]:
    heed = [Examined("provider", "warning", sentence) for sentence in what_wants_heed(house)]
    if house.settings.provider != "simulator":
        yield from heed or [Examined("provider", "good", what_is_good(house))]
        return
    yield from heed
    if simulator_answers(house.settings):
        yield _good("provider", "短信模拟器在运行", "the simulator answers")
    elif engine_holder(house.store, house.settings.executor) is not None:
        yield _bad(
            "provider",
            "短信模拟器没有应答；请重启 culture serve",
            "the simulator does not answer; start culture serve again",
        )
    else:
        yield _good("provider", "短信模拟器随 culture serve 启动", "the simulator starts with culture serve")


def _messages(house: House) -> Examined:
    with house.store.reading() as session:
        needed = attention(session, house.district_id, house.clock)
    unknown = sum(one.need is Need.UNKNOWN for one in needed)
    if needed:
        return _warning(
            "messages",
            "{count} 条短信要人处理，其中 {unknown} 条去向不明；见 culture messages --attention",
            "{count} texts need a person, {unknown} of them with their fate unknown; "
            "see culture messages --attention",
            count=len(needed),
            unknown=unknown,
        )
    return _good("messages", "没有要人处理的短信", "no text needs a person")


def _holidays(house: House) -> Iterator[Examined]:
    today = house.clock.today()
    with house.store.reading() as session:
        days = session.scalars(sa.select(DayMarkRow.day).where(DayMarkRow.kind == "holiday"))
        years = {day.year for day in days}
    for month in (today, today + timedelta(days=92)):
        if month.year not in years:
            yield _warning(
                "holidays",
                "{year} 年的放假与调休还没有录入，有关日期都是暂定的；请导入“特殊日期”表",
                "the holidays and make-up workdays of {year} are not entered, its dates are provisional; "
                "import day_marks",
                year=month.year,
            )
            return
    yield _good(
        "holidays",
        "放假与调休已录入 {years}",
        "holidays are entered for {years}",
        years=Bilingual("、".join(map(str, sorted(years))), ", ".join(map(str, sorted(years)))),
    )


def _good(what: str, zh: str, en: str, **facts: object) -> Examined:
    return Examined(what, "good", Bilingual(zh, en).fill(**facts))


def _warning(what: str, zh: str, en: str, **facts: object) -> Examined:
    return Examined(what, "warning", Bilingual(zh, en).fill(**facts))


def _bad(what: str, zh: str, en: str, **facts: object) -> Examined:
    return Examined(what, "fault", Bilingual(zh, en).fill(**facts))


def _fault_of(what: str, refusal: Refusal) -> Examined:
    first = refusal.faults[0]
    return _bad(
        what, "{place}：{sentence}", "{place}: {sentence}", place=first.place, sentence=first.sentence
    )
