"""The plain shapes of which the format is made: each reads, writes and describes one kind of value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from math import isfinite
from typing import Any, Protocol

from config.bilingual import Bilingual
from config.refusal import Refusal
from scheduler.domain.terms import SLOT_MINUTES
from scheduler.solver.format.refusing import below, together, unfit

MOST_WHOLE = 1_000_000_000
"""No number of the field is larger; the solver reckons in 64 bits."""
MOST_TEXT = 500
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CIVIL = re.compile(r"\d{2}:\d{2}(:\d{2})?")


class Shape(Protocol):
    """One kind of value: `read` refuses what does not fit, by its pointer; `schema` says it to programs."""

    def read(self, value: object, at: str) -> Any: ...
    def write(self, value: Any) -> Any: ...
    def schema(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Text:
    """A text; `empty` lets it be empty."""

    empty: bool = False

    def read(self, value: object, at: str) -> str:
        if not isinstance(value, str) or not (value or self.empty) or len(value) > MOST_TEXT:
            raise unfit(at, value, Bilingual(f"1 至 {MOST_TEXT} 字的文本", f"a text of 1 to {MOST_TEXT} characters"))
        if any(0xD800 <= ord(character) <= 0xDFFF for character in value):
            raise unfit(at, value, Bilingual("完整的 Unicode 文本", "whole Unicode text"))
        return value

    def write(self, value: str) -> str:
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 0 if self.empty else 1, "maxLength": MOST_TEXT}


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
                Bilingual(f"{self.least:g} 至 {self.most:g} 的数", f"a number from {self.least:g} to {self.most:g}"),
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
        wanted = Bilingual("日期,如 2026-06-12", "a day such as 2026-06-12")
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
        slot = f",以 {SLOT_MINUTES} 分钟为格" if self.grid else ""
        on_grid = f" on the grid of {SLOT_MINUTES} minutes" if self.grid else ""
        wanted = Bilingual(f"时刻,如 19:30{slot}", f"a civil time such as 19:30{on_grid}")
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
            raise unfit(at, value, Bilingual(f"其中之一:{listed}", f"one of {listed}"))
        return value if isinstance(self.words, tuple) else self.words(value)

    def write(self, value: str) -> str:
        return str(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": self._plain()}

    def _plain(self) -> list[str]:
        return [str(word) for word in self.words]


@dataclass(frozen=True, slots=True)
class Maybe:
    """A value, or null where there is none."""

    shape: Shape

    def read(self, value: object, at: str) -> Any:
        return None if value is None else self.shape.read(value, at)

    def write(self, value: Any) -> Any:
        return None if value is None else self.shape.write(value)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [self.shape.schema(), {"type": "null"}]}


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of values; as a `frozenset` none comes twice and they are written in order."""

    shape: Shape
    into: Callable[[list[Any]], Any] = tuple
    least: int = 0

    def read(self, value: object, at: str) -> Any:
        if not isinstance(value, list) or len(value) < self.least:
            raise unfit(at, value, Bilingual("列表", "a list") if not self.least else Bilingual("非空列表", "a list that is not empty"))
        items: list[Any] = []
        refusals: list[Refusal] = []
        for place, item in enumerate(value):
            try:
                read = self.shape.read(item, below(at, place))
            except Refusal as refusal:
                refusals.append(refusal)
                continue
            if self.into is frozenset and read in items:
                refusals.append(unfit(below(at, place), item, Bilingual("不重复的值", "a value that comes once")))
            items.append(read)
        if (refusal := together(refusals)) is not None:
            raise refusal
        return self.into(items)

    def write(self, value: Any) -> list[Any]:
        written = [self.shape.write(item) for item in value]
        return sorted(written) if self.into is frozenset else written

    def schema(self) -> dict[str, Any]:
        unique = {"uniqueItems": True} if self.into is frozenset else {}
        least = {"minItems": self.least} if self.least else {}
        return {"type": "array", "items": self.shape.schema(), **unique, **least}


@dataclass(frozen=True, slots=True)
class Keyed:
    """A value for each of some keys, `all_of` them if so said; kept as a mapping or as pairs."""

    keys: Mapping[str, Any]
    shape: Shape
    into: Callable[[dict[Any, Any]], Any] = dict
    all_of: bool = False

    def read(self, value: object, at: str) -> Any:
        if not isinstance(value, dict):
            raise unfit(at, value, Bilingual("对象", "an object"))
        found: dict[Any, Any] = {}
        refusals: list[Refusal] = []
        for key, item in value.items():
            if key not in self.keys:
                known = ", ".join(self.keys)
                refusals.append(unfit(below(at, key), key, Bilingual(f"其中之一:{known}", f"one of {known}")))
                continue
            try:
                found[self.keys[key]] = self.shape.read(item, below(at, key))
            except Refusal as refusal:
                refusals.append(refusal)
        missing = [key for key in self.keys if self.all_of and key not in value]
        refusals += [unfit(below(at, key), None, Bilingual("有值的一项", "a key with a value")) for key in missing]
        if (refusal := together(refusals)) is not None:
            raise refusal
        return self.into(found)

    def write(self, value: Any) -> dict[str, Any]:
        known = dict(value)
        return {name: self.shape.write(known[key]) for name, key in self.keys.items() if key in known}

    def schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {key: self.shape.schema() for key in self.keys},
            "required": list(self.keys) if self.all_of else [],
            "additionalProperties": False,
        }
