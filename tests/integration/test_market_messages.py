"""The register's texts go the way of all texts of the house: guarded, in hours, once, with what came back beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from config.bilingual import Bilingual
from config.clock import FixedClock
from config.database import Store
from config.telephones import parse_telephones
from notifications.adapters.message_tables import MessageSubjectRow, NoticeRow
from notifications.application.contacting import Edit, change_number
from notifications.ledger.application.sealing import seal
from notifications.market.adapters.message_layer import messages_of_preview
from notifications.market.application.keeping import mark_renewal_filed
from notifications.market.application.listing import read_preview
from notifications.market.application.previewing import freeze_preview
from notifications.market.application.sending import send_preview
from notifications.market.application.sweeping import Swept
from notifications.market.domain.reminder import ReminderState
from tests.integration.market_desk import DISTRICT, OFFICER, at, keep, licence_of, small_register
from tests.integration.market_house import House
from tests.integration.proofs_read import pages_of, proof_of, read_back


@pytest.fixture
def house(store: Store, clock: FixedClock) -> Iterator[House]:
    clock.instant = at(2026, 6, 8)
    built = House(store, clock)
    yield built
    built.outbox.close()


JULY = date(2026, 7, 31)
NUMBER, OTHER = "+8615400010001", "+8615400010002"


def test_what_was_approved_reaches_the_telephone_word_for_word(house: House) -> None:
    keep(house.store, small_register(licence_of("B001", JULY)))
    house.reached_at(NUMBER, "B001")
    with house.store.transaction() as session:
        preview_id = freeze_preview(session, house.desk, by=OFFICER)
    with house.store.reading() as session:
        (text,) = read_preview(session, DISTRICT, preview_id).texts
    with house.store.transaction() as session:
        send_preview(session, house.desk, preview_id, by=OFFICER)

    assert text.reach.shown == "154****0001"
    assert house.dispatch() == [(NUMBER, text.text)]
    assert house.dispatch() == []


def test_the_messages_of_a_preview_sort_as_its_texts(house: House) -> None:
    businesses = [f"B{number:03d}" for number in range(1, 6)]
    keep(house.store, small_register(*(licence_of(each, JULY) for each in businesses)))
    for place, business in enumerate(businesses):
        house.reached_at(f"{NUMBER[:-1]}{place}", business)
    with house.store.transaction() as session:
        preview_id = freeze_preview(session, house.desk, by=OFFICER)
        send_preview(session, house.desk, preview_id, by=OFFICER)
    with house.store.reading() as session:
        spoken_of = sa.select(MessageSubjectRow.subject)
        spoken = [
            session.scalars(spoken_of.where(MessageSubjectRow.message_id == message)).one()
            for message in messages_of_preview(session, DISTRICT, preview_id)
        ]
    assert spoken == [f"licence:{business}-1" for business in businesses]


def test_a_sending_is_proved_by_its_preview_as_workbook_and_pdf(house: House) -> None:
    keep(house.store, small_register(licence_of("B001", JULY), licence_of("B002", JULY)))
    house.reached_at(NUMBER, "B001")
    with house.store.transaction() as session:
        preview_id = freeze_preview(session, house.desk, by=OFFICER)
        send_preview(session, house.desk, preview_id, by=OFFICER)
    ((_, text),) = house.dispatch()
    seal(house.store, house.clock, DISTRICT)
    with house.store.reading() as session:
        messages = messages_of_preview(session, DISTRICT, preview_id)
    assert len(messages) == 1
    paper = proof_of(house, messages, Bilingual("许可证提醒", "licence reminders"))
    for bare in read_back(paper):
        assert re.sub(r"\s+", "", text) in bare
        assert NUMBER not in bare
    pages = pages_of(replace(paper, lines=paper.lines * 40))
    assert len(pages) > 1
    assert [f"第{n}页，共{len(pages)}页" in words for n, words in enumerate(pages, 1)] == [True] * len(pages)
    (sent,) = house.listed(ReminderState.SENT)
    assert sent.notice is not None
    assert sent.notice.state.zh == "已提交"
    (message,) = house.messages()
    assert (message.kind, message.class_, message.template, message.parts) == (
        "regulatory",
        "regulatory",
        "licence_reminder",
        2,
    )


def test_sent_on_a_friday_evening_it_leaves_on_monday_at_nine(house: House) -> None:
    keep(house.store, small_register(licence_of("B001", JULY)))
    house.reached_at(NUMBER, "B001")
    house.clock.instant = at(2026, 6, 5, 18)
    house.freeze_and_send()

    assert house.dispatch() == []
    house.clock.instant = at(2026, 6, 7, 12)
    assert house.dispatch() == []
    house.clock.instant = at(2026, 6, 8, 9)
    assert [number for number, _ in house.dispatch()] == [NUMBER]


def test_a_renewal_filed_over_the_weekend_keeps_the_waiting_text_in_the_house(house: House) -> None:
    keep(house.store, small_register(licence_of("B001", JULY)))
    house.reached_at(NUMBER, "B001")
    house.clock.instant = at(2026, 6, 5, 18)
    house.freeze_and_send()
    with house.store.transaction() as session:
        mark_renewal_filed(
            session,
            DISTRICT,
            "B001-1",
            date(2026, 6, 5),
            by=OFFICER,
            at=house.clock.now(),
            today=house.clock.today(),
        )
    house.clock.instant = at(2026, 6, 8, 9)

    assert house.dispatch() == []
    assert house.sweep() == Swept()
    (withdrawn,) = house.listed(ReminderState.WITHDRAWN)
    assert withdrawn.reason.zh == "短信发出前内容已失效，未曾告知"


def test_a_text_that_a_correction_made_stale_is_listed_again(house: House) -> None:
    file = small_register(licence_of("B001", JULY))
    keep(house.store, file)
    house.reached_at(NUMBER, "B001")
    house.clock.instant = at(2026, 6, 5, 18)
    house.freeze_and_send()
    keep(house.store, small_register(licence_of("B001", date(2026, 7, 30))))
    house.clock.instant = at(2026, 6, 8, 9)

    assert house.dispatch() == []
    assert house.sweep() == Swept(listed=1)
    assert [each.id for each in house.listed(ReminderState.DUE)] == ["B001-1/2026-07-30/before-30"]


def test_two_businesses_of_one_number_hear_once_and_each_has_its_notice(house: House) -> None:
    keep(house.store, small_register(licence_of("B001", JULY), licence_of("B002", JULY)))
    house.reached_at(NUMBER, "B001", "B002")
    house.freeze_and_send()

    assert len(house.dispatch()) == 1
    with house.store.reading() as session:
        notices = session.execute(sa.select(NoticeRow.party_id, NoticeRow.state).order_by(NoticeRow.party_id))
        assert [tuple(row) for row in notices] == [("business:B001", "told"), ("business:B002", "told")]


def test_a_number_that_changed_owners_while_the_text_waited_is_held_for_a_person(house: House) -> None:
    keep(house.store, small_register(licence_of("B001", JULY)))
    house.reached_at(NUMBER, "B001")
    house.clock.instant = at(2026, 6, 5, 18)
    house.freeze_and_send()
    house.clock.instant = at(2026, 6, 8, 9)
    (new,) = parse_telephones(OTHER)
    with house.store.transaction() as session:
        edit = Edit(OFFICER, house.clock.now())
        change_number(session, DISTRICT, "business:B001", NUMBER, new, edit, on=date(2026, 6, 8))

    assert house.dispatch() == []
    assert [message.state for message in house.messages()] == ["held"]


def test_a_landline_is_left_to_a_person_with_its_number_whole(house: House) -> None:
    keep(house.store, small_register(licence_of("B001", JULY)))
    house.reached_at("021-0000-0478", "B001")
    with house.store.transaction() as session:
        preview_id = freeze_preview(session, house.desk, by=OFFICER)
    with house.store.reading() as session:
        page = read_preview(session, DISTRICT, preview_id)

    assert [each.reach.shown for each in page.by_call] == ["021-0000-0478"]
    with house.store.transaction() as session:
        assert send_preview(session, house.desk, preview_id, by=OFFICER).texts == 0
    assert house.messages() == []


def test_a_text_that_the_provider_refuses_is_left_to_a_person(house: House) -> None:
    keep(house.store, small_register(licence_of("B001", JULY)))
    house.reached_at(NUMBER, "B001")
    house.provider.refused.add(NUMBER)
    house.freeze_and_send()
    house.dispatch()

    assert house.sweep() == Swept()
    assert [each.reason.zh for each in house.listed(ReminderState.CALL)] == ["短信未能送到手机，请致电"]


def test_a_reply_stands_beside_the_reminder_it_followed_and_is_not_answered(house: House) -> None:
    keep(house.store, small_register(licence_of("B001", JULY), licence_of("B002", date(2026, 8, 28))))
    house.reached_at(NUMBER, "B001", "B002")
    house.clock.instant = at(2026, 6, 8)
    house.freeze_and_send()
    house.dispatch()
    house.clock.instant = at(2026, 6, 8, 11)
    house.reply(NUMBER, "材料在准备")
    house.clock.instant = at(2026, 6, 29)
    house.freeze_and_send()
    house.dispatch()
    house.clock.instant = at(2026, 6, 29, 11)
    house.reply(NUMBER, "下周来办")

    beside = {each.id: [reply.text for reply in each.replies] for each in house.listed(ReminderState.SENT)}
    assert beside == {
        "B001-1/2026-07-31/before-30": ["材料在准备"],
        "B001-1/2026-07-31/before-10": ["下周来办"],
        "B002-1/2026-08-28/before-60": ["材料在准备"],
        "B002-1/2026-08-28/before-30": ["下周来办"],
    }
    assert house.dispatch() == []
