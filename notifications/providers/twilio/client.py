"""Twilio's adapter: one try a call through the official SDK, its answers in the message layer's terms."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance

from notifications.providers import (
    Capabilities,
    InboundReply,
    Outgoing,
    Receipt,
    Sight,
    Sighting,
    Submission,
    Updates,
    Verdict,
)
from notifications.providers.coming_back import seconds_to_wait
from notifications.providers.reaching import never_connected
from notifications.providers.twilio.error_codes import reason_of, verdict_of
from notifications.providers.twilio.pushes import ARRIVED, NOT_ARRIVED, PushReader, receipt_of

PUBLISHED_ADDRESS = "https://api.twilio.com"
SDK_PREFIX = "Unable to create record: "
TRIAL_PREFIX = "Sent from your Twilio trial account - "
MAGIC_PREFIX = "+1500555"
"""Numbers that bring about each outcome, for test credentials only; nobody has them."""
CLOCKS_APART = timedelta(seconds=60)
"""How far Twilio's clock may be from ours."""
OUT_OF_ORDER = timedelta(days=1)
"""The listing goes by the time of sending; how much later than made a text can have been sent."""
RECEIPTS_WITHIN = timedelta(days=3)
"""A message without a receipt for so long is not waited for; Twilio tries for hours, not days."""
PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class TwilioSettings:
    """The section `[providers.twilio]`: the account, and the sender or the messaging service it sends by.

    `public_url` is where Twilio reaches `/hooks/twilio` from outside; empty, receipts are only pulled.
    `timeout` in seconds holds for each step of one call. With `test_credentials` nothing is really sent.
    """

    account: str
    sender: str = ""
    messaging_service: str = ""
    public_url: str = ""
    timeout: float = 10.0
    settle_seconds: float = 120.0
    test_credentials: bool = False

    def __post_init__(self) -> None:
        if bool(self.sender) == bool(self.messaging_service):
            raise ValueError("[providers.twilio]: give either sender or messaging_service")


def capabilities_of(settings: TwilioSettings) -> Capabilities:
    """What Twilio can do, by its published interface."""
    return Capabilities(
        name="twilio",
        two_way=True,
        bulk_size=1,
        links_allowed=True,
        look_up="none" if settings.test_credentials else "listing",
        settle_seconds=settings.settle_seconds,
        domestic=False,
        live=not settings.test_credentials,
        known_by="provider id",
        push_answer=("text/xml", "<Response/>"),  # a plain text would be sent on to the telephone
        one_way_prefixes=("+86",),
    )


class TwilioProvider:
    """Talks to one account; `token` signs its pushes too. `now` tells the present instant (UTC)."""

    def __init__(
        self,
        settings: TwilioSettings,
        token: str,
        now: Callable[[], datetime],
        *,
        address: str = PUBLISHED_ADDRESS,
    ) -> None:
        self._settings, self._now = settings, now
        self._heard = threading.local()
        hooks = {"response": self._note_when_to_come_back}
        http = TwilioHttpClient(timeout=settings.timeout, max_retries=0, request_hooks=hooks)
        self._session: requests.Session = http.session
        self._session.mount("http://", HTTPAdapter(max_retries=0))
        # Only what is given here decides, not what the SDK would read from the environment.
        only = {"TWILIO_ACCOUNT_SID": settings.account}
        client = Client(settings.account, token, http_client=http, environment=only)
        client.api.base_url = address
        self._messages = client.api.v2010.account.messages
        self._pushes = PushReader(settings.public_url, token, settings.account, now)
        self.capabilities = capabilities_of(settings)

    def send(self, batch: Sequence[Outgoing]) -> Sequence[Submission]:
        return [self._send(message) for message in batch]

    def look_up(self, message: Outgoing, since: datetime) -> Sighting:
        """Look for it among the texts to its number since it was handed over; two alike decide nothing."""
        try:
            found = [each.sid for each in self._sent_to(message.telephone, since) if _says(each, message)]
        except (TwilioException, requests.RequestException, ValueError):
            return Sighting(Sight.NO_ANSWER)
        if len(found) > 1:
            return Sighting(Sight.AMBIGUOUS)
        return Sighting(Sight.FOUND, found[0]) if found else Sighting(Sight.NOT_FOUND)

    def fetch_updates(self, cursor: str) -> Updates:
        """Read the listing again from the oldest message that still waits for its receipt.

        The cursor is that instant and a digest of what was read, so that it differs whenever something new
        is there. However long nobody asked, all since is read; only a receipt is not waited for forever.
        """
        oldest = self._now() - RECEIPTS_WITHIN
        begin = datetime.fromisoformat(cursor.split(maxsplit=1)[0]) if cursor else oldest
        listed = list(self._messages.stream(date_sent_after=begin - CLOCKS_APART, page_size=PAGE_SIZE))
        listed.sort(key=lambda each: (_instant(each), each.sid))
        receipts = tuple(filter(None, map(_receipt, listed)))
        replies = tuple(_reply(each) for each in listed if each.direction == "inbound")
        open_since = [
            _instant(each)
            for each in listed
            if each.direction != "inbound"
            and each.status not in ARRIVED | NOT_ARRIVED
            and _instant(each) >= oldest
        ]
        next_begin = min(open_since, default=_instant(listed[-1]) if listed else begin)
        seen = "\n".join([*(each.id for each in receipts), *(each.id for each in replies)])
        digest = hashlib.sha256(seen.encode()).hexdigest()[:16]
        return Updates(receipts, replies, f"{next_begin.isoformat()} {digest}")

    def open_push(self, headers: Mapping[str, str], body: bytes, query: str = "") -> Updates:
        return self._pushes.read(headers, body, query)

    def close(self) -> None:
        self._session.close()

    def _send(self, message: Outgoing) -> Submission:
        reference = message.reference
        if message.telephone.startswith(MAGIC_PREFIX) and not self._settings.test_credentials:
            return Submission(reference, Verdict.REFUSED, reason="a test number, without test credentials")
        try:
            taken = self._messages.create(to=message.telephone, body=message.text, **self._way(reference))
        except (TwilioRestException, TwilioServiceException) as error:
            code, said = _code_and_words(error)
            wait = seconds_to_wait(self._heard.retry_after, self._now())
            return Submission(reference, verdict_of(error.status, code), None, reason_of(code, said), wait)
        except requests.ConnectionError as error:
            if never_connected(error):
                return Submission(reference, Verdict.NOT_ACCEPTED, reason="not reached")
            return Submission(
                reference, Verdict.UNCERTAIN, reason=f"connection broke: {type(error).__name__}"
            )
        except (requests.RequestException, TwilioException, ValueError) as error:
            return Submission(reference, Verdict.UNCERTAIN, reason=f"no answer: {type(error).__name__}")
        if taken.sid is None:
            return Submission(reference, Verdict.UNCERTAIN, reason="the answer names no message")
        if taken.status in NOT_ARRIVED:
            reason = reason_of(taken.error_code, taken.error_message or str(taken.status))
            return Submission(reference, Verdict.REFUSED, taken.sid, reason)
        return Submission(reference, Verdict.ACCEPTED, taken.sid)

    def _note_when_to_come_back(self, response: requests.Response, **_: object) -> None:
        """The SDK's errors leave the headers out."""
        self._heard.retry_after = response.headers.get("retry-after", "")

    def _way(self, reference: str) -> dict[str, Any]:
        way: dict[str, Any] = {}
        if self._settings.sender:
            way["from_"] = self._settings.sender
        else:
            way["messaging_service_sid"] = self._settings.messaging_service
        if self._settings.public_url:
            way["status_callback"] = self._pushes.address_for(reference)
        return way

    def _sent_to(self, telephone: str, since: datetime) -> Iterator[MessageInstance]:
        """The texts to one number made since, the latest first; a queued one has no time of sending yet."""
        for each in self._messages.stream(to=telephone, page_size=PAGE_SIZE):
            made = _instant(each)
            if made < since - OUT_OF_ORDER:
                return
            if made >= since - CLOCKS_APART and each.direction != "inbound":
                yield each


def _instant(message: MessageInstance) -> datetime:
    said = message.date_created or message.date_sent or message.date_updated
    if not isinstance(said, datetime):
        raise ValueError("a listed message without its time")  # noqa: TRY004 - it is what was read that is wrong
    return said if said.tzinfo else said.replace(tzinfo=UTC)


def _says(listed: MessageInstance, message: Outgoing) -> bool:
    return (listed.body or "").removeprefix(TRIAL_PREFIX).strip() == message.text.strip()


def _receipt(listed: MessageInstance) -> Receipt | None:
    if listed.direction == "inbound":
        return None
    at = listed.date_updated if isinstance(listed.date_updated, datetime) else _instant(listed)
    error = (listed.error_code, listed.error_message or "")
    return receipt_of(str(listed.sid), str(listed.status), error, at.replace(tzinfo=at.tzinfo or UTC))


def _reply(listed: MessageInstance) -> InboundReply:
    return InboundReply(str(listed.sid), str(listed.from_), listed.body or "", _instant(listed))


def _code_and_words(error: TwilioRestException | TwilioServiceException) -> tuple[int | None, str]:
    if isinstance(error, TwilioRestException):
        return error.code or None, error.msg.removeprefix(SDK_PREFIX)
    return error.code or None, error.detail or error.title
