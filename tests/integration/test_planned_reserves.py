"""A film whose area has no hall: planned with a reserve date, which publishing books and rain uses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest
import sqlalchemy as sa

from api.access.roles import Role
from config.clock import FixedClock
from config.durable import Outbox
from config.refusal import Refusal
from config.settings import load_settings
from config.work_log import EventRow
from scheduler.adapters.calendar_repository import as_json, draft_of, from_json, life_of, published_of
from scheduler.adapters.district_tables import AllotmentRow, ClosureRow, OrderRow, VenueRow
from scheduler.application.moving import move
from scheduler.application.names_view import read_names
from scheduler.application.planning import ask_plan, plan_month
from scheduler.application.planning_facts import planning_settings_of, read_problem
from scheduler.application.publishing import approve, publish
from scheduler.application.raining import act_on_rain, preview_rain
from scheduler.application.reserving import Wanted, book_reserve, booked_reserves, let_reserve_go
from scheduler.application.untenable import untenable_deliveries
from scheduler.domain.delivery import Delivery
from scheduler.domain.disruption import VenueClosed
from scheduler.solver.judge import hard_findings
from scheduler.solver.moves import judge_move
from scheduler.solver.solve import solve
from tests.conftest import SHANGHAI
from tests.integration.small_district import DISTRICT, film, settle
from tests.pages_fixtures import Browser, post, text_of

JUNE, RAINY, ORDERED = "2026-06", date(2026, 6, 12), "O1"
PLANNING = planning_settings_of(load_settings(environment={}).sections["planning"], seconds=10)


def planned(outbox: Outbox, clock: FixedClock) -> None:
    with outbox.transaction() as session:
        run_id = ask_plan(session, clock, PLANNING, DISTRICT, JUNE, by="甲")
    plan_month(outbox, PLANNING, DISTRICT, run_id, solve)


def published(outbox: Outbox, clock: FixedClock, revision: int) -> Delivery:
    with outbox.transaction() as session:
        approve(session, clock, PLANNING, DISTRICT, JUNE, seen_revision=revision, by="甲")
        publish(session, clock, DISTRICT, JUNE, seen_revision=revision, by="甲")
        (one,) = published_of(session, DISTRICT, JUNE)
    return one


@pytest.fixture
def office(outbox: Outbox, clock: FixedClock) -> Outbox:
    """The first area has a square only and ordered a film for the twelfth; June is planned."""
    edit = {"district_id": DISTRICT, "edited_at": clock.now(), "edited_by": "import"}
    with outbox.transaction() as session:
        settle(session, clock.now())
        session.delete(session.get_one(VenueRow, (DISTRICT, "V1-centre")))
        own = {"area_id": "A1", "month": JUNE, **edit}
        session.add(AllotmentRow(id="1", category="film", least=1, most=1, **own))
        ordered = {"programme_id": "F1", "rank": 1, "weekdays": [], "permit_recorded": False}
        session.add(OrderRow(id=ORDERED, pinned_day=RAINY, pinned_start=None, **ordered, **own))
    planned(outbox, clock)
    return outbox


def kept(office: Outbox) -> list[tuple[str, date, time]]:
    with office.store.reading() as session:
        names = read_names(session, DISTRICT)
        return [(one.film_id, one.day, one.start) for one in booked_reserves(session, DISTRICT, names)]


def test_the_plan_holds_a_reserve_date_and_publishing_books_it(office: Outbox, clock: FixedClock) -> None:
    with office.store.reading() as session:
        (drafted,) = draft_of(session, DISTRICT, JUNE)
    assert drafted.reserve is not None
    assert (drafted.day, drafted.rain_venue_id, from_json(as_json(drafted))) == (RAINY, None, drafted)
    assert kept(office) == []
    one = published(office, clock, 1)
    assert kept(office) == [(one.id, drafted.reserve.day, drafted.reserve.start)]
    with office.store.reading() as session:
        told = session.scalars(sa.select(EventRow).where(EventRow.kind == "CalendarPublished")).one()
    after = told.payload["changes"][0]["after"]
    assert (after["reserve_day"], after["rain_venue"]) == (drafted.reserve.day.isoformat(), None)
    planned(office, clock)
    with office.store.reading() as session:
        assert draft_of(session, DISTRICT, JUNE) == published_of(session, DISTRICT, JUNE)


def test_nobody_else_is_planned_into_its_evening(office: Outbox, clock: FixedClock) -> None:
    one = published(office, clock, 1)
    assert one.reserve is not None
    theirs = replace(film("2606-002", day=one.reserve.day, area=2), provider_id=one.provider_id)
    with office.store.reading() as session:
        problem = read_problem(session, clock, PLANNING, DISTRICT, JUNE)
        assert hard_findings(problem, [one]) == ()
        verdict = judge_move(problem, [one], [theirs])
    assert {found.rule for found in verdict.hard} >= {"provider_capacity", "provider_places"}


def test_rain_offers_it_first_and_uses_it(office: Outbox, clock: FixedClock) -> None:
    one = published(office, clock, 1)
    assert one.reserve is not None
    clock.instant = datetime(2026, 6, 12, 16, tzinfo=SHANGHAI)
    with office.store.reading() as session:
        [rained] = preview_rain(session, clock, PLANNING, DISTRICT, RAINY).films
    assert rained.proposed == "reserve"
    with office.transaction() as session:
        act_on_rain(session, clock, PLANNING, DISTRICT, RAINY, {one.id: "reserve"}, seen_number=1, by="甲")
    then = one.shown_on(one.reserve)
    with office.store.reading() as session:
        assert published_of(session, DISTRICT, JUNE) == (then,)
        assert hard_findings(read_problem(session, clock, PLANNING, DISTRICT, JUNE), [then]) == ()
    assert kept(office) == []
    planned(office, clock)
    with office.store.reading() as session:
        assert draft_of(session, DISTRICT, JUNE) == (then,)


def test_it_changes_with_the_calendar_and_in_no_other_way(office: Outbox, clock: FixedClock) -> None:
    one = published(office, clock, 1)
    with pytest.raises(Refusal, match="--reserve-day"), office.transaction() as session:
        book_reserve(session, clock, PLANNING, DISTRICT, one.id, Wanted(date(2026, 6, 19)), by="甲")
    with pytest.raises(Refusal, match="--reserve-day"), office.transaction() as session:
        let_reserve_go(session, clock, DISTRICT, one.id, by="甲")

    def moved(day: date) -> None:
        with office.transaction() as session:
            wanted = {"reserve_day": day}
            move(session, clock, PLANNING, DISTRICT, one.id, wanted, seen_revision=1, by="甲")

    with pytest.raises(Refusal, match="within 7 days after"):
        moved(date(2026, 6, 20))
    moved(date(2026, 6, 18))
    with office.transaction() as session:
        life = life_of(session, DISTRICT, one.id)
        assert life is not None
        life.venue_answer = life.provider_answer = "confirmed"
    later = published(office, clock, 2)
    assert later.reserve is not None
    assert kept(office) == [(one.id, date(2026, 6, 18), later.reserve.start)]
    with office.store.reading() as session:
        life = life_of(session, DISTRICT, one.id)
        assert life is not None
        assert (life.venue_answer, life.provider_answer) == ("asked", "asked")


@pytest.mark.usefixtures("published_house")
def test_the_page_of_a_film_tells_its_reserve_date_and_changes_it(browser: Browser) -> None:
    client, path = browser(Role.COORDINATOR), "/deliveries/2606-009"
    before = client.get(path).text
    form = {"revision": "1", "deed": "look"}
    for name in ("day", "start"):
        form[name] = before.split(f'name="{name}" value="', 1)[1].split('"', 1)[0]
    for name in ("venue_id", "provider_id"):
        chosen = before.split(f'<select name="{name}">', 1)[1].split(" selected", 1)[0]
        form[name] = chosen.rsplit('value="', 1)[1].split('"', 1)[0]
    day = date.fromisoformat(form["day"])
    looked = post(client, f"{path}/move", **form, reserve_day=f"{day.replace(day=day.day - 1)}")
    assert "天以内" in text_of(looked.text)
    fine = day.replace(day=day.day + 2)
    form["deed"] = "move_despite"
    assert post(client, f"{path}/move", **form, reserve_day=f"{fine}").status_code == 303
    page = text_of(client.get(path).text)
    assert f"雨天备用日 6月{fine.day}日" in page
    assert "同一场地" in page


def test_a_square_closed_on_the_reserve_day_makes_the_film_untenable(
    office: Outbox, clock: FixedClock
) -> None:
    one = published(office, clock, 1)
    assert one.reserve is not None
    day = one.reserve.day
    edit = {"district_id": DISTRICT, "edited_at": clock.now(), "edited_by": "import"}
    with office.transaction() as session:
        session.add(
            ClosureRow(id="1", venue_id=one.venue_id, first_day=day, last_day=day, reason="检查", **edit)
        )
    with office.store.reading() as session:
        names = read_names(session, DISTRICT)
        (found,) = untenable_deliveries(session, clock, PLANNING, DISTRICT, names)
    assert (found.told.delivery, found.repair) == (one, VenueClosed(one.venue_id, day, day))
