"""Runs the provider's simulator as a process of its own beside the one that sends."""

from __future__ import annotations

import hashlib
import hmac
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
from fasteners import InterProcessLock

from api.access.secret import session_secret
from config.refusal import Refusal, refuse
from config.settings import Settings
from notifications.providers.simulator.client import SimulatorProvider
from notifications.providers.simulator.wire import SECRET_NAME

PATIENCE_SECONDS = 30.0
PORT_FILE = "simulator-port"
"""Beside the simulator's log: the port that it has at present, where the settings leave it open."""


def simulator_address(settings: Settings) -> str:
    """Where the simulator of these settings answers now; at port 0 nobody does."""
    return f"http://127.0.0.1:{settings.simulator_port or _told_port(settings)}"


def _told_port(settings: Settings) -> int:
    try:
        return int((settings.home / PORT_FILE).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def simulator_secret(settings: Settings) -> str:
    """What the simulator and its adapter share; made from the secret of this installation."""
    return hmac.new(session_secret(settings.home).encode(), b"simulator", hashlib.sha256).hexdigest()


def simulator_log(settings: Settings) -> Path:
    """The simulator's own record of every request."""
    return settings.home / "simulator.jsonl"


def simulator_client(settings: Settings, *, timeout: float = 5.0) -> SimulatorProvider:
    """The provider of these settings where it is the simulator; whoever asks for it closes it."""
    return SimulatorProvider(lambda: simulator_address(settings), simulator_secret(settings), timeout=timeout)


@contextmanager
def simulator_beside(settings: Settings) -> Iterator[None]:
    """Have the simulator answer meanwhile, where it is the provider.

    One that runs already is used too: it ends with the last of its users, whoever started it.
    """
    if settings.provider != "simulator":
        yield
        return
    with ExitStack() as stack:
        client = simulator_client(settings)
        stack.callback(client.close)
        with _one_at_a_time(settings):
            started = _use(client, settings, staying := stack.enter_context(ExitStack()))
        try:
            yield
        finally:
            with _one_at_a_time(settings):
                last = client.is_up() and client.stays() == 1
                staying.close()
                if last and started is not None:
                    started.wait(PATIENCE_SECONDS)


@contextmanager
def _one_at_a_time(settings: Settings) -> Iterator[None]:
    """Nobody else starts a simulator for this home meanwhile, or leaves the one that runs."""
    lock = InterProcessLock(settings.home / "simulator-lock")
    if not lock.acquire(timeout=PATIENCE_SECONDS):
        raise _not_started(settings)
    try:
        yield
    finally:
        lock.release()


def _use(client: SimulatorProvider, settings: Settings, staying: ExitStack) -> subprocess.Popen[bytes] | None:
    """Stay with the simulator that runs, or else with one that is started; returns the one started."""
    if client.is_up():
        # It may have been on the point of ending with a user who was killed.
        with suppress(httpx.TransportError):
            staying.enter_context(client.stay())
            return None
    process = _start(settings)
    _await(process, client, settings)
    staying.enter_context(client.stay())
    return process


def _start(settings: Settings) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "notifications.providers.simulator", "--while-used"]
    words += ["--port", str(settings.simulator_port), "--tell-port", str(settings.home / PORT_FILE)]
    words += ["--log", str(simulator_log(settings))]
    return subprocess.Popen(  # noqa: S603 - our own module
        words,
        env={**os.environ, SECRET_NAME: simulator_secret(settings)},
        stdin=subprocess.PIPE,  # closed when this process ends, however it ends
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl+C is for the one who sends; it ends the simulator after its last text
    )


def _await(process: subprocess.Popen[bytes], client: SimulatorProvider, settings: Settings) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not client.is_up():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            process.wait()
            raise _not_started(settings)
        time.sleep(0.1)


def _not_started(settings: Settings) -> Refusal:
    return refuse(
        "simulator_port",
        "短信模拟器没有启动，端口 {port} 可能被别的程序占用。请换一个端口，或设为 0（任一空闲端口）：CULTURE_SIMULATOR_PORT=0",
        "the simulator did not start; another program may have port {port}. "
        "Choose another one, or 0 for any that is free: CULTURE_SIMULATOR_PORT=0",
        port=settings.simulator_port,
    )


def simulator_answers(settings: Settings) -> bool:
    """Whether the simulator of these settings is up."""
    client = simulator_client(settings, timeout=2)
    try:
        return client.is_up()
    finally:
        client.close()
