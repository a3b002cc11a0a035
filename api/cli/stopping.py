"""Ctrl+C while something runs that has something to keep: heard once, so that it can end well."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

T = TypeVar("T")
HEARD_EVERY = 0.1
"""Seconds between two moments at which Ctrl+C is heard."""


@contextmanager
def first_ctrl_c(pressed: threading.Event | None = None) -> Iterator[threading.Event]:
    """The first Ctrl+C sets the event, so that what runs can end well; the second ends the command."""
    pressed = pressed or threading.Event()
    before = signal.getsignal(signal.SIGINT)

    def heard(_number: int, _frame: FrameType | None) -> None:
        pressed.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, heard)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)


def beside(work: Callable[[], T]) -> T:
    """What `work` answers or raises, done in a thread of its own, so that this one hears Ctrl+C meanwhile."""
    answers: list[T] = []
    raised: list[BaseException] = []

    def done() -> None:
        try:
            answers.append(work())
        except BaseException as error:  # noqa: BLE001 - raised again where it was asked for
            raised.append(error)

    thread = threading.Thread(target=done, name="search", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(HEARD_EVERY)
    if raised:
        raise raised[0]
    return answers[0]
