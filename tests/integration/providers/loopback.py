"""What the tests' servers of providers have in common: loopback, JSON answers, and faults on demand."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Faults:
    """What is to go wrong with the next sendings: nothing is taken at an error, all before a drop or a delay."""

    status: int = 0
    code: str = ""
    times: int = 0
    drop_next: int = 0
    delay_after: float = 0
    garble_next: int = 0


class JsonAnswers(BaseHTTPRequestHandler):
    """Answers in JSON over connections that stay open."""

    protocol_version = "HTTP/1.1"
    content_type = "application/json;charset=utf-8"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """The tests read the requests, not a log."""

    def answer(self, status: int, body: dict[str, Any], faults: Faults | None = None) -> None:
        """Answer, or fail to, after everything was taken."""
        if faults is not None:
            if faults.drop_next:
                faults.drop_next -= 1
                self.close_connection = True
                self.connection.shutdown(2)
                return
            time.sleep(faults.delay_after)
        garbled = faults is not None and faults.garble_next > 0
        if faults is not None and garbled:
            faults.garble_next -= 1
        content = b"<html>" if garbled else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", self.content_type)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """A running server; gives its host and port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
