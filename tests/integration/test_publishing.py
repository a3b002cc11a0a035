"""A month is approved as it was seen, published with a number, and its differences go out with the same commit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.clock import Clock, FixedClock
from config.durable import Outbox
from config.refusal import Conflict, Refusal
from config.settings import load_settings
from config.work_log import EventRow
from scheduler.adapters.calendar_repository import life_of, published_of
from scheduler.adapters.calendar_tables import MonthRow
from scheduler.application.answering import settle_decline, take_answer
from scheduler.application.moving import move
from scheduler.application.planning_facts import planning_settings_of
from scheduler.application.publishing import approve, publish, put_out_for_comment
from scheduler.application.remarks import Remark
from scheduler.domain.delivery import Delivery
from scheduler.messages import DeliveryAnswered
from tests.integration.small_district import DISTRICT, draft, film, settle

JUNE = "2026-06"
PLANNING = planning_settings_of(load_settings(environment={}).sections["planning"], seconds=5)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def office(outbox: Outbox) -> Outbox:
    with outbox.transaction() as session:
        settle(session, outbox.clock.now())
    return outbox


def approve_anyway(session: Session, clock: Clock, revision: int) -> tuple[Remark, ...]:
    """The small district has no allotment, so that every draft of it breaks one rule."""
    return approve(
        session, clock, PLANNING, DISTRICT, JUNE, seen_revision=revision, by="协调员", despite_findings=True
    )


def publish_draft(office: Outbox, deliveries: list[Delivery], clock: FixedClock) -> int:
    with office.transaction() as session:
        revision = draft(session, JUNE, deliveries, clock.now())
        approve_anyway(session, clock, revision)
        return publish(session, clock, DISTRICT, JUNE, seen_revision=revision, by="协调员").number


def events(office: Outbox) -> list[dict[str, object]]:
    with office.store.reading() as session:
        return list(session.scalars(sa.select(EventRow.payload).order_by(EventRow.id)))


def test_what_does_not_differ_from_what_is_published_is_not_approved_again(
    office: Outbox, clock: FixedClock
) -> None:
    publish_draft(office, [film()], clock)
    for deed in (approve_anyway, comment):
        with pytest.raises(Refusal, match="nothing differs from version 1"), office.transaction() as session:
            deed(session, clock, 1)
    with office.store.reading() as session:
        assert session.get_one(MonthRow, (DISTRICT, JUNE)).state == "published"


def comment(session: Session, _: Clock, revision: int) -> None:
    put_out_for_comment(session, DISTRICT, JUNE, seen_revision=revision)


def test_a_draft_that_is_moved_and_moved_back_is_what_is_published(office: Outbox, clock: FixedClock) -> None:
    publish_draft(office, [film()], clock)
    seen = []
    for revision, day in ((1, 16), (2, 12)):
        with office.transaction() as session:
            changes = {"day": date(2026, 6, day)}
            move(session, clock, PLANNING, DISTRICT, "2606-001", changes, seen_revision=revision, by="甲")
            seen.append(session.get_one(MonthRow, (DISTRICT, JUNE)).state)
    assert seen == ["draft", "published"]


def test_first_publication_tells_of_every_delivery_as_new(office: Outbox, clock: FixedClock) -> None:
    number = publish_draft(office, [film(), film("2606-002", area=2)], clock)

    [event] = events(office)
    assert number == 1
    assert event["number"] == 1
    changes = event["changes"]
    assert [(c["delivery_id"], c["version"], c["before"]) for c in changes] == [  # type: ignore[attr-defined]
        ("2606-001", 1, None),
        ("2606-002", 1, None),
    ]
    assert changes[0]["after"]["venue"] == "北站街道露天广场"  # type: ignore[index]


def test_second_publication_tells_only_of_what_changed(office: Outbox, clock: FixedClock) -> None:
    publish_draft(office, [film(), film("2606-002", area=2)], clock)
    moved = replace(film("2606-002", area=2), day=date(2026, 6, 13))

    assert publish_draft(office, [film(), moved], clock) == 2

    [_, second] = events(office)
    [change] = second["changes"]  # type: ignore[misc]
    assert (change["delivery_id"], change["changed"], change["version"]) == ("2606-002", ["day"], 2)
    with office.store.reading() as session:
        assert {d.id: d.day for d in published_of(session, DISTRICT, JUNE, 1)}["2606-002"] == date(
            2026, 6, 12
        )
        assert {d.id: d.day for d in published_of(session, DISTRICT, JUNE, 2)}["2606-002"] == date(
            2026, 6, 13
        )


def test_draft_that_breaks_a_rule_is_approved_only_deliberately(office: Outbox, clock: FixedClock) -> None:
    with office.transaction() as session:
        revision = draft(session, JUNE, [film()], clock.now())
    with pytest.raises(Refusal, match="its most is 0"), office.transaction() as session:
        approve(session, clock, PLANNING, DISTRICT, JUNE, seen_revision=revision, by="协调员")
    with office.transaction() as session:
        assert [remark.rule for remark in approve_anyway(session, clock, revision)] == ["allotment"]


def test_unapproved_draft_is_not_published(office: Outbox, clock: FixedClock) -> None:
    with office.transaction() as session:
        revision = draft(session, JUNE, [film()], clock.now())
        put_out_for_comment(session, DISTRICT, JUNE, seen_revision=revision)
    with pytest.raises(Refusal, match="is not approved"), office.transaction() as session:
        publish(session, clock, DISTRICT, JUNE, seen_revision=revision, by="协调员")
    assert events(office) == []


def test_draft_that_changed_since_it_was_seen_is_a_conflict(office: Outbox, clock: FixedClock) -> None:
    with office.transaction() as session:
        draft(session, JUNE, [film()], clock.now())
        draft(session, JUNE, [film(area=2)], clock.now())
    with pytest.raises(Conflict, match="you saw revision 1"), office.transaction() as session:
        approve_anyway(session, clock, 1)


def test_publishing_twice_is_refused_and_changes_nothing(office: Outbox, clock: FixedClock) -> None:
    publish_draft(office, [film()], clock)
    with pytest.raises(Refusal, match="nothing differs from version 1"), office.transaction() as session:
        publish(session, clock, DISTRICT, JUNE, seen_revision=1, by="协调员")
    assert len(events(office)) == 1


def test_publishing_without_a_difference_is_refused(office: Outbox, clock: FixedClock) -> None:
    publish_draft(office, [film()], clock)
    with pytest.raises(Refusal, match="nothing differs from version 1"):
        publish_draft(office, [film()], clock)


def test_past_month_is_refused(office: Outbox, clock: FixedClock) -> None:
    clock.instant = datetime(2026, 7, 1, 9, tzinfo=SHANGHAI)
    with pytest.raises(Refusal, match="2026-06 is past"):
        publish_draft(office, [film()], clock)


def test_delivery_whose_time_has_come_is_no_longer_changed(office: Outbox, clock: FixedClock) -> None:
    publish_draft(office, [film(), film("2606-002", area=2, day=date(2026, 6, 20))], clock)
    clock.instant = datetime(2026, 6, 12, 20, tzinfo=SHANGHAI)
    with pytest.raises(Refusal, match="2026-06-12 19:30 is past"):
        publish_draft(office, [film("2606-002", area=2, day=date(2026, 6, 20))], clock)


def answered(side: str, answer: str, reason: str = "") -> DeliveryAnswered:
    return DeliveryAnswered(DISTRICT, "2606-001", "venue:V1", side, answer, 1, reason, "r1")  # type: ignore[arg-type]


def answers(office: Outbox) -> tuple[str | None, str | None]:
    with office.store.reading() as session:
        life = life_of(session, DISTRICT, "2606-001")
        assert life is not None
        return life.venue_answer, life.provider_answer


def test_a_delivery_is_confirmed_when_both_sides_are(office: Outbox, clock: FixedClock) -> None:
    publish_draft(office, [film()], clock)
    with office.transaction() as session:
        take_answer(session, clock, answered("venue", "confirmed"))
    assert answers(office) == ("confirmed", "asked")
    with office.transaction() as session:
        take_answer(session, clock, answered("provider", "confirmed"))
    assert answers(office) == ("confirmed", "confirmed")


def test_received_is_not_agreed_and_takes_no_decision_back(office: Outbox, clock: FixedClock) -> None:
    publish_draft(office, [film()], clock)
    with office.transaction() as session:
        take_answer(session, clock, answered("provider", "received"))
        take_answer(session, clock, answered("venue", "confirmed"))
        take_answer(session, clock, answered("venue", "received"))
    assert answers(office) == ("confirmed", "received")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"start": time(20, 0)}, ("asked", "asked")),
        ({"venue_id": "V1-centre"}, ("asked", "confirmed")),
        ({"provider_id": "P2"}, ("confirmed", "asked")),
    ],
)
@pytest.mark.parametrize("heard", ["before it", "after it"])
def test_only_the_side_that_a_change_concerns_is_asked_anew(
    office: Outbox, clock: FixedClock, change: dict[str, object], expected: tuple[str, str], heard: str
) -> None:
    changed = [replace(film(), **change)]  # type: ignore[arg-type]
    publish_draft(office, [film()], clock)
    if heard == "after it":
        publish_draft(office, changed, clock)
    with office.transaction() as session:
        take_answer(session, clock, answered("venue", "confirmed"))
        take_answer(session, clock, answered("provider", "confirmed"))
    if heard == "before it":
        publish_draft(office, changed, clock)
    assert answers(office) == expected


def test_a_decline_waits_until_a_coordinator_settles_it(office: Outbox, clock: FixedClock) -> None:
    publish_draft(office, [film()], clock)
    with office.transaction() as session:
        take_answer(session, clock, answered("venue", "declined", "停电检修"))
        life = life_of(session, DISTRICT, "2606-001")
        assert life is not None
        assert (life.decline_reason, life.venue_settled_at) == ("停电检修", None)
        settle_decline(session, clock, DISTRICT, "2606-001", by="协调员", note="已电话协商")
        assert life.venue_settled_at == clock.now()
        with pytest.raises(Refusal, match="already"):
            settle_decline(session, clock, DISTRICT, "2606-001", by="协调员", note="已电话协商")
