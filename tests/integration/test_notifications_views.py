"""Pages see each message with its state, numbers masked, and a list of what needs a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4

import pytest
import sqlalchemy as sa

from config.clock import FixedClock
from config.durable import Outbox, emit
from config.work_log import EventRow
from notifications.application.attention_view import Attention, Need, attention
from notifications.application.by_hand import put_aside, read_reply_by, record_call
from notifications.application.inbox_view import replies_shown
from notifications.application.reminding import nudge_silent
from notifications.application.talk_view import talk_with
from notifications.application.views import MessageShown, message_counts, message_log
from notifications.domain.message import MessageState
from notifications.domain.notice import NoticeKind
from notifications.providers.simulator.ledger import BARRED
from tests.integration.sending_office import JUNE, SendingOffice, civil
from tests.simulator import SimulatorProcess, running_simulator
from tests.unit.notifications.arrangements import BOOKS, COURSE, FILM, INDOORS, NEXT_DAY

NUMBERS = count(90_000_000, 1000)


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    with running_simulator(tmp_path_factory.mktemp("simulator") / "simulator.jsonl") as running:
        yield running


@pytest.fixture
def office(outbox: Outbox, clock: FixedClock, simulator: SimulatorProcess) -> Iterator[SendingOffice]:
    provider = simulator.provider()
    yield SendingOffice(outbox, clock, provider, uuid4().hex[:8], next(NUMBERS))
    provider.close()


def log(office: SendingOffice, **wanted: object) -> list[MessageShown]:
    with office.outbox.store.reading() as session:
        return message_log(session, office.district_id, **wanted)  # type: ignore[arg-type]


def needs(office: SendingOffice) -> list[Attention]:
    with office.outbox.store.reading() as session:
        return attention(session, office.district_id, office.clock)


def test_the_log_shows_what_was_told_to_whom_with_the_number_masked(office: SendingOffice) -> None:
    number = office.contact("venue:square")
    office.publish((None, FILM))
    office.send()
    [shown] = log(office, party="venue:square")
    assert (shown.kind, shown.state, shown.parties, shown.parts, shown.asks) == (
        NoticeKind.DIGEST,
        MessageState.SENT,
        ("示范广场",),
        2,
        True,
    )
    assert shown.telephone == f"154****{number[-4:]}"


def test_the_log_is_narrowed_by_month_state_kind_and_delivery(office: SendingOffice) -> None:
    office.contact("venue:square")
    office.contact("venue:library")
    office.publish((None, FILM), (None, BOOKS))
    office.send()
    office.publish((FILM, NEXT_DAY))
    counts = {
        "all": len(log(office)),
        "month": len(log(office, month=JUNE)),
        "sent": len(log(office, state=MessageState.SENT)),
        "change": len(log(office, kind=NoticeKind.CHANGE)),
        "film": len(log(office, delivery_id=FILM.id, state=MessageState.SENT)),
        "other month": len(log(office, month="2026-07")),
        "first two": len(log(office, limit=2)),
    }
    assert counts["all"] == counts["month"]
    assert {name: counts[name] for name in ("sent", "change", "film", "other month", "first two")} == {
        "sent": 2,
        "change": 1,
        "film": 1,
        "other month": 0,
        "first two": 2,
    }
    with office.outbox.store.reading() as session:
        states = message_counts(session, office.district_id, JUNE)
    assert states == Counter(shown.state for shown in log(office))


def test_what_cannot_go_its_way_alone_is_listed_with_its_reason(office: SendingOffice) -> None:
    office.contact("venue:square", "021-0000-0201")
    office.contact("venue:centre", BARRED)
    office.publish((None, FILM))
    office.send()
    assert Counter(item.need for item in needs(office)) == {Need.CALL: 3, Need.FAILED: 1}
    calls = {item.message.parties: item.message.telephone for item in needs(office)}
    assert calls == {
        ("示范广场",): "021-0000-0201",
        ("示范影院",): "",
        ("示范西路街道",): "",
        ("西路社区文化活动中心",): "154 9999 0003",
    }


def test_the_talk_of_one_moment_stands_in_its_true_order(office: SendingOffice) -> None:
    number = office.contact("venue:centre")
    office.publish(*((None, facts) for facts in COURSE))
    office.send()
    for reply in ("你好", "271", "272"):
        office.reply(number, reply)
    with office.outbox.store.reading() as session:
        talk = talk_with(session, office.district_id, "venue:centre", office.clock.zone)
    assert {said.at for said in talk} == {office.clock.now()}
    newest_first = [said.text if said.from_them else "" for said in talk]
    assert newest_first == ["", "272", "", "271", "", "你好", ""]
    assert [shown.kind.value for shown in log(office)][:4] == ["echo", "echo", "ask_back", "digest"]


def test_what_a_person_has_seen_to_leaves_the_list(office: SendingOffice) -> None:
    office.contact("venue:square", "021-0000-0201")
    office.contact("venue:centre", BARRED)
    office.publish((None, FILM))
    office.send()
    by_need = {item.need: item.message.id for item in needs(office) if item.message.telephone}
    with office.outbox.transaction() as session:
        record_call(session, office.desk, by_need[Need.CALL], by="协调员")
        put_aside(session, office.desk, by_need[Need.FAILED], by="协调员")
    assert [(item.need, item.message.telephone) for item in needs(office) if item.message.telephone] == [
        (Need.SILENT, "021-0000-0201")
    ]
    with office.outbox.transaction() as session:
        record_call(session, office.desk, by_need[Need.CALL], by="协调员", answered=True)
    assert [item.message.telephone for item in needs(office)] == ["", ""]


def test_a_failed_text_told_by_a_call_counts_as_told(office: SendingOffice) -> None:
    office.contact("venue:centre", BARRED)
    office.publish((None, FILM))
    office.send()
    [failed] = [item.message.id for item in needs(office) if item.need is Need.FAILED]
    with office.outbox.transaction() as session:
        record_call(session, office.desk, failed, by="协调员", answered=True)
    office.publish((FILM, NEXT_DAY))
    [change] = log(office, party="venue:centre", kind=NoticeKind.CHANGE)
    assert "改期：" in change.text
    assert office.answers() == [("2606-001", "rain_venue", "confirmed", 1)]


def test_a_text_taken_back_whose_successor_does_not_come_is_listed(office: SendingOffice) -> None:
    office.contact("venue:square")
    office.publish((None, FILM))
    event = office.raise_only((FILM, NEXT_DAY))
    office.send()
    assert Counter(item.need for item in needs(office))[Need.STALE] == 1
    office.hear(event)
    assert Counter(item.need for item in needs(office))[Need.STALE] == 0


def test_a_silence_after_the_nudge_is_listed_to_be_asked_by_a_call(office: SendingOffice) -> None:
    number = office.contact("venue:library")
    office.publish((None, BOOKS))
    office.send()
    for _ in range(2):
        office.clock.instant += timedelta(days=5)
        with office.outbox.transaction() as session:
            nudge_silent(session, office.desk)
        office.send()
    assert [item.need for item in needs(office) if item.message.telephone] == [Need.SILENT]
    office.reply(number, "271")
    assert [item.need for item in needs(office) if item.message.telephone] == []


def test_a_text_not_arrived_is_read_out_as_it_stands_now(office: SendingOffice) -> None:
    office.contact("provider:cinema", BARRED)
    other = replace(FILM, id="2606-002", programme="少年航天队", day="2026-06-19")
    office.publish((None, FILM), (None, other))
    office.send()
    office.publish((FILM, NEXT_DAY))
    [item] = [item for item in needs(office) if item.need is Need.FAILED]
    assert "6月12日（周五）19:30" in item.message.text
    moved, standing = item.lines
    assert (moved.number, moved.text[:15]) == (1, "6月12日（周五）19:30露")
    assert moved.now == (
        "改期：露天电影《城南旧事》由6月12日（周五）19:30改为6月13日（周六）19:30，示范广场",
    )
    assert (standing.number, standing.now) == (2, ())
    assert standing.text.startswith("6月19日（周五）19:30露天电影《少年航天队》")
    withdrawn = office.raise_only((NEXT_DAY, None))
    with office.outbox.transaction() as session:
        emit(session, withdrawn)
        session.scalars(sa.select(EventRow)).one().handled_at = office.clock.now()
    office.hear(withdrawn)  # nobody heard of it, and nobody is told that it is no more
    [item] = [item for item in needs(office) if item.need is Need.FAILED]
    assert item.lines[0].now[0].startswith("取消：6月12日（周五）19:30露天电影《城南旧事》")


def test_what_a_newer_text_tells_whole_is_withdrawn_from_the_call_list(office: SendingOffice) -> None:
    office.contact("venue:square", BARRED)
    office.publish((None, FILM))
    office.send()
    [old] = [item for item in needs(office) if item.need is Need.FAILED]
    office.publish((FILM, NEXT_DAY))
    assert [item for item in needs(office) if item.need is Need.FAILED] == []
    office.send()
    [new] = [item for item in needs(office) if item.need is Need.FAILED]
    assert (new.message.id != old.message.id, new.lines, "6月13日" in new.message.text) == (True, (), True)


def test_a_silence_is_asked_about_as_the_arrangement_stands_now(office: SendingOffice) -> None:
    office.contact("venue:centre")
    office.publish(*((None, each) for each in COURSE), (None, INDOORS))
    office.send()
    for _ in range(2):
        office.clock.instant += timedelta(days=4)
        with office.outbox.transaction() as session:
            nudge_silent(session, office.desk)
        office.send()
    office.publish((INDOORS, None))
    [item] = [item for item in needs(office) if item.message.telephone and item.need is Need.SILENT]
    assert [bool(line.now) for line in item.lines] == [False, True]
    assert item.lines[1].now[0].startswith("取消：6月12日（周五）19:30露天电影《城南旧事》")


def test_a_provider_that_never_takes_a_text_is_noticed(
    office: SendingOffice, simulator: SimulatorProcess
) -> None:
    office.contact("venue:library")
    office.publish((None, BOOKS))
    simulator.faults(busy_next=3)
    for _ in range(3):
        office.send()
    assert [item.need for item in needs(office) if item.message.telephone] == [Need.STUBBORN]
    office.send()
    assert [item.need for item in needs(office) if item.message.telephone] == []


def test_the_inbox_holds_what_a_person_has_to_read(office: SendingOffice) -> None:
    number = office.contact("venue:library")
    office.publish((None, BOOKS))
    office.send()
    for text in ("271", "辛苦了", "馆里换人了", "TD"):
        office.reply(number, text)
    with office.outbox.store.reading() as session:
        every = replies_shown(session, office.district_id)
        inbox = replies_shown(session, office.district_id, unread_only=True)
    assert [(each.text, each.verdict) for each in every] == [
        ("TD", "opted out"),
        ("馆里换人了", "inbox"),
        ("辛苦了", "noted"),
        ("271", "answered"),
    ]
    assert [each.text for each in inbox] == ["TD", "馆里换人了"]
    with office.outbox.transaction() as session:
        read_reply_by(session, office.desk, inbox[0].id, by="协调员")
        assert [each.text for each in replies_shown(session, office.district_id, unread_only=True)] == [
            "馆里换人了"
        ]


def test_the_most_pressing_stands_first(office: SendingOffice) -> None:
    office.clock.instant = civil(5, 20, 9).astimezone(UTC)
    office.publish((None, BOOKS), (None, replace(FILM, venue_party="venue:other")))
    moments = [item.message.not_after for item in needs(office)]
    assert moments == sorted(moments, key=lambda moment: moment or civil(12, 31))
    assert len(moments) == 6


def test_a_call_whose_time_is_past_is_due_before_nothing_and_can_be_closed(office: SendingOffice) -> None:
    office.contact("venue:centre", "021-0000-0201")
    office.publish((None, FILM), *((None, facts) for facts in COURSE))

    def call() -> tuple[Need, datetime | None, str]:
        [item] = [item for item in needs(office) if item.message.telephone]
        return item.need, item.before, item.message.id

    assert call()[:2] == (Need.CALL, civil(6, 3, 14))
    office.clock.instant = civil(6, 11, 9).astimezone(UTC)
    assert call()[:2] == (Need.CALL, civil(6, 12, 19, 30))
    office.clock.instant = civil(6, 24, 14).astimezone(UTC)
    need, before, message = call()
    assert (need, before) == (Need.MISSED, None)
    with office.outbox.transaction() as session:
        put_aside(session, office.desk, message, by="协调员")
    assert [item for item in needs(office) if item.message.telephone] == []


def test_what_was_told_by_a_call_is_not_said_to_have_reached_a_telephone(office: SendingOffice) -> None:
    office.contact("venue:square", "021-0000-0201")
    office.publish((None, FILM))
    [message] = [row for row in office.messages() if row.reason == "call only"]
    with office.outbox.transaction() as session:
        record_call(session, office.desk, message.id, by="协调员")
    [shown] = [each for each in log(office) if each.id == message.id]
    assert (shown.state, shown.state_name.zh) == (MessageState.DELIVERED, "已电话告知")
