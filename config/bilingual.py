"""A sentence in the two languages of the product, Chinese first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One sentence or name in Chinese and English; `{name}` fields are filled by `fill`."""

    zh: str
    en: str

    def in_(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en

    def fill(self, **facts: object) -> Bilingual:
        """The sentence with its facts in place; a bilingual fact is put in its own language."""
        return Bilingual(
            self.zh.format(**{name: _in(fact, "zh") for name, fact in facts.items()}),
            self.en.format(**{name: _in(fact, "en") for name, fact in facts.items()}),
        )


def _in(fact: object, language: Language) -> object:
    return fact.in_(language) if isinstance(fact, Bilingual) else fact
