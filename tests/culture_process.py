"""Runs the real command line `culture` in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.forked import PROJECT, Forked
from tests.simulator import free_port

COMMAND = (sys.executable, "-c", "from api.cli import main; main()")


class Answer(dict[str, Any]):
    """What a command said in JSON; one who misses a fact in it is shown the whole of it."""

    def __missing__(self, fact: str) -> Any:
        raise AssertionError(
            f"the command did not tell its “{fact}”; it said {json.dumps(self, ensure_ascii=False)}"
        )


def answer_in(text: str) -> Answer:
    """The JSON that a command said; what else it said is shown."""
    try:
        return Answer(json.loads(text))
    except ValueError:
        raise AssertionError(f"the command did not answer in JSON; it said {text!r}") from None


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit status and what it printed."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Answer:
        return answer_in(self.out)


@dataclass(frozen=True, slots=True)
class Office:
    """A folder in which the commands of one office run, with its own store and ports."""

    folder: Path
    pages_port: int
    simulator_port: int
    database_url: str = ""

    def environment(self, **more: str) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("CULTURE_")}
        own.pop("DATABASE_URL", None)
        if self.database_url:
            own["DATABASE_URL"] = self.database_url
        ports = {"CULTURE_PORT": str(self.pages_port), "CULTURE_SIMULATOR_PORT": str(self.simulator_port)}
        return {**own, **ports, "PYTHONPATH": str(PROJECT), "CULTURE_LANG": "en", **more}

    def culture(self, *words: str, **environment: str) -> Ended:
        """Run one command to its end, as from a script: nobody sits at the terminal."""
        with self._forked(words, environment) as process:
            try:
                out, err = process.communicate(timeout=180)
            finally:
                process.kill()
        assert process.returncode is not None
        return Ended(process.returncode, out, err)

    @contextmanager
    def running(self, *words: str, **environment: str) -> Iterator[Forked]:
        """A command that goes on running; ended by a kill if it is still there at the end."""
        with self._forked(words, environment, own_session=True) as process:
            try:
                yield process
            finally:
                process.kill()

    @contextmanager
    def beginning(self, *words: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
        """The same with a program that has yet to load itself."""
        with subprocess.Popen(
            [*COMMAND, *words],
            cwd=self.folder,
            env=self.environment(**environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    def _forked(
        self, words: Sequence[str], environment: dict[str, str], *, own_session: bool = False
    ) -> Forked:
        return Forked(
            "api.cli.entrance:main",
            words,
            folder=self.folder,
            environment=self.environment(**environment),
            own_session=own_session,
        )


def office_in(folder: Path, database_url: str = "") -> Office:
    """An office of its own in `folder`, on free ports."""
    return Office(folder, free_port(), free_port(), database_url)
