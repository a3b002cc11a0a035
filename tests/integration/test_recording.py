"""What became of a delivery is recorded once its time has come, can be corrected, and is never planned over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest
import sqlalchemy as sa

from config.clock import FixedClock
from config.durable import Outbox
from config.refusal import Conflict, Refusal
from config.settings import load_settings
from config.work_log import EventRow
from scheduler.adapters.calendar_repository import life_of, published_of
from scheduler.adapters.calendar_tables import DeliveryHistoryRow
from scheduler.adapters.district_tables import ProgrammeRow, ProviderRow, TargetRow
from scheduler.application.allotting_facts import had_of
from scheduler.application.answering import settle_decline, take_answer
from scheduler.application.area_progress_view import Audience, area_progress
from scheduler.application.holding import read_since
from scheduler.application.moving import preview_move
from scheduler.application.planning_facts import planning_settings_of, read_problem
from scheduler.application.progress_view import year_progress
from scheduler.application.publishing import approve, publish
from scheduler.application.raining import preview_rain
from scheduler.application.recording import left_open, record, record_day
from scheduler.application.recording_view import days_unrecorded
from scheduler.domain.allotting_year import Had
from scheduler.domain.delivery import Delivery
from scheduler.domain.measures import MEASURED
from scheduler.domain.outcome import Became
from scheduler.domain.terms import Category, DeliveryState
from scheduler.messages import DeliveryAnswered
from tests.conftest import SHANGHAI
from tests.integration.small_district import DISTRICT, draft, film, settle

JUNE = "2026-06"
DAY = date(2026, 6, 12)
PLANNING = planning_settings_of(load_settings(environment={}).sections["planning"], seconds=5)
BOOKS = replace(
    film("2606-004", area=2),
    category=Category.BOOKS,
    programme_id="B1",
    venue_id="V2-centre",
    rain_venue_id=None,
    start=time(10),
    minutes=60,
    volumes=80,
    titles=8,
)


@pytest.fixture
def office(outbox: Outbox, clock: FixedClock) -> Outbox:
    """June is published with two films and a book batch on the 12th and a film on the 20th; it is that night."""
    deliveries = [film(), film("2606-002", area=2), film("2606-003", day=date(2026, 6, 20)), BOOKS]
    with outbox.transaction() as session:
        settle(session, clock.now())
        like = session.get_one(ProgrammeRow, (DISTRICT, "F1"))
        values = {column.key: getattr(like, column.key) for column in sa.inspect(ProgrammeRow).columns}
        session.add(
            ProgrammeRow(**{**values, "id": "B1", "category": "books", "open_air": False, "volumes": 80})
        )
        session.get_one(ProviderRow, (DISTRICT, "P2")).categories = ["film", "books"]
        seen = draft(session, JUNE, deliveries, clock.now())
        approve(session, clock, PLANNING, DISTRICT, JUNE, seen_revision=seen, by="甲", despite_findings=True)
        publish(session, clock, DISTRICT, JUNE, seen_revision=seen, by="甲")
    clock.instant = datetime(2026, 6, 12, 22, tzinfo=SHANGHAI)
    return outbox


def became(office: Outbox, clock: FixedClock, *outcomes: Became, by: str = "甲") -> list[str]:
    with office.transaction() as session:
        changes = record(session, clock, DISTRICT, outcomes, by=by)
    return [change.delivery_id for change in changes]


def states(office: Outbox) -> dict[str, tuple[str, int | None]]:
    with office.store.reading() as session:
        lives = [life_of(session, DISTRICT, f"2606-00{number}") for number in range(1, 5)]
        return {life.id: (life.state, life.received) for life in lives if life is not None}


def test_the_rest_of_a_day_leaves_open_what_a_side_had_declined(office: Outbox, clock: FixedClock) -> None:
    with office.transaction() as session:
        said = DeliveryAnswered(
            DISTRICT, "2606-001", "provider:P1", "provider", "declined", 1, "设备故障", "r1"
        )
        take_answer(session, clock, said)
    with office.transaction() as session:
        done = record_day(session, clock, DISTRICT, DAY, by="甲")
        assert left_open(session, clock, DISTRICT, DAY) == ["2606-001"]
    assert [change.delivery_id for change in done] == ["2606-002", "2606-004"]
    assert states(office)["2606-001"] == ("planned", None)
    with (
        pytest.raises(Refusal, match="culture held 2026-06-12 --one 2606-001=no_show"),
        office.transaction() as session,
    ):
        record_day(session, clock, DISTRICT, DAY, by="甲")
    with office.transaction() as session:
        settle_decline(session, clock, DISTRICT, "2606-001", by="甲", note="另一队顶上")
        record_day(session, clock, DISTRICT, DAY, by="甲")
    assert states(office)["2606-001"] == ("held", None)


def recorded_events(office: Outbox) -> list[tuple[str, str, int | None]]:
    with office.store.reading() as session:
        rows = session.scalars(
            sa.select(EventRow.payload).where(EventRow.kind == "DeliveryRecorded").order_by(EventRow.id)
        )
        return [(row["delivery_id"], row["state"], row["received"]) for row in rows]


def test_a_day_is_recorded_at_once_but_for_what_went_otherwise(office: Outbox, clock: FixedClock) -> None:
    otherwise = [
        Became("2606-002", DeliveryState.NO_SHOW, note="设备故障"),
        Became("2606-004", DeliveryState.SHORT_RECEIVED, received=60, received_titles=5),
    ]
    with office.transaction() as session:
        record_day(session, clock, DISTRICT, DAY, otherwise, by="甲")
    assert states(office) == {
        "2606-001": ("held", None),
        "2606-002": ("no_show", None),
        "2606-003": ("planned", None),
        "2606-004": ("short_received", 60),
    }
    assert recorded_events(office) == [
        ("2606-001", "held", None),
        ("2606-002", "no_show", None),
        ("2606-004", "short_received", 60),
    ]


def test_a_second_look_at_the_day_leaves_what_was_recorded(office: Outbox, clock: FixedClock) -> None:
    became(office, clock, Became("2606-001", DeliveryState.RAINED_OFF))
    with office.transaction() as session:
        changes = record_day(session, clock, DISTRICT, DAY, by="甲")
    assert [change.delivery_id for change in changes] == ["2606-002", "2606-004"]
    assert states(office)["2606-001"] == ("rained_off", None)
    with office.transaction() as session, pytest.raises(Refusal, match="no delivery waits to be recorded"):
        record_day(session, clock, DISTRICT, DAY, by="甲")


def test_what_was_recorded_can_be_corrected_and_taken_back_with_its_history(
    office: Outbox, clock: FixedClock
) -> None:
    became(office, clock, Became("2606-001", DeliveryState.NO_SHOW))
    became(office, clock, Became("2606-001", DeliveryState.HELD, note="放映队来电更正"), by="乙")
    assert became(office, clock, Became("2606-001", DeliveryState.HELD)) == []
    became(office, clock, Became("2606-001", DeliveryState.PLANNED))
    assert recorded_events(office) == [
        ("2606-001", "no_show", None),
        ("2606-001", "held", None),
        ("2606-001", "planned", None),
    ]
    with office.store.reading() as session:
        lines = list(
            session.scalars(
                sa.select(DeliveryHistoryRow)
                .where(DeliveryHistoryRow.kind == "recorded")
                .order_by(DeliveryHistoryRow.id)
            )
        )
    assert [(line.by, line.facts["was"], line.facts["state"], line.facts["note"]) for line in lines] == [
        ("甲", "planned", "no_show", ""),
        ("乙", "no_show", "held", "放映队来电更正"),
        ("甲", "held", "planned", ""),
    ]


def test_the_second_of_two_who_record_one_delivery_gets_a_conflict(office: Outbox, clock: FixedClock) -> None:
    seen = DeliveryState.PLANNED
    became(office, clock, Became("2606-001", DeliveryState.NO_SHOW, seen=seen))
    with pytest.raises(Conflict, match="it is now recorded as “no-show”") as refused:
        became(office, clock, Became("2606-001", DeliveryState.HELD, seen=seen))
    assert refused.value.fields == ("state",)


@pytest.mark.parametrize(
    ("outcome", "why"),
    [
        (Became("2606-003", DeliveryState.HELD), "2026-06-20 19:30 has not come"),
        (Became("2606-999", DeliveryState.HELD), "no published month holds this delivery"),
        (Became("2606-004", DeliveryState.RAINED_OFF), "not in the open air"),
        (Became("2606-004", DeliveryState.SHORT_RECEIVED, received=60), "periodical titles"),
    ],
)
def test_what_cannot_have_become_of_it_is_refused_and_nothing_is_recorded(
    office: Outbox, clock: FixedClock, outcome: Became, why: str
) -> None:
    with pytest.raises(Refusal, match=why):
        became(office, clock, Became("2606-002", DeliveryState.HELD), outcome)
    assert set(states(office).values()) == {("planned", None)}
    assert recorded_events(office) == []


def test_what_was_recorded_is_not_touched_by_rain_move_or_plan(office: Outbox, clock: FixedClock) -> None:
    became(office, clock, Became("2606-001", DeliveryState.HELD))
    with office.store.reading() as session:
        with pytest.raises(Refusal, match="have begun or are recorded"):
            preview_rain(session, clock, PLANNING, DISTRICT, DAY)
        with pytest.raises(Refusal, match="recorded as “held” and can no longer be changed"):
            preview_move(session, clock, PLANNING, DISTRICT, "2606-001", {"day": date(2026, 6, 25)})
        problem = read_problem(session, clock, PLANNING, DISTRICT, JUNE)
    standing: tuple[Delivery, ...] = problem.standing
    assert [one.id for one in standing] == ["2606-004", "2606-001", "2606-002"]


def test_the_year_counts_what_was_held_and_what_came(office: Outbox, clock: FixedClock) -> None:
    edit = {"district_id": DISTRICT, "edited_at": clock.now(), "edited_by": "import"}
    with office.transaction() as session:
        for measure, amount, each_area in (
            ("films", 42, False),
            ("books", 1000, True),
            ("periodicals", 100, True),
        ):
            session.add(
                TargetRow(id=measure, year=2026, measure=measure, amount=amount, each_area=each_area, **edit)
            )
    became(
        office,
        clock,
        Became("2606-001", DeliveryState.HELD),
        Became("2606-002", DeliveryState.RAINED_OFF),
        Became("2606-004", DeliveryState.SHORT_RECEIVED, received=60, received_titles=5),
    )
    with office.store.reading() as session:
        progress = year_progress(session, DISTRICT, DAY)
        areas = area_progress(session, DISTRICT, DAY)
        had = had_of(session, DISTRICT, 2026)
    assert [(one.measure, one.target, one.held, one.planned) for one in progress] == [
        ("films", 42, 1, 1),
        ("books", 2000, 60, 0),
        ("periodicals", 200, 5, 0),
    ]
    assert had["A2", Category.BOOKS, JUNE] == Had(1, 60, 5)
    assert {
        one.area.id: {each.measure: (each.target, each.held, each.planned) for each in one.measures}
        for one in areas
    } == {
        "A1": FRESH | {"films": (None, 1, 1)},
        "A2": FRESH | {"books": (1000, 60, 0), "periodicals": (100, 5, 0)},
    }


FRESH = dict.fromkeys(MEASURED, (None, 0, 0)) | {"books": (1000, 0, 0), "periodicals": (100, 0, 0)}
"""An area of which nothing was held."""


def test_a_dispatched_batch_stays_where_it_goes_and_is_awaited_until_it_is_received(
    office: Outbox, clock: FixedClock
) -> None:
    clock.instant = datetime(2026, 6, 12, 8, tzinfo=SHANGHAI)
    became(office, clock, Became("2606-004", DeliveryState.DISPATCHED))
    assert recorded_events(office) == [("2606-004", "dispatched", None)]
    with office.store.reading() as session:
        with pytest.raises(Refusal, match="recorded as “dispatched” and can no longer be changed"):
            preview_move(session, clock, PLANNING, DISTRICT, "2606-004", {"day": date(2026, 6, 25)})
        assert "2606-004" in read_since(session, DISTRICT, published_of(session, DISTRICT, JUNE)).settled
        assert had_of(session, DISTRICT, 2026)["A2", Category.BOOKS, JUNE] == Had(1, 80, 8)
    clock.instant = datetime(2026, 6, 12, 22, tzinfo=SHANGHAI)
    with office.store.reading() as session:
        assert days_unrecorded(session, clock, DISTRICT) == {DAY: 3}
        assert area_progress(session, DISTRICT, DAY)[1].measures[4].planned == 80
    with office.transaction() as session:
        record_day(session, clock, DISTRICT, DAY, by="甲")
    assert states(office)["2606-004"] == ("held", None)


def test_who_came_is_recorded_with_what_was_held_and_told_by_area(office: Outbox, clock: FixedClock) -> None:
    came = Became("2606-001", DeliveryState.HELD, attendance=120, satisfied=95)
    assert became(office, clock, came) == ["2606-001", "2606-001"]
    assert became(office, clock, replace(came, attendance=130)) == ["2606-001"]
    became(office, clock, Became("2606-002", DeliveryState.HELD))
    with office.store.reading() as session:
        kinds = list(session.scalars(sa.select(EventRow.kind).order_by(EventRow.id)))[-4:]
        areas = area_progress(session, DISTRICT, DAY)
    assert kinds == ["DeliveryRecorded", "AttendanceReported", "AttendanceReported", "DeliveryRecorded"]
    assert [one.audience for one in areas] == [Audience(130, 1, 1, 95), Audience(0, 0, 1, None)]
