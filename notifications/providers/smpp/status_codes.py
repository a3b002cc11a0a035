"""What SMPP's statuses mean in the message layer's terms; nobody else reads them.

Source: SMPP Protocol Specification v3.4, Issue 1.2, of 12 October 1999: section 5.1.3 (command_status), 5.2.28
(message_state) and Appendix B (the words of a receipt); from excerpts of 2026-11-23, to be checked against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from notifications.providers import Verdict

TAKEN: Final = 0x00
UNKNOWN_COMMAND: Final = 0x03

FOR_GOOD: Final[Mapping[int, str]] = {
    0x01: "the text's length is not allowed",
    0x0B: "not a telephone number",
    0x43: "this way of long texts is not taken",
    0x45: "submission failed",
    0x50: "the number's type is not taken",
    0x51: "the number's plan is not taken",
    0x66: "the gateway rejected the text",
    0xC0: "the optional fields are not taken",
    0xC1: "an optional field is not allowed",
    0xC4: "an optional field's value is not allowed",
    0x65: "an error that will not pass",
}
"""Refusals of this one message."""

MAY_PASS: Final[Mapping[int, str]] = {
    0x04: "not bound for sending",
    0x05: "already bound",
    0x08: "the gateway has an error",
    0x0A: "the sender is not allowed",
    0x0D: "binding failed",
    0x0E: "the password does not fit",
    0x0F: "the system id is not known",
    0x14: "the gateway's queue is full",
    0x15: "the service type is not known",
    0x48: "the sender's type is not taken",
    0x49: "the sender's plan is not taken",
    0x53: "the system type is not known",
    0x58: "too many texts at once",
    0x64: "an error that may pass",
}
"""Refusals that say nothing about the message: it waits until the gateway, or a person, has mended the cause."""

ARRIVED: Final = "DELIVRD"
ON_THE_WAY: Final = frozenset({"ENROUTE", "ACCEPTD", "SCHEDULED"})
"""Words of a receipt after which another one follows."""

UNDELIVERED: Final[Mapping[str, str]] = {
    "EXPIRED": "the time to deliver it ran out",
    "DELETED": "it was deleted on the way",
    "UNDELIV": "it cannot be delivered",
    "REJECTD": "it was rejected on the way",
    "UNKNOWN": "the gateway does not know what became of it",
    "SKIPPED": "it was left out on the way",
}
STATE_WORDS: Final[Mapping[int, str]] = {
    1: "ENROUTE",
    2: ARRIVED,
    3: "EXPIRED",
    4: "DELETED",
    5: "UNDELIV",
    6: "ACCEPTD",
    7: "UNKNOWN",
    8: "REJECTD",
}
"""The field message_state in the words of a receipt."""


def verdict_of(status: int) -> Verdict:
    """What the status of an answer means for the message; an unknown one is a refusal for good."""
    if status == TAKEN:
        return Verdict.ACCEPTED
    return Verdict.NOT_ACCEPTED if status in MAY_PASS else Verdict.REFUSED


def reason_of(status: int) -> str:
    """The status with its meaning, nothing for an acceptance; an unknown one is kept as it came."""
    if status == TAKEN:
        return ""
    return f"0x{status:08X} {FOR_GOOD.get(status) or MAY_PASS.get(status, '')}".strip()


def undelivered_reason(word: str, error: str = "") -> str:
    """The word of a receipt with its meaning and the gateway's own number for it; an unknown one is kept."""
    number = f"err {error}" if error.strip("0") else ""
    return " ".join(part for part in (word, UNDELIVERED.get(word, ""), number) if part)
