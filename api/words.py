"""The words of the pages, Chinese and English, read once from `words.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from config.bilingual import Bilingual, Language

ROW = re.compile(r"第(\d+)行")
FILE = Path(__file__).with_name("words.toml")


class Words:
    """Every word of the pages under its name, e.g. `board.title`; an unknown name is an error."""

    def __init__(self, words: Mapping[str, Bilingual]) -> None:
        self._words = dict(words)

    def __getitem__(self, name: str) -> Bilingual:
        return self._words[name]

    def __contains__(self, name: str) -> bool:
        return name in self._words

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)


@cache
def read_words(file: Path = FILE) -> Words:
    """Read, once in a process, `file`; each entry `name = ["中文", "English"]` under its page's table, both never empty."""
    words: dict[str, Bilingual] = {}
    for page, entries in tomllib.loads(file.read_text(encoding="utf-8")).items():
        for name, pair in entries.items():
            zh, en = pair
            if not zh or not en:
                raise ValueError(f"{file.name} [{page}] {name}: a word stands in both languages")
            words[f"{page}.{name}"] = Bilingual(zh, en)
    return Words(words)


def place_name(words: Words, place: str, language: Language) -> str:
    """A field that a refusal names, in the reader's words; a file, an option or a setting keeps its own name."""
    name = f"field.{place}"
    return words[name].in_(language) if name in words else row_words(place, language)


def row_words(place: str, language: Language) -> str:
    """A place in a table, `areas.csv 第3行 人口`, with its row in the reader's words; columns keep the names they have."""
    return place if language == "zh" else ROW.sub(r"row \1", place)
