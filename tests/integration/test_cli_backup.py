"""Backup and restore from the command line: no file is lost by it, and moments are the district's."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.command_line import Terminal, terminal_on


@pytest.fixture
def terminal(
    drafted_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """An office with a district."""
    return terminal_on(drafted_file, tmp_path / "office", monkeypatch, capsys)


def test_a_backup_replaces_no_file_unasked(terminal: Terminal) -> None:
    file = terminal.folder / "backup.zip"
    file.write_text("something else", encoding="utf-8")
    said = terminal.culture("backup", str(file))
    assert said.status == 2
    assert "".join(said.text.split()).endswith(
        "这个文件已经有了，不会覆盖。请换一个文件名；确要覆盖，加--replace。"
    )
    assert file.read_text(encoding="utf-8") == "something else"
    assert terminal.culture("backup", str(file), "--replace").status == 0
    assert zipfile.is_zipfile(file)


def test_restoring_names_the_moment_in_the_time_of_the_district(terminal: Terminal) -> None:
    file = terminal.folder / "backup.zip"
    terminal.culture("backup", str(file))
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    made_at = datetime.fromisoformat(manifest["made_at"])
    assert made_at.tzinfo == UTC
    said = terminal.culture("restore", str(file), "--yes")
    assert said.status == 0
    local = made_at.astimezone(ZoneInfo("Asia/Shanghai"))
    assert said.text.splitlines()[0] == f"已恢复 {local:%Y-%m-%d %H:%M} 的备份（示范区）。"


def test_a_backup_that_is_not_there_is_said_before_anything_is_asked(terminal: Terminal) -> None:
    said = terminal.culture("restore", "nothere.zip")
    assert said.status == 2
    assert "没有这个备份文件" in said.text
    assert "--yes" not in said.text
