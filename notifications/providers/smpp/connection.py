"""One bound connection to a gateway: hands packets over within a window and takes in what comes."""

from __future__ import annotations

import selectors
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from smpplib import exceptions
from smpplib.client import SimpleSequenceGenerator
from smpplib.smpp import make_pdu, parse_pdu

from notifications.providers.smpp.status_codes import TAKEN, UNKNOWN_COMMAND, reason_of

_LENGTH = struct.Struct(">L")
_HEADER = struct.Struct(">LLLL")
_LONGEST_PACKET = 0x20000
_READ_AT_ONCE = 0x10000
FAREWELL_SECONDS = 1.0


class NotBound(ConnectionError):  # noqa: N818 - it names the state
    """There is no bound connection, so nothing was handed over; says why."""


class Broken(ConnectionError):  # noqa: N818 - it names the state
    """The connection ended before the answer came."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where the gateway is and who binds; seconds for a step, and of silence before it is asked whether it lives."""

    host: str
    port: int
    tls: bool
    system_id: str
    password: str
    system_type: str
    window: int
    timeout: float
    enquire_seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The gateway's answer to one packet: SMPP's status, and the id it gave to the message."""

    status: int
    message_id: str = ""


Acknowledge = Callable[[], bool]
"""Tells the gateway that what it handed in is kept; False where the connection is gone."""
Take = Callable[[Any, Acknowledge], None]


class Connection:
    """Bound as a transceiver, or NotBound; `take` is called from the reading thread with each packet that comes in."""

    def __init__(self, gateway: Gateway, take: Take) -> None:
        self._gateway, self._take = gateway, take
        self._numbers = SimpleSequenceGenerator()
        self._wire = threading.RLock()
        self._window = threading.BoundedSemaphore(gateway.window)
        self._waiting: dict[int, Future[Answer]] = {}
        self._enquiry: Future[Answer] | None = None
        self._buffer = bytearray()
        self.ended = ""
        """Why it is of no more use; empty while it is."""
        self._socket = _reach(gateway)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._socket, selectors.EVENT_READ)
        self._reader = threading.Thread(target=self._read_on, name="smpp", daemon=True)
        self._reader.start()
        self._bind()

    def submit(self, fields: Mapping[str, Any]) -> Future[Answer]:
        """Hand one text over once the window has room; NotBound where nothing was written."""
        if not self._window.acquire(timeout=self._gateway.timeout):
            self.end("no answers")
            raise NotBound(self.ended)
        try:
            answer = self._ask("submit_sm", fields)
        except NotBound:
            self._window.release()
            raise
        answer.add_done_callback(lambda _: self._window.release())
        return answer

    def end(self, why: str) -> None:
        """Let go of the connection at once; every answer that is waited for is Broken."""
        with self._wire:
            if self.ended:
                return
            self.ended = why
            waiting, self._waiting = list(self._waiting.values()), {}
            # The reader, which alone closes the socket, wakes up by this.
            try:
                self._socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                self._buffer.clear()  # the other side was first
        for answer in waiting:
            answer.set_exception(Broken(why))

    def close(self) -> None:
        """Take leave as the protocol has it, then end."""
        try:
            self._ask("unbind", {}).result(FAREWELL_SECONDS)
        except (ConnectionError, TimeoutError):
            pass  # the leave is a courtesy
        finally:
            self.end("closed")
            self._reader.join(FAREWELL_SECONDS)

    def _bind(self) -> None:
        who = {
            "system_id": self._gateway.system_id,
            "password": self._gateway.password,
            "system_type": self._gateway.system_type,
        }
        try:
            answer = self._ask("bind_transceiver", who).result(self._gateway.timeout)
        except (ConnectionError, TimeoutError) as error:
            self.end("no answer to the bind")
            raise NotBound(self.ended) from error
        if answer.status != TAKEN:
            self.end(reason_of(answer.status))
            raise NotBound(self.ended)

    def _ask(self, command: str, fields: Mapping[str, Any]) -> Future[Answer]:
        answer: Future[Answer] = Future()
        with self._wire:
            if self.ended:
                raise NotBound(self.ended)
            packet = make_pdu(command, client=self._numbers, **fields)
            self._waiting[packet.sequence] = answer
            self._write(packet)
        return answer

    def _answer(self, command: str, sequence: int, status: int = TAKEN) -> bool:
        with self._wire:
            if self.ended:
                return False
            packet = make_pdu(command, client=self._numbers, status=status)
            packet.sequence = sequence
            self._write(packet)
            return not self.ended

    def _write(self, packet: Any) -> None:
        try:
            self._socket.sendall(packet.generate())
        except OSError as error:
            self.end(f"writing failed: {type(error).__name__}")

    def _read_on(self) -> None:
        try:
            while not self.ended:
                self._act(self._next_packet())
        except OSError as error:
            self.end(str(error) or type(error).__name__)
        finally:
            self.end("reading stopped")
            self._selector.close()
            self._socket.close()

    def _next_packet(self) -> bytes:
        while len(self._buffer) < _LENGTH.size or len(self._buffer) < self._length():
            self._read_more()
        packet = bytes(self._buffer[: self._length()])
        del self._buffer[: len(packet)]
        return packet

    def _length(self) -> int:
        (length,) = _LENGTH.unpack_from(self._buffer)
        if not _HEADER.size <= length <= _LONGEST_PACKET:
            raise Broken("what came is not SMPP")
        return int(length)

    def _read_more(self) -> None:
        decrypted = isinstance(self._socket, ssl.SSLSocket) and self._socket.pending()
        if not decrypted and not self._selector.select(self._gateway.enquire_seconds):
            self._ask_for_life()
            return
        with self._wire:  # one TLS connection must not be read and written at once
            try:
                came = self._socket.recv(_READ_AT_ONCE)
            except TimeoutError:
                return  # the rest of a TLS record is on its way
        if not came:
            raise Broken("the gateway closed the connection")
        self._buffer += came
        self._enquiry = None

    def _ask_for_life(self) -> None:
        if self._enquiry is not None:
            raise Broken("the gateway does not answer")
        self._enquiry = self._ask("enquire_link", {})

    def _act(self, raw: bytes) -> None:
        _, _, status, sequence = _HEADER.unpack_from(raw)
        try:
            packet = parse_pdu(raw, client=self._numbers, allow_unknown_opt_params=True)
        except (exceptions.UnknownCommandError, exceptions.PDUError, struct.error, LookupError):
            self._answer("generic_nack", sequence, UNKNOWN_COMMAND)
            return
        if packet.command in {"deliver_sm", "data_sm"}:
            self._take(packet, lambda: self._answer(f"{packet.command}_resp", sequence))
        elif packet.command == "enquire_link":
            self._answer("enquire_link_resp", sequence)
        elif packet.command == "unbind":
            self._answer("unbind_resp", sequence)
            self.end("the gateway took leave")
        elif packet.is_response():
            with self._wire:
                waiting = self._waiting.pop(sequence, None)
            if waiting is not None:
                message_id = getattr(packet, "message_id", None) or b""
                waiting.set_result(Answer(status, message_id.decode("latin-1")))


def _reach(gateway: Gateway) -> socket.socket:
    try:
        plain = socket.create_connection((gateway.host, gateway.port), gateway.timeout)
    except OSError as error:
        raise NotBound("not reached") from error
    if not gateway.tls:
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=gateway.host)
    except OSError as error:
        plain.close()
        raise NotBound("no secure connection") from error
