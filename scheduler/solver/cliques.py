"""Which uses of one venue or provider exclude each other: a cover of the conflicts by cliques."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Use = TypeVar("Use")


def clique_cover(uses: Sequence[Use], conflict: Callable[[Use, Use], bool]) -> list[tuple[int, ...]]:
    """Groups of mutually conflicting uses, by position, such that each conflict lies within a group.

    Each use conflicts with itself, so each is in a group. Greedy, and whole for intervals in the
    order of their beginnings.
    """
    near = [0] * len(uses)
    for first, use in enumerate(uses):
        for second in range(first + 1, len(uses)):
            if conflict(use, uses[second]):
                near[first] |= 1 << second
                near[second] |= 1 << first
    return cover_of(near)


def cover_of(near: Sequence[int]) -> list[tuple[int, ...]]:
    """The same cover, told of each use by the bits of those that it conflicts with, itself left out."""
    open_edges = list(near)
    cliques: list[tuple[int, ...]] = []
    for first in range(len(near)):
        if not near[first]:
            cliques.append((first,))
        while open_edges[first]:
            second = _lowest(open_edges[first])
            members = _extended([first, second], near)
            mask = sum(1 << member for member in members)
            for member in members:
                open_edges[member] &= ~mask
            cliques.append(tuple(sorted(members)))
    return cliques


def _extended(members: list[int], near: Sequence[int]) -> list[int]:
    others = near[members[0]] & near[members[1]]
    while others:
        member = _lowest(others)
        members.append(member)
        others &= near[member]
    return members


def _lowest(mask: int) -> int:
    return (mask & -mask).bit_length() - 1
