"""A published calendar told by Aliyun, which takes nothing but registered templates: split, or short, or by a call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa

from config.clock import FixedClock
from config.database import Store
from config.durable import Outbox
from notifications.adapters.answer_tables import QuestionRow
from notifications.adapters.message_tables import MessageRow
from notifications.application.reminding import remind_parties
from notifications.providers.aliyun.client import AliyunProvider
from notifications.providers.registered_templates import RegisteredTemplate, fit
from scheduler.messages import ReminderDue
from tests.integration.providers.aliyun_server import SECRET, SIGNATURE, AliyunAccount, aliyun_server
from tests.integration.providers.test_aliyun import SETTINGS
from tests.integration.sending_office import SendingOffice
from tests.unit.notifications.arrangements import FILM

CALL = "示范区文化配送中心021-0000-0100"
ONE = "${item}\n同意请回复${yes}，不同意请回复${no}。咨询：" + CALL
TEMPLATES = (
    RegisteredTemplate("ALONE", "${month}配送安排（第${n}版），请核对并答复：\n" + ONE, 60),
    RegisteredTemplate(
        "PAGED", "${month}配送安排（第${n}版，第${page}条，共${pages}条），请核对并答复：\n" + ONE, 60
    ),
    RegisteredTemplate("SHORT", "${month}配送安排（第${n}版）已发布，请来电核对并答复，详情请电" + CALL, 60),
)
SECOND = replace(FILM, id="2606-002", day="2026-06-13", venue_party="venue:park", venue="示范公园")
FAR = replace(
    FILM,
    id="2606-003",
    provider_party="provider:far",
    venue_party="venue:far",
    venue="示范区" * 15 + "广场",
    rain_venue=None,
    rain_venue_party=None,
)


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """Aliyun is the same by either store."""
    return sqlite_store


@pytest.fixture
def running() -> Iterator[tuple[str, AliyunAccount]]:
    with aliyun_server() as (endpoint, account):
        account.templates = {each.code: each.content for each in TEMPLATES}
        yield endpoint, account


@pytest.fixture
def office(outbox: Outbox, clock: FixedClock, running: tuple[str, AliyunAccount]) -> Iterator[SendingOffice]:
    settings = replace(SETTINGS, templates=TEMPLATES)
    provider = AliyunProvider(settings, SECRET, clock.now, endpoint=running[0], protocol="HTTP")
    # The numbers of the tests are nobody's, which a live lane would hold back.
    provider.capabilities = replace(provider.capabilities, live=False)
    made = SendingOffice(outbox, clock, provider, "aliyun", 40_000_000)  # type: ignore[arg-type]
    made.takes = lambda text: fit(text, SIGNATURE, TEMPLATES) is not None
    yield made
    provider.close()


def test_what_fits_no_template_whole_goes_in_pages_that_do_or_short_or_by_a_call(
    office: SendingOffice, running: tuple[str, AliyunAccount]
) -> None:
    for party in ("venue:square", "provider:cinema", "provider:far", "area:west"):
        office.contact(party)
    office.publish((None, FILM), (None, SECOND), (None, FAR))
    report = office.send()

    def taken(party: str) -> list[tuple[str, str]]:
        number = office.numbers[party].removeprefix("+86")
        return sorted(
            (each["TemplateCode"], each["Content"])
            for each in running[1].taken
            if each["PhoneNum"].endswith(number)
        )

    assert (report.sent, report.failed) == (4, 0)
    assert [code for code, _ in taken("venue:square")] == ["ALONE"]
    assert [code for code, _ in taken("provider:cinema")] == ["PAGED", "PAGED"]
    assert ["第1条，共2条" in text for _, text in taken("provider:cinema")] == [True, False]
    assert taken("provider:far") == [
        ("SHORT", f"【{SIGNATURE}】6月配送安排（第1版）已发布，请来电核对并答复，详情请电{CALL}")
    ]
    assert taken("area:west") == []
    (to_call,) = [row for row in office.messages() if row.channel == "call" and row.telephone_id is not None]
    assert (to_call.state, to_call.reason) == ("held", "no registered template takes it")
    assert "6月12日（周五）19:30" in to_call.text, "a person has all of it to say"


def test_a_short_text_leaves_its_question_to_a_call(office: SendingOffice) -> None:
    office.contact("provider:far")
    office.publish((None, FAR))
    office.send()
    with office.outbox.store.reading() as session:
        (question,) = session.scalars(
            sa.select(QuestionRow)
            .join(MessageRow, sa.and_(MessageRow.id == QuestionRow.message_id, MessageRow.channel == "sms"))
            .where(QuestionRow.district_id == office.district_id)
        )
    assert (question.by_call, question.code) == (True, "")


def test_a_reminder_that_fits_no_template_is_for_a_person_to_say(office: SendingOffice) -> None:
    office.contact("venue:square")
    office.publish((None, FILM))
    with office.outbox.transaction() as session:
        (draft, *_) = remind_parties(
            session, office.desk, ReminderDue(office.district_id, FILM.day, (FILM,), (1,))
        )
    assert {draft.reason} == {"no registered template takes it"}
