"""The doctor: what is good, what wants heed, what must be mended, each in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from api.bootstrap import House
from api.cli.keeping import WHAT, sum_of
from api.operations.examining import Examined, examine_ground, examine_house, failed_work
from config.clock_slots import ClockSlotRow
from config.durable import enqueue
from config.settings import Settings
from config.work_log import JobRow
from scheduler.adapters.district_tables import DayMarkRow


def of(examined: list[Examined], what: str) -> tuple[str, str]:
    (found,) = [one for one in examined if one.what == what]
    return found.verdict, found.sentence.en


def ground(house: House, **changes: object) -> list[Examined]:
    return examine_ground(house.settings.model_copy(update=changes))


def test_a_house_in_order_has_nothing_to_mend(house: House) -> None:
    found = [*ground(house), *examine_house(house)]
    assert {one.what for one in found if one.verdict == "fault"} == set()
    assert {one.what for one in found} == set(WHAT)


def test_a_setting_that_does_not_fit_is_named(house: House) -> None:
    verdict, sentence = of(ground(house, sections={"access": {"link_minutes": "soon"}}), "settings")
    assert verdict == "fault"
    assert "[access] link_minutes" in sentence


def test_a_store_of_another_revision_is_a_fault(house: House) -> None:
    with house.store.transaction() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    verdict, sentence = of(ground(house), "store")
    assert verdict == "fault"
    assert "the database is newer than this program (database 9999" in sentence


def test_a_damaged_file_is_a_fault(tmp_path: Path) -> None:
    file = tmp_path / "culture.sqlite"
    file.write_text("no database at all, and long enough to be looked at " * 100, encoding="utf-8")
    settings = Settings(database_url=f"sqlite:///{file}", home=tmp_path)
    verdict, sentence = of(examine_ground(settings), "store")
    assert verdict == "fault"
    assert "file is not a database" in sentence


def test_where_nothing_is_yet_it_says_so_and_leaves_nothing_behind(tmp_path: Path) -> None:
    place = tmp_path / "nowhere" / "culture.sqlite"
    settings = Settings(database_url=f"sqlite:///{place}", home=tmp_path)
    verdict, sentence = of(examine_ground(settings), "store")
    assert (verdict, "there is no district here yet" in sentence, place.parent.exists()) == (
        "fault",
        True,
        False,
    )


def test_open_work_without_a_process_wants_heed(house: House) -> None:
    with house.outbox.transaction() as session:
        enqueue(session, house.district_id, "send_due", {})
    verdict, sentence = of(examine_house(house), "engine")
    assert (verdict, sentence) == (
        "warning",
        "1 pieces of work are open and nobody does them; run culture serve",
    )


def test_work_that_failed_is_a_fault_with_its_name(house: House) -> None:
    with house.outbox.transaction() as session:
        enqueue(session, house.district_id, "sweep_licences", {}, key="today")
    with house.store.transaction() as session:
        session.execute(sa.update(JobRow).values(failure="RuntimeError: no rules"))
    assert failed_work(house.store) == ["sweep_licences"]
    verdict, sentence = of(examine_house(house), "failed work")
    assert verdict == "fault"
    assert sentence.startswith("1 pieces of work failed, the latest is the sweep of the licences;")


def test_a_clock_job_that_was_missed_is_named_in_words(house: House) -> None:
    now = house.clock.now()
    with house.store.transaction() as session:
        session.add(
            ClockSlotRow(
                district_id=house.district_id, job="nudge_silent", last_slot=now, missed=2, missed_at=now
            )
        )
    (found,) = [one for one in examine_house(house) if one.what == "clock"]
    assert (found.verdict, found.sentence.zh) == ("warning", "错过、未补的定时任务：催复 2 次")


def test_slots_that_nobody_ran_want_heed(house: House) -> None:
    long_ago = house.clock.now().replace(day=1)
    with house.store.transaction() as session:
        session.add(ClockSlotRow(district_id=house.district_id, job="remind_of_day", last_slot=long_ago))
    verdict, sentence = of(examine_house(house), "clock")
    assert verdict == "warning"
    assert "have not been run; culture serve makes them good" in sentence


def test_a_year_without_its_holidays_wants_heed(house: House) -> None:
    with house.store.transaction() as session:
        session.execute(sa.delete(DayMarkRow))
    verdict, sentence = of(examine_house(house), "holidays")
    assert verdict == "warning"
    assert "the holidays and make-up workdays of 2026 are not entered" in sentence


def test_a_full_disk_is_a_fault(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.operations.examining.LEAST_FREE_BYTES", 10**18)
    verdict, sentence = of(ground(house), "disk")
    assert verdict == "fault"
    assert sentence.endswith("make room")


@pytest.mark.parametrize(
    ("faults", "warnings", "said"),
    [
        (0, 0, "没有要处理的。"),
        (0, 1, "没有故障；有 1 处请留意（标 ! 的）。"),
        (2, 1, "有 2 处要处理。"),
    ],
)
def test_the_last_word_fits_what_was_found(faults: int, warnings: int, said: str) -> None:
    assert sum_of(faults, warnings).zh == said
