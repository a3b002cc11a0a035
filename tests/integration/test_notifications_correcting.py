"""A person puts right how a reply was read, and answers it by a template or by a call, all on record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.clock import FixedClock
from config.durable import Outbox
from config.refusal import Refusal
from config.work_log import EventRow
from notifications.adapters.answer_tables import ReplyRow
from notifications.adapters.message_tables import MessageRow
from notifications.application.answering_replies import answer_reply, call_back
from notifications.application.by_hand import record_call
from notifications.application.calls_view import calls_back_on
from notifications.application.correcting import correct_reading
from notifications.application.inbox_view import questions_offered, replies_shown
from notifications.domain.correcting import Meaning, Rejoinder
from notifications.ledger.adapters.entries import entries_about
from notifications.ledger.application.recording import about_reply
from tests.integration.sending_office import SendingOffice
from tests.simulator import SimulatorProcess, running_simulator
from tests.unit.notifications.arrangements import BOOKS, COURSE, FILM

NUMBERS = count(76_000_000, 1000)
FILM_ITEM = ("2606-001", "rain_venue")


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    with running_simulator(tmp_path_factory.mktemp("simulator") / "simulator.jsonl") as running:
        yield running


@pytest.fixture
def asked(outbox: Outbox, clock: FixedClock, simulator: SimulatorProcess) -> Iterator[SendingOffice]:
    """The centre was asked about the course (1) and standing by for the film (2)."""
    provider = simulator.provider()
    office = SendingOffice(outbox, clock, provider, uuid4().hex[:8], next(NUMBERS))
    office.contact("venue:centre")
    office.publish((None, FILM), *((None, facts) for facts in COURSE))
    office.send()
    yield office
    provider.close()


def centre(office: SendingOffice) -> str:
    return office.numbers["venue:centre"]


def last_reply(session: Session, office: SendingOffice) -> str:
    return replies_shown(session, office.district_id)[0].id


def correct(office: SendingOffice, meaning: Meaning, *items: int) -> None:
    with office.outbox.transaction() as session:
        reply = last_reply(session, office)
        correct_reading(session, office.desk, reply, meaning, by="协调员", items=items)
    office.send()


def latest_answers(office: SendingOffice) -> dict[str, str]:
    """What was said last about each delivery."""
    return {delivery: answer for delivery, _, answer, _ in office.answers()}


ALL = {"2606-001", *(facts.id for facts in COURSE)}


def test_an_unclear_reply_is_counted_as_a_person_reads_it(asked: SendingOffice) -> None:
    asked.reply(centre(asked), "老地方见")
    assert asked.answers() == []
    asked.clock.instant += timedelta(hours=1)
    correct(asked, Meaning.AGREED)
    assert latest_answers(asked) == dict.fromkeys(ALL, "confirmed")
    assert asked.shown(centre(asked))[-1].startswith("已记录您的答复：同意全部2项")
    with asked.outbox.store.reading() as session:
        [shown] = replies_shown(session, asked.district_id)
        assert (shown.verdict, shown.rule, shown.corrected_by, shown.corrected_at, shown.read_by) == (
            "answered",
            "person",
            "协调员",
            asked.clock.now(),
            "协调员",
        )
        readings = [
            (entry.facts["rule"], entry.facts["by"])
            for entry in entries_about(session, asked.district_id, [about_reply(shown.id)])
            if entry.deed == "reading"
        ]
        assert readings == [("nothing-known", ""), ("person", "协调员")]
        events = session.scalars(sa.select(EventRow.payload).where(EventRow.kind == "ReplyCorrected")).all()
        assert {
            "district_id": asked.district_id,
            "reply_id": shown.id,
            "meaning": "agreed",
            "by": "协调员",
        } in [{name: each[name] for name in ("district_id", "reply_id", "meaning", "by")} for each in events]


def test_a_wrong_reading_is_turned_round_and_some_items_declined(asked: SendingOffice) -> None:
    asked.reply(centre(asked), "271")
    correct(asked, Meaning.SOME_DECLINED, 2)
    assert latest_answers(asked) == {**dict.fromkeys(ALL, "confirmed"), "2606-001": "declined"}
    correct(asked, Meaning.DECLINED)
    assert latest_answers(asked) == dict.fromkeys(ALL, "declined")
    assert "不同意全部2项" in asked.shown(centre(asked))[-1]


def test_what_was_no_answer_is_open_again_and_asked_again(asked: SendingOffice) -> None:
    asked.reply(centre(asked), "271")
    assert asked.notices()["venue:centre"] == "answered"
    correct(asked, Meaning.NO_ANSWER)
    assert latest_answers(asked) == dict.fromkeys(ALL, "asked")
    assert asked.notices()["venue:centre"] == "told"
    assert asked.shown(centre(asked))[-1].startswith("未能识别您的回复，尚未记录")
    asked.reply(centre(asked), "272")
    assert latest_answers(asked) == dict.fromkeys(ALL, "declined")


def test_an_older_reply_is_not_put_right_over_a_later_answer(asked: SendingOffice) -> None:
    asked.reply(centre(asked), "老地方见")
    with asked.outbox.store.reading() as session:
        older = last_reply(session, asked)
    asked.reply(centre(asked), "272")
    with asked.outbox.transaction() as session, pytest.raises(Refusal, match="a later answer"):
        correct_reading(session, asked.desk, older, Meaning.AGREED, by="协调员")


def test_a_reading_is_not_put_right_over_a_call_made_since(asked: SendingOffice) -> None:
    asked.reply(centre(asked), "271")
    with asked.outbox.transaction() as session:
        question = replies_shown(session, asked.district_id)[0].question_id
        assert question is not None
        record_call(session, asked.desk, question, by="协调员", answered=True, declined=[2])
    with asked.outbox.transaction() as session, pytest.raises(Refusal, match="a later answer"):
        correct_reading(session, asked.desk, last_reply(session, asked), Meaning.DECLINED, by="协调员")


def test_with_two_questions_a_person_says_which_and_what_was_counted_wrongly_is_open_again(
    asked: SendingOffice,
) -> None:
    other = replace(BOOKS, venue_party="venue:centre")
    asked.publish((None, other))
    asked.send()
    asked.reply(centre(asked), "271")
    with asked.outbox.store.reading() as session:
        reply = last_reply(session, asked)
        offered = questions_offered(session, asked.district_id, [reply], asked.clock.now())[reply]
    assert [(each.code, each.items) for each in offered] == [("64", 1), ("27", 2)]
    with asked.outbox.transaction() as session, pytest.raises(Refusal, match="which question"):
        correct_reading(session, asked.desk, reply, Meaning.AGREED, by="协调员")
    with asked.outbox.transaction() as session:
        chosen = offered[0].id
        correct_reading(session, asked.desk, reply, Meaning.AGREED, by="协调员", question_id=chosen)
    assert latest_answers(asked) == {**dict.fromkeys(ALL, "asked"), other.id: "confirmed"}


@pytest.mark.parametrize(
    ("meaning", "items"), [(Meaning.SOME_DECLINED, ()), (Meaning.AGREED, (1,)), (Meaning.SOME_DECLINED, (7,))]
)
def test_a_correction_names_items_where_only_some_are_declined(
    asked: SendingOffice, meaning: Meaning, items: tuple[int, ...]
) -> None:
    asked.reply(centre(asked), "老地方见")
    with asked.outbox.transaction() as session, pytest.raises(Refusal, match="name the numbers"):
        correct_reading(session, asked.desk, last_reply(session, asked), meaning, by="协调员", items=items)


def test_a_stranger_s_reply_counts_for_nobody_and_is_answered_by_a_call_only(asked: SendingOffice) -> None:
    asked.reply("+8615479990009", "271")
    with asked.outbox.transaction() as session:
        reply = last_reply(session, asked)
        with pytest.raises(Refusal, match="nobody's contact"):
            correct_reading(session, asked.desk, reply, Meaning.AGREED, by="协调员")
        with pytest.raises(Refusal, match="nobody's contact"):
            answer_reply(session, asked.desk, reply, Rejoinder.NOTED, by="协调员")
        call_back(session, asked.desk, reply, by="协调员", reached=True, said="打错了")
        assert session.get_one(ReplyRow, (asked.district_id, reply)).read_by == "协调员"


def test_a_reply_is_answered_by_a_template_and_leaves_the_inbox(asked: SendingOffice) -> None:
    asked.reply(centre(asked), "自动回复：开会中")
    with asked.outbox.transaction() as session:
        answer_reply(session, asked.desk, last_reply(session, asked), Rejoinder.CALLING, by="协调员")
    asked.send()
    assert asked.shown(centre(asked))[-1].startswith("您的回复工作人员已阅，将在工作时间致电与您联系")
    with asked.outbox.store.reading() as session:
        assert replies_shown(session, asked.district_id, unread_only=True) == []
        answer = session.scalars(sa.select(MessageRow).where(MessageRow.kind == "answer")).all()
        assert [row.handled_by for row in answer if row.district_id == asked.district_id] == ["协调员"]


def test_a_person_may_ask_again_by_the_codes(asked: SendingOffice) -> None:
    asked.reply(centre(asked), "老地方见")
    with asked.outbox.transaction() as session:
        answer_reply(session, asked.desk, last_reply(session, asked), Rejoinder.ASK_AGAIN, by="协调员")
    asked.send()
    assert "全部同意回复271，全部不同意回复272" in asked.shown(centre(asked))[-1]
    asked.reply(centre(asked), "271")
    with asked.outbox.transaction() as session, pytest.raises(Refusal, match="nothing to ask"):
        answer_reply(session, asked.desk, last_reply(session, asked), Rejoinder.ASK_AGAIN, by="协调员")


def test_a_call_about_a_reply_is_kept_and_only_one_that_reached_somebody_ends_it(
    asked: SendingOffice,
) -> None:
    asked.reply(centre(asked), "自动回复：开会中")
    with asked.outbox.transaction() as session:
        reply = last_reply(session, asked)
        call_back(session, asked.desk, reply, by="协调员", reached=False)
        assert len(replies_shown(session, asked.district_id, unread_only=True)) == 1
        call_back(session, asked.desk, reply, by="协调员", reached=True, said="周五前答复")
        assert replies_shown(session, asked.district_id, unread_only=True) == []
        calls = calls_back_on(session, asked.district_id, [reply])[reply]
        assert [(call.by, call.outcome.zh, call.said) for call in calls] == [
            ("协调员", "未接通", ""),
            ("协调员", "已告知", "周五前答复"),
        ]


def test_items_named_in_words_are_counted_and_the_rest_still_waits(asked: SendingOffice) -> None:
    asked.reply(centre(asked), "第2项不行，那天装修")
    assert latest_answers(asked) == {"2606-001": "declined"}
    assert asked.shown(centre(asked))[-1].startswith(
        "已记录您的答复：不同意第2项（雨天备用：6月12日（周五）19:30《城南旧事》，西路社区文化活动中心），"
        "我们将与您联系；其余1项尚待您答复。"
    )
    assert asked.notices()["venue:centre"] == "told"
    asked.reply(centre(asked), "第1项可以")
    assert latest_answers(asked) == {**dict.fromkeys(ALL, "confirmed"), "2606-001": "declined"}
    assert asked.notices()["venue:centre"] == "answered"


def test_a_part_named_without_its_number_is_asked_back_for_it(asked: SendingOffice) -> None:
    asked.reply(centre(asked), "电影那天没空")
    assert asked.answers() == []
    assert asked.shown(centre(asked))[-1].startswith("请按短信中的序号说明是哪几项，尚未记录：")


def test_an_answer_that_asks_something_too_is_counted_and_read_by_a_person(asked: SendingOffice) -> None:
    asked.reply(centre(asked), "271 请问几点到场")
    assert latest_answers(asked) == dict.fromkeys(ALL, "confirmed")
    with asked.outbox.store.reading() as session:
        unread = replies_shown(session, asked.district_id, unread_only=True)
        assert [(each.verdict, each.rule) for each in unread] == [("answered", "code")]
