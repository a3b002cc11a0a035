"""Rain on a film day: each film with its ways on, then the deed; everything else stays, once for each party."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.clock import FixedClock
from config.durable import Outbox
from config.refusal import Conflict, Refusal
from config.settings import load_settings
from config.work_log import EventRow
from scheduler.adapters.calendar_repository import draft_of, month_row, published_of
from scheduler.application.moving import move
from scheduler.application.planning_facts import planning_settings_of
from scheduler.application.publishing import approve, publish
from scheduler.application.raining import RainDeed, act_on_rain, preview_deeds, preview_rain
from scheduler.application.taking_back import preview_taking_back, take_back
from scheduler.domain.delivery import Delivery
from tests.integration.small_district import DISTRICT, draft, film, settle

JUNE = "2026-06"
RAINY = date(2026, 6, 12)
PLANNING = planning_settings_of(load_settings(environment={}).sections["planning"], seconds=5)
OTHER = film("2606-002", area=2, day=date(2026, 6, 20))


@pytest.fixture
def office(outbox: Outbox, clock: FixedClock) -> Outbox:
    """June is published with a film on the 12th in one area and on the 20th in the other."""
    with outbox.transaction() as session:
        settle(session, clock.now())
        revision = draft(session, JUNE, [film(), OTHER], clock.now())
        approve(
            session,
            clock,
            PLANNING,
            DISTRICT,
            JUNE,
            seen_revision=revision,
            by="协调员",
            despite_findings=True,
        )
        publish(session, clock, DISTRICT, JUNE, seen_revision=revision, by="协调员")
    clock.instant = datetime(2026, 6, 12, 16, tzinfo=ZoneInfo("Asia/Shanghai"))
    return outbox


def last_changes(office: Outbox) -> list[dict[str, object]]:
    with office.store.reading() as session:
        payloads = list(session.scalars(sa.select(EventRow.payload).order_by(EventRow.id)))
    changes: list[dict[str, object]] = payloads[-1]["changes"]
    return changes


def stands(office: Outbox, number: int) -> dict[str, Delivery]:
    with office.store.reading() as session:
        return {d.id: d for d in published_of(session, DISTRICT, JUNE, number)}


def test_preview_shows_each_way_on_and_writes_nothing(office: Outbox, clock: FixedClock) -> None:
    with office.store.reading() as session:
        preview = preview_rain(session, clock, PLANNING, DISTRICT, RAINY)
        event = preview_deeds(session, DISTRICT, preview, preview.proposal())

    [rained] = preview.films
    assert [(way.deed, way.open) for way in rained.ways] == [
        ("indoor", True),
        ("reserve", True),
        ("go_on", True),
    ]
    assert rained.ways[0].after.venue_id == "V1-centre"
    assert rained.ways[1].after.day == date(2026, 6, 13)
    assert [(c.delivery_id, c.changed, c.reason) for c in event.changes] == [
        ("2606-001", ("venue_id",), "因雨")
    ]
    assert stands(office, 2) == {}


def test_indoors_changes_the_venue_of_that_film_alone(office: Outbox, clock: FixedClock) -> None:
    with office.transaction() as session:
        done = act_on_rain(
            session, clock, PLANNING, DISTRICT, RAINY, {"2606-001": "indoor"}, seen_number=1, by="协调员"
        )
    assert done is not None
    assert done.number == 2
    assert stands(office, 2) == {"2606-001": replace(film(), venue_id="V1-centre"), "2606-002": OTHER}
    [change] = last_changes(office)
    assert (change["delivery_id"], change["reason"]) == ("2606-001", "因雨")
    assert change["after"]["rain_venue"] is None  # type: ignore[index]


def test_reserve_date_keeps_the_film_its_id_and_its_quota(office: Outbox, clock: FixedClock) -> None:
    with office.transaction() as session:
        act_on_rain(
            session, clock, PLANNING, DISTRICT, RAINY, {"2606-001": "reserve"}, seen_number=1, by="协调员"
        )
    moved = stands(office, 2)["2606-001"]
    assert (moved.day, moved.start, moved.venue_id) == (date(2026, 6, 13), time(19, 30), "V1-open_air")
    assert len(stands(office, 2)) == len(stands(office, 1))


def test_going_on_publishes_nothing(office: Outbox, clock: FixedClock) -> None:
    with office.transaction() as session:
        done = act_on_rain(
            session, clock, PLANNING, DISTRICT, RAINY, {"2606-001": "go_on"}, seen_number=1, by="协调员"
        )
    assert done is None
    assert stands(office, 2) == {}


def test_the_draft_follows_the_repair_but_keeps_what_somebody_edited(
    office: Outbox, clock: FixedClock
) -> None:
    edited = replace(film(), start=time(19, 45))
    with office.transaction() as session:
        draft(session, JUNE, [edited, OTHER], clock.now())
        act_on_rain(
            session, clock, PLANNING, DISTRICT, RAINY, {"2606-001": "reserve"}, seen_number=1, by="协调员"
        )
        assert draft_of(session, DISTRICT, JUNE) == (edited, OTHER)
        assert month_row(session, DISTRICT, JUNE).rebase_conflicts == [
            {"delivery_id": "2606-001", "fields": ["day", "start"], "by": "协调员"}
        ]


def test_a_contradicted_edit_leaves_the_list_once_it_is_settled(office: Outbox, clock: FixedClock) -> None:
    edited = replace(film(), start=time(19, 45))
    deeds: dict[str, RainDeed] = {"2606-001": "reserve"}
    with office.transaction() as session:
        draft(session, JUNE, [edited, OTHER], clock.now())
        act_on_rain(session, clock, PLANNING, DISTRICT, RAINY, deeds, seen_number=1, by="协调员")
        again = month_row(session, DISTRICT, JUNE).rebase_conflicts
    assert again == [{"delivery_id": "2606-001", "fields": ["day", "start"], "by": "协调员"}]
    changes: dict[str, object] = {"day": date(2026, 6, 13), "start": time(19, 45)}
    listed = []
    with office.transaction() as session:
        for seen in (2, 3):
            move(session, clock, PLANNING, DISTRICT, "2606-001", changes, seen_revision=seen, by="甲")
            changes = {"start": time(19, 30)}
            listed.append(month_row(session, DISTRICT, JUNE).rebase_conflicts)
    assert listed == [[{"delivery_id": "2606-001", "fields": ["start"], "by": "协调员"}], []]


def test_a_draft_that_nobody_edited_is_brought_onto_the_repair(office: Outbox, clock: FixedClock) -> None:
    with office.transaction() as session:
        act_on_rain(
            session, clock, PLANNING, DISTRICT, RAINY, {"2606-001": "indoor"}, seen_number=1, by="协调员"
        )
        assert draft_of(session, DISTRICT, JUNE) == tuple(stands_now(session))


def stands_now(session: Session) -> tuple[Delivery, ...]:
    return published_of(session, DISTRICT, JUNE, 2)


def test_what_was_done_about_the_rain_can_be_taken_back_before_the_film_begins(
    office: Outbox, clock: FixedClock
) -> None:
    with office.transaction() as session:
        act_on_rain(
            session, clock, PLANNING, DISTRICT, RAINY, {"2606-001": "indoor"}, seen_number=1, by="协调员"
        )
    with office.transaction() as session:
        take_back(session, clock, DISTRICT, preview_taking_back(session, clock, DISTRICT, JUNE), by="协调员")
    assert stands(office, 3) == stands(office, 1)


def test_a_day_without_films_is_refused(office: Outbox, clock: FixedClock) -> None:
    with (
        office.store.reading() as session,
        pytest.raises(Refusal, match="No outdoor film stands on Sat 13 Jun"),
    ):
        preview_rain(session, clock, PLANNING, DISTRICT, date(2026, 6, 13))


def test_a_month_that_is_not_published_is_refused(office: Outbox, clock: FixedClock) -> None:
    with office.store.reading() as session, pytest.raises(Refusal, match="2026-07 is not published"):
        preview_rain(session, clock, PLANNING, DISTRICT, date(2026, 7, 10))


def test_an_outdated_look_is_a_conflict(office: Outbox, clock: FixedClock) -> None:
    with pytest.raises(Conflict, match="you saw version 0"), office.transaction() as session:
        act_on_rain(
            session, clock, PLANNING, DISTRICT, RAINY, {"2606-001": "indoor"}, seen_number=0, by="协调员"
        )


def test_after_the_film_began_rain_changes_nothing(office: Outbox, clock: FixedClock) -> None:
    clock.instant = datetime(2026, 6, 12, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
    with pytest.raises(Refusal, match="2026-06-12 19:30 is past"), office.transaction() as session:
        act_on_rain(
            session, clock, PLANNING, DISTRICT, RAINY, {"2606-001": "indoor"}, seen_number=1, by="协调员"
        )
