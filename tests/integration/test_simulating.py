"""The simulator beside an office: on a port of its own, and there as long as anybody uses it."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest

from api.operations.simulating import (
    simulator_address,
    simulator_answers,
    simulator_beside,
    simulator_client,
)
from config.refusal import Refusal
from config.settings import Settings


def test_offices_on_one_machine_never_meet_on_a_port(tmp_path: Path) -> None:
    first, second = Settings(home=tmp_path / "first"), Settings(home=tmp_path / "second")
    with simulator_beside(first), simulator_beside(second):
        assert simulator_address(first) != simulator_address(second)
        assert (simulator_answers(first), simulator_answers(second)) == (True, True)


def test_who_started_it_may_leave_before_another_who_uses_it(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "office")
    starts, borrows = simulator_beside(settings), simulator_beside(settings)
    starts.__enter__()
    borrows.__enter__()
    client = simulator_client(settings)
    assert client.stays() == 2
    starts.__exit__(None, None, None)
    assert client.stays() == 1
    client.type_reply("+8615400010001", "271")
    borrows.__exit__(None, None, None)
    gone_by = time.monotonic() + 20
    while client.is_up() and time.monotonic() < gone_by:
        time.sleep(0.05)
    assert not client.is_up(), "it ends with the last who uses it"
    with simulator_beside(settings):
        assert [each["text"] for each in client.conversation("+8615400010001")] == ["271"]
    client.close()


def test_a_port_that_was_named_and_is_taken_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings = Settings(home=tmp_path / "office", simulator_port=taken.getsockname()[1])
        with pytest.raises(Refusal, match="CULTURE_SIMULATOR_PORT=0"), simulator_beside(settings):
            pass
