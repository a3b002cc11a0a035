"""The command line holds a batch, stops the lane and lets it go on, and says how it stands."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from config.refusal import Outcome
from tests.command_line import Terminal, terminal_on


@pytest.fixture
def terminal(
    published_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """An office whose 67 texts of June wait to leave."""
    return terminal_on(published_file, tmp_path / "office", monkeypatch, capsys)


def test_a_batch_is_held_only_when_somebody_means_it(terminal: Terminal) -> None:
    asked = terminal.culture("sending", "hold", "--month", "2026-06")
    assert (asked.status, "什么也没有改" in asked.text) == (Outcome.REFUSED, True)
    assert terminal.culture("sending", "hold", "--month", "2026-06", "--yes", "--json").json["messages"] == 67
    assert terminal.culture("sending", "state", "--json").json["waiting"] == 0
    none = terminal.culture("sending", "cancel", "--kind", "nudge", "--yes")
    assert (none.status, "没有符合条件的短信" in none.text) == (Outcome.REFUSED, True)


def test_a_batch_is_released_and_cancelled_from_the_command_line(terminal: Terminal) -> None:
    june = ("--month", "2026-06", "--yes", "--json")
    terminal.culture("sending", "stop")  # or what is released would leave at once
    assert terminal.culture("sending", "hold", *june).json["messages"] == 67
    went_on = terminal.culture("sending", "go-on").text
    assert "0 条在等；另有 67 条由人扣下" in went_on
    terminal.culture("sending", "stop")
    assert terminal.culture("sending", "state", "--json").json["held"] == 67
    assert terminal.culture("sending", "release", *june, "--by", "张").json["messages"] == 67
    assert terminal.culture("sending", "state", "--json").json["waiting"] == 67
    assert terminal.culture("sending", "cancel", *june, "--by", "张").json["messages"] == 67
    assert terminal.culture("sending", "state", "--json").json["waiting"] == 0
    assert terminal.culture("sending", "release", *june).status == Outcome.REFUSED
    assert "由 张 取消" in terminal.culture("messages").text


def test_a_stopped_lane_says_so_and_by_whom(terminal: Terminal) -> None:
    stopped = terminal.culture("sending", "stop", "--by", "张", "--json").json
    assert (stopped["standing"], stopped["stopped_by"], stopped["waiting"]) == ("stopped", "张", 67)
    assert "张 停发了短信通道 模拟器，67 条在等人放行" in terminal.culture("doctor").text
    assert terminal.culture("sending", "stop").status == Outcome.REFUSED


def test_a_deed_is_done_though_nothing_can_be_sent_and_says_both(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("CULTURE_SIMULATOR_PORT", str(taken.getsockname()[1]))
        moved = terminal.culture("clock", "--to", "2026-05-20T09:30")
    assert moved.status == Outcome.FAILED
    assert "要把时钟拨到 2026-05-20 09:30，已经记下" in moved.text
    assert "时钟现在停在 2026-05-20 09:00，还没有走到" in moved.text
    assert "以上已经办好，但短信还没有发出：短信模拟器没有启动" in moved.text
    assert "现在是 2026-05-20 09:00" in terminal.culture("clock").text
