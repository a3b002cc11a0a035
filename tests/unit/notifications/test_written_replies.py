"""Hundreds of written replies are each read as the person meant them, by the rule that must decide, or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.domain.binding import decide
from notifications.domain.reading_rules import RULE_SENTENCES, Rule
from notifications.domain.replies import read_reply
from tests.unit.notifications.written_replies import Written, reading_of, written_replies

REPLIES = list(written_replies())
HANDBOOK = Path(__file__).parents[3] / "docs" / "replies.md"
FEWEST_OF_A_KIND = 4
KINDS = {
    *(
        "plain",
        "polite",
        "english",
        "traditional",
        "dialect",
        "emoji",
        "widths",
        "misspelt",
        "negated",
        "hedged",
    ),
    *(
        "asking",
        "mixed",
        "received",
        "code",
        "reason",
        "several",
        "two-open",
        "standing",
        "opt-out",
        "automatic",
    ),
    *("off-topic", "difficulty"),
}


@pytest.mark.parametrize("written", REPLIES, ids=lambda each: f"{each.kind}: {each.text}")
def test_a_written_reply_is_read_as_meant(written: Written) -> None:
    decision = decide(read_reply(written.text), written.asked)
    assert (reading_of(decision, written.asked), decision.rule) == (written.reading, written.rule)
    assert (decision.reason if decision.answers else "") == written.reason


def test_the_corpus_holds_every_kind_of_reply() -> None:
    assert len(REPLIES) >= 300
    assert len({(each.asked, each.text) for each in REPLIES}) == len(REPLIES)
    kinds = Counter(each.kind for each in REPLIES)
    assert {kind for kind, count in kinds.items() if count < FEWEST_OF_A_KIND} == set()
    assert set(kinds) == KINDS


def test_every_rule_decides_somewhere_and_is_said_in_one_sentence() -> None:
    by_text = set(Rule) - {Rule.NOT_THEIRS, Rule.STRANGER, Rule.PERSON}
    assert {Rule(each.rule) for each in REPLIES} == by_text
    assert set(RULE_SENTENCES) == set(Rule)


def test_the_handbook_lists_every_rule_as_it_stands() -> None:
    listed = [f"| `{rule}` | {said.zh} | {said.en} |" for rule, said in RULE_SENTENCES.items()]
    assert [line for line in HANDBOOK.read_text("utf-8").splitlines() if line.startswith("| `")] == listed


def test_two_open_questions_are_never_decided_without_a_code() -> None:
    without = [each for each in REPLIES if len(each.asked) == 2 and not any(map(str.isdigit, each.text))]
    for written in without:
        both = [question for question in written.asked if question.standing.value == "open"]
        if len(both) == 2:
            assert decide(read_reply(written.text), both).answers == ()


def full_width(text: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)


def with_separator(separator: str) -> Callable[[str], str]:
    return lambda text: text.replace("，", separator)


VARIANTS: list[Callable[[str], str]] = [
    full_width,
    str.upper,
    lambda text: f"  {text}\n",
    lambda text: f"{text}。",
    lambda text: f"{text}！！",
    lambda text: f"{text}～",
    lambda text: f"“{text}”",
    "\u200b".join,
    lambda text: text.replace(" ", "\u3000"),
    *map(with_separator, (",", "。", "；", "、", " ", "， ", "\n")),
]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(REPLIES), st.lists(st.sampled_from(VARIANTS), max_size=3))
def test_widths_spaces_and_punctuation_change_no_reading(
    written: Written, variants: list[Callable[[str], str]]
) -> None:
    text = written.text
    for vary in variants:
        text = vary(text)
    decision = decide(read_reply(text), written.asked)
    assert (reading_of(decision, written.asked), decision.rule) == (written.reading, written.rule)
