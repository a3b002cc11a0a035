"""The command line lists the templates and tries a draft on the texts that were really written."""

from __future__ import annotations

import io
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from api.wordings import wordings
from config.refusal import Outcome
from notifications.adapters.templates import shipped_wording
from notifications.market.adapters.templates import campaign_wording, market_wording
from tests.command_line import Said, Terminal, terminal_on


@pytest.fixture
def terminal(
    published_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    return terminal_on(published_file, tmp_path / "office", monkeypatch, capsys)


def tried(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, draft: str, *words: str) -> Said:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(draft.encode()), encoding="utf-8"))
    return terminal.culture("template", "try", *words)


def test_the_templates_are_listed_with_versions_and_variables(terminal: Terminal) -> None:
    listed = terminal.culture("template", "list", "--json").json
    assert [(one["name"], one["zh"], one["en"]) for one in listed["templates"]] == [
        (name, wording.version(name, "zh"), wording.version(name, "en"))
        for name, wording in wordings().items()
    ]
    assert sorted(wordings()) == sorted(
        {*shipped_wording().names, *market_wording().names, *campaign_wording().names}
    )
    assert "digest.reason" in terminal.culture("template", "show", "change").text


def test_the_words_of_a_version_no_longer_in_use_are_shown_by_its_mark(
    terminal: Terminal, tmp_path: Path
) -> None:
    (one,) = terminal.culture("messages", "--json", "--limit", "1").json["messages"]
    name, mark = one["template"], one["template_version"]
    shown = terminal.culture("template", "show", name, "--version", mark)
    assert wordings()[name].source(name, "zh").strip() in shown.text
    unknown = terminal.culture("template", "show", name, "--version", "0ld")
    assert (unknown.status, "没有留存这一版的原文" in unknown.text) == (Outcome.REFUSED, True)
    with closing(sqlite3.connect(next((tmp_path / "office").glob("*.sqlite")))) as store, store:
        store.execute(
            "UPDATE template_sources SET mark = '0ld', source = '从前的模板' WHERE name = ?", [name]
        )
    shown = terminal.culture("template", "show", name, "--version", "0ld")
    assert "版本 0ld，2026-05-20" in shown.text
    assert "从前的模板" in shown.text


def test_the_shipped_words_tried_on_real_rows_give_the_texts_that_were_written(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = {
        one["id"]: one["text"]
        for one in terminal.culture("messages", "--json", "--limit", "1000").json["messages"]
    }
    source = shipped_wording().source("area_digest", "zh")
    found = tried(terminal, monkeypatch, source, "area_digest", "--limit", "9", "--json").json["tried"]
    assert {one["message"]: one["text"] for one in found} == {
        one["message"]: written[one["message"]] for one in found
    }
    assert len(found) == 9


def test_a_draft_is_tried_on_real_rows_and_changes_nothing(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = tried(
        terminal, monkeypatch, "{{ month|month }}共{{ digest.items|length }}项", "digest", "--limit", "1"
    )
    assert (said.status, "6月共" in said.text) == (0, True)


@pytest.mark.parametrize(
    ("words", "draft", "why"),
    [
        (("digest",), "{{ mnth }}", "没有变量“mnth”（month?）"),
        (("digest",), "{{ digest.nothing }}", "试填时缺少变量"),
        (("echo",), "已记录", "只留存写成的文字"),
        (("reminder",), "已记录", "没有可用来试填的短信"),
        (("licence_reminder",), "{{ itms }}", "没有变量“itms”（items?）"),
        (("nothing",), "", "没有模板“nothing”"),
    ],
)
def test_a_faulty_draft_is_refused_in_a_sentence(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], draft: str, why: str
) -> None:
    said = tried(terminal, monkeypatch, draft, *words)
    assert (said.status, why in said.text) == (Outcome.REFUSED, True)
