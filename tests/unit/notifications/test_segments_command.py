"""`culture segments` counts a text from standard input, for a program and for a person."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest

from api.cli.main import run


class Given(io.TextIOWrapper):
    """Standard input with these bytes in it."""

    def __init__(self, content: bytes) -> None:
        super().__init__(io.BytesIO(content), encoding="utf-8")


def counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], content: bytes, *words: str
) -> tuple[int, str]:
    monkeypatch.setattr(sys, "stdin", Given(content))
    status = run(["segments", *words])
    said = capsys.readouterr()
    return status, said.out + said.err


def as_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, *words: str
) -> dict[str, Any]:
    status, said = counted(monkeypatch, capsys, text.encode(), "--json", *words)
    assert status == 0
    found: dict[str, Any] = json.loads(said)
    return found


def test_a_program_gets_encoding_units_segments_and_parts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert as_json(monkeypatch, capsys, "文" * 66 + "😀" + "字" * 10) == {
        "outcome": "done",
        "encoding": "UCS-2",
        "units": 78,
        "segments": 2,
        "parts": ["文" * 66, "😀" + "字" * 10],
        "warnings": [],
    }


def test_a_line_break_counts_as_it_is_given_unless_it_is_trimmed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert as_json(monkeypatch, capsys, "改期\r\n")["units"] == 4
    assert as_json(monkeypatch, capsys, "改期\r\n", "--trim")["units"] == 2


def test_the_signature_is_counted_with_the_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = as_json(monkeypatch, capsys, "a" * 62, "--signature", "示范区文化配送")
    assert (found["encoding"], found["units"], found["segments"]) == ("UCS-2", 71, 2)
    assert "".join(found["parts"]) == "【示范区文化配送】" + "a" * 62


def test_a_program_is_told_which_character_costs_a_part_and_what_to_write(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (warning,) = as_json(monkeypatch, capsys, "a" * 99 + "’")["warnings"]
    assert warning == {
        "character": "’",
        "code_point": "U+2019",
        "places": [100],
        "instead": "'",
        "saves": 1,
        "sentence": "注意：第 100 个字“’”（U+2019）使短信多占 1 条；请改用“'”。",
    }


def test_a_person_reads_the_count_the_parts_and_the_warning(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = counted(monkeypatch, capsys, ("a" * 99 + "\u200b").encode(), "--lang", "en")
    assert status == 0
    assert said.splitlines() == [
        f"[1/2] 67 · {'a' * 67}",
        f"[2/2] 33 · {'a' * 32}\u200b",
        "UCS-2, 100 units, 2 segments.",
        "note: character 100, U+200B, which cannot be seen, costs 1 more; leave it out or say it in other words.",
    ]


def test_what_is_no_text_is_refused_with_its_place(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = counted(monkeypatch, capsys, b"abc\xff", "--lang", "en")
    assert status == 2
    assert said == "✗ stdin: byte 4 of standard input is not UTF-8. Save the text as UTF-8 and try again.\n"
