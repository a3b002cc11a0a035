"""Rain on a film day: each film with its ways on, then the deed; everything else stays, once for each party."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Literal
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
from scheduler.adapters.calendar_tables import DeliveryLifeRow
from scheduler.application.answering import settle_decline, take_answer
from scheduler.application.moving import move
from scheduler.application.names_view import read_names
from scheduler.application.open_air import films_in_the_open
from scheduler.application.planning_facts import planning_settings_of
from scheduler.application.publishing import approve, publish
from scheduler.application.raining import RainDeed, WayOn, act_on_rain, preview_deeds, preview_rain
from scheduler.application.recording import record
from scheduler.application.start_view import declined_deliveries
from scheduler.application.taking_back import preview_taking_back, take_back
from scheduler.domain.delivery import Delivery
from scheduler.domain.outcome import Became
from scheduler.domain.terms import DeliveryState
from scheduler.messages import DeliveryAnswered
from tests.integration.small_district import DISTRICT, draft, film, second_hall, settle

JUNE = "2026-06"
Side = Literal["venue", "rain_venue"]
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


def declines(office: Outbox, clock: FixedClock, side: Side, asked: int, reason: str = "") -> None:
    """The hall of the first area says no, asked as its film's venue or rain venue."""
    said = DeliveryAnswered(
        DISTRICT, "2606-001", "venue:V1-centre", side, "declined", asked, reason, f"{side}{asked}"
    )
    with office.transaction() as session:
        take_answer(session, clock, said)


def to_do(office: Outbox, clock: FixedClock) -> list[tuple[str, str, str, bool]]:
    with office.store.reading() as session:
        found = declined_deliveries(session, clock, DISTRICT, read_names(session, DISTRICT))
    return [(one.told.delivery.id, one.side, one.reason, one.turned_away) for one in found]


def in_the_open(office: Outbox, clock: FixedClock) -> list[str]:
    with office.store.reading() as session:
        films = films_in_the_open(session, clock, DISTRICT, RAINY, read_names(session, DISTRICT))
    return [film.delivery.id for film in films]


def ways(office: Outbox, clock: FixedClock) -> dict[str, WayOn]:
    with office.store.reading() as session:
        [rained] = preview_rain(session, clock, PLANNING, DISTRICT, RAINY).films
    return {way.deed: way for way in rained.ways}


def act(office: Outbox, clock: FixedClock, deed: RainDeed, seen: int) -> Delivery:
    """The film after that choice, as it is then published."""
    with office.transaction() as session:
        act_on_rain(session, clock, PLANNING, DISTRICT, RAINY, {"2606-001": deed}, seen_number=seen, by="甲")
    return stands(office, seen + 1)["2606-001"]


def test_a_rain_venue_that_declines_is_on_the_list_and_rain_does_not_offer_it(
    office: Outbox, clock: FixedClock
) -> None:
    declines(office, clock, "rain_venue", 1, "礼堂检修")
    assert to_do(office, clock) == [("2606-001", "rain_venue", "礼堂检修", False)]
    found = ways(office, clock)
    assert [(deed, way.open) for deed, way in found.items()] == [
        ("indoor", False),
        ("reserve", True),
        ("go_on", True),
    ]
    [why] = found["indoor"].against
    assert why.sentence.zh == "北站街道社区文化活动中心已答复6月12日(周五)不能接“露天电影”进室内"
    with pytest.raises(Refusal, match="has declined to take “露天电影” indoors on Fri 12 Jun"):
        act(office, clock, "indoor", 1)


def test_another_hall_is_offered_instead_of_the_one_that_declined(office: Outbox, clock: FixedClock) -> None:
    with office.transaction() as session:
        second_hall(session)
    declines(office, clock, "rain_venue", 1)
    indoor = ways(office, clock)["indoor"]
    assert (indoor.open, indoor.after.venue_id) == (True, "V1-library")
    assert [remark.rule for remark in indoor.instead] == ["declined"]
    assert act(office, clock, "indoor", 1).venue_id == "V1-library"
    assert to_do(office, clock) == []


def test_a_declined_rain_venue_leaves_the_list_once_it_is_dealt_with_or_the_film_begins(
    office: Outbox, clock: FixedClock
) -> None:
    declines(office, clock, "rain_venue", 1)
    with office.transaction() as session:
        settle_decline(session, clock, DISTRICT, "2606-001", by="甲", note="下雨改期", side="rain_venue")
    assert to_do(office, clock) == []
    with office.transaction() as session:
        row = session.get_one(DeliveryLifeRow, (DISTRICT, "2606-001"))
        assert (row.venue_answer, row.venue_settled_at) == ("asked", None), "the venue's own answer is apart"
        row.rain_venue_settled_at = None
    clock.instant = datetime(2026, 6, 12, 19, 31, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert to_do(office, clock) == []


def test_a_film_moved_indoors_has_its_choices_again_when_that_hall_declines(
    office: Outbox, clock: FixedClock
) -> None:
    act(office, clock, "indoor", 1)
    declines(office, clock, "venue", 2, "音响坏了")
    assert to_do(office, clock) == [("2606-001", "venue", "音响坏了", True)]
    found = ways(office, clock)
    assert [(deed, way.open) for deed, way in found.items()] == [
        ("indoor", False),
        ("reserve", True),
        ("go_on", True),
    ]
    assert found["reserve"].after.day == date(2026, 6, 13)
    back = act(office, clock, "go_on", 2)
    assert back == replace(film(), rain_venue_id=None)
    assert to_do(office, clock) == []


def test_rain_is_no_more_to_do_once_the_film_is_indoors_has_begun_or_is_recorded(
    office: Outbox, clock: FixedClock
) -> None:
    assert in_the_open(office, clock) == ["2606-001"]
    clock.instant = datetime(2026, 6, 12, 19, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert in_the_open(office, clock) == []
    with office.transaction() as session:
        record(session, clock, DISTRICT, [Became("2606-001", DeliveryState.RAINED_OFF)], by="甲")
    with office.store.reading() as session, pytest.raises(Refusal, match="culture held 2026-06-12"):
        preview_rain(session, clock, PLANNING, DISTRICT, RAINY)


def test_a_film_moved_indoors_is_no_more_in_the_open(office: Outbox, clock: FixedClock) -> None:
    act(office, clock, "indoor", 1)
    assert in_the_open(office, clock) == []


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        ("indoor", "已移入室内，6月12日(周五) 19:30 在北站街道社区文化活动中心"),
        ("reserve", "已改到6月13日(周六) 19:30，在"),
    ],
)
def test_where_the_films_of_a_day_were_seen_to_it_is_said_where_each_is_now(
    office: Outbox, clock: FixedClock, deed: RainDeed, said: str
) -> None:
    act(office, clock, deed, 1)
    with office.store.reading() as session:
        preview = preview_rain(session, clock, PLANNING, DISTRICT, RAINY)
        words = preview.sheltered_words(read_names(session, DISTRICT))
    assert (preview.films, [film.id for film in preview.sheltered]) == ((), ["2606-001"])
    assert words.zh.startswith("6月12日(周五)的露天电影都已另有安排，不必再为下雨改动：“露天电影”" + said)


def test_after_the_film_began_rain_changes_nothing(office: Outbox, clock: FixedClock) -> None:
    clock.instant = datetime(2026, 6, 12, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
    with (
        pytest.raises(Refusal, match=r"of Fri 12 Jun have begun or are recorded; .* culture held 2026-06-12"),
        office.transaction() as session,
    ):
        act_on_rain(
            session, clock, PLANNING, DISTRICT, RAINY, {"2606-001": "indoor"}, seen_number=1, by="协调员"
        )
