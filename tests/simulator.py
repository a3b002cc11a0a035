"""The simulator as the tests use it: a process of its own on a free port of loopback."""

from __future__ import annotations

import json
import os
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from notifications.providers.simulator.client import SimulatorProvider
from notifications.providers.simulator.wire import SECRET_HEADER
from tests.forked import PROJECT, Forked

SECRET = "a secret of the tests"
NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts no authority, and need not load them."""


def free_port() -> int:
    """A port that nothing listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass
class SimulatorProcess:
    """A running simulator; `log` is its own record, which outlives it."""

    log: Path
    callback: str = ""
    port: int = field(default_factory=free_port)
    secret: str = SECRET
    process: Forked | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the process and wait until it answers."""
        self.process = Forked(
            "notifications.providers.simulator.__main__:main",
            ("--port", str(self.port), "--log", str(self.log), "--callback", self.callback),
            folder=PROJECT,
            environment={**os.environ, "CULTURE_SIMULATOR_SECRET": self.secret},
            piped=False,
        )
        provider = self.provider()
        deadline = time.monotonic() + 60
        while not provider.is_up():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the simulator did not come up")
            time.sleep(0.02)
        provider.close()

    def stop(self, *, kill: bool = False) -> None:
        """End the process: politely, or as a crash would."""
        if self.process is not None:
            (self.process.kill if kill else self.process.terminate)()
            self.process.wait(10)
            self.process = None

    def provider(self, *, timeout: float = 5.0) -> SimulatorProvider:
        return SimulatorProvider(self.address, self.secret, timeout=timeout, settle_seconds=0.2)

    def faults(self, **wanted: float) -> None:
        """Have the next calls go wrong; without arguments all is well again."""
        headers = {SECRET_HEADER: self.secret}
        httpx.post(f"{self.address}/faults", json=wanted, headers=headers, verify=NOBODY).raise_for_status()

    def lines(self, kind: str) -> list[dict[str, Any]]:
        """The lines of one kind in its own record."""
        if not self.log.exists():
            return []
        lines = [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]
        return [line for line in lines if line["kind"] == kind]

    def taken(self) -> list[dict[str, Any]]:
        """Every message it took, doubles too, in the order they came."""
        return [message for line in self.lines("messages") for message in line["messages"]]


@contextmanager
def running_simulator(log: Path, *, callback: str = "") -> Iterator[SimulatorProcess]:
    """A simulator for the length of a test."""
    simulator = SimulatorProcess(log, callback)
    simulator.start()
    try:
        yield simulator
    finally:
        simulator.stop()
