"""Shapes made of other shapes: a value or none, a list, a value for each key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from config.bilingual import Bilingual
from config.refusal import Refusal
from scheduler.solver.format.records import Record
from scheduler.solver.format.refusing import below, raise_together, unfit
from scheduler.solver.format.shapes import Shape


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
            raise unfit(
                at,
                value,
                Bilingual("列表", "a list")
                if not self.least
                else Bilingual("非空列表", "a list that is not empty"),
            )
        items: list[Any] = []
        refusals: list[Refusal] = []
        for place, item in enumerate(value):
            try:
                read = self.shape.read(item, below(at, place))
            except Refusal as refusal:
                refusals.append(refusal)
                continue
            if self.into is frozenset and read in items:
                refusals.append(
                    unfit(below(at, place), item, Bilingual("不重复的值", "a value that comes once"))
                )
            items.append(read)
        raise_together(refusals)
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
                refusals.append(
                    unfit(below(at, key), key, Bilingual(f"其中之一：{known}", f"one of {known}"))
                )
                continue
            try:
                found[self.keys[key]] = self.shape.read(item, below(at, key))
            except Refusal as refusal:
                refusals.append(refusal)
        missing = [key for key in self.keys if self.all_of and key not in value]
        refusals += [
            unfit(below(at, key), None, Bilingual("有值的一项", "a key with a value")) for key in missing
        ]
        raise_together(refusals)
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


@dataclass(frozen=True, slots=True)
class OneKind:
    """A value of one of several kinds: an object with a single key, the kind's name."""

    shapes: tuple[Record, ...]

    def read(self, value: object, at: str) -> Any:
        known = {record.name: record for record in self.shapes}
        if not isinstance(value, dict) or len(value) != 1 or not known.keys() >= value.keys():
            names = ", ".join(known)
            one = Bilingual(f"只有一项的对象，其名为其中之一：{names}", f"an object with one key of {names}")
            raise unfit(at, value, one)
        ((name, item),) = value.items()
        return known[name].read(item, below(at, name))

    def write(self, value: Any) -> dict[str, Any]:
        record = self.record_of(value)
        return {record.name: record.write(value)}

    def record_of(self, value: Any) -> Record:
        return next(record for record in self.shapes if isinstance(value, record.of))

    def schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {record.name: record.schema() for record in self.shapes},
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": False,
        }
