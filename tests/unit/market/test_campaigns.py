"""What a campaign must say, what a row is owed by what it heard, and when it is told to nobody any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from api.words import place_name, read_words
from notifications.domain.answering import Asked, Decision, Standing, Why
from notifications.domain.binding import decide
from notifications.domain.message import MessageState
from notifications.domain.replies import read_reply
from notifications.market.domain.campaign import (
    BUSINESSES,
    FIELD_NAMES,
    UNSAID,
    CampaignKind,
    Matter,
    closes_at,
    faults_of,
    field_named,
    field_place,
    matter_from,
    stale_at,
    stored,
)
from notifications.market.domain.following import NewestText, RowStanding, row_standing
from notifications.market.domain.owing import Owed, RowTold, owed

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 6, 8)
INSPECTION = Matter(
    kind=CampaignKind.INSPECTION,
    title="节前检查",
    not_after=date(2026, 6, 12),
    answer_by=date(2026, 6, 10),
    day=date(2026, 6, 12),
    start="09:00",
    end="11:00",
    checks="消防器材",
)
SAID = {"title": "节前检查"}
MOVED = {"title": "节后检查"}


def moment(day: int, hour: int) -> datetime:
    return datetime(2026, 6, day, hour, tzinfo=SHANGHAI)


def test_a_matter_is_kept_and_read_back() -> None:
    assert matter_from(stored(INSPECTION)) == INSPECTION
    assert INSPECTION.told() == {
        name: value for name, value in stored(INSPECTION).items() if name != "not_after"
    }


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"start": "9点"}, "start"),
        ({"end": "08:00"}, "end"),
        ({"day": date(2026, 6, 1), "not_after": date(2026, 6, 1), "answer_by": None}, "day"),
        ({"not_after": date(2026, 6, 13)}, "not_after"),
        ({"answer_by": date(2026, 6, 13)}, "answer_by"),
        ({"not_after": UNSAID}, "not_after"),
        ({"title": "检" * 41}, "title"),
        ({"document": "办法"}, "document"),
    ],
)
def test_what_cannot_be_is_named_by_its_field(changes: dict[str, object], place: str) -> None:
    assert place in [field_named(fault.place) for fault in faults_of(replace(INSPECTION, **changes), TODAY)]  # type: ignore[arg-type]
    assert list(faults_of(INSPECTION, TODAY)) == []


def test_an_answer_asked_for_after_the_inspection_is_held_against_its_day() -> None:
    late = replace(INSPECTION, answer_by=date(2026, 6, 13))
    (fault,) = faults_of(late, TODAY)
    assert fault.sentence.zh == "答复期限 2026-06-13 晚于检查日期 2026-06-12，请改为检查当日或之前。"
    assert "after the inspection on 2026-06-12" in fault.sentence.en


def test_every_field_is_named_to_a_reader_in_its_own_words() -> None:
    words = read_words()
    named = {name: place_name(words, field_place(name), "zh") for name in FIELD_NAMES}
    assert named == {name: words.zh for name, words in FIELD_NAMES.items()}
    assert place_name(words, field_place(BUSINESSES), "zh") == "经营单位"


def test_an_inspection_is_told_and_answered_until_it_begins() -> None:
    assert stale_at(INSPECTION, SHANGHAI) == closes_at(INSPECTION, SHANGHAI) == moment(12, 9)
    sooner = replace(INSPECTION, not_after=date(2026, 6, 11))
    assert (stale_at(sooner, SHANGHAI), closes_at(sooner, SHANGHAI)) == (moment(12, 0), moment(12, 9))


@pytest.mark.parametrize(
    ("told", "present", "at_work", "expected"),
    [
        (RowTold(), SAID, True, Owed.MATTER),
        (RowTold(), SAID, False, None),
        (RowTold(), None, True, None),
        (RowTold(on_its_way=True), SAID, True, None),
        (RowTold(True, SAID), SAID, True, None),
        (RowTold(True, SAID), MOVED, True, Owed.CORRECTION),
        (RowTold(True, SAID), None, True, Owed.WITHDRAWAL),
        (RowTold(True, None), None, True, None),
    ],
)
def test_what_a_row_is_owed(
    told: RowTold, present: dict[str, str] | None, at_work: bool, expected: Owed | None
) -> None:
    assert owed(told, present, at_work=at_work) == expected


def text(state: MessageState, *, by_call: bool = False, handled_by: str | None = None) -> NewestText:
    return NewestText("m", state, "", by_call, handled_by)


@pytest.mark.parametrize(
    ("newest", "answer", "expected"),
    [
        (text(MessageState.QUEUED), "open", RowStanding.WAITING),
        (text(MessageState.DELIVERED), "open", RowStanding.DELIVERED),
        (text(MessageState.DELIVERED), "confirmed", RowStanding.CONFIRMED),
        (text(MessageState.SENT), "declined", RowStanding.DECLINED),
        (text(MessageState.HELD, by_call=True), "", RowStanding.TO_CALL),
        (text(MessageState.HELD), "", RowStanding.HELD),
        (text(MessageState.FAILED), "", RowStanding.FAILED),
        (text(MessageState.FAILED, handled_by="市场科甲"), "", RowStanding.CALLED),
        (text(MessageState.UNKNOWN), "", RowStanding.UNKNOWN),
    ],
)
def test_how_a_row_stands(newest: NewestText, answer: str, expected: RowStanding) -> None:
    found = row_standing(at_work=True, withdrawn=False, owed=None, text=newest, answer=answer)
    assert found is expected


@pytest.mark.parametrize("owes", [None, Owed.CORRECTION])
@pytest.mark.parametrize("answer", ["", "open", "confirmed"])
def test_who_was_told_and_is_not_at_work_since_is_told_no_more(answer: str, owes: Owed | None) -> None:
    delivered = text(MessageState.DELIVERED)
    found = row_standing(at_work=False, withdrawn=False, owed=owes, text=delivered, answer=answer)
    assert found is RowStanding.TOLD_NO_MORE
    untold = row_standing(at_work=False, withdrawn=False, owed=None, text=None, answer="")
    assert untold is RowStanding.LEFT_OUT


def test_every_state_of_a_message_that_is_told_of_stands_somewhere() -> None:
    stands = {
        row_standing(at_work=True, withdrawn=False, owed=None, text=text(state), answer="")
        for state in set(MessageState) - {MessageState.SUPERSEDED}
    }
    assert stands == {
        RowStanding.WAITING,
        RowStanding.HELD,
        RowStanding.SENT,
        RowStanding.DELIVERED,
        RowStanding.FAILED,
        RowStanding.UNKNOWN,
    }


def read(words: str, *asked: Asked) -> Decision:
    return decide(read_reply(words), asked)


def test_received_answers_a_campaign_and_no_more_than_one() -> None:
    campaign = Asked("c", "27", 1, Standing.OPEN, receipt_suffices=True)
    other = Asked("d", "64", 1, Standing.OPEN, receipt_suffices=True)
    delivery = Asked("e", "41", 1, Standing.OPEN)
    assert [answer.question for answer in read("收到", campaign).answers] == ["c"]
    assert [answer.question for answer in read("64收到", campaign, other).answers] == ["d"]
    assert (read("收到", campaign, other).ask_back, read("收到", delivery).ask_back) == (
        Why.WHICH_QUESTION,
        Why.RECEIVED_ONLY,
    )
    both = read("收到", campaign, delivery)
    assert (both.answers, both.received, both.ask_back) == ((), ("e",), Why.WHICH_QUESTION)
