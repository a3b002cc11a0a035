"""The project's own source files, parsed, for tests that read the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

PROJECT = Path(__file__).parents[2]
ROOMS = ("config", "scheduler", "notifications", "api")
MIGRATIONS = PROJECT / "config" / "migrations"


@dataclass(frozen=True)
class Source:
    """One module: where it is and what it says."""

    file: Path

    @property
    def name(self) -> str:
        return self.file.relative_to(PROJECT).as_posix()

    @property
    def module(self) -> str:
        return self.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @cached_property
    def text(self) -> str:
        return self.file.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield node

    def imported(self) -> Iterator[str]:
        """Every name that is imported, dotted: `datetime`, `datetime.datetime`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module
                yield from (f"{node.module}.{alias.name}" for alias in node.names)

    def called(self) -> Iterator[tuple[str, int]]:
        """Every call as it is written, with its line: `datetime.now`, `open`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func), node.lineno


@cache
def sources(*rooms: str) -> list[Source]:
    """The modules of these rooms (all four by default), migrations left out: they are written by a tool.

    Kept, with what was read of them, until these tests are over.
    """
    files = [file for room in rooms or ROOMS for file in sorted((PROJECT / room).rglob("*.py"))]
    return [Source(file) for file in files if MIGRATIONS not in file.parents]
