"""A gateway of the tests: a real SMPP 3.4 server on loopback, written from the specification, not with a library."""

from __future__ import annotations

import socket
import socketserver
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

SYSTEM_ID, PASSWORD, SENDER = "office", "secret08", "106900001"
SUBMIT, DELIVER, UNBIND, BIND, ENQUIRE = 0x04, 0x05, 0x06, 0x09, 0x15
RESPONSE, NACK = 0x80000000, 0x80000000
NOT_A_NUMBER, BARRED = "8615499990001", "8615499990003"
PAYLOAD = 0x0424


@dataclass
class Taken:
    """One submit_sm as it came."""

    sender: tuple[int, int, str]
    to: str
    esm_class: int
    receipt: int
    coding: int
    content: bytes
    tags: dict[int, bytes]
    at: float = field(default_factory=time.monotonic)

    @property
    def text(self) -> str:
        body = self.tags.get(PAYLOAD, self.content[6:] if self.esm_class & 0x40 else self.content)
        return body.decode("utf-16-be" if self.coding == 8 else "ascii")


@dataclass
class Gateway:
    """What it took, what it was told, and what is to go wrong."""

    taken: list[Taken] = field(default_factory=list)
    binds: list[str] = field(default_factory=list)
    enquiries: int = 0
    nacks: list[int] = field(default_factory=list)
    acknowledged: list[int] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    """The statuses of the next answers, before those by the number."""
    drop_next: int = 0
    silent: bool = False
    mute: bool = False
    """No sign of life at all."""
    held: list[Callable[[], None]] | None = None
    """While it is a list, answers wait in it."""
    line: socket.socket | None = None
    undelivered: dict[int, bytes] = field(default_factory=dict)
    writing: threading.RLock = field(default_factory=threading.RLock)
    serial: int = 0

    def write(self, command: int, sequence: int, body: bytes = b"", status: int = 0) -> None:
        with self.writing:
            if self.line is not None:
                self.line.sendall(struct.pack(">LLLL", 16 + len(body), command, status, sequence) + body)

    def deliver(self, body: bytes) -> int:
        """Hand something in, again with every bind until it is acknowledged; returns its number."""
        with self.writing:
            self.serial += 1
            self.undelivered[self.serial] = body
            self.write(DELIVER, self.serial, body)
            return self.serial

    def await_that(self, holds: Callable[[], object]) -> None:
        """Wait until something is so, for a short time only."""
        deadline = time.monotonic() + 2
        while not holds():
            assert time.monotonic() < deadline, "it did not come about"
            time.sleep(0.005)


def deliver_sm(
    content: bytes, *, esm_class: int = 0, coding: int = 8, number: str = "15400000001", ton: int = 2
) -> bytes:
    """The body of a deliver_sm from a telephone to the office."""
    addresses = bytes((ton, 1)) + number.encode() + b"\0" + bytes((0, 1)) + SENDER.encode() + b"\0"
    middle = bytes((esm_class, 0, 0)) + b"\0\0" + bytes((0, 0, coding, 0))
    return b"\0" + addresses + middle + bytes((len(content),)) + content


def receipt(message_id: str, word: str, error: str = "000", done: str = "2611231600") -> bytes:
    """The body of a deliver_sm that is a receipt, in the words of the specification's appendix B."""
    text = f"id:{message_id} sub:001 dlvrd:001 submit date:2611231559 done date:{done} stat:{word} err:{error} text:"
    return deliver_sm(text.encode(), esm_class=0x04, coding=0)


def tag(number: int, value: bytes) -> bytes:
    """One optional field."""
    return struct.pack(">HH", number, len(value)) + value


@contextmanager
def smpp_server(*, secure: ssl.SSLContext | None = None) -> Iterator[tuple[int, Gateway]]:
    """A running gateway, over TLS if it is `secure`; gives its port and what it knows."""
    gateway = Gateway()

    class Line(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            try:
                _serve(self.request, gateway)
            except OSError:
                return

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    server = Server(("127.0.0.1", 0), Line)
    if secure is not None:
        server.socket = secure.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1]), gateway
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _serve(line: socket.socket, gateway: Gateway) -> None:
    stream = line.makefile("rb")
    while header := stream.read(16):
        length, command, status, sequence = struct.unpack(">LLLL", header)
        body = stream.read(length - 16)
        if gateway.mute:
            continue
        if command == BIND:
            _bind(line, gateway, sequence, body)
        elif command == SUBMIT:
            if not _take(gateway, sequence, body):
                line.shutdown(2)
                return
        elif command == ENQUIRE:
            gateway.enquiries += 1
            gateway.write(ENQUIRE | RESPONSE, sequence)
        elif command == DELIVER | RESPONSE:
            gateway.acknowledged.append(sequence)
            gateway.undelivered.pop(sequence, None)
        elif command == UNBIND:
            gateway.write(UNBIND | RESPONSE, sequence)
            line.shutdown(2)
            return
        elif command == NACK:
            gateway.nacks.append(status)


def _bind(line: socket.socket, gateway: Gateway, sequence: int, body: bytes) -> None:
    system_id, password, system_type, rest = body.split(b"\0", 3)
    gateway.line = line
    gateway.binds.append(system_id.decode())
    wrong = 0x0F if system_id.decode() != SYSTEM_ID else 0x0E if password.decode() != PASSWORD else 0
    assert (system_type, rest[0]) == (b"", 0x34), "SMPP 3.4"
    with gateway.writing:
        gateway.write(BIND | RESPONSE, sequence, b"gateway\0" if not wrong else b"", wrong)
        if not wrong:
            for number, waiting in list(gateway.undelivered.items()):
                gateway.write(DELIVER, number, waiting)


def _take(gateway: Gateway, sequence: int, body: bytes) -> bool:
    """Take one text and answer it; False where the line is to break instead."""
    taken = _read_submit(body)
    status = gateway.statuses.pop(0) if gateway.statuses else 0
    if not status:
        status = {NOT_A_NUMBER: 0x0B, BARRED: 0x45}.get(taken.to, 0)
    if not status:
        gateway.taken.append(taken)
    if gateway.drop_next:
        gateway.drop_next -= 1
        return False
    message_id = f"A{len(gateway.taken):03x}\0".encode()

    def answer() -> None:
        gateway.write(SUBMIT | RESPONSE, sequence, b"" if status else message_id, status)

    if gateway.held is not None:
        gateway.held.append(answer)
    elif not gateway.silent:
        answer()
    return True


def _read_submit(body: bytes) -> Taken:
    _, rest = body.split(b"\0", 1)
    ton, npi = rest[:2]
    sender, rest = rest[2:].split(b"\0", 1)
    assert rest[:2] == bytes((1, 1)), "an international telephone number"
    to, rest = rest[2:].split(b"\0", 1)
    esm_class, rest = rest[0], rest[3:]
    _, _, rest = rest.split(b"\0", 2)
    registered, _, coding, _, length = rest[:5]
    content, rest = rest[5 : 5 + length], rest[5 + length :]
    tags: dict[int, bytes] = {}
    while rest:
        number, size = struct.unpack(">HH", rest[:4])
        tags[number], rest = rest[4 : 4 + size], rest[4 + size :]
    return Taken((ton, npi, sender.decode()), to.decode(), esm_class, registered, coding, content, tags)
