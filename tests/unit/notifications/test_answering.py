"""A reply is bound to the one question it can mean; otherwise it is asked back, never guessed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from notifications.domain.answering import Answer, Asked, Decision, Standing, Why, may_ask_back
from notifications.domain.binding import decide
from notifications.domain.reading_rules import Rule
from notifications.domain.replies import read_reply

FILM = Asked("film", "27", 5, Standing.OPEN)
COURSE = Asked("course", "64", 1, Standing.OPEN)
OLD = Asked("old", "41", 2, Standing.SUPERSEDED)
DONE = Asked("done", "78", 2, Standing.ANSWERED)
TALKS = Asked("talks", "27", 2, Standing.OPEN)
ALL_FIVE = frozenset({1, 2, 3, 4, 5})


def told(text: str, *asked: Asked) -> Decision:
    """What is decided, by whichever rule: the written replies say by which."""
    return replace(decide(read_reply(text), asked), rule=Rule.CODE)


decided = partial(Decision, Rule.CODE)


def yes(question: Asked) -> Answer:
    return Answer(question.id, frozenset(range(1, question.items + 1)), frozenset())


def no(question: Asked) -> Answer:
    return Answer(question.id, frozenset(), frozenset(range(1, question.items + 1)))


def test_the_code_with_1_agrees_to_all_and_with_2_declines_all() -> None:
    assert told("271", FILM, COURSE) == decided((yes(FILM),))
    assert told("272", FILM, COURSE) == decided((no(FILM),))


def test_the_code_with_an_item_declines_it_alone() -> None:
    assert told("27203", FILM, COURSE) == decided((Answer("film", ALL_FIVE - {3}, frozenset({3})),))


@pytest.mark.parametrize("text", ["27203 27205", "27203,27205", "27203，27205", "２７２０３、27205"])
def test_several_items_are_declined_in_one_reply(text: str) -> None:
    assert told(text, FILM, COURSE) == decided((Answer("film", frozenset({1, 2, 4}), frozenset({3, 5})),))


def test_two_questions_are_answered_in_one_reply() -> None:
    assert told("642 271", FILM, COURSE) == decided((yes(FILM), no(COURSE)))


def test_a_code_and_its_choice_may_be_apart() -> None:
    assert told("27 1", FILM, COURSE) == decided((yes(FILM),))
    assert told("27 203", FILM, COURSE) == decided((Answer("film", ALL_FIVE - {3}, frozenset({3})),))


@pytest.mark.parametrize("text", ["1", "１", "确认", "1 可以"])
def test_without_a_code_the_one_open_question_is_meant(text: str) -> None:
    assert told(text, OLD, DONE, COURSE) == decided((yes(COURSE),))


@pytest.mark.parametrize("text", ["1", "2", "确认", "不行"])
def test_with_two_questions_open_it_is_asked_back_which(text: str) -> None:
    assert told(text, FILM, COURSE) == decided(ask_back=Why.WHICH_QUESTION)


def test_the_last_answer_wins() -> None:
    assert told("782", DONE) == decided((no(DONE),))
    assert told("不行", DONE) == decided((no(DONE),))
    assert told("2", replace(COURSE, standing=Standing.ANSWERED)) == decided((no(COURSE),))


@pytest.mark.parametrize("text", ["1", "2", "２。", "回复2", "2 没空"])
@pytest.mark.parametrize("standing", [Standing.OPEN, Standing.ANSWERED])
def test_a_bare_digit_that_may_be_the_number_of_an_item_is_asked_back(text: str, standing: Standing) -> None:
    several = replace(TALKS, standing=standing)
    asked_back = told(text, several)
    assert (asked_back.answers, asked_back.ask_back) == ((), Why.WHICH_ITEM)


@pytest.mark.parametrize("text", ["2 全部不同意", "2，都不行"])
def test_a_digit_that_says_it_means_all_is_counted(text: str) -> None:
    assert told(text, TALKS) == decided((no(TALKS),))


SECOND_DECLINED = Answer("lectures", frozenset({1, 3}), frozenset({2}))
LECTURES = Asked("lectures", "64", 3, Standing.ANSWERED, SECOND_DECLINED)


@pytest.mark.parametrize("text", ["第2项不同意", "不同意第2项", "（2）不行", "全部同意，除第2项"])
def test_the_answer_just_given_said_again_is_no_answer_to_another_question(text: str) -> None:
    (again,) = told(text, TALKS, LECTURES).answers
    assert again.question == "lectures"
    assert (again.agreed <= SECOND_DECLINED.agreed, again.declined) == (True, SECOND_DECLINED.declined)


@pytest.mark.parametrize("text", ["第2项同意", "第1项不同意", "第2项不同意，那天装修", "第1、2项不同意"])
def test_items_that_two_texts_may_hold_are_asked_back_however_one_was_answered(text: str) -> None:
    for asked in ((TALKS, LECTURES), (LECTURES, TALKS)):
        assert (told(text, *asked).answers, told(text, *asked).ask_back) == ((), Why.WHICH_QUESTION)


def test_what_was_answered_before_is_not_said_again_and_is_asked_back() -> None:
    assert told("第2项不同意", TALKS, replace(LECTURES, just_said=None)).ask_back is Why.WHICH_QUESTION


@pytest.mark.parametrize("standing", [Standing.SUPERSEDED, Standing.CLOSED])
def test_items_are_bound_to_the_open_question_where_the_other_takes_no_answer(standing: Standing) -> None:
    over = replace(LECTURES, standing=standing)
    assert told("第2项不同意", TALKS, over) == decided((Answer("talks", frozenset(), frozenset({2})),))


def test_items_that_the_answered_text_does_not_hold_mean_the_open_one() -> None:
    assert told("第3场不行", FILM, DONE) == decided((Answer("film", frozenset(), frozenset({3})),))


def test_an_answer_to_a_superseded_question_decides_nothing() -> None:
    assert told("411", OLD, COURSE) == decided(outdated=("old",))
    assert told("1", OLD) == decided(outdated=("old",))


def test_an_answer_after_the_set_time_decides_nothing() -> None:
    closed = Asked("closed", "27", 1, Standing.CLOSED)
    assert told("271", closed) == decided(outdated=("closed",))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("27", Why.NO_SUCH_CHOICE),
        ("273", Why.NO_SUCH_CHOICE),
        ("27206", Why.NO_SUCH_CHOICE),
        ("27200", Why.NO_SUCH_CHOICE),
        ("2723", Why.NO_SUCH_CHOICE),
        ("991", Why.NO_SUCH_CODE),
        ("11", Why.NO_SUCH_CODE),
        ("271 272", Why.CONTRADICTION),
        ("271 27203", Why.CONTRADICTION),
        ("271 不行", Why.CONTRADICTION),
        ("272 同意", Why.CONTRADICTION),
        ("1 不行", Why.CONTRADICTION),
        ("在开车", Why.UNCLEAR),
    ],
)
def test_what_cannot_be_counted_is_asked_back_with_its_reason(text: str, why: Why) -> None:
    assert told(text, FILM).ask_back is why
    assert told(text, FILM).answers == ()


def test_received_is_noted_and_the_decision_asked_for() -> None:
    assert told("收到", FILM, COURSE) == decided(received=("film", "course"), ask_back=Why.RECEIVED_ONLY)


def test_the_reason_goes_with_the_answer() -> None:
    assert told("272 那天装修", FILM) == decided((no(FILM),), reason="那天装修")


@pytest.mark.parametrize("text", ["收到", "辛苦了", "退订"])
def test_what_answers_no_open_question_is_read_by_a_person(text: str) -> None:
    assert told(text).for_the_inbox


def test_who_wants_no_more_texts_is_not_asked_back() -> None:
    assert told("退订", FILM).for_the_inbox


def test_an_answer_with_a_question_beside_it_is_counted_and_read_by_a_person_as_well() -> None:
    assert told("271 请问几点到场", FILM) == decided((yes(FILM),), reason="请问几点到场", remarked=True)
    assert told("几点到场？", FILM) == decided(ask_back=Why.UNCLEAR, reason="几点到场?", remarked=True)


@pytest.mark.parametrize(
    ("question", "today", "allowed"),
    [(0, 0, True), (0, 1, True), (0, 2, False), (1, 0, False)],
)
def test_it_is_asked_back_once_a_question_and_twice_a_number_a_day(
    question: int, today: int, allowed: bool
) -> None:
    assert may_ask_back(question, today) is allowed


def test_each_of_several_answers_has_the_reason_that_stands_beside_it() -> None:
    def reasons(text: str) -> dict[str, str]:
        decision = told(text, FILM, COURSE)
        return {answer.question: decision.reason_for(answer) for answer in decision.answers}

    assert reasons("272演员病了，642停电") == {"film": "演员病了", "course": "停电"}
    assert reasons("271，642因为停电") == {"film": "", "course": "因为停电"}
    assert reasons("272 642 停电") == {"film": "停电", "course": "停电"}
    assert reasons("271请从北门进，642停电") == {"film": "请从北门进", "course": "停电"}
    assert reasons("同意27，64不同意因为停电") == {"film": "", "course": "不同意因为停电"}


def test_what_is_asked_back_with_a_reason_is_read_by_a_person_as_well() -> None:
    assert told("不行，停电", FILM, COURSE) == decided(
        ask_back=Why.WHICH_QUESTION, reason="停电", remarked=True
    )
