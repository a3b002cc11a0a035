"""A server on loopback that answers as Twilio's published REST description says, with faults on demand.

Every request and every answer that grants it is held against `twilio_description`. Errors: Twilio's
responses, https://www.twilio.com/docs/usage/twilios-response, from excerpts of 2026-11-23, to be checked against the page.
"""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.integration.providers.twilio_description import (
    MOST_A_PAGE,
    request_deviations,
    response_deviations,
)

ACCOUNT = "AC" + "0" * 32
TOKEN = "a token of the tests"
SENDER = "+15005550006"
MAGIC_ERRORS = {"+15005550001": 21211, "+15005550002": 21612, "+15005550003": 21408, "+15005550004": 21610}
"""Recipients that bring about an error: https://www.twilio.com/docs/iam/test-credentials#test-sms-messages, its table of
numbers read in a copy on 2026-12-01."""


@dataclass
class Faults:
    """What is to go wrong with the next creations: `status`, `code` and how often; drop after it was taken."""

    status: int = 0
    code: int | None = None
    times: int = 0
    drop_next: int = 0
    delay_after: float = 0
    garble_next: int = 0
    retry_after: str = ""


@dataclass
class TwilioAccount:
    """The one account of the server: its messages as Twilio shows them, and every request as it came."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    requests: list[tuple[str, str, dict[str, list[str]]]] = field(default_factory=list)
    deviations: list[str] = field(default_factory=list)
    callbacks: dict[str, str] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    begin: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, direction: str, values: dict[str, Any]) -> dict[str, Any]:
        """Keep one message; the times are one second apart, as Twilio writes them."""
        with self.lock:
            number = len(self.messages) + 1
            sid = f"SM{number:032x}"
            made = format_datetime(self.begin + timedelta(seconds=number))
            uri = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}.json"
            message = {
                "account_sid": ACCOUNT,
                "api_version": "2010-04-01",
                "body": "",
                "date_created": made,
                "date_sent": made,
                "date_updated": made,
                "direction": direction,
                "error_code": None,
                "error_message": None,
                "from": None,
                "messaging_service_sid": None,
                "num_media": "0",
                "num_segments": "1",
                "price": None,
                "price_unit": "USD",
                "sid": sid,
                "status": "queued",
                "subresource_uris": {"media": uri.replace(".json", "/Media.json")},
                "to": None,
                "uri": uri,
                **values,
            }
            self.messages.append(message)
        return message

    def becomes(self, sid: str, status: str, error_code: int | None = None) -> None:
        """A message changes its status."""
        for message in self.messages:
            if message["sid"] == sid:
                message.update(status=status, error_code=error_code)


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    account: TwilioAccount

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """The tests read the requests, not a log."""

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", "0"))
        form = parse_qs(self.rfile.read(length).decode(), keep_blank_values=True)
        self.account.requests.append(("POST", self.path, form))
        self.account.deviations += request_deviations("POST", self.path, form)
        if self._stranger():
            return
        if self.path != f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json":
            self._error(404, 20404, f"The requested resource {self.path} was not found")
            return
        self._create(form)

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = parse_qs(address.query)
        self.account.requests.append(("GET", address.path, query))
        self.account.deviations += request_deviations("GET", address.path, query)
        if self._stranger():
            return
        if address.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json":
            self._list(query)
            return
        for message in self.account.messages:
            if message["uri"] == address.path:
                self._answer(200, message)
                return
        self._error(404, 20404, f"The requested resource {address.path} was not found")

    def _stranger(self) -> bool:
        wanted = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if self.headers.get("authorization") == wanted:
            return False
        self._error(401, 20003, "Authenticate")
        return True

    def _create(self, form: dict[str, list[str]]) -> None:
        faults, given = self.account.faults, {name: values[0] for name, values in form.items()}
        assert self.headers["content-type"] == "application/x-www-form-urlencoded"
        if faults.times:
            faults.times -= 1
            self._error(faults.status, faults.code, "as the test asked")
            return
        code = MAGIC_ERRORS.get(given.get("To", ""))
        code = code or (21602 if not given.get("Body") else None) or (21604 if not given.get("To") else None)
        code = code or (21603 if not given.get("From") and not given.get("MessagingServiceSid") else None)
        if code:
            self._error(400, code, f"message of {code}")
            return
        message = self.account.add(
            "outbound-api",
            {
                "to": given["To"],
                "from": given.get("From"),
                "messaging_service_sid": given.get("MessagingServiceSid"),
                "body": given["Body"],
            },
        )
        self.account.callbacks[message["sid"]] = given.get("StatusCallback", "")
        if faults.drop_next:
            faults.drop_next -= 1
            self.close_connection = True
            self.connection.shutdown(2)
            return
        time.sleep(faults.delay_after)
        if faults.garble_next:
            faults.garble_next -= 1
            self._send(201, b"<html>")
            return
        # A new message has no time of sending yet.
        self._answer(201, {**message, "date_sent": None})

    def _list(self, query: dict[str, list[str]]) -> None:
        given = {name: values[0] for name, values in query.items()}
        found = [each for each in reversed(self.account.messages) if _fits(each, given)]
        size, page = min(int(given.get("PageSize", "50")), MOST_A_PAGE), int(given.get("Page", "0"))
        path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"

        def uri(number: int) -> str:
            more = {"Page": str(number), "PageSize": str(size), "PageToken": f"PA{number}"}
            kept = {name: value for name, value in given.items() if name not in more}
            return f"{path}?{urlencode({**kept, **more})}"

        later = (page + 1) * size < len(found)
        self._answer(
            200,
            {
                "messages": found[page * size : (page + 1) * size],
                "page": page,
                "page_size": size,
                "start": page * size,
                "end": min((page + 1) * size, len(found)) - 1,
                "uri": uri(page),
                "first_page_uri": uri(0),
                "next_page_uri": uri(page + 1) if later else None,
                "previous_page_uri": uri(page - 1) if page else None,
            },
        )

    def _error(self, status: int, code: int | None, message: str) -> None:
        more = f"https://www.twilio.com/docs/errors/{code}"
        self._answer(status, {"code": code, "message": message, "more_info": more, "status": status})

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        if status < HTTPStatus.BAD_REQUEST:
            self.account.deviations += response_deviations(body)
        self._send(status, json.dumps(body).encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", "application/json;charset=utf-8")
        self.send_header("content-length", str(len(body)))
        if status == HTTPStatus.TOO_MANY_REQUESTS and self.account.faults.retry_after:
            self.send_header("retry-after", self.account.faults.retry_after)
        self.end_headers()
        self.wfile.write(body)


def _fits(message: dict[str, Any], given: dict[str, str]) -> bool:
    sent = datetime.strptime(message["date_sent"], "%a, %d %b %Y %H:%M:%S %z")
    after = datetime.fromisoformat(given["DateSent>"]) if "DateSent>" in given else None
    return given.get("To", message["to"]) == message["to"] and (after is None or sent >= after)


@contextmanager
def twilio_server() -> Iterator[tuple[str, TwilioAccount]]:
    """A running server: its address and its account."""
    account = TwilioAccount()
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), type("Answers", (_Answers,), {"account": account}), bind_and_activate=True
    )
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", account
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
