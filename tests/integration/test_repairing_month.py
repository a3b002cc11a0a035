"""A published month is repaired from the command line: previewed with its texts, done once, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from api.bootstrap import House
from api.cli.main import run
from config.bilingual import Bilingual
from config.clock import FixedClock
from config.refusal import Conflict, Refusal
from config.work_log import EventRow
from scheduler.adapters.calendar_repository import draft_of, published_number, published_of
from scheduler.adapters.calendar_tables import RepairRow
from scheduler.adapters.district_repository import read_district
from scheduler.adapters.district_tables import AllotmentRow
from scheduler.adapters.repair_tables import RepairSearchRow
from scheduler.application.moved_away import moved_away_words
from scheduler.application.names_view import read_names
from scheduler.application.publishing import Publication
from scheduler.application.repairing import RepairPreview, act_on_repair, preview_repair, read_standing
from scheduler.application.taking_back import preview_taking_back, take_back
from scheduler.domain.delivery import Delivery
from scheduler.domain.disruption import (
    BudgetChanged,
    Disruption,
    HolidayMoved,
    OrderWithdrawn,
    ProviderAbsent,
    QuotaChanged,
    Urgent,
    VenueClosed,
    VenueReopened,
)
from scheduler.domain.district import District, Order, Period
from scheduler.solver.proposing import Aim
from scheduler.solver.solution import Options
from tests.culture_process import Ended
from tests.pages_district import DISTRICT

JUNE = "2026-06"
Culture = Callable[..., Ended]
SHANGHAI = ZoneInfo("Asia/Shanghai")
QUICK = Options(seconds=5, workers=1)


@pytest.fixture
def culture(
    published_house: House,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Culture:
    """The command line on a house that has published June, in this process; nobody sits at the terminal."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", published_house.settings.database_url)
    monkeypatch.setenv("CULTURE_HOME", str(published_house.settings.home))
    monkeypatch.setenv("CULTURE_LANG", "en")

    def ended(*words: str) -> Ended:
        capsys.readouterr()
        status = run(("--json", "--by", "coordinator", *words))
        said = capsys.readouterr()
        return Ended(status, said.out, said.err)

    return ended


def stands(house: House, number: int) -> dict[str, Delivery]:
    with house.store.reading() as session:
        return {one.id: one for one in published_of(session, DISTRICT, JUNE, number)}


def number(house: House) -> int:
    with house.store.reading() as session:
        return published_number(session, DISTRICT, JUNE)


def facts(house: House) -> District:
    with house.store.reading() as session:
        return read_district(session, DISTRICT)


def an_opera(house: House) -> Delivery:
    """The first performance after the tenth."""
    own = (one for one in stands(house, 1).values() if one.category == "performance" and one.day.day > 10)
    return min(own, key=lambda one: (one.day, one.id))


def absent(house: House) -> tuple[str, ...]:
    one = an_opera(house)
    return ("event", "absent", one.provider_id, one.day.isoformat(), "--fewest")


def test_an_absence_is_previewed_with_old_and_new_and_the_texts_and_writes_nothing(
    published_house: House, culture: Culture
) -> None:
    ended = culture(*absent(published_house))
    one = an_opera(published_house)
    assert (ended.status, ended.json["done"], ended.json["touched"]) == (0, False, [one.id])
    assert [row["id"] for row in ended.json["changes_1"]] == [one.id]
    assert ended.json["proposals"][0]["count"] == ended.json["least"] == 1
    assert all(
        "因主体不能到场" in row["text"] for row in ended.json["texts"] if "配送安排有变更" in row["text"]
    )
    assert (number(published_house), facts(published_house)) == (1, facts(published_house))
    assert not any(row.id for row in _repairs(published_house))


def test_what_was_looked_for_is_kept_and_can_be_verified(published_house: House, culture: Culture) -> None:
    ended = culture(*absent(published_house))
    search = ended.json["search"]
    checked = culture("check", "--run", search)
    assert (checked.json["run"], checked.json["month"], checked.json["whole"]) == (search, JUNE, True)
    assert (checked.json["untrue"], checked.json["deliveries"]) == ([], len(stands(published_house, 1)))
    read = culture("check", "--run", f"{search}/read", "--save", ".")
    assert (read.json["whole"], Path("problem.json").is_file()) == (True, True)
    with published_house.store.reading() as session:
        row = session.get_one(RepairSearchRow, (DISTRICT, search))
    assert (row.seed, row.asked_by, row.state) == (1, "coordinator", "done")
    assert row.solver
    assert row.solver.startswith("OR-Tools")
    assert row.log
    assert " s: " in row.log


def parties(house: House, ended: Ended) -> set[str]:
    """The venues and providers by name that the one delivery touches, before and after."""
    (row,) = ended.json["changes_1"]
    one, district = an_opera(house), facts(house)
    names = {each.id: each.name for each in (*district.venues, *district.providers)}
    return {names[one.venue_id], names[one.provider_id], row["venue"], row["provider"]}


def _repairs(house: House) -> list[RepairRow]:
    with house.store.reading() as session:
        return list(session.scalars(sa.select(RepairRow)))


def test_done_it_is_version_two_and_can_be_taken_back(published_house: House, culture: Culture) -> None:
    done = culture(*absent(published_house), "--yes")
    assert (done.status, done.json["done"], done.json["number"], done.json["finished"]) == (0, True, 2, True)
    preview = culture("event", "undo", JUNE)
    assert (preview.status, preview.json["kind"], preview.json["done"]) == (0, "absent", False)
    assert (number(published_house), len(preview.json["differences"])) == (2, 1)
    assert preview.json["by"] == "coordinator"
    assert "a provider absent" in preview.json["event"]
    assert "recorded by coordinator at 2026-" in preview.json["event"]


def test_a_name_that_is_not_known_and_a_month_not_published_are_refused(culture: Culture) -> None:
    unknown = culture("event", "absent", "没有这个团", "2026-06-12")
    assert (unknown.status, unknown.json["faults"][0]["place"]) == (2, "event absent")
    unpublished = culture("event", "closed", "bz-centre", "2026-08-12")
    assert (unpublished.status, unpublished.json["faults"][0]["place"]) == (2, "2026-08")


def test_days_past_or_outside_the_month_and_swapped_words_are_told_by_their_option(culture: Culture) -> None:
    opera = ("event", "urgent", JUNE, "北站街道", "大型沪剧全本戏", "--day")
    for words, place, said in (
        (("event", "absent", "第一评弹团", "2026-01-10"), "event absent", "is past"),
        (("event", "closed", "x", "2026-01-10"), "event closed", "is past"),
        ((*opera, "2026-01-10"), "event urgent --day", "is past"),
        (("event", "holiday", "2026-06-19", "2026-05-10"), "event holiday NOW", "is past"),
        (("event", "holiday", "2026-06-19", "2026-06-20"), "now", "is a public holiday already"),
        ((*opera, "2026-08-30"), "event urgent --day", "is not in 2026-06"),
        (("event", "absent", "2026-06-10", "第一评弹团"), "DAY", "The name comes first"),
        (("event", "withdrawn", "O9999-999"), "event withdrawn", "There is no “O9999-999”"),
    ):
        refused = culture(*words)
        assert (refused.status, refused.json["faults"][0]["place"]) == (2, place)
        assert said in str(refused.json["faults"][0])


def looked_at(house: House, disruption: Disruption) -> RepairPreview:
    with house.store.reading() as session:
        standing = read_standing(session, house.clock, house.planning, DISTRICT, JUNE)
    return preview_repair(standing, disruption, QUICK, aims=frozenset({Aim.FEWEST}))


def acted(house: House, preview: RepairPreview) -> Publication | None:
    with house.outbox.transaction() as session:
        first = preview.repair.proposals[0]
        return act_on_repair(session, house.clock, house.planning, DISTRICT, preview, first, by="coordinator")


def undone(house: House) -> tuple[Publication | None, ...]:
    with house.outbox.transaction() as session:
        seen = preview_taking_back(session, house.clock, DISTRICT, JUNE)
        return take_back(session, house.clock, DISTRICT, seen, by="coordinator")


def away(house: House) -> ProviderAbsent:
    one = an_opera(house)
    return ProviderAbsent(one.provider_id, one.day, one.day)


def test_the_absence_is_recorded_with_the_version_and_the_draft_is_brought_along(
    published_house: House,
) -> None:
    one, preview = an_opera(published_house), looked_at(published_house, away(published_house))
    acted(published_house, preview)
    before, after = stands(published_house, 1), stands(published_house, 2)
    assert {name for name in before | after if before.get(name) != after.get(name)} == {one.id}
    provider = next(each for each in facts(published_house).providers if each.id == one.provider_id)
    assert Period(one.day, one.day) in provider.blackouts
    with published_house.store.reading() as session:
        assert {each.id: each for each in draft_of(session, DISTRICT, JUNE)}[one.id] == after[one.id]


def test_only_the_parties_touched_hear(published_house: House) -> None:
    one, preview = an_opera(published_house), looked_at(published_house, away(published_house))
    acted(published_house, preview)
    with published_house.store.reading() as session:
        [*_, last] = session.scalars(sa.select(EventRow.payload).order_by(EventRow.id))
    [change] = last["changes"]
    assert (last["number"], change["delivery_id"], change["reason"]) == (2, one.id, "因主体不能到场")


def test_taking_back_puts_the_facts_back_and_works_once(published_house: House) -> None:
    before = facts(published_house)
    acted(published_house, looked_at(published_house, away(published_house)))
    undone(published_house)
    assert (facts(published_house), stands(published_house, 3)) == (before, stands(published_house, 1))
    with pytest.raises(Refusal, match="no repair to take back"):
        undone(published_house)


def test_what_has_begun_since_can_no_longer_be_taken_back(published_house: House) -> None:
    acted(published_house, looked_at(published_house, away(published_house)))
    later = FixedClock(datetime(2026, 6, 29, 12, tzinfo=SHANGHAI), SHANGHAI)
    with (
        published_house.store.reading() as session,
        pytest.raises(Refusal, match="can no longer be taken back"),
    ):
        preview_taking_back(session, later, DISTRICT, JUNE)


def test_a_repair_after_which_the_month_was_published_again_stays(published_house: House) -> None:
    acted(published_house, looked_at(published_house, away(published_house)))
    other = max(stands(published_house, 2).values(), key=lambda one: (one.day, one.id))
    acted(published_house, looked_at(published_house, VenueClosed(other.venue_id, other.day, other.day)))
    undone(published_house)
    with pytest.raises(Refusal, match="published again"):
        undone(published_house)


def test_a_preview_that_is_out_of_date_is_a_conflict(published_house: House) -> None:
    preview = looked_at(published_house, away(published_house))
    acted(published_house, preview)
    with pytest.raises(Conflict, match="changed since you looked"):
        acted(published_house, preview)


def test_a_venue_closed_and_reopened_is_closed_only_until_then(published_house: House) -> None:
    one = an_opera(published_house)
    after = one.day + timedelta(days=1)
    acted(published_house, looked_at(published_house, VenueClosed(one.venue_id, one.day, after)))
    opened = looked_at(published_house, VenueReopened(one.venue_id, after))
    assert (opened.repair.least, acted(published_house, opened)) == (0, None)
    closures = next(each.closures for each in facts(published_house).venues if each.id == one.venue_id)
    assert [each for each in closures if each.last and each.last >= one.day] == [Period(one.day, one.day)]


def test_reopening_names_what_the_closure_moved_away_and_how_it_comes_back(
    published_house: House, culture: Culture
) -> None:
    one = an_opera(published_house)
    opened = VenueReopened(one.venue_id, one.day)
    assert moved_away(published_house, opened) == []
    acted(published_house, looked_at(published_house, VenueClosed(one.venue_id, one.day, one.day)))
    assert stands(published_house, 2)[one.id] != one
    (sentence,) = moved_away(published_house, opened)
    command = f"culture move {one.id} --day {one.day} --venue {one.venue_id}"
    assert (command in sentence.zh, command in sentence.en) == (True, True)
    said = culture("event", "reopened", one.venue_id, str(one.day), "--time", "2")
    assert said.json["moved_away"] == [sentence.en]


def moved_away(house: House, opened: VenueReopened) -> list[Bilingual]:
    with house.store.reading() as session:
        return list(moved_away_words(session, DISTRICT, [JUNE], opened, read_names(session, DISTRICT)))


def test_something_urgent_is_ordered_and_published_in_one_and_withdrawn_in_the_next(
    published_house: House,
) -> None:
    one = an_opera(published_house)
    with published_house.store.transaction() as session:
        session.get_one(AllotmentRow, (DISTRICT, f"{one.area_id}/performance/{JUNE}")).most = 2
    order = Order("U2606-1", one.area_id, JUNE, one.programme_id, 1)
    acted(published_house, looked_at(published_house, Urgent(order)))
    assert facts(published_house).orders == (order,)
    assert served(published_house, 2) == {"U2606-1"}
    acted(published_house, looked_at(published_house, OrderWithdrawn("U2606-1")))
    assert facts(published_house).orders == ()
    assert stands(published_house, 3) == stands(published_house, 1)


def served(house: House, number: int) -> set[str]:
    return {one.order_id for one in stands(house, number).values() if one.order_id}


def test_a_quota_cut_takes_one_away_and_is_put_back(published_house: House) -> None:
    one, before = an_opera(published_house), facts(published_house)
    had = [
        each
        for each in stands(published_house, 1).values()
        if (each.area_id, each.category) == (one.area_id, one.category)
    ]
    acted(
        published_house, looked_at(published_house, QuotaChanged(one.area_id, one.category, 0, len(had) - 1))
    )
    assert len(stands(published_house, 1)) - len(stands(published_house, 2)) == 1
    cut = next(
        each
        for each in facts(published_house).allotments
        if (each.area_id, each.category, each.month) == (one.area_id, one.category, JUNE)
    )
    assert (cut.least, cut.most) == (0, len(had) - 1)
    undone(published_house)
    assert (facts(published_house), stands(published_house, 3)) == (before, stands(published_house, 1))


def test_a_budget_of_one_month_is_kept_apart_from_the_districts(published_house: House) -> None:
    def budgets() -> list[int | None]:
        with published_house.store.reading() as session:
            return [read_district(session, DISTRICT, month).month_budget for month in (JUNE, "2026-07")]

    acted(published_house, looked_at(published_house, BudgetChanged(90_000)))
    assert (budgets(), number(published_house)) == ([90_000, 400_000], 1)
    undone(published_house)
    assert budgets() == [400_000, 400_000]


def test_books_on_a_day_that_becomes_a_holiday_travel_on_another(published_house: House) -> None:
    batch = next(
        each for each in stands(published_house, 1).values() if each.category == "books" and each.day.day > 1
    )
    was = next(mark.day for mark in facts(published_house).day_marks if mark.kind == "holiday")
    acted(published_house, looked_at(published_house, HolidayMoved(was, batch.day)))
    days = {mark.day for mark in facts(published_house).day_marks if mark.kind == "holiday"}
    assert batch.day in days
    assert was not in days
    assert stands(published_house, 2)[batch.id].day not in {batch.day, *days}


def test_quota_budget_and_holiday_are_previewed_on_the_command_line(
    culture: Culture, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = culture("event", "quota", JUNE, "北站街道", "演出", "0", "9", "--fewest")
    assert (shown.status, shown.json["done"]) == (0, False)
    shown = culture("event", "budget", JUNE, "--none", "--fewest")
    assert (shown.status, shown.json["done"]) == (0, False)
    frame = run(("--by", "coordinator", "event", "budget", JUNE, "--none", "--fewest"))
    said = capsys.readouterr()
    assert (frame, "nothing was changed; to do it, add --yes" in said.out + said.err) == (0, True)
    shown = culture("event", "holiday", "2026-06-19", "2026-06-23", "--fewest")
    assert (shown.status, shown.json["done"]) == (0, False)
    for words, place in (
        (("quota", JUNE, "北站街道", "演出", "3", "2"), "least"),
        (("budget", JUNE), "event budget YUAN"),
        (("budget", JUNE, f"{10**12 + 1}"), "event budget YUAN"),
        (("holiday", "2026-06-16", "2026-06-23"), "was"),
    ):
        refused = culture("event", *words)
        assert (refused.status, refused.json["faults"][0]["place"]) == (2, place)
