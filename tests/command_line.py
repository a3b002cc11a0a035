"""The command line inside the test's own process, on a store that a fixture filled: fast, and without a terminal."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.bootstrap import House
from api.cli.main import run
from tests.culture_process import Answer, Ended, answer_in


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended: its exit status and all that it said."""

    status: int
    text: str

    @property
    def json(self) -> Answer:
        return answer_in(self.text)


@dataclass(frozen=True, slots=True)
class Terminal:
    """Runs `culture` in Chinese on one store; nobody sits at its standard input."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    def culture(self, *words: str) -> Said:
        self.capsys.readouterr()
        status = run(list(words))
        said = self.capsys.readouterr()
        return Said(status, said.out + said.err)


@pytest.fixture
def culture(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ended]:
    """Runs `culture` as a program would, its answer as JSON, on the store of the test's house."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", house.settings.database_url)
    monkeypatch.setenv("CULTURE_HOME", str(house.settings.home))

    def ended(*words: str) -> Ended:
        capsys.readouterr()
        status = run(("--json", *words))
        said = capsys.readouterr()
        return Ended(status, said.out, said.err)

    return ended


def terminal_on(
    source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """A terminal of an office of its own whose store is a copy of `source`."""
    folder.mkdir(exist_ok=True)
    file = folder / "culture.sqlite"
    shutil.copy(source, file)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.setenv("CULTURE_HOME", str(folder / "home"))
    monkeypatch.setenv("CULTURE_LANG", "zh")
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    return Terminal(folder, capsys)
