"""Forks processes whose libraries are loaded already: to load them anew is most of what a short command costs.

python -m tests.forking SOCKET STARTER

Each connection asks for one process, by a line of JSON and its standard streams; it is answered by the process's
id and, when it has ended, by how. It ends itself when the process STARTER is gone.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import random
import selectors
import signal
import socket
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

MOST_BYTES = 1_000_000
LOOK_EVERY_SECONDS = 2.0
NUMBER = 8
"""Bytes of a number on the wire."""


def packed(number: int) -> bytes:
    return number.to_bytes(NUMBER, "big", signed=True)


def unpacked(data: bytes) -> int:
    return int.from_bytes(data, "big", signed=True)


def load() -> None:
    """Import what the forked processes would."""
    from sqlalchemy.orm import configure_mappers  # noqa: PLC0415 - only the forking process loads them

    from api.cli.main import app_for  # noqa: PLC0415

    app_for(())
    for module in ("api.app", "notifications.providers.simulator.__main__", "tests.faults.working"):
        importlib.import_module(module)
    configure_mappers()
    gc.collect()
    gc.freeze()


class Forking:
    """The process that forks, and whom it has yet to tell how a process ended."""

    def __init__(self, address: Path, starter: int) -> None:
        self._starter = starter
        self._listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listening.bind(str(address))
        self._listening.listen(64)
        self._askers: dict[int, socket.socket] = {}
        self._woken, self._wakes = socket.socketpair()
        self._woken.setblocking(False)
        self._wakes.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wakes.fileno())

    def work(self) -> None:
        """Fork what is asked for until nobody can ask any more."""
        with selectors.DefaultSelector() as ready:
            ready.register(self._listening, selectors.EVENT_READ)
            ready.register(self._woken, selectors.EVENT_READ)
            while _is_there(self._starter):
                for key, _ in ready.select(LOOK_EVERY_SECONDS):
                    if key.fileobj is self._listening:
                        self._fork()
                    else:
                        self._woken.recv(4096)
                self._tell_ends()

    def _fork(self) -> None:
        asker, _ = self._listening.accept()
        asked, streams, _, _ = socket.recv_fds(asker, MOST_BYTES, 3)
        while not asked.endswith(b"\n"):
            asked += asker.recv(MOST_BYTES)
        pid = os.fork()
        if not pid:
            for each in (self._listening, self._woken, self._wakes, *self._askers.values()):
                each.close()
            _become(json.loads(asked), streams, asker)
        for stream in streams:
            os.close(stream)
        self._askers[pid] = asker

    def _tell_ends(self) -> None:
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                pid, status = ended
                asker = self._askers.pop(pid)
                with asker, suppress(BrokenPipeError):
                    asker.sendall(packed(os.waitstatus_to_exitcode(status)))


def _become(asked: dict[str, Any], streams: list[int], asker: socket.socket) -> NoReturn:
    """Be, in the forked process, the program that was asked for; nothing of the forking process goes on."""
    status = 1
    try:
        _settle_in(asked, streams)
        asker.sendall(packed(os.getpid()))
        asker.close()
        status = _status_of(asked["program"])
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:  # noqa: BLE001 - it must not go on as the process that forks
        traceback.print_exc()
    finally:
        os._exit(status)


def _settle_in(asked: dict[str, Any], streams: list[int]) -> None:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if asked["own_session"]:
        os.setsid()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.chdir(asked["folder"])
    sys.argv = ["forked", *asked["words"]]
    sys.modules["__main__"] = ModuleType("__main__")  # what is spawned from here begins with nothing
    random.seed()
    gc.unfreeze()


def _status_of(program: str) -> int:
    """Run it; the exit status with which Python would end it."""
    module, name = program.split(":")
    try:
        found = getattr(importlib.import_module(module), name)()
    except SystemExit as leaving:
        found = leaving.code
    except BaseException:  # noqa: BLE001 - as Python does
        traceback.print_exc()
        return 1
    return found if isinstance(found, int) else int(found is not None)


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def main() -> None:
    address, starter = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    load()
    assert threading.active_count() == 1, "what forks has one thread only"
    growing = Path(f"{address}.growing")
    forking = Forking(growing, int(starter))
    growing.rename(address)
    forking.work()


if __name__ == "__main__":
    main()
