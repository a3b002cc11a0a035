"""The terms of a row: pairs of variable and coefficient, many of them kept as arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.int64]
Terms: TypeAlias = Sequence[tuple[int, int]]
"""Variable and coefficient."""


@dataclass(frozen=True, slots=True)
class ManyTerms(Sequence[tuple[int, int]]):
    """Terms as two arrays of one length."""

    variables: Numbers
    amounts: Numbers

    @overload
    def __getitem__(self, place: int) -> tuple[int, int]: ...

    @overload
    def __getitem__(self, place: slice) -> ManyTerms: ...

    def __getitem__(self, place: int | slice) -> tuple[int, int] | ManyTerms:
        if isinstance(place, slice):
            return ManyTerms(self.variables[place], self.amounts[place])
        return int(self.variables[place]), int(self.amounts[place])

    def __len__(self) -> int:
        return len(self.variables)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self.variables.tolist(), self.amounts.tolist(), strict=True)


def many(terms: Terms) -> ManyTerms:
    """The same terms as arrays."""
    if isinstance(terms, ManyTerms):
        return terms
    pairs = np.array(terms, dtype=np.int64).reshape(-1, 2)
    return ManyTerms(pairs[:, 0], pairs[:, 1])


def once_each(variables: Numbers) -> ManyTerms:
    """Each variable with the coefficient 1."""
    ones = _ones[0]
    if len(variables) > len(ones):
        ones = _ones[0] = np.ones(2 * len(variables), dtype=np.int64)
    return ManyTerms(variables, ones[: len(variables)])


_ones = [np.ones(0, dtype=np.int64)]
"""So many ones that each row can have its part of them; never written to."""
