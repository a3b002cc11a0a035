"""Refuses names in the settings that nobody reads: a misspelt one would otherwise be passed over in silence."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from typing import Any, get_args, get_type_hints

from config.bilingual import Bilingual
from config.refusal import Fault


def unknown_name(place: str, given: str, known: Collection[str]) -> Fault:
    """What is said of a name that is not known, with the nearest that is, or all if none is near."""
    near = get_close_matches(given, known, n=1, cutoff=0.6)
    if near:
        way_out = Bilingual("是指 {names} 吗？", "Do you mean {names}?")
    else:
        way_out = Bilingual("可以写的有：{names}。", "There are: {names}.")
    names = Bilingual("、".join(near or sorted(known)), ", ".join(near or sorted(known)))
    return Fault(
        place,
        Bilingual("没有“{given}”这一项设置。{way_out}", "there is no setting “{given}”. {way_out}").fill(
            given=given, way_out=way_out.fill(names=names)
        ),
    )


def unknown_in(shape: Any, value: object, place: str) -> Iterator[Fault]:
    """The names in a table of the settings, and in the tables within it, that `shape` does not have."""
    if is_dataclass(shape) and isinstance(value, Mapping):
        known = {one.name for one in fields(shape)}
        hints = get_type_hints(shape)
        for name, inner in value.items():
            if name in known:
                yield from unknown_in(hints[name], inner, f"{place}.{name}")
            else:
                yield unknown_name(place, name, known)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            for part in get_args(shape)[1:]:
                yield from unknown_in(part, inner, f"{place}.{name}")
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            for part in get_args(shape)[:1]:
                yield from unknown_in(part, inner, f"{place} {number}")
