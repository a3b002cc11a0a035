"""What people type back is read as they mean it, or not at all."""

from __future__ import annotations

import pytest

from notifications.domain.reading_rules import Word
from notifications.domain.replies import read_reply


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("271", ("271",)),
        (" 271 ", ("271",)),
        ("２７１", ("271",)),  # full-width digits
        ("271,642", ("271", "642")),
        ("271，642", ("271", "642")),
        ("27203 27205", ("27203", "27205")),
        ("27 1", ("27", "1")),
        ("271。", ("271",)),
        ("回复271", ("271",)),
    ],
)
def test_digits_are_found_however_they_are_separated(text: str, digits: tuple[str, ...]) -> None:
    assert read_reply(text).digits == digits


@pytest.mark.parametrize(
    "text", ["6月12日不行", "19:30不行", "12号没空", "3人没空", "第3项不行", "2026-06-12没空"]
)
def test_dates_hours_and_counts_are_no_answer_codes(text: str) -> None:
    assert read_reply(text).digits == ()


@pytest.mark.parametrize(
    "text",
    [
        "确认",
        "可以",
        "同意",
        "行",
        "收到，确认",
        "好的，可以",
        "没问题",
        "好的没有问题",
        "没意见",
        "不好意思，可以",
        "YES",
        "Confirmed",
        "确认！",
        "可以接待",
    ],
)
def test_consent_is_heard(text: str) -> None:
    assert read_reply(text).word is Word.CONFIRM


@pytest.mark.parametrize(
    "text",
    [
        "不能确认",
        "不可以",
        "不行",
        "不同意",
        "拒绝",
        "改期",
        "请改期",
        "没空",
        "去不了",
        "确认不了",
        "无法参加",
        "不方便",
        "不好意思，不行",
        "可以改天，那天不行",
        "No",
        "cannot",
        "否",
    ],
)
def test_negation_is_tried_before_confirmation(text: str) -> None:
    assert read_reply(text).word is Word.DECLINE


@pytest.mark.parametrize("text", ["收到", "好的", "好", "知道了", "收到，谢谢", "OK", "嗯嗯", "👍", "明白"])
def test_received_is_not_agreed(text: str) -> None:
    assert read_reply(text).word is Word.RECEIVED


@pytest.mark.parametrize(
    "text",
    [
        "可以吗?",
        "能不能改到下午",
        "可不可以改期",
        "不是不行",
        "不得不取消",
        "我确认一下",
        "可以，但要晚半小时",
        "还没确认",
        "不确定",
        "等领导确认",
        "同意改期",
        "不改期",
        "如果不下雨可以",
        "你好，我正在开车",
        "未必可以",
        "现在定不了",
        "不好说",
        "不知道",
        "?",
    ],
)
def test_what_may_be_read_in_two_ways_is_unclear(text: str) -> None:
    assert read_reply(text).word is Word.UNCLEAR


@pytest.mark.parametrize("text", ["TD", "退订", "R"])
def test_who_wants_no_more_texts_is_heard(text: str) -> None:
    assert read_reply(text).word is Word.STOP


@pytest.mark.parametrize(
    ("text", "digits", "word", "reason"),
    [
        ("272 那天装修", ("272",), Word.UNCLEAR, "那天装修"),
        ("不能确认，那天装修", (), Word.DECLINE, "那天装修"),
        ("那天装修，不行", (), Word.DECLINE, "那天装修"),
        ("271 好的", ("271",), Word.RECEIVED, ""),
        ("确认", (), Word.CONFIRM, ""),
        ("271", ("271",), None, ""),
        ("", (), None, ""),
    ],
)
def test_the_reason_given_with_an_answer_is_kept(
    text: str, digits: tuple[str, ...], word: Word | None, reason: str
) -> None:
    reading = read_reply(text)
    assert (reading.digits, reading.word, reading.reason) == (digits, word, reason)
