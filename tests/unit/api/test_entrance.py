"""What a process of `culture` sees to before its command runs."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Iterator
from importlib import import_module

import pytest

from api.cli import entrance
from config.collecting import NEW_OBJECTS


@pytest.fixture
def as_before() -> Iterator[None]:
    """This process goes on as it was."""
    threshold, interrupted = gc.get_threshold(), signal.getsignal(signal.SIGINT)
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)
    signal.signal(signal.SIGINT, interrupted)


@pytest.mark.usefixtures("as_before")
def test_a_command_runs_with_what_is_loaded_left_out_of_the_search_for_garbage(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = []

    def command() -> int:
        seen.append((gc.get_threshold()[0], gc.get_freeze_count() > 0))
        return 7

    monkeypatch.setattr(import_module("api.cli.main"), "loaded", lambda _arguments: command)
    monkeypatch.setattr(sys, "argv", ["culture"])
    with pytest.raises(SystemExit) as left:
        entrance.main()
    assert (left.value.code, seen) == (7, [(NEW_OBJECTS, True)])
