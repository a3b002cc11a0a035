"""Processes of their own that need not load their libraries: forked by one that has, on behalf of all workers.

What is to show how a program begins, or that two of them agree (they would share their hash seed), is started anew.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Self

import fasteners

from tests.forking import NUMBER, unpacked

PROJECT = Path(__file__).parents[1]
SHARED = "CULTURE_TEST_SHARED"
"""The directory that all workers of a run share."""


class Forked:
    """A running process; used like one of `subprocess`."""

    def __init__(
        self,
        program: str,
        words: Sequence[str],
        *,
        folder: Path,
        environment: Mapping[str, str],
        fed: bool = False,
        piped: bool = True,
        own_session: bool = False,
    ) -> None:
        """`program` is a module and its function; unless it is `piped` it writes where this process does.

        It can be written to if it is `fed`; else it finds nothing to read.
        """
        self.args = (program, *words)
        self.returncode: int | None = None
        self.stdin: IO[str] | None = None
        self.stdout: IO[str] | None = None
        self.stderr: IO[str] | None = None
        asked = {
            "program": program,
            "words": [*words],
            "folder": str(folder),
            "environment": dict(environment),
            "own_session": own_session,
        }
        self._told = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._told.connect(str(_forking_in(Path(os.environ[SHARED]))))
        streams = [self._reads(fed=fed), *self._writes(piped=piped)]
        line = json.dumps(asked).encode() + b"\n"
        sent = socket.send_fds(self._told, [line], streams)
        self._told.sendall(line[sent:])
        for stream in streams:
            os.close(stream)
        self.pid = unpacked(self._told.recv(NUMBER, socket.MSG_WAITALL))
        assert self.pid > 0, "it was not forked"

    def _reads(self, *, fed: bool) -> int:
        if not fed:
            return os.open(os.devnull, os.O_RDONLY)
        reads, feeds = os.pipe()
        self.stdin = os.fdopen(feeds, "w", encoding="utf-8")
        return reads

    def _writes(self, *, piped: bool) -> tuple[int, int]:
        if not piped:
            return os.dup(1), os.dup(2)
        (out, to_out), (err, to_err) = os.pipe(), os.pipe()
        self.stdout = os.fdopen(out, encoding="utf-8")
        self.stderr = os.fdopen(err, encoding="utf-8")
        return to_out, to_err

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for stream in (self.stdin, self.stdout, self.stderr):
            if stream is not None:
                stream.close()
        self.wait()

    def poll(self) -> int | None:
        """How it ended, or None while it runs."""
        with suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def wait(self, timeout: float | None = None) -> int:
        """Wait so many seconds for its end, and return how it ended."""
        if self.returncode is None:
            self._told.settimeout(timeout)
            try:
                said = self._told.recv(NUMBER, socket.MSG_WAITALL)
            except (TimeoutError, BlockingIOError):
                raise subprocess.TimeoutExpired(self.args, timeout or 0) from None
            self._told.close()
            assert len(said) == NUMBER, "what forks the processes is gone"
            self.returncode = unpacked(said)
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Read both streams to their end, within so many seconds."""
        assert self.stdout is not None
        assert self.stderr is not None
        said = ["", ""]

        def read(number: int, stream: IO[str]) -> None:
            said[number] = stream.read()

        reading = [
            threading.Thread(target=read, args=each, daemon=True)
            for each in enumerate((self.stdout, self.stderr))
        ]
        deadline = None if timeout is None else time.monotonic() + timeout
        for each in reading:
            each.start()
        for each in reading:
            each.join(None if deadline is None else max(deadline - time.monotonic(), 0))
            if each.is_alive():
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
        self.wait(None if deadline is None else max(deadline - time.monotonic(), 1))
        return said[0], said[1]


def _forking_in(shared: Path) -> Path:
    """Where the one that forks is asked; started by whichever worker needs it first."""
    address = shared / "forking"
    with fasteners.InterProcessLock(shared / "forking.lock"):
        if not address.exists():
            starter = (shared / "starter").read_text(encoding="ascii")
            with (shared / "forking.log").open("ab") as log:
                forking = subprocess.Popen(
                    [sys.executable, "-m", "tests.forking", str(address), starter],
                    cwd=PROJECT,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
            deadline = time.monotonic() + 600
            while not address.exists():
                assert forking.poll() is None, (shared / "forking.log").read_text(encoding="utf-8")
                assert time.monotonic() < deadline, "what forks the processes did not come up"
                time.sleep(0.02)
            (shared / "forking.pid").write_text(str(forking.pid), encoding="ascii")
    return address


def end_forking_in(shared: Path) -> None:
    """End the one that forks, if there is one; what it forked is not ended with it."""
    number = shared / "forking.pid"
    if number.exists():
        with suppress(ProcessLookupError):
            os.kill(int(number.read_text(encoding="ascii")), signal.SIGTERM)
