"""The adapter of an SMPP gateway: one try a text, its answers in the message layer's terms."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from config.refusal import refuse
from notifications.providers import (
    Capabilities,
    Outgoing,
    Sight,
    Sighting,
    Submission,
    UnsignedPush,
    Updates,
    Verdict,
)
from notifications.providers.smpp.connection import Answer, Connection, Gateway, NotBound
from notifications.providers.smpp.encoding import LongTexts, packets_of
from notifications.providers.smpp.inbox import INTERNATIONAL, Inbox
from notifications.providers.smpp.status_codes import reason_of, verdict_of

BULK_SIZE = 100
"""Texts of one call; each is a packet of its own, as many at once as the window lets through."""
HOME_COUNTRY = "+86"
PLAN_OF_TELEPHONES = 1
NATIONAL, LETTERS = 2, 5
LONGEST = {"system_id": 15, "system_type": 12, "sender": 20}
LONGEST_PASSWORD = 8
"""Of the fields of SMPP 3.4, sections 4.1 and 4.4; what is longer would be cut."""
ASK_RECEIPT = 1


@dataclass(frozen=True, slots=True)
class SmppSettings:
    """The section `[providers.smpp]`, by what the gateway's operator says of it.

    `sender` is the number or name that texts come from; `two_way` says whether replies to it come in here,
    `domestic` whether the gateway is in the country. `window`: packets without an answer at a time.
    `receipt_ids`: “decimal” where receipts give the hexadecimal ids of answers in decimals. `zone` is that of
    the gateway's clock. `timeout` in seconds holds for each step.
    """

    host: str
    system_id: str
    sender: str
    port: int = 2775
    tls: bool = True
    system_type: str = ""
    sender_type: int | None = None
    sender_plan: int | None = None
    national_numbers: bool = False
    two_way: bool = False
    domestic: bool = True
    links_allowed: bool = False
    long_texts: LongTexts = "payload"
    receipt_ids: Literal["as given", "decimal"] = "as given"
    zone: str = "Asia/Shanghai"
    window: int = 10
    timeout: float = 10.0
    enquire_seconds: float = 30.0
    reconnect_seconds: float = 5.0

    def __post_init__(self) -> None:
        for name, longest in LONGEST.items():
            if len(getattr(self, name)) > longest:
                raise ValueError(f"[providers.smpp] {name}: at most {longest} characters")
        if self.two_way and not self._is_number():
            raise ValueError("[providers.smpp] two_way: nobody can reply to a sender that is no number")
        if self.window < 1:
            raise ValueError("[providers.smpp] window: at least 1")

    def _is_number(self) -> bool:
        return self.sender.removeprefix("+").isdecimal()

    def sender_fields(self) -> Mapping[str, Any]:
        """The sender with its type and plan of numbers, as a packet names it."""
        kind = INTERNATIONAL if self.sender.startswith("+") else 0 if self._is_number() else LETTERS
        plan = PLAN_OF_TELEPHONES if self._is_number() else 0
        return {
            "source_addr_ton": kind if self.sender_type is None else self.sender_type,
            "source_addr_npi": plan if self.sender_plan is None else self.sender_plan,
            "source_addr": self.sender.removeprefix("+"),
        }

    def known_as(self, message_id: str, *, in_receipt: bool) -> str:
        """What a message is known by, from the id in an answer or in a receipt."""
        if self.receipt_ids == "as given":
            return message_id
        try:
            return f"{int(message_id, 10 if in_receipt else 16):x}"
        except ValueError:
            return message_id


def capabilities_of(settings: SmppSettings) -> Capabilities:
    """What a gateway can do, by the protocol and by what the settings say of it."""
    return Capabilities(
        name="smpp",
        two_way=settings.two_way,
        bulk_size=BULK_SIZE,
        links_allowed=settings.links_allowed,
        parts_apart=settings.long_texts == "parts",
        look_up="none",
        settle_seconds=0,
        domestic=settings.domestic,
        live=True,
        known_by="provider id",
    )


class SmppProvider:
    """Talks to one gateway, over a connection made when it is first needed and again when it was lost."""

    def __init__(self, settings: SmppSettings, password: str, now: Callable[[], datetime]) -> None:
        if len(password) > LONGEST_PASSWORD:
            raise refuse(
                "CULTURE_SMPP_PASSWORD",
                "SMPP 的口令最多 {most} 个字符。请向网关运营方要一个合规的口令。",
                "a password of SMPP has at most {most} characters. Ask the gateway's operator for one.",
                most=LONGEST_PASSWORD,
            )
        self._settings = settings
        self._gateway = Gateway(
            settings.host,
            settings.port,
            settings.tls,
            settings.system_id,
            password,
            settings.system_type,
            settings.window,
            settings.timeout,
            settings.enquire_seconds,
        )
        self._inbox = Inbox(
            now, ZoneInfo(settings.zone), lambda named: settings.known_as(named, in_receipt=True)
        )
        self._connecting = threading.Lock()
        self._connection: Connection | None = None
        self._not_before, self._refused = 0.0, ""
        self.capabilities = capabilities_of(settings)

    def send(self, batch: Sequence[Outgoing]) -> Sequence[Submission]:
        """Hand over packet by packet: a further part of a text only after the gateway took the one before."""
        try:
            connection = self._connected()
        except NotBound as why:
            return [_not_accepted(message, str(why)) for message in batch]
        going = [_Going(message, self._packets(message)) for message in batch]
        while any(each.submission is None for each in going):
            self._hand_over([each for each in going if each.submission is None], connection)
        return [each.submission for each in going if each.submission is not None]

    def look_up(self, message: Outgoing, since: datetime) -> Sighting:
        """No answer: a gateway finds a message by its own id only, which came with the answer or not at all."""
        del message, since
        return Sighting(Sight.NO_ANSWER)

    def fetch_updates(self, cursor: str) -> Updates:
        """What came in; the cursor that comes back with the next call says that it was stored."""
        updates = self._inbox.offer(cursor)
        if not updates.receipts and not updates.replies:
            self._connected()
        return updates

    def open_push(self, headers: Mapping[str, str], body: bytes, query: str = "") -> Updates:
        """Nothing is pushed over HTTP by a gateway, so that whatever comes is not its own."""
        del headers, body, query
        raise UnsignedPush("an SMPP gateway pushes nothing over HTTP")

    def close(self) -> None:
        """Take leave of the gateway; what was not stored is not acknowledged and comes again."""
        with self._connecting:
            if self._connection is not None:
                self._connection.close()

    def _connected(self) -> Connection:
        with self._connecting:
            if self._connection is not None and not self._connection.ended:
                return self._connection
            if time.monotonic() < self._not_before:
                raise NotBound(self._refused)
            try:
                self._connection = Connection(self._gateway, self._inbox.take)
            except NotBound as why:
                self._not_before = time.monotonic() + self._settings.reconnect_seconds
                self._refused = str(why)
                raise
            return self._connection

    def _packets(self, message: Outgoing) -> Sequence[Mapping[str, Any]]:
        national = self._settings.national_numbers and message.telephone.startswith(HOME_COUNTRY)
        to = {
            "dest_addr_ton": NATIONAL if national else INTERNATIONAL,
            "dest_addr_npi": PLAN_OF_TELEPHONES,
            "destination_addr": message.telephone.removeprefix(HOME_COUNTRY if national else "+"),
        }
        packets = packets_of(message.text, message.reference, self._settings.long_texts)
        last = packets[-1]
        # The receipt of the last part stands for the text: one message has one receipt.
        return [
            {
                **self._settings.sender_fields(),
                **to,
                **packet,
                "registered_delivery": ASK_RECEIPT * (packet is last),
            }
            for packet in packets
        ]

    def _hand_over(self, going: Sequence[_Going], connection: Connection) -> None:
        """The next packet of each, and the answers to them."""
        asked: list[tuple[_Going, Future[Answer]]] = []
        for each in going:
            try:
                asked.append((each, connection.submit(each.packets[each.taken])))
            except NotBound as why:
                each.not_taken(Verdict.NOT_ACCEPTED, str(why))
        deadline = time.monotonic() + self._settings.timeout
        for each, answer in asked:
            try:
                said = answer.result(max(deadline - time.monotonic(), 0))
            except TimeoutError:
                connection.end("no answer in time")
                each.end(Verdict.UNCERTAIN, connection.ended)
            except ConnectionError as why:
                each.end(Verdict.UNCERTAIN, str(why))
            else:
                each.hear(said, self._settings)


@dataclass(slots=True)
class _Going:
    """A text on its way out: how many of its packets were taken, and what became of it in the end."""

    message: Outgoing
    packets: Sequence[Mapping[str, Any]]
    taken: int = 0
    submission: Submission | None = None

    def hear(self, said: Answer, settings: SmppSettings) -> None:
        """Count the answer to its latest packet."""
        verdict = verdict_of(said.status)
        if verdict is not Verdict.ACCEPTED:
            self.not_taken(verdict, reason_of(said.status))
            return
        self.taken += 1
        if self.taken == len(self.packets):
            known_as = settings.known_as(said.message_id, in_receipt=False) or None
            self.end(Verdict.ACCEPTED, "", known_as)

    def not_taken(self, verdict: Verdict, reason: str) -> None:
        """A text of which a part is out already is neither sent nor unsent."""
        if self.taken:
            self.end(Verdict.UNCERTAIN, f"{self.taken} of {len(self.packets)} parts taken, then: {reason}")
        else:
            self.end(verdict, reason)

    def end(self, verdict: Verdict, reason: str, provider_id: str | None = None) -> None:
        self.submission = Submission(self.message.reference, verdict, provider_id, reason)


def _not_accepted(message: Outgoing, reason: str) -> Submission:
    return Submission(message.reference, Verdict.NOT_ACCEPTED, reason=reason)
