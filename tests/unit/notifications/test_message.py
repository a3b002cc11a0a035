"""What happens to a message follows one table, whatever order the wire reports in."""

from __future__ import annotations

import tomllib
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.words import FILE
from notifications.domain.message import (
    BY_A_CALL,
    MESSAGE_STATE_NAMES,
    TERMINAL,
    TRANSITIONS,
    WIRE,
    Happening,
    ImpossibleTransition,
    MessageState,
    after,
    state_name,
)


def test_the_ordinary_way_leads_from_the_queue_to_the_telephone() -> None:
    state = MessageState.QUEUED
    for happening in (Happening.SUBMIT, Happening.ACCEPTED, Happening.RECEIPT_DELIVERED):
        state = after(state, happening)
    assert state is MessageState.DELIVERED


def test_a_receipt_that_overtakes_the_acceptance_is_kept() -> None:
    state = after(MessageState.SUBMITTING, Happening.RECEIPT_DELIVERED)
    assert after(state, Happening.ACCEPTED) is MessageState.DELIVERED


def test_a_receipt_settles_a_message_that_was_lost_from_sight() -> None:
    state = after(MessageState.SUBMITTING, Happening.LOST_SIGHT)
    assert state is MessageState.UNKNOWN
    assert after(state, Happening.RECEIPT_FAILED) is MessageState.FAILED


def test_a_late_receipt_keeps_a_message_put_back_from_being_told_again() -> None:
    state = after(MessageState.SUBMITTING, Happening.NOT_FOUND)
    assert state is MessageState.QUEUED
    assert after(state, Happening.RECEIPT_DELIVERED) is MessageState.DELIVERED


@pytest.mark.parametrize(("state", "happening"), list(product(sorted(TERMINAL), sorted(WIRE))))
def test_terminal_states_stay_whatever_the_wire_says(state: MessageState, happening: Happening) -> None:
    assert after(state, happening) is state


@given(
    st.sampled_from(sorted(MessageState)),
    st.lists(st.sampled_from(sorted(WIRE)), max_size=6),
    st.sampled_from([Happening.RECEIPT_DELIVERED, Happening.RECEIPT_FAILED]),
)
def test_a_doubled_receipt_changes_nothing_the_second_time(
    state: MessageState, before: list[Happening], receipt: Happening
) -> None:
    for happening in before:
        state = after(state, happening)
    once = after(state, receipt)
    assert after(once, receipt) is once


def test_what_was_superseded_or_has_left_cannot_be_submitted() -> None:
    refused = set()
    for state in MessageState:
        try:
            after(state, Happening.SUBMIT)
        except ImpossibleTransition:
            refused.add(state)
    assert refused == set(MessageState) - {MessageState.QUEUED}


def test_only_what_is_unsent_can_be_superseded() -> None:
    assert {state for state, happening in TRANSITIONS if happening is Happening.SUPERSEDE} == {
        MessageState.QUEUED,
        MessageState.HELD,
    }


def test_every_state_has_its_name() -> None:
    assert set(MESSAGE_STATE_NAMES) == set(MessageState)


def test_delivered_is_never_called_seen() -> None:
    """Of a text only its way to the telephone is known; 已阅 is what a person here did with a reply."""
    called = [names.zh for names in MESSAGE_STATE_NAMES.values()] + [
        state_name(MessageState.DELIVERED, "").zh
    ]
    pages = tomllib.loads(FILE.read_text(encoding="utf-8"))
    called += [zh for entries in pages.values() for zh, _ in entries.values() if "短信" in zh or "送达" in zh]
    assert {"已送达手机", pages["texts"]["title"][0]} <= {*called}
    claims = ("已读", "已看", "看过", "已查看", "已阅", "收到通知")
    assert [words for words in called if any(claim in words for claim in claims)] == []


def test_what_a_call_told_is_named_for_what_it_was() -> None:
    assert state_name(MessageState.DELIVERED, f"{BY_A_CALL}, 协调员").zh == "已电话告知"
    assert state_name(MessageState.DELIVERED, "").zh == "已送达手机"
    assert state_name(MessageState.FAILED, BY_A_CALL).zh == "失败"
