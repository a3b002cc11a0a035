"""Finds the registered template and its values for a text: mainland providers take nothing else.

A template is written as the provider registered it, with `${name}` or `{1}` where a value goes; the
signature stands before it in 【】 and is not part of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_VARIABLE = re.compile(r"\$?\{(\w+)\}")
_BARRED_IN_VALUES = re.compile(r"[【】]|https?://|www\.", re.IGNORECASE)
MOST_CHARACTERS = 35
"""Of a value, unless the template says otherwise; the providers' usual limit for notices."""


@dataclass(frozen=True, slots=True)
class RegisteredTemplate:
    """One template by the code that the provider gave it; no value is longer than `most` characters."""

    code: str
    content: str
    most: int = MOST_CHARACTERS

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of its variables, in their order."""
        return tuple(_VARIABLE.findall(self.content))

    def __post_init__(self) -> None:
        if len(set(self.variables)) != len(self.variables):
            raise ValueError(f"template {self.code}: a variable stands twice")
        if "【" in self.content or "】" in self.content:
            raise ValueError(f"template {self.code}: the signature is not part of a template")

    def values_of(self, body: str) -> Mapping[str, str] | None:
        """The values that make the template to `body`, or None where it does not fit."""
        found = re.fullmatch(self._pattern(), body, re.DOTALL)
        if found is None:
            return None
        values = dict(zip(self.variables, found.groups(), strict=True))
        fits = all(
            len(value) <= self.most and not _BARRED_IN_VALUES.search(value) for value in values.values()
        )
        return values if fits else None

    def _pattern(self) -> str:
        literals = _VARIABLE.split(self.content)[::2]
        return "(.+?)".join(re.escape(literal) for literal in literals)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text as the provider takes it."""

    template: str
    values: Mapping[str, str]


def fit(text: str, signature: str, templates: Sequence[RegisteredTemplate]) -> Fitted | None:
    """The template with the most words of its own that fits a signed text; None where none does."""
    opening = f"【{signature}】"
    if not text.startswith(opening):
        return None
    body = text.removeprefix(opening)
    wordiest = sorted(templates, key=lambda each: len(_VARIABLE.sub("", each.content)), reverse=True)
    for template in wordiest:
        values = template.values_of(body)
        if values is not None:
            return Fitted(template.code, values)
    return None
