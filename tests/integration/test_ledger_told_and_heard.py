"""All that is told and heard stands in the ledger, by the commit of the deed itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from uuid import uuid4

import pytest
import sqlalchemy as sa

from config.clock import FixedClock
from config.durable import Outbox
from config.refusal import Refusal
from notifications.adapters.answer_tables import ReplyRow
from notifications.adapters.contact_repository import telephone_of
from notifications.adapters.message_tables import MessageRow
from notifications.application.by_hand import record_call
from notifications.application.receipts import take_updates
from notifications.domain.message import Happening
from notifications.ledger.adapters.entries import entries_where
from notifications.ledger.adapters.ledger_tables import LedgerEntryRow
from notifications.ledger.application.erasing import erase_before
from notifications.ledger.application.proving import Proof, month_messages, prove_campaign, prove_recipient
from notifications.ledger.application.sealing import seal
from notifications.ledger.application.verifying import present_head, verify
from notifications.ledger.domain.entry import Deed, Entry
from notifications.ledger.domain.keeping import LedgerRules
from notifications.providers import InboundReply, Receipt, Updates
from notifications.providers.simulator.client import SimulatorProvider
from tests.integration.sending_office import JUNE, SendingOffice
from tests.simulator import running_simulator
from tests.unit.notifications.arrangements import FILM

NUMBERS = count(70_000_000, 1000)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_simulator(tmp_path_factory.mktemp("simulator") / "simulator.jsonl") as found:
        yield found.address


@pytest.fixture
def office(outbox: Outbox, clock: FixedClock, address: str) -> Iterator[SendingOffice]:
    """An office that has published one film to its venue and sent the text."""
    provider = SimulatorProvider(address, "a secret of the tests", timeout=1, settle_seconds=0.2)
    made = SendingOffice(outbox, clock, provider, uuid4().hex[:8], next(NUMBERS))
    made.contact("venue:square")
    made.publish((None, FILM))
    made.send()
    yield made
    provider.close()


def written(office: SendingOffice) -> list[Entry]:
    with office.outbox.store.reading() as session:
        return sorted(entries_where(session, office.district_id, sa.true()), key=lambda one: one.id)


def deeds(office: SendingOffice) -> list[str]:
    return [entry.deed for entry in written(office)]


def text_of(office: SendingOffice) -> MessageRow:
    """What was written to a telephone of its own accord, whatever was answered since."""
    return next(row for row in office.messages() if row.telephone_id is not None and row.kind == "digest")


def heard(office: SendingOffice, *what: Receipt | InboundReply) -> None:
    receipts = tuple(one for one in what if isinstance(one, Receipt))
    replies = tuple(one for one in what if isinstance(one, InboundReply))
    with office.outbox.transaction() as session:
        take_updates(session, office.desk, Updates(receipts, replies, ""))


def receipt_of(office: SendingOffice, receipt_id: str = "r1") -> Receipt:
    return Receipt(receipt_id, text_of(office).reference, True, "", office.clock.now())


def reply_to(office: SendingOffice, text: str, reply_id: str = "a1") -> InboundReply:
    return InboundReply(reply_id, office.numbers["venue:square"], text, office.clock.now())


def test_a_text_is_recorded_as_it_went_to_whom_and_for_which_party(office: SendingOffice) -> None:
    submitted, accepted = written(office)
    message = text_of(office)
    assert (submitted.deed, accepted.deed) == (Deed.SUBMITTED, Deed.WIRE)
    assert submitted.about == accepted.about == f"message:{message.id}"
    assert submitted.facts["text"] == message.text
    assert submitted.facts["number"] == office.numbers["venue:square"]
    assert submitted.facts["parties"] == ["venue:square"]
    assert accepted.facts["happening"] == Happening.ACCEPTED.value


def test_receipts_and_replies_are_recorded_once_however_often_they_come(office: SendingOffice) -> None:
    for _ in range(2):
        heard(office, receipt_of(office), reply_to(office, "271"))
    assert deeds(office)[2:] == [Deed.RECEIPT, Deed.REPLY, Deed.ANSWER, Deed.READING]
    receipt, reply, answer, reading = written(office)[2:]
    assert (receipt.facts["delivered"], reply.facts["text"]) == (True, "271")
    assert answer.facts["confirmed"] == [1]
    assert (reading.facts["verdict"], reading.facts["question"]) == ("answered", text_of(office).id)


def test_a_reply_from_a_number_that_nobody_knows_is_recorded_too(office: SendingOffice) -> None:
    heard(office, InboundReply("s1", "+8615499999999", "收到", office.clock.now()))
    reply, reading = written(office)[2:]
    assert (reply.telephone_id, reply.facts["number"]) == (None, "+8615499999999")
    assert reading.facts["verdict"] == "stranger"


def test_a_call_is_recorded_with_who_called_and_what_was_said(office: SendingOffice) -> None:
    message = text_of(office)
    with office.outbox.transaction() as session:
        record_call(
            session, office.desk, message.id, by="协调员", answered=True, declined=[1], reason="设备检修"
        )
    call, answer = written(office)[2:]
    assert (call.deed, call.facts["by"], call.facts["text"]) == (Deed.CALL, "协调员", message.text)
    assert (answer.facts["declined"], answer.facts["reason"]) == ([1], "设备检修")


def test_a_deed_that_fails_is_not_in_the_ledger(office: SendingOffice) -> None:
    before = deeds(office)
    with pytest.raises(Refusal), office.outbox.transaction() as session:
        record_call(session, office.desk, text_of(office).id, by="协调员", answered=True, declined=[9])
    assert deeds(office) == before


def test_the_whole_of_it_is_sealed_and_fits_its_head(office: SendingOffice) -> None:
    store = office.outbox.store
    heard(office, receipt_of(office), reply_to(office, "272 设备检修"))
    count = len(written(office))
    assert seal(store, office.clock, office.district_id) == count
    found = verify(store, office.district_id, [present_head(store, office.district_id)])
    assert (found.holds, found.sealed, found.unsealed) == (True, count, 0)


def proof_of_recipient(office: SendingOffice) -> Proof:
    with office.outbox.store.reading() as session:
        telephone = telephone_of(session, office.district_id, office.numbers["venue:square"])
        assert telephone is not None
        return prove_recipient(session, office.district_id, telephone.id)


def test_a_proof_holds_what_concerns_one_recipient_or_one_month_and_nothing_else(
    office: SendingOffice,
) -> None:
    heard(office, receipt_of(office), reply_to(office, "271"))
    heard(office, InboundReply("s1", "+8615499999998", "收到", office.clock.now()))
    seal(office.outbox.store, office.clock, office.district_id)
    mine = [Deed.SUBMITTED, Deed.WIRE, Deed.RECEIPT, Deed.REPLY, Deed.ANSWER, Deed.READING]
    assert [entry.deed for entry in proof_of_recipient(office).entries] == mine
    with office.outbox.store.reading() as session:
        messages = month_messages(session, office.district_id, JUNE, 1)
        found = prove_campaign(session, office.district_id, messages)
        assert month_messages(session, office.district_id, JUNE, 2) == []
    assert [entry.deed for entry in found.entries] == mine
    assert found.sealed == 6


def erase(office: SendingOffice, before_days: int, rules: LedgerRules) -> int:
    with office.outbox.store.transaction() as session:
        before = office.clock.now() - timedelta(days=before_days)
        return erase_before(session, office.clock, office.district_id, before, rules, by="管理员")


def test_erasing_takes_texts_numbers_and_salts_and_leaves_the_chain_verifiable(office: SendingOffice) -> None:
    store = office.outbox.store
    heard(office, receipt_of(office), reply_to(office, "271"))
    seal(store, office.clock, office.district_id)
    head = present_head(store, office.district_id)
    office.clock.instant += timedelta(days=200)
    assert erase(office, 190, LedgerRules()) == 6
    seal(store, office.clock, office.district_id)
    found = verify(store, office.district_id, [head])
    assert (found.holds, found.sealed, found.erased) == (True, 7, 6)
    with store.reading() as session:
        kept = session.execute(
            sa.select(LedgerEntryRow.salt, LedgerEntryRow.content, LedgerEntryRow.telephone_id)
            .where(LedgerEntryRow.district_id == office.district_id, LedgerEntryRow.deed != Deed.ERASED)
            .distinct()
        ).all()
        reply = session.scalars(sa.select(ReplyRow).where(ReplyRow.district_id == office.district_id)).one()
    assert [tuple(row) for row in kept] == [(None, None, None)]
    assert (reply.text, reply.number, text_of(office).text) == ("", "", "")
    assert erase(office, 190, LedgerRules()) == 0


def test_what_must_still_be_kept_is_not_erased(office: SendingOffice) -> None:
    with pytest.raises(Refusal, match="kept 183 days"):
        erase(office, 100, LedgerRules())
