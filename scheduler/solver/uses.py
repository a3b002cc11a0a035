"""When the columns of a month use their venue and provider: every session of every column, as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from scheduler.solver.terms import Numbers


@dataclass(frozen=True, slots=True)
class Uses:
    """Sessions of columns, one after the other: which column's, on which day (proleptic ordinal)."""

    variables: Numbers
    days: Numbers


def uses_of(days_of_columns: Sequence[tuple[date, ...]]) -> Uses:
    """The sessions of columns that are told by their days."""
    place: dict[int, int] = {}
    known: list[Numbers] = []
    which: list[int] = []
    for days in days_of_columns:
        number = place.get(id(days))  # columns that begin alike share their days; comparing them takes longer
        if number is None:
            number = place[id(days)] = len(known)
            known.append(np.array([day.toordinal() for day in days], dtype=np.int64))
        which.append(number)
    if not which:
        return Uses(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    own = np.array(which, dtype=np.int64)
    sizes = np.array([len(days) for days in known], dtype=np.int64)
    counts = sizes[own]
    firsts = (np.cumsum(sizes) - sizes)[own]
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return Uses(
        np.repeat(np.arange(len(own)), counts), np.concatenate(known)[np.repeat(firsts, counts) + within]
    )


def runs(*values: Numbers) -> list[tuple[int, int]]:
    """The stretches, from and until, in which all of the arrays stay as they are."""
    return list(pairwise(edges(*values).tolist()))


def edges(*values: Numbers) -> Numbers:
    """Where such stretches begin, and where the last one ends; nothing of empty arrays."""
    length = len(values[0])
    if not length:
        return np.zeros(0, dtype=np.int64)
    changes = np.zeros(length - 1, dtype=bool)
    for each in values:
        changes |= each[1:] != each[:-1]
    return np.concatenate(([0], np.flatnonzero(changes) + 1, [length]))


def sorted_by(*keys: Numbers) -> Numbers:
    """The order by the first key, then the next ones; what is alike in all stays in its order."""
    joined = np.zeros(len(keys[0]), dtype=np.int64)
    for key in keys:
        low = int(key.min(initial=0))
        joined = joined * (int(key.max(initial=0)) - low + 1) + (key - low)
    return np.argsort(joined, kind="stable")


def coded(values: Iterable[object], known: Iterable[object]) -> Numbers:
    """Each value by its place among those known, -1 for one that is not."""
    place = {value: number for number, value in enumerate(known)}
    return np.array([place.get(value, -1) for value in values], dtype=np.int64)
