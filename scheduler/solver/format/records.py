"""Records of the format: named fields with their meaning and unit, read strictly and written sparely."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, dataclass, fields
from typing import Any

from config.bilingual import Bilingual
from config.refusal import Refusal, refuse
from scheduler.solver.format.refusing import below, raise_together, unfit
from scheduler.solver.format.shapes import Shape

NOTHING = object()


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, what values it takes, what it means and in which unit."""

    name: str
    shape: Shape
    meaning: str
    unit: str = ""


def _no_check(_: Any, __: str) -> Iterator[Refusal]:
    return iter(())


@dataclass(frozen=True, slots=True)
class Record:
    """A record of the product as a JSON object; a field with a default may be left out, none may be unknown.

    `check` refuses what no single field shows.
    """

    of: type
    name: str
    meaning: str
    fields: tuple[Field, ...]
    check: Callable[[Any, str], Iterable[Refusal]] = _no_check

    def read(self, value: object, at: str) -> Any:
        if not isinstance(value, dict):
            raise unfit(at, value, Bilingual("对象", "an object"))
        found: dict[str, Any] = {}
        refusals = list(self._unknown(value, at))
        defaults = self.defaults()
        for field in self.fields:
            place = below(at, field.name)
            if field.name not in value:
                if defaults[field.name] is NOTHING:
                    refusals.append(_missing(place, field))
                continue
            try:
                found[field.name] = field.shape.read(value[field.name], place)
            except Refusal as refusal:
                refusals.append(refusal)
        raise_together(refusals)
        return self._made(found, at)

    def _made(self, found: dict[str, Any], at: str) -> Any:
        try:
            made = self.of(**found)
        except ValueError as error:
            raise refuse(
                at,
                "各项之间不相符：{why}。请改正。",
                "its fields do not fit together: {why}. Mend them.",
                why=error,
            ) from error
        raise_together(self.check(made, at))
        return made

    def _unknown(self, value: dict[str, object], at: str) -> Iterator[Refusal]:
        known = {field.name for field in self.fields}
        for name in value:
            if name not in known:
                yield refuse(
                    below(at, name),
                    "没有“{name}”这个字段；这里可用的是：{known}。请删去或改名。",
                    "there is no field “{name}” here; there are {known}. Remove it or mend its name.",
                    name=name,
                    known=", ".join(field.name for field in self.fields),
                )

    def defaults(self) -> dict[str, Any]:
        """What each field is when it is left out; NOTHING where it must be there."""
        made = {one.name: _default(one.default, one.default_factory) for one in fields(self.of)}
        return {field.name: made[field.name] for field in self.fields}

    def write(self, value: Any) -> dict[str, Any]:
        defaults = self.defaults()
        return {
            field.name: field.shape.write(own)
            for field in self.fields
            if (own := getattr(value, field.name)) != defaults[field.name]
        }

    def schema(self) -> dict[str, Any]:
        return {"$ref": f"#/$defs/{self.name}"}

    def definition(self) -> dict[str, Any]:
        """Its own JSON Schema."""
        defaults = self.defaults()
        return {
            "type": "object",
            "description": self.meaning,
            "properties": {
                field.name: {**field.shape.schema(), "description": described(field)} for field in self.fields
            },
            "required": [field.name for field in self.fields if defaults[field.name] is NOTHING],
            "additionalProperties": False,
        }


def described(field: Field) -> str:
    """What the field means, with its unit."""
    return f"{field.meaning} [{field.unit}]" if field.unit else field.meaning


def records_in(shape: object) -> Iterator[Record]:
    """The records that a shape is made of, itself first, each once, in the order in which they are met."""
    seen: dict[str, Record] = {}
    ahead: list[object] = [shape]
    while ahead:
        one = ahead.pop(0)
        if isinstance(one, Record):
            if one.name in seen:
                continue
            seen[one.name] = one
            ahead += [field.shape for field in one.fields]
        elif (inner := getattr(one, "shape", None)) is not None:
            ahead.append(inner)
        else:
            ahead += getattr(one, "shapes", ())
    yield from seen.values()


def _default(default: object, factory: object) -> Any:
    if default is not MISSING:
        return default
    return factory() if callable(factory) else NOTHING


def _missing(place: str, field: Field) -> Refusal:
    return refuse(
        place,
        "缺少这一项（{meaning}）。请补上。",
        "this field is missing: {meaning}. Add it.",
        meaning=described(field),
    )
