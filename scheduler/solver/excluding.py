"""Which uses of one venue or provider on one day exclude each other, as rows of a month's model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from scheduler.solver.cliques import cover_of
from scheduler.solver.columns import Span
from scheduler.solver.model import Model
from scheduler.solver.terms import Numbers
from scheduler.solver.uses import coded, edges, sorted_by

Use = TypeVar("Use", bound="tuple[Any, ...]")
"""What tells the uses of a party on a day apart: from when until when, and where."""


class Besides(NamedTuple):
    """What a column uses beside its sessions: on which day, which party, and how."""

    variable: int
    day: date
    party: str
    use: tuple[Any, ...]


Conflicts = NDArray[np.bool_]
"""Of each pair of uses whether they exclude each other."""


def exclude(
    model: Model,
    rule: str,
    parties: Sequence[Sequence[str | None]],
    uses: Sequence[Use],
    conflicts: Callable[[Sequence[Use]], Conflicts],
    besides: Sequence[Besides] = (),
) -> None:
    """Of uses in conflict at most one is chosen: a row for each clique of a cover of the conflicts.

    Of each column: what it uses, one party or none in each of the `parties`, and how; `besides` tells what
    else it uses, on other days. `conflicts` tells of each pair of uses whether they exclude each other.
    """
    names = sorted({name for each in parties for name in each if name} | {one.party for one in besides})
    kinds: list[Any] = sorted({*uses, *(one.use for one in besides)})
    if not names:
        return
    variables, days, party, kind = _sorted(
        model, [coded(each, names) for each in parties], coded(uses, kinds), _coded(besides, names, kinds)
    )
    excluding = conflicts(kinds)
    np.fill_diagonal(excluding, val=False)
    covers: dict[bytes, list[tuple[int, ...]]] = {}
    seen: set[tuple[int, bytes, bytes]] = set()
    whole, parts = edges(party, days), edges(party, days, kind)
    first_part = np.searchsorted(parts, whole).tolist()
    bounds, present_kinds = parts.tolist(), kind[parts[:-1]]
    for place, (start, end) in enumerate(pairwise(whole.tolist())):
        own = kind[start:end]
        alike = (int(party[start]), variables[start:end].tobytes(), own.tobytes())
        if end - start == 1 or (model.alike_once and alike in seen):
            continue
        seen.add(alike)
        first, last = first_part[place], first_part[place + 1]
        present = present_kinds[first:last]
        cover = covers.get(present.tobytes())
        if cover is None:
            cover = covers[present.tobytes()] = cover_of(_bits(excluding[np.ix_(present, present)]))
        subject = (names[party[start]], date.fromordinal(int(days[start])).isoformat())
        members = [variables[bounds[each] : bounds[each + 1]] for each in range(first, last)]
        for clique in cover:
            together = (
                members[clique[0]] if len(clique) == 1 else np.concatenate([members[one] for one in clique])
            )
            model.at_most_one(rule, subject, together)


def overlapping(spans: Sequence[Span], between: Numbers | int = 0) -> Conflicts:
    """Whether two spans overlap, or lie nearer to each other than the minutes needed between them."""
    begins, ends = np.array(spans, dtype=np.int64).reshape(-1, 2).T
    before = begins[:, None] < ends[None, :] + between
    found: Conflicts = before & before.T
    return found


def _bits(matrix: Conflicts) -> list[int]:
    return [int.from_bytes(row, "little") for row in np.packbits(matrix, axis=1, bitorder="little")]


def _coded(besides: Sequence[Besides], names: Sequence[str], kinds: Sequence[object]) -> tuple[Numbers, ...]:
    """Variables, days, parties and kinds of what is used besides."""
    return (
        np.array([one.variable for one in besides], dtype=np.int64),
        np.array([one.day.toordinal() for one in besides], dtype=np.int64),
        coded([one.party for one in besides], names),
        coded([one.use for one in besides], kinds),
    )


def _sorted(
    model: Model, parties: Sequence[Numbers], kinds: Numbers, besides: tuple[Numbers, ...]
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Variables, days, parties and kinds of all uses, by party, day and kind."""
    uses = model.decisions.uses
    found: list[tuple[Numbers, ...]] = []
    for party in parties:
        taken = party[uses.variables] >= 0
        variables = uses.variables[taken]
        found.append((variables, uses.days[taken], party[variables], kinds[variables]))
    variables, days, names, kind = (np.concatenate(each) for each in zip(*found, besides, strict=True))
    order = sorted_by(names, days, kind)
    return variables[order], days[order], names[order], kind[order]
