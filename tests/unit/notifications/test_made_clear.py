"""What a reply left open is made clear by the next one, with the word and the reason that were said before."""

from __future__ import annotations

import pytest

from notifications.domain.answering import Answer, Asked, Decision, Standing, Why
from notifications.domain.made_clear import decide_after, leaves_nothing_to_read
from notifications.domain.replies import read_reply

MONTH = Asked("month", "27", 3, Standing.OPEN)
CHANGE = Asked("change", "24", 1, Standing.OPEN)
NO_CHANGE = Answer("change", frozenset(), frozenset({1}))


def after(before: str, text: str, *asked: Asked) -> Decision:
    return decide_after(read_reply(text), read_reply(before), asked)


def test_a_code_alone_takes_the_word_and_the_reason_of_the_reply_before() -> None:
    clear = after("不行，停电", "24", MONTH, CHANGE)
    assert (clear.answers, clear.reason, clear.carried) == ((NO_CHANGE,), "停电", True)


@pytest.mark.parametrize("text", ["第1场", "第1项", "第1场，停电"])
def test_an_item_alone_takes_the_word_and_the_reason_of_the_reply_before(text: str) -> None:
    clear = after("不行，13号下午我们停电", text, MONTH)
    assert clear.answers == (Answer("month", frozenset(), frozenset({1})),)
    assert clear.reason.startswith("13号下午我们停电")


def test_items_named_before_are_meant_of_the_question_named_after() -> None:
    clear = after("第2项不行，停电", "27", MONTH, Asked("talks", "24", 2, Standing.OPEN))
    assert clear.answers == (Answer("month", frozenset(), frozenset({2})),)
    assert clear.reason == "停电"


def test_a_whole_answer_keeps_the_reason_given_before_where_it_declines() -> None:
    assert after("不行，停电", "242", MONTH, CHANGE).reason == "停电"
    assert after("不行，停电", "242 演员也病了", MONTH, CHANGE).reason == "停电；演员也病了"
    agreed = after("不行，停电", "241", MONTH, CHANGE)
    assert (agreed.reason, agreed.carried) == ("", False)


@pytest.mark.parametrize(
    ("before", "text", "nothing"),
    [
        pytest.param("1同意 2不行因为停电", "13同意，2不行因为停电", True, id="said again in full"),
        pytest.param("不行，停电", "271", True, id="agreed to all after all"),
        pytest.param("不行，停电", "27202", True, id="the reason is counted"),
        pytest.param("几点到场？", "271", False, id="a question waits for its answer"),
        pytest.param("同意 希望提前半小时", "271", False, id="a wish beside an agreement"),
        pytest.param("不行，停电", "1同意", False, id="two items are still open"),
    ],
)
def test_a_full_answer_takes_the_reply_before_from_the_inbox(
    before: str, text: str, *, nothing: bool
) -> None:
    said = read_reply(before)
    decision = decide_after(read_reply(text), said, [MONTH])
    assert leaves_nothing_to_read(decision, said, [MONTH]) is nothing


@pytest.mark.parametrize(
    ("before", "text", "why"),
    [
        ("不行，13号下午停电", "27", Why.WHICH_ITEM),
        ("几点到场？", "24", Why.NO_SUCH_CHOICE),
        ("可能不行", "24", Why.NO_SUCH_CHOICE),
        ("可以", "第2项，停电", Why.UNCLEAR),
        ("不行，停电", "2", Why.WHICH_QUESTION),
    ],
)
def test_what_is_still_open_is_not_guessed(before: str, text: str, why: Why) -> None:
    still = after(before, text, MONTH, CHANGE)
    assert (still.answers, still.ask_back) == ((), why)


def test_a_question_put_before_gives_no_reason_to_decline() -> None:
    assert after("几点到场？", "242", MONTH, CHANGE).reason == ""
