"""Runs the simulator: `python -m notifications.providers.simulator --port N --log FILE [--callback URL] [--until-eof]`.

The shared secret comes from the environment, `CULTURE_SIMULATOR_SECRET`. It listens on loopback only.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
from pathlib import Path

import uvicorn

from notifications.providers.simulator.ledger import Ledger
from notifications.providers.simulator.server import simulator_app
from notifications.providers.simulator.wire import SECRET_NAME


def main() -> int:
    reader = argparse.ArgumentParser(
        prog="simulator", description="A provider that reaches no real telephone."
    )
    reader.add_argument("--port", type=int, required=True)
    reader.add_argument("--log", type=Path, required=True, help="its append-only record, JSON lines")
    reader.add_argument("--callback", default="", help="where receipts and replies are pushed to")
    reader.add_argument("--receipt-delay", type=float, default=0.05, help="seconds from message to receipt")
    reader.add_argument("--until-eof", action="store_true", help="end when standard input is closed")
    given = reader.parse_args()
    secret = os.environ.get(SECRET_NAME, "")
    if not secret:
        sys.stderr.write(f"请在环境变量 {SECRET_NAME} 中给出口令。 Set the secret in {SECRET_NAME}.\n")
        return 2
    if given.until_eof:
        threading.Thread(target=_end_with_standard_input, daemon=True).start()
    app = simulator_app(Ledger(given.log), secret, callback=given.callback, receipt_delay=given.receipt_delay)
    uvicorn.run(app, host="127.0.0.1", port=given.port, log_level="warning", access_log=False)
    return 0


def _end_with_standard_input() -> None:
    """Whoever started it holds the other end: the simulator never outlives a house that was killed."""
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
