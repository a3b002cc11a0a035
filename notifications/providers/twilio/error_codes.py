"""What Twilio's codes mean in the message layer's terms; nobody else reads them.

Source: Twilio's error and warning dictionary, https://www.twilio.com/docs/api/errors, a page for each code. Read on
2026-12-01 in stored copies: 20429, 21608, 21635, 30003 and 30006, and 21211, 21408, 21610, 21612 and 21614 in the table of
https://www.twilio.com/docs/iam/test-credentials; the others from excerpts of 2026-11-23, to be checked against their pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from notifications.providers import Verdict
from notifications.providers.masking import without_numbers

FOR_GOOD: Final[Mapping[int, str]] = {
    21211: "not a number that can be called",
    21214: "the number cannot be reached",
    21217: "not a number that can be called",
    21219: "the number is not verified for a trial account",
    21265: "the number cannot be a short code",
    21266: "recipient and sender are the same",
    21408: "texts to this country are not switched on for the account",
    21602: "the text is empty",
    21604: "the recipient is missing",
    21608: "the number is not verified for a trial account",
    21610: "the recipient has unsubscribed",
    21612: "the number cannot be reached from this sender",
    21614: "not a mobile number",
    21617: "the text is too long",
    21635: "a landline cannot take texts",
    21654: "the template does not exist",
    63038: "the account's limit for the day is reached",
}
"""Refusals of this one message that the same text to the same number would meet again."""

MAY_PASS: Final[Mapping[int, str]] = {
    14107: "too many messages for this sender",
    20003: "the account or its token is not accepted",
    20005: "the account is not active",
    20404: "the account was not found",
    20429: "too many requests",
    21603: "the sender is missing",
    21606: "the sender does not belong to the account",
    21611: "the sender's queue is full",
    21620: "the sender is not valid",
    21621: "the sender has not been enabled for the account",
    21660: "the sender does not belong to the account",
    21703: "the messaging service has no sender",
    21705: "the messaging service is not valid",
    30001: "the queue overflowed",
    30002: "the account is suspended",
}
"""Refusals that say nothing about the message: it waits until the provider, or a person, has mended the cause."""

UNDELIVERED: Final[Mapping[int, str]] = {
    30003: "the telephone is switched off or out of reach",
    30004: "the message was blocked",
    30005: "the number is not in use",
    30006: "a landline, or the carrier cannot be reached",
    30007: "filtered as unwanted",
    30008: "not said by the carrier",
    30009: "a part of the message was lost",
    30010: "dearer than the highest price set",
    30034: "the sender is not registered with the carriers",
    30036: "its validity ran out before it could be delivered",
    30410: "the carrier's time ran out",
    30453: "the message could not be delivered",
}
"""Why a message that was accepted did not arrive."""

WAITING_STATUSES: Final = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})
"""Answers about the account rather than the message."""

_MEANINGS = {**FOR_GOOD, **MAY_PASS, **UNDELIVERED}


def verdict_of(status: int, code: int | None) -> Verdict:
    """What an answer that is no acceptance means for the message that was handed over.

    The known codes go before the status. A server's error or an answer of no kind leaves it uncertain; an
    unknown code with a client's error is a refusal for good.
    """
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status < HTTPStatus.BAD_REQUEST:
        return Verdict.UNCERTAIN
    if code in MAY_PASS or status == HTTPStatus.TOO_MANY_REQUESTS:
        return Verdict.NOT_ACCEPTED
    if code in FOR_GOOD:
        return Verdict.REFUSED
    if status == HTTPStatus.REQUEST_TIMEOUT:
        return Verdict.UNCERTAIN
    return Verdict.NOT_ACCEPTED if status in WAITING_STATUSES else Verdict.REFUSED


def reason_of(code: int | None, said: str = "") -> str:
    """The code with its meaning; a code that is not known here is kept with what Twilio `said`."""
    if code is None:
        return without_numbers(said)
    return f"{code} {_MEANINGS.get(code) or without_numbers(said)}".strip()
