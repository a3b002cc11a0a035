"""What comes back of a campaign: replies bound to its question, silence, calls, batches, and the proof of it all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from api.cli.campaign_following import STANDS
from api.cli.campaign_report import calls_in_words, campaign_report, with_next_step
from api.cli.reminding import handed_over
from config.bilingual import Bilingual
from config.clock import FixedClock
from config.database import Store
from config.work_log import EventRow
from notifications.adapters.answer_tables import ReplyRow
from notifications.application.attention_view import Need, attention
from notifications.application.batches import BatchChoice, batch_of, decide_on_batch
from notifications.application.by_hand import record_call
from notifications.application.calls_view import calls_on
from notifications.application.correcting import correct_reading
from notifications.application.lane_view import lane_shown
from notifications.application.lanes import stop_lane
from notifications.application.reminding import nudge_silent
from notifications.domain.correcting import Meaning
from notifications.domain.sending_events import BatchDecision
from notifications.ledger.application.proving import prove_campaign
from notifications.ledger.application.sealing import seal
from notifications.ledger.domain.proof_lines import lines_of
from notifications.market.adapters.campaign_messages import messages_of_campaign
from notifications.market.application.following import read_campaign
from notifications.market.application.proving_campaigns import became_of, businesses_told
from notifications.market.domain.campaign import CampaignKind
from tests.integration.campaign_desk import (
    DISTRICT,
    NUMBER,
    OFFICER,
    OTHER,
    a_day_later,
    business,
    close,
    follow,
    of_kind,
    registered,
    send,
    standings,
    told,
    verdicts,
    withdraw,
    write,
)
from tests.integration.market_desk import at
from tests.integration.market_house import House
from tests.integration.proofs_read import proof_of, read_back

POLICY = of_kind(
    CampaignKind.POLICY,
    document="演出市场管理办法",
    number="区文旅〔2026〕3号",
    effective=date(2026, 7, 1),
    todo="六月底前完成自查",
    answer_by=date(2026, 6, 10),
)


@pytest.fixture
def house(sqlite_store: Store, clock: FixedClock) -> Iterator[House]:
    clock.instant = at(2026, 6, 8)
    made = House(sqlite_store, clock)
    registered(made, business("B001"), business("B002"))
    made.reached_at(NUMBER, "B001")
    yield made
    made.outbox.close()


@pytest.fixture
def campaign_id(house: House) -> str:
    """An inspection told to B001, with an answer asked for; B002 has no telephone."""
    written = write(house)
    told(house, written)
    return written


def answered(house: House, campaign_id: str) -> tuple[str, str]:
    """How B001 stands and what it said."""
    row = follow(house, campaign_id).rows[0]
    return row.standing.value, row.said


@pytest.mark.parametrize(
    ("reply", "expected", "echoed"),
    [
        ("271", ("confirmed", ""), "已记录您对“节前消防安全检查”的答复：收到。"),
        ("收到", ("confirmed", ""), "已记录您对“节前消防安全检查”的答复：收到。"),
        ("27 收到，谢谢", ("confirmed", ""), "已记录您对“节前消防安全检查”的答复：收到。"),
        ("272 当天停电", ("declined", "当天停电"), "有困难，我们将与您联系"),
        ("有困难，停业装修", ("declined", "停业装修"), "有困难，我们将与您联系"),
        ("不行，当天停电", ("declined", "当天停电"), "有困难，我们将与您联系"),
    ],
)
def test_a_reply_is_bound_to_the_question_of_its_campaign(
    house: House, campaign_id: str, reply: str, expected: tuple[str, str], echoed: str
) -> None:
    house.reply(NUMBER, reply)
    assert (answered(house, campaign_id)[0], verdicts(house)) == (expected[0], ["answered"])
    assert expected[1] in answered(house, campaign_id)[1]
    ((number, echo),) = house.dispatch()
    assert (number, echoed in echo) == (NUMBER, True)
    with house.store.reading() as session:
        (event,) = session.scalars(sa.select(EventRow).where(EventRow.kind == "CampaignAnswered"))
    assert event.payload["row_id"] == f"{campaign_id}/B001"


@pytest.mark.parametrize("words", ["2", "没空", "272"])
def test_a_difficulty_is_shown_as_it_was_said_and_waits_until_somebody_spoke_with_them(
    house: House, campaign_id: str, words: str
) -> None:
    assert counts(house, campaign_id) == (0, 0, 0, 2)
    house.reply(NUMBER, words)
    assert (answered(house, campaign_id), counts(house, campaign_id)) == (("declined", words), (0, 1, 1, 1))
    row = follow(house, campaign_id).rows[0]
    assert row.message_id is not None
    for reached in (False, True):
        assert counts(house, campaign_id) == (0, 1, 1, 1)
        house.clock.instant += timedelta(minutes=1)
        with house.outbox.transaction() as session:
            record_call(session, house.sending, row.message_id, by=OFFICER, reached=reached)
    assert counts(house, campaign_id) == (0, 1, 0, 1)
    with house.store.reading() as session:
        calls = calls_in_words(calls_on(session, DISTRICT, [row.message_id]), house.clock.zone)
    (shown,) = calls.values()
    assert shown.zh.split("；")[0].endswith(f"{OFFICER} 未接通")
    listed = campaign_report(STANDS, follow(house, campaign_id), calls=calls)
    assert [each["calls"] for each in listed.listings[0].rows] == [shown, None]
    assert "确认收到 0 家，有困难 1 家。" in listed.sentences[0].zh
    assert "未答复 1 家" in listed.sentences[1].zh


def counts(house: House, campaign_id: str) -> tuple[int, int, int, int]:
    """How many confirmed, declined, are to be spoken with, and have not answered."""
    found = follow(house, campaign_id)
    return found.confirmed, found.declined, found.to_contact, found.unanswered


def test_a_call_is_recorded_with_its_answer_after_a_nudge_too(house: House, campaign_id: str) -> None:
    house.clock.instant = at(2026, 6, 10, 9)
    with house.outbox.transaction() as session:
        assert nudge_silent(session, house.sending) == (1, 0)
    house.dispatch()
    row = follow(house, campaign_id).rows[0]
    assert row.message_id is not None
    with house.outbox.transaction() as session:
        record_call(session, house.sending, row.message_id, by=OFFICER, answered=True)
    assert answered(house, campaign_id)[0] == "confirmed"


def test_a_business_closed_since_is_told_no_more_and_keeps_its_answer_in_sight(
    house: House, campaign_id: str
) -> None:
    house.reply(NUMBER, "271")
    close(house, "B001")
    a_day_later(house, campaign_id)
    house.clock.instant = at(2026, 6, 11)
    for change in (None, withdraw):
        if change is not None:
            change(house, campaign_id)
        row = follow(house, campaign_id).rows[0]
        assert (row.standing.value, row.overdue, row.said) == ("told no more", False, "271")
        assert row.why.zh == "经营单位状态为“注销”，不再告知；此前已确认收到"


def test_what_is_sent_while_the_lane_is_stopped_is_said_to_wait(house: House) -> None:
    sent = send(house, write(house))
    zone = house.clock.zone
    with house.outbox.transaction() as session:
        open_lane = lane_shown(session, house.sending)
        stop_lane(session, house.sending, by=OFFICER)
        stopped = lane_shown(session, house.sending)
    assert "发出" in handed_over(sent, open_lane, zone).zh
    said = handed_over(sent, stopped, zone).zh
    assert "最早" not in said
    assert f"{OFFICER} 停发了短信通道" in said


def test_a_next_step_is_named_only_where_anybody_is_to_be_told(house: House, campaign_id: str) -> None:
    a_day_later(house, campaign_id)
    assert "下一步" in with_next_step(STANDS, follow(house, campaign_id)).zh
    told(house, campaign_id)
    assert with_next_step(STANDS, follow(house, campaign_id)) == STANDS


def test_two_open_questions_and_no_code_are_asked_back(house: House, campaign_id: str) -> None:
    policy = write(house, POLICY)
    told(house, policy)
    house.reply(NUMBER, "收到")
    assert (verdicts(house), answered(house, campaign_id)[0]) == (["asked back"], "sent")
    ((_, back),) = house.dispatch()
    codes = set(re.findall(r"收到请回复(\d+)", back))
    assert ("271" in codes, len(codes)) == (True, 2)
    (of_policy,) = codes - {"271"}
    house.reply(NUMBER, of_policy)
    assert (answered(house, campaign_id)[0], answered(house, policy)[0]) == ("sent", "confirmed")


def test_an_answer_to_what_was_corrected_decides_nothing_and_is_told_so(
    house: House, campaign_id: str
) -> None:
    a_day_later(house, campaign_id)
    ((_, corrected),) = told(house, campaign_id)
    house.reply(NUMBER, "271")
    assert (verdicts(house), answered(house, campaign_id)[0]) == (["outdated"], "sent")
    ((_, note),) = house.dispatch()
    code = re.search(r"收到请回复(\d+)", corrected)
    assert code is not None
    assert "已有更正或撤销，您的答复未计入" in note
    assert code[0] in note
    house.reply(NUMBER, code[1])
    assert answered(house, campaign_id)[0] == "confirmed"


def test_a_reading_can_be_put_right(house: House, campaign_id: str) -> None:
    house.reply(NUMBER, "271")
    with house.store.reading() as session:
        (reply_id,) = session.scalars(sa.select(ReplyRow.id))
    with house.outbox.transaction() as session:
        correct_reading(session, house.sending, reply_id, Meaning.DECLINED, by=OFFICER)
    assert answered(house, campaign_id)[0] == "declined"


def test_silence_leads_to_a_nudge_in_office_hours_then_to_a_call(house: House, campaign_id: str) -> None:
    house.clock.instant = at(2026, 6, 9, 20)
    with house.outbox.transaction() as session:
        assert nudge_silent(session, house.sending) == (1, 0)
    assert house.dispatch() == []
    house.clock.instant = at(2026, 6, 10, 9)
    ((number, nudge),) = house.dispatch()
    assert (number, "“节前消防安全检查”：收到请回复271，有困难请回复272" in nudge) == (NUMBER, True)
    house.clock.instant = at(2026, 6, 11, 10)
    with house.outbox.transaction() as session:
        assert nudge_silent(session, house.sending) == (0, 1)
    with house.store.reading() as session:
        needs = [(each.need, each.message.kind.value) for each in attention(session, DISTRICT, house.clock)]
    assert (Need.SILENT, "campaign") in needs
    assert [row.overdue for row in follow(house, campaign_id).rows] == [True, True]


def test_a_nudge_about_what_was_corrected_does_not_leave(house: House, campaign_id: str) -> None:
    house.clock.instant = at(2026, 6, 9, 20)
    with house.outbox.transaction() as session:
        nudge_silent(session, house.sending)
    a_day_later(house, campaign_id)
    house.clock.instant = at(2026, 6, 10, 9)
    assert house.dispatch() == []


def test_a_call_acknowledges_and_its_answer_counts(house: House, campaign_id: str) -> None:
    assert standings(house, campaign_id) == {"B001": "sent", "B002": "to call"}
    for row, answer, reason in zip(
        follow(house, campaign_id).rows, (False, True), ("", "周五有人"), strict=True
    ):
        assert row.message_id is not None
        with house.outbox.transaction() as session:
            record_call(session, house.sending, row.message_id, by=OFFICER, answered=answer, reason=reason)
    assert standings(house, campaign_id) == {"B001": "called", "B002": "confirmed"}
    assert follow(house, campaign_id).acknowledged == 2


def test_who_was_told_by_a_call_hears_of_the_withdrawal_by_a_call(house: House, campaign_id: str) -> None:
    call = follow(house, campaign_id).rows[1].message_id
    assert call is not None
    with house.outbox.transaction() as session:
        record_call(session, house.sending, call, by=OFFICER)
    withdraw(house, campaign_id)
    send(house, campaign_id)
    assert standings(house, campaign_id) == {"B001": "waiting", "B002": "to call"}


def test_what_is_unsent_of_a_campaign_is_held_released_and_cancelled_as_a_batch(house: House) -> None:
    other = write(house, POLICY)
    send(house, other)
    first = write(house)
    send(house, first)

    def decide(decision: BatchDecision) -> int:
        choice = BatchChoice(campaign_id=first)
        with house.outbox.transaction() as session:
            seen = batch_of(session, house.sending, decision, choice)
            return len(
                decide_on_batch(session, house.sending, decision, choice, seen=seen.stamp, by=OFFICER).ids
            )

    assert decide(BatchDecision.HOLD) == 1
    assert ["《演出市场管理办法》" in text for _, text in house.dispatch()] == [True]
    assert standings(house, first)["B001"] == "held"
    assert decide(BatchDecision.RELEASE) == 1
    assert decide(BatchDecision.CANCEL) == 1
    assert house.dispatch() == []
    assert standings(house, first)["B001"] == "not sent"


def test_one_campaign_is_proved_as_workbook_and_pdf_with_what_came_back(
    house: House, campaign_id: str
) -> None:
    house.reached_at(OTHER, "B002")
    told(house, write(house, POLICY))
    house.reply(NUMBER, "271 一定到场")
    house.dispatch()
    seal(house.store, house.clock, DISTRICT)
    with house.store.reading() as session:
        messages = messages_of_campaign(session, DISTRICT, campaign_id)
    for bare in read_back(proof_of(house, messages, Bilingual("监管通知", "campaign"))):
        assert "上门，查看安全出口和消防器材" in bare
        assert "一定到场" in bare
        assert "演出市场管理办法" not in bare
        assert NUMBER not in bare


def test_a_proof_says_of_each_business_what_became_of_it(house: House, campaign_id: str) -> None:
    house.reply(NUMBER, "2")
    with house.store.reading() as session:
        found = prove_campaign(session, DISTRICT, messages_of_campaign(session, DISTRICT, campaign_id))
        followed = read_campaign(session, house.desk, campaign_id)
        named = businesses_told(session, DISTRICT, followed, found.entries)
        first, second = became_of(session, DISTRICT, followed, found.entries, house.clock.zone)
    at_nine = f"{house.clock.now().astimezone(house.clock.zone):%Y-%m-%d %H:%M}"
    assert (first.business, first.told.zh) == ("歌厅B001 B001", at_nine)
    assert (first.answered.zh, first.result.zh) == (f"{at_nine} 有困难（原话：2）", "表示有困难")
    assert (second.told.zh, second.answered.zh, second.result.zh) == ("—", "—", "请致电：没有联系电话")
    lines = list(lines_of(found.entries, house.clock.zone, whole_numbers=False, whom=named.whom))
    assert {line.number.split()[0] for line in lines} == {"歌厅B001"}
    assert "有困难" in [line.said.zh for line in lines]


def test_a_policy_reads_as_its_template_has_it(house: House) -> None:
    ((_, text),) = told(house, write(house, POLICY))
    assert text == (
        "【某区文化】歌厅B001：节前消防安全检查。《演出市场管理办法》（区文旅〔2026〕3号）"
        "自2026年7月1日（周三）起施行。六月底前完成自查。最晚6月10日（周三）回复："
        "收到请回复271，有困难请回复272并说明。咨询：某区文化市场科021-0000-0100"
    )


def test_what_is_written_to_a_notice_that_asks_nothing_stands_beside_it(house: House) -> None:
    campaign_id = write(house, of_kind(CampaignKind.OTHER, words="节日期间请安排值守"))
    ((_, text),) = told(house, campaign_id)
    assert "回复" not in text
    house.reply(NUMBER, "我们那天关门")
    assert answered(house, campaign_id) == ("sent", "我们那天关门")
    assert verdicts(house) == ["inbox"]
