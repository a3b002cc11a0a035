"""One delivery of the draft is changed by hand: judged by the rules, and never over somebody else's change."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
import sqlalchemy as sa

from config.clock import FixedClock
from config.durable import Outbox
from config.refusal import Conflict, Refusal
from config.settings import load_settings
from scheduler.adapters.calendar_repository import draft_of, month_row
from scheduler.adapters.calendar_tables import DeliveryHistoryRow
from scheduler.application.moving import move, preview_move
from scheduler.application.planning_facts import planning_settings_of
from scheduler.application.publishing import approve, publish
from tests.conftest import SHANGHAI
from tests.integration.small_district import DISTRICT, draft, film, settle

JUNE = "2026-06"
PLANNING = planning_settings_of(load_settings(environment={}).sections["planning"], seconds=5)


@pytest.fixture
def office(outbox: Outbox, clock: FixedClock) -> Outbox:
    with outbox.transaction() as session:
        settle(session, clock.now())
        draft(session, JUNE, [film(), film("2606-002", area=2)], clock.now())
    return outbox


def moved(office: Outbox, clock: FixedClock, *, seen: int = 1, by: str = "甲", **changes: object) -> None:
    with office.transaction() as session:
        move(session, clock, PLANNING, DISTRICT, "2606-001", changes, seen_revision=seen, by=by)


def test_a_move_that_keeps_the_rules_is_taken_and_pinned(office: Outbox, clock: FixedClock) -> None:
    moved(office, clock, day=date(2026, 6, 16))
    with office.store.reading() as session:
        after = {delivery.id: delivery for delivery in draft_of(session, DISTRICT, JUNE)}["2606-001"]
        assert (after.day, after.pinned) == (date(2026, 6, 16), frozenset({"day"}))
        month = month_row(session, DISTRICT, JUNE)
        assert (month.draft_revision, month.state) == (2, "draft")
        history = list(session.scalars(sa.select(DeliveryHistoryRow)))
    assert [(line.kind, line.by, line.facts["after"]) for line in history] == [
        ("moved", "甲", {"day": "2026-06-16"})
    ]


def test_what_was_moved_by_hand_can_be_moved_by_hand_again(office: Outbox, clock: FixedClock) -> None:
    moved(office, clock, day=date(2026, 6, 16))
    moved(office, clock, day=date(2026, 6, 17), seen=2)
    with office.store.reading() as session:
        days = {delivery.id: delivery.day for delivery in draft_of(session, DISTRICT, JUNE)}
    assert days["2606-001"] == date(2026, 6, 17)


def test_a_preview_says_what_it_would_break_and_writes_nothing(office: Outbox, clock: FixedClock) -> None:
    with office.store.reading() as session:
        judged = preview_move(session, clock, PLANNING, DISTRICT, "2606-001", {"start": time(18, 0)})
    assert judged.breaks_a_rule
    assert [(remark.rule, remark.hard) for remark in judged.brought] == [("film", True)]
    with office.store.reading() as session:
        assert draft_of(session, DISTRICT, JUNE)[0].start == time(19, 30)


def test_a_move_that_breaks_a_rule_is_refused_with_the_rule_in_words(
    office: Outbox, clock: FixedClock
) -> None:
    with pytest.raises(Refusal, match="before dark at 19:30"):
        moved(office, clock, start=time(18, 0))


def test_the_second_of_two_editors_gets_a_conflict_that_names_the_fields(
    office: Outbox, clock: FixedClock
) -> None:
    moved(office, clock, day=date(2026, 6, 16), by="甲")
    with pytest.raises(Conflict, match="甲 has changed it since you saw it") as refused:
        moved(office, clock, day=date(2026, 6, 17), start=time(19, 30), by="乙")
    assert refused.value.fields == ("day",)
    with office.store.reading() as session:
        days = {delivery.id: delivery.day for delivery in draft_of(session, DISTRICT, JUNE)}
    assert days["2606-001"] == date(2026, 6, 16)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"day": date(2026, 7, 1)}, "2026-07-01 is not in 2026-06"),
        ({"start": time(19, 40)}, "grid of 15 minutes"),
        ({"minutes": 90}, "only the day, start, venue, provider, rain venue and reserve date"),
    ],
)
def test_what_cannot_be_changed_so_is_refused(
    office: Outbox, clock: FixedClock, changes: dict[str, object], why: str
) -> None:
    with pytest.raises(Refusal, match=why):
        moved(office, clock, **changes)


def test_nothing_is_moved_to_a_time_that_is_past(office: Outbox, clock: FixedClock) -> None:
    clock.instant = datetime(2026, 6, 10, 12, 0, tzinfo=SHANGHAI)
    with pytest.raises(Refusal, match=r"2026-06-09 19:30 is past .* Choose a time to come"):
        moved(office, clock, day=date(2026, 6, 9))
    moved(office, clock, day=date(2026, 6, 16))


def test_what_has_begun_as_published_is_recorded_and_no_longer_moved(
    office: Outbox, clock: FixedClock
) -> None:
    with office.transaction() as session:
        approve(session, clock, PLANNING, DISTRICT, JUNE, seen_revision=1, by="甲", despite_findings=True)
        publish(session, clock, DISTRICT, JUNE, seen_revision=1, by="甲")
    clock.instant = datetime(2026, 6, 13, 12, 0, tzinfo=SHANGHAI)
    with pytest.raises(Refusal, match="Record what became of it: culture held 2026-06-12"):
        moved(office, clock, day=date(2026, 6, 16))


def test_an_unknown_delivery_is_refused(office: Outbox, clock: FixedClock) -> None:
    with office.store.reading() as session, pytest.raises(Refusal, match="no such delivery"):
        preview_move(session, clock, PLANNING, DISTRICT, "2606-999", {"day": date(2026, 6, 16)})
