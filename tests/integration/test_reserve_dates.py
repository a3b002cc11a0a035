"""A reserve date of an outdoor film, in its own month or the next: kept, known there, used by rain, and freed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest
import sqlalchemy as sa

from api.access.roles import Role
from config.clock import FixedClock
from config.durable import Outbox
from config.refusal import Refusal
from config.settings import load_settings
from config.work_log import EventRow
from scheduler.adapters.calendar_repository import draft_of, life_of, month_row, published_of
from scheduler.adapters.district_tables import AllotmentRow, OrderRow
from scheduler.application.delivery_view import delivery_page
from scheduler.application.names_view import read_names
from scheduler.application.planning import ask_plan, plan_month
from scheduler.application.planning_facts import planning_settings_of, read_problem
from scheduler.application.publishing import approve, publish
from scheduler.application.raining import act_on_rain, preview_deeds, preview_rain
from scheduler.application.recording import record
from scheduler.application.reserving import Wanted, book_reserve, booked_reserves, let_reserve_go
from scheduler.application.taking_back import preview_taking_back
from scheduler.domain.delivery import Delivery
from scheduler.domain.outcome import Became
from scheduler.domain.terms import DeliveryState
from scheduler.solver.judge import hard_findings
from scheduler.solver.moves import judge_move
from scheduler.solver.solve import solve
from tests.conftest import SHANGHAI
from tests.culture_process import Ended
from tests.integration.small_district import DISTRICT, draft, film, settle
from tests.pages_fixtures import Browser, post, text_of

Culture = Callable[..., Ended]

JUNE, JULY = "2026-06", "2026-07"
RAINY, RESERVE = date(2026, 6, 12), date(2026, 7, 3)
PLANNING = planning_settings_of(load_settings(environment={}).sections["planning"], seconds=10)
FILM = replace(film(), order_id="O1")
IN_JULY = replace(film("2607-001", area=2, day=RESERVE), order_id="O2", start=time(19, 45))
OTHER_DAY = Wanted(date(2026, 7, 4))


@pytest.fixture
def office(outbox: Outbox, clock: FixedClock) -> Outbox:
    """June is published with a film of the first area, July with one of the second on the 3rd; all as ordered."""
    edit = {"district_id": DISTRICT, "edited_at": clock.now(), "edited_by": "import"}
    with outbox.transaction() as session:
        settle(session, clock.now())
        for number, month in ((1, JUNE), (2, JULY)):
            own = {"area_id": f"A{number}", "month": month, **edit}
            session.add(AllotmentRow(id=f"{number}", category="film", least=1, most=1, **own))
            ordered = {"programme_id": "F1", "rank": 1, "weekdays": [], "permit_recorded": False}
            session.add(OrderRow(id=f"O{number}", **ordered, **own))
        nothing = {"area_id": "A1", "month": JULY, "category": "film", "least": 0, "most": 0}
        session.add(AllotmentRow(id="3", **nothing, **edit))
        for month, one in ((JUNE, FILM), (JULY, IN_JULY)):
            seen = draft(session, month, [one], clock.now())
            approve(session, clock, PLANNING, DISTRICT, month, seen_revision=seen, by="甲")
            publish(session, clock, DISTRICT, month, seen_revision=seen, by="甲")
    return outbox


def booked(office: Outbox, clock: FixedClock, wanted: Wanted | None = None) -> None:
    with office.transaction() as session:
        book_reserve(session, clock, PLANNING, DISTRICT, FILM.id, wanted or Wanted(RESERVE), by="甲")


def kept(office: Outbox, month: str | None = None) -> list[tuple[str, date]]:
    with office.store.reading() as session:
        names = read_names(session, DISTRICT)
        return [(one.film_id, one.day) for one in booked_reserves(session, DISTRICT, names, month)]


def events(office: Outbox, kind: str) -> list[dict[str, Any]]:
    with office.store.reading() as session:
        rows = session.scalars(sa.select(EventRow).where(EventRow.kind == kind).order_by(EventRow.id))
        return [row.payload for row in rows]


def rain(office: Outbox, clock: FixedClock, deed: Any = "reserve") -> None:
    clock.instant = datetime(2026, 6, 12, 16, tzinfo=SHANGHAI)
    with office.transaction() as session:
        act_on_rain(session, clock, PLANNING, DISTRICT, RAINY, {FILM.id: deed}, seen_number=1, by="甲")


def test_a_reserve_date_is_known_to_the_month_in_which_it_lies(office: Outbox, clock: FixedClock) -> None:
    booked(office, clock)
    assert (kept(office, JULY), kept(office, JUNE)) == ([(FILM.id, RESERVE)], [])
    assert [one["delivery_id"] for one in events(office, "ReserveDateBooked")] == [FILM.id]
    with office.store.reading() as session:
        july = read_problem(session, clock, PLANNING, DISTRICT, JULY)
        wanted = [replace(IN_JULY, provider_id="P1"), replace(IN_JULY, venue_id="V1-open_air")]
        barred = [{found.rule for found in judge_move(july, [IN_JULY], [one]).hard} for one in wanted]
        page = delivery_page(session, DISTRICT, FILM.id)
    assert all("held" in rules for rules in barred), "neither its provider nor its venue is given away"
    assert page is not None
    assert page.reserve is not None
    assert page.reserve.delivery.day == RESERVE


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (Wanted(RESERVE, provider_id="P2"), "P2|第二放映队"),
        (Wanted(RESERVE, venue_id="V2-open_air"), "彭浦镇露天广场"),
        (Wanted(RESERVE, start=time(19)), "before dark"),
        (Wanted(RAINY), "comes after the film's own day"),
        (Wanted(date(2026, 11, 3)), "露天电影"),
    ],
)
def test_what_is_taken_or_barred_that_evening_cannot_be_kept(
    office: Outbox, clock: FixedClock, wanted: Wanted, why: str
) -> None:
    with pytest.raises(Refusal, match=why):
        booked(office, clock, wanted)
    assert kept(office) == []


@pytest.mark.parametrize("state", [DeliveryState.HELD, DeliveryState.NO_SHOW])
def test_it_is_free_again_once_the_film_is_over(office: Outbox, clock: FixedClock, state: Any) -> None:
    booked(office, clock)
    clock.instant = datetime(2026, 6, 12, 22, tzinfo=SHANGHAI)
    with office.transaction() as session:
        record(session, clock, DISTRICT, [Became(FILM.id, state)], by="甲")
    assert kept(office) == []
    assert [one["delivery_id"] for one in events(office, "ReserveDateFreed")] == [FILM.id]
    with pytest.raises(Refusal, match="begun or is recorded"):
        booked(office, clock)


def test_another_evening_takes_the_place_of_the_one_before_and_a_person_lets_it_go(
    office: Outbox, clock: FixedClock
) -> None:
    booked(office, clock)
    booked(office, clock, OTHER_DAY)
    assert kept(office) == [(FILM.id, OTHER_DAY.day)]
    with office.transaction() as session:
        let_reserve_go(session, clock, DISTRICT, FILM.id, by="甲")
    assert kept(office) == []
    with pytest.raises(Refusal, match="has no reserve date"), office.transaction() as session:
        let_reserve_go(session, clock, DISTRICT, FILM.id, by="甲")


def test_rain_carries_the_film_to_the_evening_kept_in_another_published_month(
    office: Outbox, clock: FixedClock
) -> None:
    booked(office, clock)
    with office.store.reading() as session:
        preview = preview_rain(session, clock, PLANNING, DISTRICT, RAINY)
        [rained] = preview.films
        way = next(one for one in rained.ways if one.deed == "reserve")
        event = preview_deeds(session, DISTRICT, preview, {FILM.id: "reserve"})
    then = replace(FILM, day=RESERVE, start=time(19, 45))
    assert (way.open, way.after) == (True, then)
    assert [change.changed for change in event.changes] == [("day", "start")]
    rain(office, clock)
    with office.store.reading() as session:
        assert (published_of(session, DISTRICT, JUNE), draft_of(session, DISTRICT, JUNE)) == ((), ())
        for found in (published_of(session, DISTRICT, JULY), draft_of(session, DISTRICT, JULY)):
            assert set(found) == {IN_JULY, then}
        life = life_of(session, DISTRICT, FILM.id)
        page = delivery_page(session, DISTRICT, FILM.id)
        assert life is not None
        assert page is not None
        assert page.published is not None
        assert (life.state, life.venue_answer, page.published.delivery) == ("planned", "asked", then)
    assert kept(office) == []


def test_the_quota_is_not_spent_twice_and_the_order_not_served_anew(
    office: Outbox, clock: FixedClock
) -> None:
    booked(office, clock)
    rain(office, clock)
    with office.store.reading() as session:
        for month in (JUNE, JULY):
            problem = read_problem(session, clock, PLANNING, DISTRICT, month)
            assert hard_findings(problem, published_of(session, DISTRICT, month)) == ()
        assert not read_problem(session, clock, PLANNING, DISTRICT, JUNE).orders
    with office.transaction() as session:
        run_id = ask_plan(session, clock, PLANNING, DISTRICT, JULY, by="甲")
    plan_month(office, PLANNING, DISTRICT, run_id, solve)
    with office.store.reading() as session:
        again = {one.id: one for one in draft_of(session, DISTRICT, JULY)}
    assert again[FILM.id] == replace(FILM, day=RESERVE, start=time(19, 45))
    assert sorted(one.order_id or "" for one in again.values()) == ["O1", "O2"]


def test_what_was_carried_is_not_taken_back_in_one_month_alone(office: Outbox, clock: FixedClock) -> None:
    booked(office, clock)
    rain(office, clock)
    for month in (JUNE, JULY):
        with office.store.reading() as session, pytest.raises(Refusal, match="carried this film"):
            preview_taking_back(session, clock, DISTRICT, month)


def test_indoors_leaves_the_evening_kept_until_the_film_is_held(office: Outbox, clock: FixedClock) -> None:
    booked(office, clock)
    rain(office, clock, "indoor")
    assert kept(office) == [(FILM.id, RESERVE)]
    with office.store.reading() as session:
        assert month_row(session, DISTRICT, JULY).published_number == 1


def test_a_reserve_date_of_the_same_month_is_used_before_the_nearest(
    office: Outbox, clock: FixedClock
) -> None:
    booked(office, clock, Wanted(date(2026, 6, 24)))
    with office.store.reading() as session:
        [rained] = preview_rain(session, clock, PLANNING, DISTRICT, RAINY).films
    assert rained.ways[1].after.day == date(2026, 6, 24)
    rain(office, clock)
    with office.store.reading() as session:
        stands: tuple[Delivery, ...] = published_of(session, DISTRICT, JUNE)
    assert [one.day for one in stands] == [date(2026, 6, 24)]
    assert kept(office) == []


FILM_OF_JUNE, NEXT = "2606-009", "2026-07-03"


@pytest.mark.usefixtures("published_house")
def test_the_page_of_a_film_keeps_an_evening_that_its_month_shows(browser: Browser) -> None:
    client, path = browser(Role.COORDINATOR), f"/deliveries/{FILM_OF_JUNE}"
    early = post(client, f"{path}/reserve", day="2026-06-01", start="19:45")
    assert (early.status_code, "备用日须在原定的" in early.text) == (422, True)
    assert post(client, f"{path}/reserve", day=NEXT, start="19:45").status_code == 303
    page = text_of(client.get(path).text)
    assert ("7月3日" in page, "测试员 订了雨天备用日：7月3日" in page) == (True, True)
    assert "为电影留下的雨天备用日： 7月3日 周五 19:45" in text_of(client.get("/months/2026-07").text)
    assert post(client, f"{path}/unreserve").status_code == 303
    assert "为电影留下" not in client.get("/months/2026-07").text


@pytest.mark.usefixtures("published_house")
def test_an_evening_is_kept_listed_and_let_go_by_command(culture: Culture) -> None:
    assert culture("reserve", FILM_OF_JUNE).status == 2
    assert culture("reserve", FILM_OF_JUNE, "--day", NEXT).status == 0
    assert [(row["film"], row["day"]) for row in culture("reserve").json["reserves"]] == [
        (FILM_OF_JUNE, NEXT)
    ]
    assert culture("reserve", FILM_OF_JUNE, "--free").status == 0
    assert culture("reserve").json["booked"] == 0
