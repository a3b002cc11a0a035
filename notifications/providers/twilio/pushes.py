"""Reads what Twilio pushes: form-encoded, one message each, signed over the public address and the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import parse_qs, parse_qsl, urlencode

from twilio.request_validator import RequestValidator, get_signature_algorithm

from notifications.providers import InboundReply, Receipt, UnsignedPush, Updates
from notifications.providers.twilio.error_codes import reason_of

SIGNATURE_HEADER = "x-twilio-signature"
SIGNATURE_SETTINGS_HEADER = "x-twilio-webhooks-signature-settings"
REFERENCE = "reference"
"""The name under which our reference stands in the address that receipts come to."""

ARRIVED = frozenset({"delivered", "read"})
NOT_ARRIVED = frozenset({"undelivered", "failed", "canceled"})


class PushReader:
    """Reads the pushes of one account to `public_url`, the address as Twilio knows it, without a query."""

    def __init__(self, public_url: str, token: str, account: str, now: Callable[[], datetime]) -> None:
        self._public_url, self._account, self._now = public_url, account, now
        self._validator = RequestValidator(token)

    def address_for(self, reference: str) -> str:
        """Where the receipts of one message are to be pushed to."""
        return f"{self._public_url}?{urlencode({REFERENCE: reference})}"

    def read(self, headers: Mapping[str, str], body: bytes, query: str) -> Updates:
        """The receipt or the reply that a push holds; neither for a stage in between."""
        given = {name.lower(): value for name, value in headers.items()}
        form = self._signed_form(given, body, query)
        if "Body" in form and "MessageStatus" not in form:
            return Updates((), (_reply(form, self._now()),), "")
        reference = parse_qs(query).get(REFERENCE, [""])[0]
        receipt = receipt_of(
            form["MessageSid"],
            form.get("MessageStatus", ""),
            (_number(form.get("ErrorCode")), form.get("ErrorMessage", "")),
            self._now(),
            reference=reference,
        )
        return Updates((receipt,) if receipt else (), (), "")

    def _signed_form(self, given: Mapping[str, str], body: bytes, query: str) -> dict[str, str]:
        try:
            pairs = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body))
        except ValueError:
            raise UnsignedPush("not a form") from None
        form = dict(pairs)
        address = f"{self._public_url}?{query}" if query else self._public_url
        algorithm = get_signature_algorithm(given.get(SIGNATURE_SETTINGS_HEADER))
        signature = given.get(SIGNATURE_HEADER, "")
        if len(form) != len(pairs) or not self._validator.validate(address, form, signature, algorithm):
            raise UnsignedPush("Twilio's signature does not fit")
        if form.get("AccountSid") != self._account or not form.get("MessageSid"):
            raise UnsignedPush("of another account, or of no message")
        return form


def receipt_of(
    sid: str, status: str, error: tuple[int | None, str], at: datetime, *, reference: str = ""
) -> Receipt | None:
    """The receipt that a status brings, the same by push and by pull; None for a stage in between."""
    if status in ARRIVED:
        return Receipt(f"{sid}-{status}", reference, True, "", at, sid)
    if status in NOT_ARRIVED:
        return Receipt(f"{sid}-{status}", reference, False, reason_of(*error) or status, at, sid)
    return None


def _reply(form: Mapping[str, str], at: datetime) -> InboundReply:
    return InboundReply(form["MessageSid"], form["From"], form.get("Body", ""), at)


def _number(code: str | None) -> int | None:
    return int(code) if code and code.isdigit() else None
