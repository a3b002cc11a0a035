"""Chinese sentences are set in full-width punctuation: ，。：；（）."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator

from tests.architecture.sources import PROJECT, sources

SPOKEN = {"Bilingual": 0, "told": 0, "refuse": 1, "column": 1}
"""What takes a Chinese sentence, and as which of its arguments."""
CHINESE = "[一-鿿”》]"
HALF_WIDTH = re.compile(rf"{CHINESE}[,;!?]|{CHINESE}:(?!\d)|(?<![a-z])[,;:(]{CHINESE}|{CHINESE}\((?!周)")
"""A day is told as in a text message: 6月12日(周五), where each sign counts; `code:册数` is how a value is written."""


def chinese_sentences() -> Iterator[tuple[str, str]]:
    """Each Chinese sentence of the code with its place; what is filled in stands as a Chinese sign."""
    for source in sources():
        for call in ast.walk(source.tree):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in SPOKEN:
                for said in call.args[SPOKEN[call.func.id] :][:1]:
                    if isinstance(said, ast.Constant) and isinstance(said.value, str):
                        yield f"{source.name}:{said.lineno}", re.sub(r"\{[^{}]*\}", "某", said.value)
    words = tomllib.loads((PROJECT / "api" / "words.toml").read_text(encoding="utf-8"))
    for page, entries in words.items():
        for name, (zh, _) in entries.items():
            yield f"api/words.toml [{page}] {name}", re.sub(r"\{[^{}]*\}", "某", zh)


def test_chinese_sentences_are_set_in_full_width_punctuation() -> None:
    found = dict(chinese_sentences())
    assert {place: said for place, said in found.items() if HALF_WIDTH.search(said)} == {}
    assert len(found) > 500, "the sentences of the product"
