"""Aliyun's message queues on loopback: the token, and giving, hiding and deleting what waits, by the published interface.

Sources, from excerpts of 2026-11-23, to be checked against the pages: BatchReceiveMessage
https://help.aliyun.com/document_detail/35137.html, BatchDeleteMessage https://help.aliyun.com/document_detail/35139.html,
the signature https://help.aliyun.com/document_detail/27487.html.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.integration.providers.loopback import serving

TEMPORARY_ID, TEMPORARY_SECRET, TOKEN = "temporary", "a secret for an hour", "a token"
ENDS = "2026-11-23 17:00:00"
XML = 'xmlns="http://mns.aliyuncs.com/doc/v1/"'


@dataclass
class Queues:
    """What waits in each queue, what was given and is hidden for now, and what was asked."""

    waiting: dict[str, dict[str, str]] = field(default_factory=dict)
    hidden: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: list[dict[str, str]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    failing: int = 0
    serial: int = 0

    def put(self, queue: str, thing: dict[str, Any] | str) -> None:
        """Have something wait, in Base64 as Aliyun puts it."""
        self.serial += 1
        text = thing if isinstance(thing, str) else json.dumps(thing, ensure_ascii=False)
        self.waiting.setdefault(queue, {})[f"h-{self.serial}"] = base64.b64encode(text.encode()).decode()

    def show_again(self) -> None:
        """The time for which what was given is hidden has run out."""
        for queue, things in self.hidden.items():
            self.waiting.setdefault(queue, {}).update(things)
        self.hidden = {}


class _Answers(BaseHTTPRequestHandler):
    queues: Queues
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """The tests read the requests, not a log."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", "0")))
        assert self.headers["x-acs-action"] == "QueryTokenForMnsQueue"
        given = {name: each[0] for name, each in parse_qs(urlsplit(self.path).query).items()}
        self.queues.tokens.append(given)
        token = {
            "AccessKeyId": TEMPORARY_ID,
            "AccessKeySecret": TEMPORARY_SECRET,
            "SecurityToken": TOKEN,
            "ExpireTime": ENDS,
        }
        answer = {"Code": "OK", "Message": "OK", "RequestId": "r-1", "MessageTokenDTO": token}
        self._answer(200, json.dumps(answer), "application/json")

    def do_GET(self) -> None:
        name = self._taken_in(b"")
        if self.queues.failing:
            self.queues.failing -= 1
            self._answer(500, _error("InternalError"))
            return
        waiting = self.queues.waiting.get(name, {})
        given = dict(list(waiting.items())[: int(parse_qs(urlsplit(self.path).query)["numOfMessages"][0])])
        if not given:
            self._answer(404, _error("MessageNotExist"))
            return
        for handle in given:
            self.queues.hidden.setdefault(name, {})[handle] = waiting.pop(handle)
        listed = "".join(
            f"<Message><MessageId>m{handle}</MessageId><ReceiptHandle>{handle}</ReceiptHandle>"
            f"<MessageBodyMD5>0</MessageBodyMD5><MessageBody>{body}</MessageBody><EnqueueTime>0</EnqueueTime>"
            "<NextVisibleTime>0</NextVisibleTime><FirstDequeueTime>0</FirstDequeueTime>"
            "<DequeueCount>1</DequeueCount><Priority>8</Priority></Message>"
            for handle, body in given.items()
        )
        self._answer(200, f"<?xml version='1.0'?><Messages {XML}>{listed}</Messages>")

    def do_DELETE(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        name = self._taken_in(body)
        for handle in re.findall(r"<ReceiptHandle>(.+?)</ReceiptHandle>", body.decode()):
            self.queues.hidden.get(name, {}).pop(handle)
        self._answer(204, "")

    def _taken_in(self, body: bytes) -> str:
        """The queue's name, of a request that is signed with the temporary key."""
        self.queues.requests.append(f"{self.command} {self.path}")
        known = {name.lower(): value for name, value in self.headers.items()}
        ours = "".join(f"{name}:{known[name]}\n" for name in sorted(known) if name.startswith("x-mns-"))
        if body:
            assert known["content-md5"] == base64.b64encode(hashlib.md5(body).hexdigest().encode()).decode()  # noqa: S324
        words = "\n".join(
            (self.command, known.get("content-md5", ""), known.get("content-type", ""), known["date"])
        )
        digest = hmac.new(TEMPORARY_SECRET.encode(), f"{words}\n{ours}{self.path}".encode(), hashlib.sha1)
        signature = base64.b64encode(digest.digest()).decode()
        assert known["authorization"] == f"MNS {TEMPORARY_ID}:{signature}"
        assert known["security-token"] == TOKEN
        return urlsplit(self.path).path.split("/")[2]

    def _answer(self, status: int, body: str, kind: str = "text/xml") -> None:
        content = body.encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("x-mns-request-id", "r-2")
        if status != 204:
            self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _error(code: str) -> str:
    return (
        f"<?xml version='1.0'?><Error {XML}><Code>{code}</Code><Message>as the test asked</Message>"
        "<RequestId>r-3</RequestId><HostId>h</HostId></Error>"
    )


@contextmanager
def mns_server() -> Iterator[tuple[str, Queues]]:
    """A running server: its host and port, and its queues."""
    queues = Queues()
    with serving(type("Answers", (_Answers,), {"queues": queues})) as endpoint:
        yield endpoint, queues
