"""Runs the simulator: `python -m notifications.providers.simulator --port N --log FILE [--callback URL]`.

Port 0 is any free port; which one it became stands in the file of `--tell-port`. With `--while-used` it ends
when the last of those who stay has left, or when its starter is gone and nobody stays.

The shared secret comes from the environment, `CULTURE_SIMULATOR_SECRET`. It listens on loopback only.
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
import threading
from pathlib import Path

import uvicorn

from notifications.providers.simulator.ledger import Ledger
from notifications.providers.simulator.server import Stays, simulator_app
from notifications.providers.simulator.wire import SECRET_NAME


def main() -> int:
    reader = argparse.ArgumentParser(
        prog="simulator", description="A provider that reaches no real telephone."
    )
    reader.add_argument("--port", type=int, required=True)
    reader.add_argument("--log", type=Path, required=True, help="its append-only record, JSON lines")
    reader.add_argument("--callback", default="", help="where receipts and replies are pushed to")
    reader.add_argument("--receipt-delay", type=float, default=0.05, help="seconds from message to receipt")
    reader.add_argument("--tell-port", type=Path, help="the file in which its port is written")
    reader.add_argument("--while-used", action="store_true", help="end when nobody uses it any more")
    given = reader.parse_args()
    secret = os.environ.get(SECRET_NAME, "")
    if not secret:
        sys.stderr.write(f"请在环境变量 {SECRET_NAME} 中给出口令。 Set the secret in {SECRET_NAME}.\n")
        return 2
    bound = _bound(given.port)
    if given.tell_port:
        _write_whole(given.tell_port, str(bound.getsockname()[1]))
    stays = Stays(_leave) if given.while_used else Stays()
    if given.while_used:
        threading.Thread(target=_leave_with_starter, args=(stays,), daemon=True).start()
    app = simulator_app(
        Ledger(given.log),
        secret,
        callback=given.callback,
        receipt_delay=given.receipt_delay,
        stays=stays,
    )
    # Whoever stays does not keep it from ending.
    rules = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=1)
    uvicorn.Server(rules).run(sockets=[bound])
    return 0


def _bound(port: int) -> socket.socket:
    """A socket on loopback only."""
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", port))
    bound.listen()
    return bound


def _write_whole(file: Path, text: str) -> None:
    growing = file.with_name(f"{file.name}.{os.getpid()}")
    growing.write_text(text, encoding="ascii")
    growing.replace(file)


def _leave() -> None:
    """Every line is on disk before it is answered: nothing is left to be written."""
    os._exit(0)


def _leave_with_starter(stays: Stays) -> None:
    """Whoever started it holds the other end of standard input: it never outlives one that was killed, alone."""
    sys.stdin.read()
    if not stays.count:
        _leave()


if __name__ == "__main__":
    sys.exit(main())
