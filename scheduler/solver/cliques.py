"""Which uses of one venue or provider exclude each other: a cover of the conflicts by cliques."""

from __future__ import annotations

from collections.abc import Sequence


def cover_of(near: Sequence[int]) -> list[tuple[int, ...]]:
    """Groups of mutually conflicting uses, by position, such that each conflict lies within a group.

    `near` tells of each use by bits which others it conflicts with, itself left out. Each use is in a
    group. Greedy, and whole for intervals in the order of their beginnings.
    """
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
