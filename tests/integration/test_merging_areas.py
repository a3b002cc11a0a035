"""An area becomes part of another in mid-year: what comes after knows one, what was before stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest
import sqlalchemy as sa

from api.bootstrap import House
from api.cli.main import run
from config.clock import FixedClock
from config.durable import Outbox
from config.refusal import Refusal
from config.settings import load_settings
from config.work_log import EventRow
from notifications.adapters.contact_repository import contacts_on, reach
from notifications.adapters.contact_tables import ContactRow
from notifications.application.passing_contacts import pass_contacts
from scheduler.adapters.calendar_repository import draft_of
from scheduler.adapters.district_tables import AllotmentRow, AreaRow, OrderRow, TargetRow
from scheduler.application.allotting import preview_year
from scheduler.application.area_progress_view import AreaProgress, area_progress
from scheduler.application.board_view import month_board
from scheduler.application.merging_areas import Passing, merge_areas, preview_merger
from scheduler.application.ordering import Wish, place_order
from scheduler.application.planning import ask_plan, plan_month
from scheduler.application.planning_facts import planning_settings_of, read_problem
from scheduler.application.publishing import approve, publish
from scheduler.application.recording import record
from scheduler.application.year_facts import read_year_problem
from scheduler.domain.allotting_rules import AllottingRules
from scheduler.domain.merging import Merger
from scheduler.domain.outcome import Became
from scheduler.domain.terms import Category, DeliveryState
from scheduler.messages import AreaMerged
from scheduler.solver.judge import score
from scheduler.solver.solve import solve
from tests.conftest import SHANGHAI
from tests.culture_process import Ended
from tests.integration.small_district import DISTRICT, draft, film, settle
from tests.pages_district import DISTRICT as PAGES

JUNE, JULY = "2026-06", "2026-07"
SETTINGS = load_settings(environment={})
PLANNING = planning_settings_of(SETTINGS.sections["planning"], seconds=20)
RULES = SETTINGS.section("allotment", AllottingRules)
MERGER = Merger("A2", "A1", date(2026, 7, 1))
END_OF_JUNE = date(2026, 6, 30)
IN_JULY = replace(film("2607-001", area=2, day=date(2026, 7, 10)), start=time(19, 45))


@pytest.fixture
def office(outbox: Outbox, clock: FixedClock) -> Outbox:
    """A film in each area in June, published and held; orders and quotas in July, which has a draft."""
    edit = {"district_id": DISTRICT, "edited_at": clock.now(), "edited_by": "import"}
    with outbox.transaction() as session:
        settle(session, clock.now())
        for number in (1, 2):
            for month in (JUNE, JULY):
                own = {"area_id": f"A{number}", "month": month, **edit}
                key = f"A{number}/film/{month}"
                session.add(AllotmentRow(id=key, category="film", least=1, most=1, **own))
            ordered = {"programme_id": "F1", "rank": 1, "weekdays": [], "permit_recorded": False}
            session.add(OrderRow(id=f"O{number}", month=JULY, area_id=f"A{number}", **ordered, **edit))
        for measure, amount, each_area in (("films", 12, False), ("books", 1000, True)):
            session.add(
                TargetRow(
                    id=f"2026/{measure}",
                    year=2026,
                    measure=measure,
                    amount=amount,
                    each_area=each_area,
                    **edit,
                )
            )
        seen = draft(session, JUNE, [film(), film("2606-002", area=2)], clock.now())
        approve(session, clock, PLANNING, DISTRICT, JUNE, seen_revision=seen, by="甲")
        publish(session, clock, DISTRICT, JUNE, seen_revision=seen, by="甲")
        draft(session, JULY, [IN_JULY], clock.now())
    clock.instant = datetime(2026, 6, 12, 22, tzinfo=SHANGHAI)
    with outbox.transaction() as session:
        held = [Became(f"2606-00{one}", DeliveryState.HELD, attendance=100 * one) for one in (1, 2)]
        record(session, clock, DISTRICT, held, by="甲")
    return outbox


def merged(office: Outbox, clock: FixedClock, merger: Merger = MERGER) -> Passing:
    with office.transaction() as session:
        return merge_areas(session, clock, DISTRICT, merger, by="甲")


def report(office: Outbox, clock: FixedClock, until: date = END_OF_JUNE) -> tuple[Any, ...]:
    """All that is told of June: its board, its points and shares, and the year area by area until its end."""
    with office.store.reading() as session:
        board = month_board(session, DISTRICT, JUNE)
        problem = read_problem(session, clock, PLANNING, DISTRICT, JUNE)
        areas = area_progress(session, DISTRICT, until)
        return (
            board.areas,
            board.chips,
            board.shares,
            score(problem, board.deliveries),
            [(one.area, [replace(each, planned=0) for each in one.measures], one.audience) for one in areas],
        )


def test_what_is_told_of_the_time_before_stays_the_same(office: Outbox, clock: FixedClock) -> None:
    before = report(office, clock)
    passing = merged(office, clock)
    assert (passing.venues, passing.orders, passing.drafted) == (2, 1, 1)
    assert report(office, clock) == before
    with office.store.reading() as session:
        after = area_progress(session, DISTRICT, date(2026, 7, 31))
    targets = {one.area.id: {each.measure: each.target for each in one.measures} for one in after}
    assert (targets["A1"]["films"], targets["A1"]["books"]) == (3, 1000)
    assert (targets["A2"]["films"], targets["A2"]["books"]) == (None, None)
    assert _held(after) == {"A1": (1, 100), "A2": (1, 200)}


def _held(found: tuple[AreaProgress, ...]) -> dict[str, tuple[int, int]]:
    return {one.area.id: (one.measures[1].held, one.audience.heads) for one in found}


def test_months_after_know_only_the_one_that_stays(office: Outbox, clock: FixedClock) -> None:
    merged(office, clock)
    with office.store.reading() as session:
        july = read_problem(session, clock, PLANNING, DISTRICT, JULY)
        board = month_board(session, DISTRICT, JULY)
        assert draft_of(session, DISTRICT, JULY) == (replace(IN_JULY, area_id="A1"),)
        events = session.scalars(sa.select(EventRow.payload).where(EventRow.kind == "AreaMerged")).all()
    district = july.district
    assert [(one.id, one.population) for one in district.areas] == [("A1", 120_000)]
    assert {one.area_id for one in (*district.venues, *district.orders, *district.allotments)} == {"A1"}
    assert [(one.least, one.most) for one in district.allotments] == [(2, 2)]
    assert [one.id for one in board.areas] == ["A1"]
    assert [(one["area_id"], one["into_id"], one["first"]) for one in events] == [("A2", "A1", "2026-07-01")]
    with office.transaction() as session:
        run_id = ask_plan(session, clock, PLANNING, DISTRICT, JULY, by="甲")
    plan_month(office, PLANNING, DISTRICT, run_id, solve)
    with office.store.reading() as session:
        planned = draft_of(session, DISTRICT, JULY)
    assert {(one.area_id, one.order_id) for one in planned} == {("A1", "O1"), ("A1", "O2")}


def test_the_allotment_reckoned_anew_gives_the_rest_of_the_year_to_the_one_that_stays(
    office: Outbox, clock: FixedClock
) -> None:
    merged(office, clock)
    with office.store.reading() as session:
        found = preview_year(session, clock, DISTRICT, 2026, RULES, PLANNING.parameters)
    films = next(one for one in found.categories if one.category is Category.FILM)
    numbers = {one.area_id: one.number for one in films.areas}
    later = {one.area_id for one in films.months if one.month >= JULY and one.number}
    assert (sum(numbers.values()), numbers["A2"], later) == (12, 1, {"A1"})


def test_the_year_is_planned_for_the_one_that_stays(office: Outbox, clock: FixedClock) -> None:
    merged(office, clock)
    with office.store.reading() as session:
        year = read_year_problem(session, clock, PLANNING, RULES, DISTRICT, 2026)
    assert [(one.id, one.population) for one in year.district.areas] == [("A1", 120_000)]
    assert {one.area_id for one in (*year.goals, *year.district.allotments, *year.district.venues)} == {"A1"}
    assert [one.least for one in year.goals if one.unit == "volumes"] == [1500], (
        "half a year's was not brought"
    )


def test_the_books_of_an_area_that_goes_later_are_due_for_its_months(
    office: Outbox, clock: FixedClock
) -> None:
    merged(office, clock, replace(MERGER, first=date(2026, 10, 1)))
    with office.store.reading() as session:
        year = read_year_problem(session, clock, PLANNING, RULES, DISTRICT, 2026)
    volumes = {one.area_id: one.least for one in year.goals if one.unit == "volumes"}
    assert volumes == {"A1": 1000, "A2": 750}


def test_orders_of_later_months_are_the_other_areas(office: Outbox, clock: FixedClock) -> None:
    merged(office, clock)
    with office.transaction() as session:
        with pytest.raises(Refusal, match="the area is part of another"):
            place_order(session, clock, DISTRICT, "A2", Wish(JULY, "F1", 3), by="李")
        wish = Wish(JULY, "F1", 3, venue_id="V2-open_air")
        place_order(session, clock, DISTRICT, "A1", wish, by="李")


@pytest.mark.parametrize(
    ("merger", "why"),
    [
        (replace(MERGER, into_id="A2"), "part of itself"),
        (replace(MERGER, area_id="A9"), "no area “A9”"),
        (replace(MERGER, first=date(2026, 7, 15)), "from the 1st of a month to come, such as 2026-07-01"),
        (replace(MERGER, first=date(2026, 6, 1)), "from the 1st of a month to come"),
    ],
)
def test_what_cannot_merge_so_is_refused(office: Outbox, clock: FixedClock, merger: Merger, why: str) -> None:
    with office.store.reading() as session, pytest.raises(Refusal, match=why):
        preview_merger(session, clock, DISTRICT, merger)


def test_no_month_that_is_published_changes_its_areas_and_no_area_goes_twice(
    office: Outbox, clock: FixedClock
) -> None:
    clock.instant = datetime(2026, 5, 20, 9, tzinfo=SHANGHAI)
    with pytest.raises(Refusal, match=r"2026-06 is published .* 2026-07-01 at the earliest"):
        merged(office, clock, replace(MERGER, first=date(2026, 6, 1)))
    with pytest.raises(Refusal, match="from the 1st of a month to come, such as 2026-07-01"):
        merged(office, clock, replace(MERGER, first=date(2026, 6, 15)))
    merged(office, clock)
    with office.store.reading() as session:
        name = session.get_one(AreaRow, (DISTRICT, "A2")).name
    with pytest.raises(Refusal, match=f"{name} is merged already: it is part of .* from 2026-07-01"):
        merged(office, clock)
    with office.store.reading() as session:
        assert session.get_one(AreaRow, (DISTRICT, "A2")).valid_to == END_OF_JUNE


Culture = Callable[..., Ended]


def test_the_command_shows_what_passes_and_the_contacts_go_with_it(
    house: House, culture: Culture, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("area", "merge", "北站街道", "天目西路街道", "--from", "2026-08-01")
    shown = culture(*words)
    assert (shown.status, shown.json["done"]) == (0, False)
    capsys.readouterr()
    assert run(words) == 0
    said = capsys.readouterr().out
    assert ("北站街道将自 2026-08-01 起并入" in said, "这只是预览，什么也没有改" in said) == (True, True)
    assert "culture allot" not in said
    done = culture(*words, "--yes")
    assert (done.status, done.json["done"], done.json["venues"] > 0) == (0, True, True)
    assert culture(*words, "--yes").status == 2
    event = AreaMerged(PAGES, "bz", "tmxl", "2026-08-01", "甲")
    with house.outbox.transaction() as session:
        was = reach(session, PAGES, ["area:bz"], date(2026, 7, 31))["area:bz"]
        assert pass_contacts(session, house.sending_desk(session), event) == 0, "the event was heard already"
        assert reach(session, PAGES, ["area:bz"], date(2026, 8, 1))["area:bz"].telephone_id is None
        on = date(2026, 8, 1)
        told = session.scalars(
            sa.select(ContactRow).where(ContactRow.party_id == "area:tmxl", contacts_on(on))
        )
        assert was.telephone_id in {row.telephone_id for row in told}
