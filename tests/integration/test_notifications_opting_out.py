"""Who wants no promotional texts is told what that stops, and gets none; notices of the work go on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from uuid import uuid4

import pytest
import sqlalchemy as sa

from config.clock import FixedClock
from config.durable import Outbox
from notifications.adapters.answer_tables import OptOutRow, ReplyRow
from notifications.adapters.message_tables import MessageRow
from notifications.adapters.templates import shipped_wording
from notifications.application.answering_replies import answer_reply
from notifications.application.opting_out import end_opt_out, opted_out
from notifications.application.trying_templates import try_template
from notifications.domain.correcting import Rejoinder
from notifications.domain.notice import NoticeClass
from tests.integration.sending_office import SendingOffice
from tests.simulator import SimulatorProcess, running_simulator
from tests.unit.notifications.arrangements import BOOKS

CALL = "咨询：示范区文化配送中心021-0000-0100"
NUMBERS = count(74_000_000, 1000)


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    with running_simulator(tmp_path_factory.mktemp("simulator") / "simulator.jsonl") as running:
        yield running


@pytest.fixture
def office(outbox: Outbox, clock: FixedClock, simulator: SimulatorProcess) -> Iterator[SendingOffice]:
    """The library has opted out."""
    provider = simulator.provider()
    office = SendingOffice(outbox, clock, provider, uuid4().hex[:8], next(NUMBERS))
    office.contact("venue:library")
    office.publish((None, BOOKS))
    office.send()
    office.reply(office.numbers["venue:library"], "退订")
    yield office
    provider.close()


def library(office: SendingOffice) -> str:
    return office.numbers["venue:library"]


def write_again(office: SendingOffice, class_: NoticeClass) -> str:
    """Queue a text like the first one, in another class; returns its id."""
    with office.outbox.transaction() as session:
        found = sa.select(MessageRow).where(
            MessageRow.district_id == office.district_id,
            MessageRow.kind == "digest",
            MessageRow.channel == "sms",
        )
        first = session.scalars(found.order_by(MessageRow.created_at, MessageRow.id)).all()[0]
        kept = {column.key: getattr(first, column.key) for column in sa.inspect(MessageRow).column_attrs}
        own = f"{first.reference}-{class_.value}"
        fresh = {
            "state": "queued",
            "submitted_at": None,
            "kind": "answer",
            "provider_id": None,
            "attempts": 0,
            "due_at": office.clock.now(),
        }
        session.add(MessageRow(**{**kept, **fresh, "id": own, "reference": own, "class_": class_.value}))
    return own


def state_of(office: SendingOffice, message_id: str) -> tuple[str, str]:
    [row] = [row for row in office.messages() if row.id == message_id]
    return row.state, row.reason


def test_an_opt_out_is_kept_with_its_date_and_its_receipt_says_what_still_comes(
    office: SendingOffice,
) -> None:
    [receipt] = office.shown(library(office))[1:]
    assert receipt == (
        "已登记：自5月20日（周三）09:00起不再向本号码发送宣传推广类短信。配送安排、变更和监管提醒属于业务通知，"
        f"仍会发送。退订不算答复，有待答复的安排仍请答复。{CALL}"
    )
    assert office.verdicts() == ["opted out"]
    office.reply(library(office), "271")
    assert [answer for _, _, answer, _ in office.answers()] == ["confirmed"]
    with office.outbox.store.reading() as session:
        row = session.scalars(sa.select(OptOutRow).where(OptOutRow.district_id == office.district_id)).one()
        assert (row.since, row.ended_at) == (office.clock.now(), None)


def test_an_opt_out_said_again_is_not_answered_again(office: SendingOffice) -> None:
    office.reply(library(office), "TD")
    assert len(office.shown(library(office))) == 2


def test_a_promotional_text_does_not_leave_to_who_opted_out(office: SendingOffice) -> None:
    promotional = write_again(office, NoticeClass.PROMOTIONAL)
    operational = write_again(office, NoticeClass.OPERATIONAL)
    office.send()
    assert state_of(office, promotional) == ("held", "the telephone wants no promotional texts")
    assert state_of(office, operational) == ("sent", "")


def test_an_opt_out_that_a_person_ended_stops_nothing_more(office: SendingOffice) -> None:
    office.clock.instant += timedelta(hours=1)
    with office.outbox.transaction() as session:
        row = session.scalars(sa.select(OptOutRow).where(OptOutRow.district_id == office.district_id)).one()
        assert end_opt_out(session, office.desk, row.telephone_id, by="协调员")
        assert opted_out(session, office.district_id, [row.telephone_id]) == frozenset()
        assert not end_opt_out(session, office.desk, row.telephone_id, by="协调员")
        assert (row.ended_by, row.ended_at) == ("协调员", office.clock.now())
    promotional = write_again(office, NoticeClass.PROMOTIONAL)
    office.send()
    assert state_of(office, promotional) == ("sent", "")


def test_the_open_question_still_takes_its_answer(office: SendingOffice) -> None:
    office.reply(library(office), "1")
    assert office.answers() == [("2606-050", "venue", "confirmed", 1)]


@pytest.mark.parametrize("template", ["opt_out", "answer_noted"])
def test_a_draft_of_what_needs_no_facts_of_a_question_is_filled_as_it_was_written(
    office: SendingOffice, template: str
) -> None:
    with office.outbox.transaction() as session:
        reply = session.scalars(sa.select(ReplyRow).where(ReplyRow.district_id == office.district_id)).one()
        answer_reply(session, office.desk, reply.id, Rejoinder.NOTED, by="协调员")
    written = [row.text for row in office.messages() if row.template == template]
    source = shipped_wording().source(template, "zh")
    with office.outbox.store.reading() as session:
        tried = try_template(session, office.desk, template, "zh", source)
    assert [each.composed.text for each in tried] == written
    assert len(written) == 1
