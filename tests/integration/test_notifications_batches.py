"""A person holds, releases or cancels a batch of texts, as it was seen, each decision on record."""

from __future__ import annotations

from itertools import count
from uuid import uuid4

import pytest
import sqlalchemy as sa

from config.clock import FixedClock
from config.durable import Outbox
from config.refusal import Refusal
from config.work_log import EventRow
from notifications.adapters.answer_tables import QuestionRow
from notifications.adapters.message_tables import MessageRow
from notifications.application.asking_after import SendReport
from notifications.application.batches import Batch, BatchChoice, batch_of, decide_on_batch
from notifications.application.lane_view import lane_shown
from notifications.domain.notice import NoticeKind
from notifications.domain.sending_events import BatchDecision
from tests.integration.scripted_provider import ScriptedProvider
from tests.integration.sending_office import JUNE, SendingOffice
from tests.unit.notifications.arrangements import FILM, NEXT_DAY
from tests.wire import WireInHand

NUMBERS = count(71_000_000, 1000)


@pytest.fixture
def office(outbox: Outbox, clock: FixedClock) -> SendingOffice:
    """An office with one film to tell to four parties."""
    wire = WireInHand()
    office = SendingOffice(outbox, clock, ScriptedProvider(wire), uuid4().hex[:8], next(NUMBERS), wire=wire)  # type: ignore[arg-type]
    for party in ("venue:square", "provider:cinema", "venue:centre", "area:west"):
        office.contact(party)
    office.publish((None, FILM))
    return office


def decide(
    office: SendingOffice, decision: BatchDecision, choice: BatchChoice | None = None, seen: str = ""
) -> Batch:
    choice = choice or BatchChoice()
    with office.outbox.transaction() as session:
        batch = batch_of(session, office.desk, decision, choice)
        return decide_on_batch(session, office.desk, decision, choice, seen=seen or batch.stamp, by="协调员")


def test_a_held_batch_stays_until_it_is_released(office: SendingOffice) -> None:
    held = decide(office, BatchDecision.HOLD)
    assert office.send() == SendReport()
    assert {(row.state, row.reason) for row in office.messages()} == {("held", "held by 协调员")}
    assert decide(office, BatchDecision.RELEASE) == held
    assert office.send() == SendReport(sent=4)


def test_a_cancelled_batch_is_never_sent_and_asks_nothing(office: SendingOffice) -> None:
    decide(office, BatchDecision.HOLD)
    decide(office, BatchDecision.CANCEL)
    assert office.send() == SendReport()
    assert {(row.state, row.reason) for row in office.messages()} == {("failed", "cancelled by 协调员")}
    with office.outbox.store.reading() as session:
        withdrawn = session.scalars(
            sa.select(QuestionRow.withdrawn).where(QuestionRow.district_id == office.district_id)
        ).all()
    assert set(withdrawn) == {True}


def test_a_batch_is_of_a_month_and_a_kind(office: SendingOffice) -> None:
    for other in (BatchChoice("2026-07"), BatchChoice(JUNE, NoticeKind.CHANGE)):
        with pytest.raises(Refusal, match="no text fits"):
            decide(office, BatchDecision.HOLD, other)
    assert len(decide(office, BatchDecision.HOLD, BatchChoice(JUNE, NoticeKind.DIGEST)).ids) == 4


def test_where_nothing_is_held_it_is_told_what_became_of_the_texts(office: SendingOffice) -> None:
    decide(office, BatchDecision.HOLD)
    with office.outbox.store.reading() as session:
        assert lane_shown(session, office.desk).sentence.zh.endswith(
            "另有 4 条由人扣下（放行：culture sending release）"
        )
    with office.outbox.transaction() as session:
        for row in session.scalars(sa.select(MessageRow).where(MessageRow.district_id == office.district_id)):
            row.state = "superseded"
    with pytest.raises(Refusal) as refused:
        decide(office, BatchDecision.RELEASE)
    said = refused.value.faults[0].sentence
    assert "所选的短信现在：4 条已被取代，不会再发" in said.zh
    assert "4 superseded, they will not be sent" in said.en
    with pytest.raises(Refusal, match="there are none"):
        decide(office, BatchDecision.RELEASE, BatchChoice("2026-07"))


def test_what_the_house_itself_held_is_not_released_by_the_batch(office: SendingOffice) -> None:
    first, *rest = decide(office, BatchDecision.HOLD).ids
    with office.outbox.transaction() as session:
        session.get_one(MessageRow, (office.district_id, first)).reason = "not a valid number"
    assert decide(office, BatchDecision.RELEASE).ids == tuple(rest)


def test_a_batch_that_changed_since_it_was_seen_is_not_decided_on(office: SendingOffice) -> None:
    with office.outbox.store.reading() as session:
        seen = batch_of(session, office.desk, BatchDecision.CANCEL, BatchChoice()).stamp
    office.publish((FILM, NEXT_DAY))
    with pytest.raises(Refusal, match="not what was seen"):
        decide(office, BatchDecision.CANCEL, seen=seen)


def test_each_decision_is_an_event_that_names_its_texts(office: SendingOffice) -> None:
    ids = list(decide(office, BatchDecision.HOLD).ids)
    decide(office, BatchDecision.RELEASE)
    with office.outbox.store.reading() as session:
        events = session.execute(
            sa.select(EventRow.kind, EventRow.payload)
            .where(EventRow.district_id == office.district_id)
            .order_by(EventRow.id)
        ).all()
    assert [(kind, each["decision"], each["by"], each["messages"]) for kind, each in events] == [
        ("BatchDecided", "hold", "协调员", ids),
        ("BatchDecided", "release", "协调员", ids),
    ]
