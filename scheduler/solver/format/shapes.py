"""The plain shapes of which the format is made: each reads, writes and describes one kind of value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from math import isfinite
from typing import Any, Protocol

from config.bilingual import Bilingual
from scheduler.domain.terms import SLOT_MINUTES
from scheduler.solver.format.refusing import unfit

MOST_WHOLE = 1_000_000_000
"""No number of the field is larger; the solver reckons in 64 bits."""
MOST_TEXT = 500
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_HALF_PAIR = re.compile(r"[\ud800-\udfff]")
_CIVIL = re.compile(r"\d{2}:\d{2}(:\d{2})?")


class Shape(Protocol):
    """One kind of value: `read` refuses what does not fit, by its pointer; `schema` says it to programs."""

    def read(self, value: object, at: str) -> Any: ...
    def write(self, value: Any) -> Any: ...
    def schema(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Text:
    """A text of at most `most` characters; `empty` lets it be empty."""

    empty: bool = False
    most: int = MOST_TEXT

    def read(self, value: object, at: str) -> str:
        if not isinstance(value, str) or not (value or self.empty) or len(value) > self.most:
            raise unfit(
                at, value, Bilingual(f"1 至 {self.most} 字的文本", f"a text of 1 to {self.most} characters")
            )
        if _HALF_PAIR.search(value):
            raise unfit(at, value, Bilingual("完整的 Unicode 文本", "whole Unicode text"))
        return value

    def write(self, value: str) -> str:
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 0 if self.empty else 1, "maxLength": self.most}


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `least` to `most`."""

    least: int = 0
    most: int = MOST_WHOLE

    def read(self, value: object, at: str) -> int:
        number = int(value) if isinstance(value, float) and value.is_integer() else value
        if isinstance(number, bool) or not isinstance(number, int) or not self.least <= number <= self.most:
            raise unfit(
                at,
                value,
                Bilingual(
                    f"{self.least} 至 {self.most} 的整数", f"a whole number from {self.least} to {self.most}"
                ),
            )
        return number

    def write(self, value: int) -> int:
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `least` to `most`."""

    least: float
    most: float

    def read(self, value: object, at: str) -> float:
        plain = not isinstance(value, bool) and isinstance(value, int | float)
        if not plain or not isfinite(value) or not self.least <= value <= self.most:  # type: ignore[arg-type, operator]
            raise unfit(
                at,
                value,
                Bilingual(
                    f"{self.least:g} 至 {self.most:g} 的数", f"a number from {self.least:g} to {self.most:g}"
                ),
            )
        return float(value)  # type: ignore[arg-type]

    def write(self, value: float) -> float:
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "number", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Truth:
    """Yes or no."""

    def read(self, value: object, at: str) -> bool:
        if not isinstance(value, bool):
            raise unfit(at, value, Bilingual(" true 或 false", "true or false"))
        return value

    def write(self, value: bool) -> bool:
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Day:
    """A civil day, `YYYY-MM-DD`."""

    def read(self, value: object, at: str) -> date:
        wanted = Bilingual("日期，如 2026-06-12", "a day such as 2026-06-12")
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise unfit(at, value, wanted)
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise unfit(at, value, wanted) from error

    def write(self, value: date) -> str:
        return value.isoformat()

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date", "pattern": f"^{_DAY.pattern}$"}


@dataclass(frozen=True, slots=True)
class Civil:
    """A civil time, `HH:MM`; `grid` asks for a quarter of an hour."""

    grid: bool = False

    def read(self, value: object, at: str) -> time:
        slot = f"，以 {SLOT_MINUTES} 分钟为格" if self.grid else ""
        on_grid = f" on the grid of {SLOT_MINUTES} minutes" if self.grid else ""
        wanted = Bilingual(f"时刻，如 19:30{slot}", f"a civil time such as 19:30{on_grid}")
        if not isinstance(value, str) or not _CIVIL.fullmatch(value):
            raise unfit(at, value, wanted)
        try:
            found = time.fromisoformat(value)
        except ValueError as error:
            raise unfit(at, value, wanted) from error
        if self.grid and (found.second or found.minute % SLOT_MINUTES):
            raise unfit(at, value, wanted)
        return found

    def write(self, value: time) -> str:
        return value.isoformat() if value.second else f"{value:%H:%M}"

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{_CIVIL.pattern}$"}


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some words."""

    words: type[StrEnum] | tuple[str, ...]

    def read(self, value: object, at: str) -> str:
        words = self._plain()
        if not isinstance(value, str) or value not in words:
            listed = ", ".join(words)
            raise unfit(at, value, Bilingual(f"其中之一：{listed}", f"one of {listed}"))
        return value if isinstance(self.words, tuple) else self.words(value)

    def write(self, value: str) -> str:
        return str(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": self._plain()}

    def _plain(self) -> list[str]:
        return [str(word) for word in self.words]
