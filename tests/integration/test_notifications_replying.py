"""What people reply is counted once for what they were asked, echoed once, and never guessed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import uuid4

import pytest
import sqlalchemy as sa

from config.clock import FixedClock
from config.durable import Outbox
from config.refusal import Refusal
from config.telephones import parse_telephones
from config.work_log import EventRow
from notifications.adapters.answer_tables import ReplyRow
from notifications.application.by_hand import put_aside, read_reply_by, record_call, release, send_again
from notifications.application.contacting import Edit, change_number
from notifications.application.inbox_view import replies_shown
from notifications.application.receipts import take_updates
from notifications.application.reminding import nudge_silent, remind_parties
from notifications.providers import InboundReply, UnsignedPush, Updates
from notifications.providers.simulator.wire import SIGNATURE_HEADER, signature
from scheduler.messages import ReminderDue
from tests.integration.sending_office import SendingOffice, civil
from tests.simulator import SECRET, SimulatorProcess, running_simulator
from tests.unit.notifications.arrangements import BOOKS, COURSE, FILM, NEXT_DAY, lesson

NUMBERS = count(70_000_000, 1000)
CALL = "咨询：示范区文化配送中心021-0000-0100"


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    with running_simulator(tmp_path_factory.mktemp("simulator") / "simulator.jsonl") as running:
        yield running


@pytest.fixture
def office(outbox: Outbox, clock: FixedClock, simulator: SimulatorProcess) -> Iterator[SendingOffice]:
    provider = simulator.provider()
    yield SendingOffice(outbox, clock, provider, uuid4().hex[:8], next(NUMBERS))
    provider.close()


@pytest.fixture
def asked(office: SendingOffice) -> SendingOffice:
    """The centre was asked about the course (1) and standing by for the film (2)."""
    office.contact("venue:centre")
    office.publish((None, FILM), *((None, facts) for facts in COURSE))
    office.send()
    return office


COURSE_ALL = [(facts.id, "venue", "confirmed", 1) for facts in COURSE]


def centre(office: SendingOffice) -> str:
    return office.numbers["venue:centre"]


def test_agreement_to_all_confirms_each_delivery_and_is_echoed_once(asked: SendingOffice) -> None:
    asked.reply(centre(asked), "271")
    assert sorted(asked.answers()) == [("2606-001", "rain_venue", "confirmed", 1), *COURSE_ALL]
    assert asked.shown(centre(asked))[1:] == [
        (
            "已记录您的答复：同意全部2项（最早6月3日起每周三14:00（共4次）《剪纸入门》，西路社区文化活动中心）。"
            f"如需更改，请在6月2日（周二）14:00前重新回复。{CALL}"
        )
    ]
    assert asked.notices()["venue:centre"] == "answered"
    asked.reply(centre(asked), "271")
    assert len(asked.answers()) == 5
    assert len(asked.shown(centre(asked))) == 2


def test_one_item_declined_agrees_to_the_rest_and_keeps_the_reason(asked: SendingOffice) -> None:
    asked.reply(centre(asked), "27202 那天装修")
    assert sorted(asked.answers()) == [("2606-001", "rain_venue", "declined", 1), *COURSE_ALL]
    with asked.outbox.store.reading() as session:
        reasons = session.scalars(sa.select(EventRow.payload).where(EventRow.kind == "DeliveryAnswered"))
        assert sorted({(each["answer"], each["reason"]) for each in reasons}) == [
            ("confirmed", ""),
            ("declined", "那天装修"),
        ]
    assert (
        "不同意第2项（雨天备用：6月12日（周五）19:30《城南旧事》，西路社区文化活动中心），同意其余1项，我们将与您联系"
        in asked.shown(centre(asked))[1]
    )


def test_the_last_answer_wins_until_the_set_time(asked: SendingOffice) -> None:
    asked.reply(centre(asked), "271")
    asked.clock.instant += timedelta(days=1)
    asked.reply(centre(asked), "27201")
    assert asked.answers()[5:] == [(facts.id, "venue", "declined", 1) for facts in COURSE]
    asked.clock.instant = civil(6, 2, 15).astimezone(UTC)
    asked.reply(centre(asked), "271")
    assert len(asked.answers()) == 9
    assert asked.shown(centre(asked))[-1].startswith(
        "答复时限已过，您的答复未计入，已转工作人员阅读；如有变化请尽快致电。目前安排："
    )
    assert asked.verdicts() == ["answered", "answered", "late"]


def test_a_plain_1_counts_while_one_question_is_open_and_is_asked_back_when_two_are(
    asked: SendingOffice,
) -> None:
    other = replace(FILM, id="2606-002", venue_party="venue:centre", rain_venue=None, rain_venue_party=None)
    asked.publish((None, other))
    asked.send()
    asked.reply(centre(asked), "1")
    assert asked.answers() == []
    assert asked.shown(centre(asked))[-1] == (
        "您有2份安排待答复，请按下列数字回复：\n"
        "6月安排2项，最早6月3日起每周三14:00（共4次）《剪纸入门》：全部同意回复271，全部不同意回复272\n"
        f"6月变更，6月12日（周五）19:30《城南旧事》：同意回复641，不同意回复642\n{CALL}"
    )
    asked.reply(centre(asked), "271")
    assert len(asked.answers()) == 5
    asked.reply(centre(asked), "2")
    assert asked.answers()[5:] == [("2606-002", "venue", "declined", 1)]


def test_a_reason_in_what_was_asked_back_is_on_the_inbox_until_it_counts(asked: SendingOffice) -> None:
    other = replace(FILM, id="2606-002", venue_party="venue:centre", rain_venue=None, rain_venue_party=None)
    asked.publish((None, other))
    asked.send()
    asked.reply(centre(asked), "不行，停电")
    assert (asked.answers(), asked.unread()) == ([], ["不行，停电"])
    asked.reply(centre(asked), "64")
    assert asked.answers() == [("2606-002", "venue", "declined", 1)]
    with asked.outbox.store.reading() as session:
        theirs = EventRow.district_id == asked.district_id
        last = session.scalars(sa.select(EventRow).where(theirs).order_by(EventRow.id.desc())).first()
        assert last is not None
        assert last.payload["reason"] == "停电"
    assert asked.unread() == []
    assert asked.verdicts() == ["asked back", "answered"]


def test_a_plain_1_where_several_items_were_put_is_asked_back(asked: SendingOffice) -> None:
    asked.reply(centre(asked), "1")
    assert asked.answers() == []
    assert asked.shown(centre(asked))[-1].startswith("请按短信中的序号说明是哪几项，尚未记录：")


def test_an_item_said_again_in_words_declines_nothing_of_another_text(asked: SendingOffice) -> None:
    talks = [
        replace(BOOKS, id=f"2606-b{day}", venue_party="venue:centre", day=f"2026-06-{day}")
        for day in (19, 20)
    ]
    asked.publish(*((None, talk) for talk in talks))
    asked.send()
    asked.reply(centre(asked), "64202")
    counted, shown = asked.answers(), asked.shown(centre(asked))
    assert sorted(counted) == [("2606-b19", "venue", "confirmed", 1), ("2606-b20", "venue", "declined", 1)]
    asked.clock.instant += timedelta(minutes=5)
    asked.reply(centre(asked), "第2项不同意")
    assert (asked.answers(), asked.shown(centre(asked))) == (counted, shown)
    asked.reply(centre(asked), "第1项不同意")
    assert asked.answers() == counted
    assert asked.shown(centre(asked))[-1].startswith("您有1份安排待答复，请按下列数字回复：")
    assert asked.verdicts() == ["answered", "answered", "asked back"]


def test_received_is_noted_once_and_the_decision_asked_for_once(asked: SendingOffice) -> None:
    asked.reply(centre(asked), "收到")
    assert {answer for _, _, answer, _ in asked.answers()} == {"received"}
    assert len(asked.answers()) == 5
    assert asked.shown(centre(asked))[-1].startswith("谢谢，已知悉您收到短信，还请答复是否同意：")
    asked.reply(centre(asked), "收到")
    asked.reply(centre(asked), "在开车")
    assert len(asked.answers()) == 5
    assert len(asked.shown(centre(asked))) == 2
    assert asked.verdicts() == ["asked back", "inbox", "inbox"]


@pytest.mark.parametrize(("reply", "with_staff"), [("能不能改到下午？", True), ("273", False)])
def test_a_reply_is_said_to_be_with_the_staff_only_where_it_waits_in_their_inbox(
    asked: SendingOffice, reply: str, with_staff: bool
) -> None:
    asked.reply(centre(asked), reply)
    assert asked.verdicts() == ["asked back"]
    assert ("已转工作人员" in asked.shown(centre(asked))[-1]) is with_staff
    with asked.outbox.store.reading() as session:
        waiting = replies_shown(session, asked.district_id, unread_only=True)
    assert [each.text for each in waiting] == ([reply] if with_staff else [])


def test_an_auto_responder_is_asked_back_twice_a_day_at_most(asked: SendingOffice) -> None:
    for day in (19, 20, 21):
        asked.publish(
            (None, replace(BOOKS, id=f"2606-b{day}", venue_party="venue:centre", day=f"2026-06-{day}"))
        )
        asked.send()
        asked.reply(centre(asked), "您好，我正在开车")
    assert asked.verdicts() == ["asked back", "asked back", "inbox"]


def test_a_reply_to_a_superseded_question_decides_nothing_and_gets_the_present_arrangement(
    office: SendingOffice,
) -> None:
    number = office.contact("venue:square")
    office.publish((None, FILM))
    office.send()
    office.publish((FILM, NEXT_DAY))
    office.send()
    office.reply(number, "271")
    assert office.answers() == []
    assert office.shown(number)[-1] == (
        "您答复的安排已有变更，答复未计入。目前安排：\n"
        "6月13日（周六）19:30露天电影《城南旧事》，示范广场，示范影院，雨天备用：西路社区文化活动中心\n"
        f"同意请回复641，不同意请回复642。{CALL}"
    )
    office.reply(number, "641")
    assert office.answers() == [("2606-001", "venue", "confirmed", 2)]


def test_a_question_overtaken_in_part_counts_for_the_rest(asked: SendingOffice) -> None:
    moved = lesson(2, "2026-06-10", start="16:00", end="17:30")
    asked.publish((COURSE[1], moved), (FILM, None))
    asked.send()
    asked.reply(centre(asked), "271")
    assert sorted(asked.answers()) == [
        (facts.id, "venue", "confirmed", 1) for facts in COURSE if facts.id != "2606-102"
    ]
    assert "另有1项已有变更，未计入" in asked.shown(centre(asked))[-1]


def test_a_new_teacher_leaves_the_venue_s_question_open(asked: SendingOffice) -> None:
    other = [replace(facts, provider="示范文化馆", provider_party="provider:hall") for facts in COURSE]
    asked.publish(*zip(COURSE, other, strict=True))
    asked.send()
    asked.reply(centre(asked), "271")
    assert len(asked.answers()) == 5


def test_the_old_number_s_reply_cannot_confirm(asked: SendingOffice) -> None:
    old = centre(asked)
    with asked.outbox.transaction() as session:
        change_number(
            session,
            asked.district_id,
            "venue:centre",
            old,
            parse_telephones("+86 154 7999 0001")[0],
            Edit("协调员", asked.clock.now()),
            on=date(2026, 5, 21),
        )
    asked.clock.instant += timedelta(days=1)
    asked.reply(old, "271")
    assert asked.answers() == []
    assert asked.verdicts() == ["not theirs"]
    assert len(asked.shown(old)) == 1


def test_a_stranger_s_text_is_kept_for_a_person(asked: SendingOffice) -> None:
    asked.reply("+8615479990009", "271")
    assert asked.verdicts() == ["stranger"]
    assert asked.answers() == []


def test_one_telephone_answers_for_all_its_parties(office: SendingOffice) -> None:
    number = office.contact("venue:library")
    office.contact("provider:books", number)
    office.publish((None, BOOKS))
    office.send()
    office.reply(number, "271")
    assert sorted(office.answers()) == [
        ("2606-050", "provider", "confirmed", 1),
        ("2606-050", "venue", "confirmed", 1),
    ]


def test_a_code_is_not_used_again_within_ninety_days(office: SendingOffice) -> None:
    number = office.contact("venue:library")
    office.publish((None, BOOKS))
    office.send()
    office.publish((BOOKS, replace(BOOKS, day="2026-06-16")))
    office.send()
    assert [text.count("271") for text in office.shown(number)] == [1, 0]
    office.clock.instant += timedelta(days=89)
    office.publish((None, replace(BOOKS, id="2608-1", day="2026-09-01")))
    office.send()
    office.clock.instant += timedelta(days=2)
    office.publish((None, replace(BOOKS, id="2608-2", day="2026-09-08")))
    office.send()
    assert [text.count("回复271") for text in office.shown(number)] == [1, 0, 0, 1]


def test_a_reply_pushed_twice_and_fetched_counts_once(asked: SendingOffice) -> None:
    asked.provider.type_reply(centre(asked), "271")
    assert asked.fetch()[1] == 1
    everything = asked.provider.fetch_updates("")
    with asked.outbox.transaction() as session:
        last = Updates((), everything.replies[-1:], "")
        assert take_updates(session, asked.desk, last).replies == 0
    assert len(asked.answers()) == 5


def test_a_push_is_read_only_with_its_signature(asked: SendingOffice) -> None:
    body = b'{"receipts": [], "replies": []}'
    with asked.outbox.transaction() as session:
        headers = {SIGNATURE_HEADER: signature(SECRET, body)}
        assert take_updates(session, asked.desk, asked.provider.open_push(headers, body)).replies == 0
        with pytest.raises(UnsignedPush):
            asked.provider.open_push({SIGNATURE_HEADER: "0" * 64}, body)


def test_an_inbound_text_is_the_same_by_the_provider_s_id_only(asked: SendingOffice) -> None:
    at = datetime(2026, 5, 20, tzinfo=UTC)
    own = uuid4().hex
    twice = [InboundReply(f"{own}-{n}", centre(asked), "271", at) for n in (1, 2, 1)]
    with asked.outbox.transaction() as session:
        assert take_updates(session, asked.desk, Updates((), tuple(twice), "")).replies == 2


def remind(office: SendingOffice, *deliveries: object, versions: tuple[int, ...] = (1,)) -> int:
    event = ReminderDue(office.district_id, "2026-06-12", deliveries, versions)  # type: ignore[arg-type]
    with office.outbox.transaction() as session:
        return len(remind_parties(session, office.desk, event))


def test_the_day_before_each_party_is_reminded_once(office: SendingOffice) -> None:
    number = office.contact("venue:square")
    office.publish((None, FILM))
    office.send()
    office.clock.instant = civil(6, 11, 10).astimezone(UTC)
    assert remind(office, FILM) == 4
    office.send()
    assert office.shown(number)[-1].startswith(
        "提醒：6月12日（周五）的配送，请按时准备：\n6月12日（周五）19:30露天电影"
    )


def test_who_declined_is_not_told_to_be_ready(office: SendingOffice) -> None:
    number = office.contact("venue:centre")
    office.publish((None, FILM))
    office.send()
    office.reply(number, "272")
    office.clock.instant = civil(6, 11, 10).astimezone(UTC)
    assert remind(office, FILM) == 3
    assert "venue:centre" not in {row.party_id for row in office.spoken_of("reminder")}


def test_no_stale_reminder_leaves_after_a_cancellation_and_the_rest_is_still_reminded_of(
    office: SendingOffice,
) -> None:
    number = office.contact("provider:cinema")
    second = replace(
        FILM, id="2606-002", venue="第二广场", venue_party="venue:second", start="20:00", end="21:30"
    )
    office.publish((None, FILM), (None, second))
    office.send()
    office.clock.instant = civil(6, 11, 7).astimezone(UTC)
    remind(office, FILM, second, versions=(1, 1))
    office.publish((FILM, None))
    office.clock.instant = civil(6, 11, 10).astimezone(UTC)
    office.send()
    later = office.shown(number)[1:]
    assert sorted(text.splitlines()[1] for text in later) == [
        "6月12日（周五）20:00露天电影《城南旧事》，第二广场，示范影院，雨天备用：西路社区文化活动中心",
        "取消：6月12日（周五）19:30露天电影《城南旧事》，示范广场",
    ]


def nudge(office: SendingOffice) -> tuple[int, int]:
    with office.outbox.transaction() as session:
        done = nudge_silent(session, office.desk)
    office.send()
    return done


def test_silence_is_nudged_once_and_then_goes_to_the_call_list(asked: SendingOffice) -> None:
    asked.clock.instant += timedelta(days=1)
    assert nudge(asked) == (0, 0)
    asked.clock.instant += timedelta(days=1)
    assert nudge(asked) == (1, 0)
    assert asked.shown(centre(asked))[1].startswith(
        "尚未收到您对以下安排的答复，请回复：\n（1）6月3日起每周三14:00（共4次）培训《剪纸入门》"
    )
    asked.clock.instant = civil(5, 24, 12).astimezone(UTC)  # a Sunday does not count as silence
    assert nudge(asked) == (0, 0)
    asked.clock.instant = civil(5, 25, 9).astimezone(UTC)
    assert nudge(asked) == (0, 1)
    assert nudge(asked) == (0, 0)
    asked.reply(centre(asked), "271")
    assert len(asked.answers()) == 5


def test_who_has_answered_is_not_nudged(asked: SendingOffice) -> None:
    asked.reply(centre(asked), "272")
    asked.clock.instant += timedelta(days=5)
    assert nudge(asked) == (0, 0)


def test_a_call_tells_a_landline_and_takes_its_answer(office: SendingOffice) -> None:
    office.contact("venue:square", "021-0000-0201")
    office.publish((None, FILM))
    [message] = [row for row in office.messages() if row.reason == "call only"]
    with office.outbox.transaction() as session:
        record_call(session, office.desk, message.id, by="协调员", answered=True, declined=[1], reason="停电")
    assert office.answers() == [("2606-001", "venue", "declined", 1)]
    assert office.notices()["venue:square"] == "answered"
    office.publish((FILM, NEXT_DAY))
    [change] = [row for row in office.messages() if row.telephone_id and row.number == 2]
    assert "改期：" in change.text


@pytest.mark.parametrize("declined", [[7], [0]])
def test_a_call_s_answer_names_items_that_are_there(office: SendingOffice, declined: list[int]) -> None:
    office.contact("venue:square", "021-0000-0201")
    office.publish((None, FILM))
    [message] = [row for row in office.messages() if row.reason == "call only"]
    with office.outbox.transaction() as session, pytest.raises(Refusal, match="no item"):
        record_call(session, office.desk, message.id, by="协调员", answered=True, declined=declined)


def test_what_a_person_may_do_depends_on_the_state(asked: SendingOffice) -> None:
    [sent] = [row for row in asked.messages() if row.channel == "sms"]
    with asked.outbox.transaction() as session:
        for deed in (send_again, release, put_aside):
            with pytest.raises(Refusal):
                deed(session, asked.desk, sent.id, by="协调员")
        with pytest.raises(Refusal):
            record_call(session, asked.desk, "nothing", by="协调员")


def test_a_reply_that_was_read_leaves_the_inbox(asked: SendingOffice) -> None:
    asked.reply(centre(asked), "辛苦了")
    with asked.outbox.transaction() as session:
        row = session.scalars(sa.select(ReplyRow)).one()
        read_reply_by(session, asked.desk, row.id, by="协调员")
    with asked.outbox.store.reading() as session:
        assert session.scalars(sa.select(ReplyRow.read_by)).all() == ["协调员"]
