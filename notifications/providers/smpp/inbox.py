"""What a gateway hands in is kept until it was stored, and acknowledged only then."""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
import threading
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from notifications.providers import InboundReply, Receipt, Updates
from notifications.providers.smpp.connection import Acknowledge
from notifications.providers.smpp.encoding import GSM_7, HEADED, Place, headless, words
from notifications.providers.smpp.status_codes import ARRIVED, ON_THE_WAY, STATE_WORDS, undelivered_reason

log = logging.getLogger(__name__)

KIND = 0x3C
"""The bits of esm_class that say what comes: nothing for a reply, RECEIPT or NOTE for word of a message."""
RECEIPT = 0x04
NOTE = 0x20
PARTS_WITHIN = timedelta(minutes=5)
"""How long the parts of one reply are waited for; then what came is taken."""
AGAIN_WITHIN = timedelta(hours=1)
"""How long the same words from one telephone count as what was stored before and could not be acknowledged."""
MOST_TOKENS = 8
"""Of a cursor: as many processes may take in for one lane."""
_FIELD = re.compile(r"(id|stat|err|done date):\s*(\S+)", re.IGNORECASE)
_MAINLAND = re.compile(r"1\d{10}")
INTERNATIONAL = 1

Key = tuple[object, ...]


@dataclass(slots=True)
class _Kept:
    """One thing that came and is not stored yet, with every way to acknowledge it."""

    what: Receipt | InboundReply
    acknowledge: list[Acknowledge] = field(default_factory=list)

    def acknowledged(self) -> bool:
        """Tell every connection that it is kept; False where none of them is there any more."""
        heard = [acknowledge() for acknowledge in self.acknowledge]
        return any(heard)


@dataclass(slots=True)
class _Joining:
    """The parts of one reply so far."""

    total: int
    since: datetime
    coding: int
    parts: dict[int, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Token:
    """What a cursor says of one process: the number of its last offer, and the replies that may be handed in again."""

    name: str
    serial: int
    digests: tuple[str, ...] = ()

    @classmethod
    def read(cls, written: str) -> _Token:
        head, _, digests = written.partition("=")
        name, _, serial = head.partition(":")
        return cls(name, int(serial), tuple(filter(None, digests.split(","))))

    @property
    def written(self) -> str:
        return f"{self.name}:{self.serial}" + f"={','.join(self.digests)}" * bool(self.digests)


class Inbox:
    """Stands for one process; `known_as` makes the id in a receipt to that in the answer to a text.

    What was offered counts as stored once the cursor that went with it comes back. It holds the digests of replies,
    so that one which was stored and not acknowledged when a process ended is not read anew by the next.
    """

    def __init__(self, now: Callable[[], datetime], zone: ZoneInfo, known_as: Callable[[str], str]) -> None:
        self._now, self._zone, self._known_as = now, zone, known_as
        self._name, self._serial = secrets.token_hex(4), 0
        self._lock = threading.Lock()
        self._kept: dict[Key, _Kept] = {}
        self._offered: list[Key] = []
        self._unheard: dict[str, datetime] = {}
        self._joining: dict[tuple[str, int, int], _Joining] = {}

    def take(self, packet: Any, acknowledge: Acknowledge) -> None:
        """Keep what came; the same again before it was acknowledged is one thing handed in twice."""
        content = packet_content(packet)
        key: Key = (packet.source_addr, packet.destination_addr, packet.esm_class, content)
        with self._lock:
            if key in self._kept:
                self._kept[key].acknowledge.append(acknowledge)
                return
            # What was stored when nobody was left to say so, or to hear it, is only acknowledged.
            what = None if self._unheard.pop(_digest(key), None) else self._read(packet, content)
            if what is not None:
                self._kept[key] = _Kept(what, [acknowledge])
        if what is None:
            acknowledge()

    def offer(self, cursor: str) -> Updates:
        """What is to be stored now; what went with this cursor was stored and is acknowledged."""
        with self._lock:
            known = {each.name: each for each in map(_Token.read, cursor.split())}
            mine = known.pop(self._name, None)
            if mine is not None and mine.serial == self._serial:
                self._acknowledge_offered()
            self._stored_by_others({digest for token in known.values() for digest in token.digests})
            for joining in list(self._late_parts()):
                self._serial_reply(*joining)
            if self._kept and list(self._kept) != self._offered:
                self._serial, self._offered = self._serial + 1, list(self._kept)
            others = [_Token(each.name, each.serial) for each in known.values()]
            things = [kept.what for kept in self._kept.values()]
            token = _Token(self._name, self._serial, self._not_heard_yet())
        if things or mine is not None or token.digests:
            others = [*others[-MOST_TOKENS + 1 :], token]
        return Updates(
            tuple(each for each in things if isinstance(each, Receipt)),
            tuple(each for each in things if isinstance(each, InboundReply)),
            " ".join(each.written for each in others),
        )

    def _stored_by_others(self, digests: Collection[str]) -> None:
        """A process that ended had these stored: one that was handed in here is acknowledged, now or when it comes."""
        came = {_digest(key): key for key in self._kept}
        for digest in digests:
            kept = self._kept.pop(came[digest], None) if digest in came else None
            if kept is None or not kept.acknowledged():
                self._unheard.setdefault(digest, self._now())

    def _not_heard_yet(self) -> tuple[str, ...]:
        """The digests of the replies that are stored, or will be with this cursor, and may be handed in again."""
        oldest = self._now() - AGAIN_WITHIN
        self._unheard = {digest: since for digest, since in self._unheard.items() if since > oldest}
        offered = (_digest(key) for key, kept in self._kept.items() if isinstance(kept.what, InboundReply))
        return tuple(dict.fromkeys([*self._unheard, *offered]))

    def _acknowledge_offered(self) -> None:
        for key in self._offered:
            kept = self._kept.pop(key, None)
            if kept is not None and not kept.acknowledged():
                self._unheard[_digest(key)] = self._now()
        self._offered = []

    def _read(self, packet: Any, content: bytes) -> Receipt | InboundReply | None:
        if packet.esm_class & KIND in {RECEIPT, NOTE}:
            return self._receipt(packet, words(content, GSM_7))
        place, content = _place(packet, content)
        telephone = _e164(packet)
        coding = packet.data_coding or GSM_7
        if place is None or place.total < 2:  # noqa: PLR2004 - one part is a whole
            return self._reply(telephone, words(content, coding))
        joining = self._joining.setdefault(
            (telephone, place.text, place.total), _Joining(place.total, self._now(), coding)
        )
        joining.parts[place.number] = content
        if len(joining.parts) < joining.total:
            # A gateway may wait for this before it gives the next part.
            return None
        del self._joining[telephone, place.text, place.total]
        return self._reply(telephone, _joined(joining))

    def _receipt(self, packet: Any, text: str) -> Receipt | None:
        said = {name.lower(): value for name, value in _FIELD.findall(text)}
        named = said.get("id") or (getattr(packet, "receipted_message_id", None) or b"").decode("latin-1")
        word = said.get("stat", "").upper() or STATE_WORDS.get(
            getattr(packet, "message_state", None) or 0, ""
        )
        if not named or not word:
            log.warning("smpp: a receipt names no message or no state")
            return None
        if word in ON_THE_WAY:
            return None
        known_as, delivered = self._known_as(named), word == ARRIVED
        return Receipt(
            f"{known_as}-{word}",
            "",
            delivered,
            "" if delivered else undelivered_reason(word, said.get("err", "")),
            self._instant(said.get("done date", "")),
            known_as,
        )

    def _reply(self, telephone: str, text: str) -> InboundReply:
        return InboundReply(f"{telephone}-{secrets.token_hex(8)}", telephone, text, self._now())

    def _late_parts(self) -> Iterator[tuple[Key, InboundReply]]:
        for key, joining in list(self._joining.items()):
            if joining.since + PARTS_WITHIN <= self._now():
                del self._joining[key]
                yield key, self._reply(key[0], _joined(joining))

    def _serial_reply(self, key: Key, reply: InboundReply) -> None:
        self._kept[("parts", *key)] = _Kept(reply, [lambda: True])

    def _instant(self, text: str) -> datetime:
        """When a message arrived, as the gateway's clock has it; when it was heard of where it does not say."""
        for shape in ("%y%m%d%H%M%S", "%y%m%d%H%M"):
            try:
                return datetime.strptime(text, shape).replace(tzinfo=self._zone).astimezone(UTC)
            except ValueError:
                continue
        return self._now()


def _digest(key: Key) -> str:
    return hashlib.sha256(repr(key).encode()).hexdigest()[:16]


def packet_content(packet: Any) -> bytes:
    """The octets of its text, wherever they stand."""
    return getattr(packet, "short_message", None) or getattr(packet, "message_payload", None) or b""


def _place(packet: Any, content: bytes) -> tuple[Place | None, bytes]:
    if packet.esm_class & HEADED:
        return headless(content)
    if getattr(packet, "sar_total_segments", None):
        return Place(packet.sar_msg_ref_num, packet.sar_total_segments, packet.sar_segment_seqnum), content
    return None, content


def _joined(joining: _Joining) -> str:
    """Joined as octets, so that a character cut in two is whole again; a part that never came is “…”."""
    missing = "…" if len(joining.parts) < joining.total else ""
    return words(b"".join(joining.parts[place] for place in sorted(joining.parts)), joining.coding) + missing


def _e164(packet: Any) -> str:
    """Numbers of the mainland may come without their country."""
    digits = packet.source_addr.decode("latin-1").removeprefix("+").removeprefix("00")
    written_out = packet.source_addr_ton == INTERNATIONAL
    return f"+86{digits}" if not written_out and _MAINLAND.fullmatch(digits) else f"+{digits}"
