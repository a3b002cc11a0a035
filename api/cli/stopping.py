"""Ctrl+C while something runs that has something to keep: heard once, so that it can end well."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def first_ctrl_c() -> Iterator[threading.Event]:
    """The first Ctrl+C sets the event, so that what runs can end well; the second ends the command."""
    pressed = threading.Event()
    before = signal.getsignal(signal.SIGINT)

    def heard(_number: int, _frame: FrameType | None) -> None:
        pressed.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, heard)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)
