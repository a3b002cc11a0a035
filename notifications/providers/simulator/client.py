"""The simulator's adapter: its codes end here."""

from __future__ import annotations

import hmac
import json
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus
from typing import Any

import httpx

from notifications.providers import (
    Capabilities,
    InboundReply,
    Outgoing,
    Receipt,
    Sight,
    Sighting,
    Submission,
    UnsignedPush,
    Updates,
    Verdict,
)
from notifications.providers.coming_back import seconds_named
from notifications.providers.simulator.wire import BULK_SIZE, SECRET_HEADER, SIGNATURE_HEADER, signature

_CONNECTING = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_DELIVERED = "DELIVRD"
_NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts no authority: on loopback none is asked, and to load the usual ones takes longer than a call."""


class SimulatorProvider:
    """Talks to a simulator process; `timeout` in seconds holds for each step of one call, tried once.

    The address is asked for at each call where it changes: a simulator that is started again may have another port.
    """

    def __init__(
        self,
        address: str | Callable[[], str],
        secret: str,
        *,
        timeout: float = 5.0,
        settle_seconds: float = 2.0,
    ) -> None:
        self._secret = secret
        self._address = address if callable(address) else lambda: address
        self._client = httpx.Client(
            timeout=timeout,
            headers={SECRET_HEADER: secret},
            transport=httpx.HTTPTransport(retries=0, verify=_NOBODY),
        )
        self.capabilities = Capabilities(
            name="simulator",
            two_way=True,
            bulk_size=BULK_SIZE,
            links_allowed=False,
            look_up="reference",
            settle_seconds=settle_seconds,
            domestic=True,
            live=False,
        )

    def send(self, batch: Sequence[Outgoing]) -> Sequence[Submission]:
        body = {
            "messages": [
                {"reference": each.reference, "telephone": each.telephone, "text": each.text}
                for each in batch
            ]
        }
        try:
            answer = self._client.post(self._at("/messages"), json=body)
            codes = (
                {each["reference"]: each for each in answer.json()["messages"]} if answer.is_success else {}
            )
        except _CONNECTING as error:
            return _all(batch, Verdict.NOT_ACCEPTED, f"not reached: {error}")
        except (httpx.TransportError, httpx.DecodingError, ValueError, KeyError) as error:
            return _all(batch, Verdict.UNCERTAIN, f"connection broke: {type(error).__name__}")
        if answer.is_success:
            return [_submission(each, codes.get(each.reference)) for each in batch]
        if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            after = seconds_named(answer.headers.get("retry-after", ""))
            return _all(batch, Verdict.NOT_ACCEPTED, "too many requests", after)
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return _all(batch, Verdict.UNCERTAIN, f"status {answer.status_code}")
        return _all(batch, Verdict.REFUSED, f"status {answer.status_code}")

    def look_up(self, message: Outgoing, since: datetime) -> Sighting:
        del since  # found by reference, whenever it was handed over
        found = self._found(message.reference)
        if found is None:
            return Sighting(Sight.NO_ANSWER)
        if not found["sure"]:
            return Sighting(Sight.AMBIGUOUS)
        messages = found["messages"]
        return Sighting(Sight.FOUND, messages[0]["id"]) if messages else Sighting(Sight.NOT_FOUND)

    def fetch_updates(self, cursor: str) -> Updates:
        answer = self._client.get(self._at("/updates"), params={"after": cursor or "0"})
        answer.raise_for_status()
        found = answer.json()
        return _updates(found, str(found["cursor"]))

    def open_push(self, headers: Mapping[str, str], body: bytes, query: str = "") -> Updates:
        del query  # the body alone is signed
        given = {name.lower(): value for name, value in headers.items()}.get(SIGNATURE_HEADER, "")
        if not hmac.compare_digest(given.encode(), signature(self._secret, body).encode()):
            raise UnsignedPush("the simulator's signature does not fit")
        return _updates(json.loads(body), "")

    def telephones(self) -> list[dict[str, Any]]:
        """Every telephone that was written to or replied, the latest first; for the simulator's page."""
        found: list[dict[str, Any]] = (
            self._client.get(self._at("/telephones")).raise_for_status().json()["telephones"]
        )
        return found

    def conversation(self, telephone: str) -> list[dict[str, Any]]:
        """What one telephone shows, oldest first."""
        answer = self._client.get(self._at(f"/telephones/{telephone}")).raise_for_status()
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found

    def type_reply(self, telephone: str, text: str) -> None:
        """A person answers from a telephone."""
        self._client.post(
            self._at(f"/telephones/{telephone}/replies"), json={"text": text}
        ).raise_for_status()

    def is_up(self) -> bool:
        """Whether the simulator answers."""
        try:
            return self._client.get(self._at("/telephones")).is_success
        except httpx.TransportError:
            return False

    @contextmanager
    def stay(self) -> Iterator[None]:
        """Be counted among those who use the simulator meanwhile; it ends by itself after the last of them."""
        with self._client.stream("GET", self._at("/stay"), timeout=None) as answer:
            answer.raise_for_status()
            coming = answer.iter_raw()  # kept: the connection goes with it
            next(coming)  # from now on one is counted
            yield

    def stays(self) -> int:
        """How many are counted as its users at present."""
        found: int = self._client.get(self._at("/stays")).raise_for_status().json()["stays"]
        return found

    def close(self) -> None:
        self._client.close()

    def _at(self, path: str) -> str:
        return self._address() + path

    def _found(self, reference: str) -> dict[str, Any] | None:
        try:
            answer = self._client.get(self._at("/messages"), params={"reference": reference})
        except httpx.TransportError:
            return None
        if not answer.is_success:
            return None
        found: dict[str, Any] = answer.json()
        return found


def _all(
    batch: Sequence[Outgoing], verdict: Verdict, reason: str, retry_after: float | None = None
) -> list[Submission]:
    return [Submission(each.reference, verdict, reason=reason, retry_after=retry_after) for each in batch]


def _submission(message: Outgoing, said: Mapping[str, Any] | None) -> Submission:
    if said is None:
        return Submission(message.reference, Verdict.UNCERTAIN, reason="not named in the answer")
    if said["code"] == "OK":
        return Submission(message.reference, Verdict.ACCEPTED, said["id"])
    return Submission(message.reference, Verdict.REFUSED, said["id"], said["code"])


def _updates(found: Mapping[str, Any], cursor: str) -> Updates:
    receipts = tuple(
        Receipt(
            each["id"],
            each["reference"],
            each["code"] == _DELIVERED,
            "" if each["code"] == _DELIVERED else each["code"],
            datetime.fromisoformat(each["at"]),
        )
        for each in found["receipts"]
    )
    replies = tuple(
        InboundReply(each["id"], each["telephone"], each["text"], datetime.fromisoformat(each["at"]))
        for each in found["replies"]
    )
    return Updates(receipts, replies, cursor)
