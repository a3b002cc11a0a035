"""The command line holds a batch, stops the lane and lets it go on, and says how it stands."""

from __future__ import annotations

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


def test_a_stopped_lane_says_so_and_by_whom(terminal: Terminal) -> None:
    stopped = terminal.culture("sending", "stop", "--by", "张", "--json").json
    assert (stopped["standing"], stopped["stopped_by"], stopped["waiting"]) == ("stopped", "张", 67)
    assert "张 停发了短信通道 simulator，67 条在等人放行" in terminal.culture("doctor").text
    assert terminal.culture("sending", "stop").status == Outcome.REFUSED
