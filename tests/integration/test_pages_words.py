"""The words of the pages: each used, each there, in both languages with the same facts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import jinja2
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.bootstrap import House
from api.cli.main import GROUPS
from api.clock import CLOCK_JOBS
from api.words import FILE, read_words
from config.bilingual import Bilingual
from config.settings import Settings
from notifications.domain.answering import Why
from scheduler.solver.solution import Ending

PAGES = FILE.parent / "pages"
TEMPLATES = sorted((PAGES / "templates").glob("*.html"))
LITERAL = re.compile(r"\bt\('([a-z_]+\.[A-Za-z0-9_]+)'(?! ~)")
MADE = re.compile(r"\bt\('([a-z_]+\.[A-Za-z0-9_]*)' ~")
OTHERS = {"happened.", "matter.", "why.", "layout.way_"}
"""Beginnings of words that code, not a template, puts together."""


def used() -> tuple[set[str], set[str]]:
    """The words that templates name whole, and the beginnings of those they put together."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in TEMPLATES)
    quoted = set(re.findall(r"'([a-z_]+\.[a-z_]+)'", text))  # a word handed on to be told elsewhere
    return set(LITERAL.findall(text)) | {name for name in quoted if name in WORDS}, set(MADE.findall(text))


WORDS = read_words()


def test_every_word_that_a_template_names_is_there() -> None:
    literal, made = used()
    assert [name for name in sorted(literal) if name not in WORDS] == []
    assert [begin for begin in sorted(made) if not any(name.startswith(begin) for name in WORDS)] == []


def test_every_word_is_used() -> None:
    literal, made = used()
    begins = tuple(made | OTHERS)
    assert [name for name in WORDS if name not in literal and not name.startswith(begins)] == []


def test_both_languages_hold_the_same_facts() -> None:
    assert [name for name in WORDS if _facts(WORDS[name]) is None] == []


def _facts(words: Bilingual) -> set[str] | None:
    zh, en = ({field for _, field, _, _ in Formatter().parse(text) if field} for text in (words.zh, words.en))
    return zh if zh == en else None


def test_every_event_and_job_of_the_house_has_a_name(house: House) -> None:
    kinds = {event.__name__ for event in house.wiring.handlers} | set(house.wiring.jobs)
    assert [name for name in sorted(kinds) if f"happened.{name}" not in WORDS] == []
    assert [name for name in sorted(kinds) if f"work.{name}" not in WORDS] == []
    assert [job.job for job in CLOCK_JOBS if f"work.{job.job}" not in WORDS] == []


def test_every_ending_of_a_plan_and_every_reason_to_ask_back_has_a_word() -> None:
    assert [ending for ending in Ending if f"run.outcome_{ending}" not in WORDS] == []
    assert [ending for ending in Ending if f"run.nothing_{ending}" not in WORDS] == []
    assert [why for why in Why if f"why.{why.replace(' ', '_')}" not in WORDS] == []


def test_a_word_in_one_language_only_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "words.toml"
    file.write_text('[start]\ntitle = ["待办", ""]\n', encoding="utf-8")
    with pytest.raises(
        ValueError, match=re.escape("words.toml [start] title: a word stands in both languages")
    ):
        read_words(file)


def test_the_words_are_read_once_and_the_templates_compiled_once_in_a_process(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_words() is WORDS
    client = TestClient(create_app(house), base_url="http://127.0.0.1:8070")
    assert client.get("/sign-in").status_code == 200
    monkeypatch.setattr(jinja2.Environment, "compile", None)  # nothing is left to be compiled
    again = TestClient(create_app(house), base_url="http://127.0.0.1:8070")
    assert again.get("/sign-in").status_code == 200


KEEP_THEIR_NAMES = {
    *(command for commands in GROUPS.values() for command in commands),
    *Settings.model_fields,
    *("proof", "stdin", "DAY", "CULTURE_SMPP_PASSWORD"),
}
"""Commands, arguments, settings and variables are named as one writes them."""


def test_every_field_that_a_refusal_names_has_its_words() -> None:
    places = {place for file in sources() for place in places_in(ast.parse(file.read_text(encoding="utf-8")))}
    assert {"chosen", "declined", "first"} <= places
    unnamed = {place for place in places if place.isascii()} - KEEP_THEIR_NAMES
    assert [place for place in sorted(unnamed) if f"field.{place}" not in WORDS] == []


def sources() -> Iterator[Path]:
    for room in ("api", "config", "notifications", "scheduler"):
        yield from (FILE.parents[1] / room).rglob("*.py")


def places_in(tree: ast.AST) -> Iterator[str]:
    """The single words that are given as the place of a refusal."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name("refuse" | "Fault"), args=[ast.Constant(str(place)), *_]):
                if place.isidentifier():
                    yield place
