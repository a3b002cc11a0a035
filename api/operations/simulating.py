"""Runs the provider's simulator as a process of its own beside the one that sends."""

from __future__ import annotations

import hashlib
import hmac
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.access.secret import session_secret
from config.refusal import refuse
from config.settings import Settings
from notifications.providers.simulator.client import SimulatorProvider
from notifications.providers.simulator.wire import SECRET_NAME

PATIENCE_SECONDS = 20.0


def simulator_address(settings: Settings) -> str:
    return f"http://127.0.0.1:{settings.simulator_port}"


def simulator_secret(settings: Settings) -> str:
    """What the simulator and its adapter share; made from the secret of this installation."""
    return hmac.new(session_secret(settings.home).encode(), b"simulator", hashlib.sha256).hexdigest()


def simulator_log(settings: Settings) -> Path:
    """The simulator's own record of every request."""
    return settings.home / "simulator.jsonl"


@contextmanager
def simulator_beside(settings: Settings) -> Iterator[None]:
    """Have the simulator answer meanwhile, where it is the provider; one that runs already is left alone."""
    if settings.provider != "simulator" or simulator_answers(settings):
        yield
        return
    process = _start(settings)
    try:
        _await(process, settings)
        yield
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)


def _start(settings: Settings) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "notifications.providers.simulator"]
    words += ["--port", str(settings.simulator_port), "--log", str(simulator_log(settings)), "--until-eof"]
    return subprocess.Popen(  # noqa: S603 - our own module
        words,
        env={**os.environ, SECRET_NAME: simulator_secret(settings)},
        stdin=subprocess.PIPE,  # closed when this process ends, however it ends
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl+C is for the one who sends; it ends the simulator after its last text
    )


def _await(process: subprocess.Popen[bytes], settings: Settings) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not simulator_answers(settings):
        if process.poll() is not None or time.monotonic() > deadline:
            raise refuse(
                "simulator_port",
                "短信模拟器没有启动，端口 {port} 可能被别的程序占用。请换一个端口：CULTURE_SIMULATOR_PORT=…",
                "the simulator did not start; another program may have port {port}. "
                "Choose another one: CULTURE_SIMULATOR_PORT=…",
                port=settings.simulator_port,
            )
        time.sleep(0.1)


def simulator_answers(settings: Settings) -> bool:
    """Whether the simulator of these settings is up."""
    provider = SimulatorProvider(simulator_address(settings), simulator_secret(settings), timeout=2)
    try:
        return provider.is_up()
    finally:
        provider.close()
