"""A message 短信: one attempt to tell a notice by one channel, and the states it can be in."""

from __future__ import annotations

from enum import StrEnum

from config.bilingual import Bilingual


class MessageState(StrEnum):
    """Where a message stands."""

    QUEUED = "queued"
    HELD = "held"
    SUPERSEDED = "superseded"
    SUBMITTING = "submitting"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"
    EXPIRED = "expired"


MESSAGE_STATE_NAMES = {
    MessageState.QUEUED: Bilingual("待发送", "queued"),
    MessageState.HELD: Bilingual("待人工", "waits for a person"),
    MessageState.SUPERSEDED: Bilingual("已被取代", "superseded"),
    MessageState.SUBMITTING: Bilingual("提交中", "submitting"),
    MessageState.SENT: Bilingual("已提交", "sent"),
    MessageState.DELIVERED: Bilingual("已送达手机", "delivered"),
    MessageState.FAILED: Bilingual("失败", "failed"),
    MessageState.UNKNOWN: Bilingual("去向不明", "unknown"),
    MessageState.EXPIRED: Bilingual("已过时限", "expired"),
}
BY_A_CALL = "told by a call"
"""The reason with which a person's call brings a message to its end."""
TOLD_BY_A_CALL = Bilingual("已电话告知", "told by a call")


def state_name(state: MessageState, reason: str) -> Bilingual:
    """The state as people read it: what a person told by a call has reached no telephone as a text."""
    if state is MessageState.DELIVERED and reason.startswith(BY_A_CALL):
        return TOLD_BY_A_CALL
    return MESSAGE_STATE_NAMES[state]


class Happening(StrEnum):
    """What can happen to a message; the first group is ours, the second the wire's, the third a person's."""

    HOLD = "hold"
    RELEASE = "release"
    SUPERSEDE = "supersede"
    EXPIRE = "expire"
    SUBMIT = "submit"

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NOT_ACCEPTED = "not accepted"
    FOUND = "found"
    NOT_FOUND = "not found"
    LOST_SIGHT = "lost sight"
    RECEIPT_DELIVERED = "receipt: delivered"
    RECEIPT_FAILED = "receipt: failed"

    PERSON_TOLD = "person told"
    PERSON_RESENDS = "person resends"
    PERSON_GIVES_UP = "person gives up"


TERMINAL = frozenset(
    {MessageState.SUPERSEDED, MessageState.DELIVERED, MessageState.FAILED, MessageState.EXPIRED},
)
"""States that no later happening on the wire leaves."""

UNSENT = frozenset({MessageState.QUEUED, MessageState.HELD})
"""States in which nothing has left the house, so a newer text may take the message's place."""

PERHAPS_TOLD = frozenset(
    {MessageState.SUBMITTING, MessageState.SENT, MessageState.DELIVERED, MessageState.UNKNOWN},
)
"""States in which the recipient has, or may have, what the message says."""

WIRE = frozenset(
    {
        Happening.ACCEPTED,
        Happening.REFUSED,
        Happening.NOT_ACCEPTED,
        Happening.FOUND,
        Happening.NOT_FOUND,
        Happening.LOST_SIGHT,
        Happening.RECEIPT_DELIVERED,
        Happening.RECEIPT_FAILED,
    },
)
"""What the wire reports: it may come late, twice or out of order, so each has an answer in every state."""

_Q, _H, _SUB = MessageState.QUEUED, MessageState.HELD, MessageState.SUBMITTING
_SENT, _UNK, _DEL, _FAIL = (
    MessageState.SENT,
    MessageState.UNKNOWN,
    MessageState.DELIVERED,
    MessageState.FAILED,
)

TRANSITIONS: dict[tuple[MessageState, Happening], MessageState] = {
    (_Q, Happening.HOLD): _H,
    (_Q, Happening.SUPERSEDE): MessageState.SUPERSEDED,
    (_Q, Happening.EXPIRE): MessageState.EXPIRED,
    (_Q, Happening.SUBMIT): _SUB,
    (_Q, Happening.PERSON_GIVES_UP): _FAIL,
    (_H, Happening.RELEASE): _Q,
    (_H, Happening.SUPERSEDE): MessageState.SUPERSEDED,
    (_H, Happening.EXPIRE): MessageState.EXPIRED,
    (_H, Happening.PERSON_TOLD): _DEL,
    (_H, Happening.PERSON_GIVES_UP): _FAIL,
    (_SUB, Happening.ACCEPTED): _SENT,
    (_SUB, Happening.FOUND): _SENT,
    (_SUB, Happening.REFUSED): _FAIL,
    (_SUB, Happening.NOT_ACCEPTED): _Q,
    (_SUB, Happening.NOT_FOUND): _Q,
    (_SUB, Happening.LOST_SIGHT): _UNK,
    (_SUB, Happening.RECEIPT_DELIVERED): _DEL,
    (_SUB, Happening.RECEIPT_FAILED): _FAIL,
    (_SENT, Happening.RECEIPT_DELIVERED): _DEL,
    (_SENT, Happening.RECEIPT_FAILED): _FAIL,
    (_UNK, Happening.ACCEPTED): _SENT,
    (_UNK, Happening.FOUND): _SENT,
    (_UNK, Happening.REFUSED): _FAIL,
    (_UNK, Happening.RECEIPT_DELIVERED): _DEL,
    (_UNK, Happening.RECEIPT_FAILED): _FAIL,
    (_UNK, Happening.PERSON_TOLD): _DEL,
    (_UNK, Happening.PERSON_RESENDS): _Q,
    (_UNK, Happening.PERSON_GIVES_UP): _FAIL,
    # Put back into the queue, and perhaps held there, after a look-up found nothing; then the receipt of the
    # first try comes after all: it was told, and must not be told again.
    (_Q, Happening.ACCEPTED): _SENT,
    (_Q, Happening.FOUND): _SENT,
    (_Q, Happening.RECEIPT_DELIVERED): _DEL,
    (_Q, Happening.RECEIPT_FAILED): _FAIL,
    (_H, Happening.ACCEPTED): _SENT,
    (_H, Happening.FOUND): _SENT,
    (_H, Happening.RECEIPT_DELIVERED): _DEL,
    (_H, Happening.RECEIPT_FAILED): _FAIL,
}


class ImpossibleTransition(ValueError):  # noqa: N818 - it names what was asked, like the state it would lead to
    """A deed asked for a step that the table does not hold: a mistake of the program, never of the wire."""


def after(state: MessageState, happening: Happening) -> MessageState:
    """The state that follows; what the wire reports again or too late leaves the state as it is."""
    following = TRANSITIONS.get((state, happening))
    if following is not None:
        return following
    if happening in WIRE:
        return state
    raise ImpossibleTransition(f"a message that is {state} cannot have: {happening}")
