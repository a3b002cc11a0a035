"""Settles a year's numbers: any that fit first, then better ones, one neighbourhood after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from scheduler.solver.cpsat import Run
from scheduler.solver.linear import Linear
from scheduler.solver.search import Found
from scheduler.solver.year.joined import Joined
from scheduler.solver.year.numbers import Part
from scheduler.solver.year.pace import Pace

STEP_WORK, WIDE_WORK = 0.5, 1.5
"""The solver's own time for one neighbourhood: a month or an area, and several at once."""
SEVERAL = 3
"""So many months are freed together."""

Values = tuple[int, ...]
Item = TypeVar("Item")
MIXERS = (7919, 104_729, 1_000_003)
"""Primes that mix an order up."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What may change while all else stays, and how long to look."""

    free: Callable[[Part], bool]
    work: float


@dataclass
class NumbersSearch:
    """The search for one program's numbers; `values` are the best so far, `points` theirs."""

    joined: Joined
    program: Linear
    pace: Pace
    months: tuple[str, ...]
    values: Values | None = None
    points: int | None = None
    looks: int = 0
    _own: Mapping[int, Part] = field(init=False)

    def __post_init__(self) -> None:
        self._own = {
            part.variable: part for part in reversed(self.joined.parts)
        }  # the month's own comes first

    def begin(self, values: Values) -> None:
        """Start from numbers that fit the program; what the wishes count is reckoned from them."""
        self.values, self.points = values, None
        self.look(Neighbourhood(lambda _: False, WIDE_WORK))

    def improve(self, until: float, settled: Callable[[int], bool], took: Callable[[], None]) -> None:
        """Better numbers until that share of the time is over, or a look at all neighbourhoods finds none."""
        for neighbourhood in self._neighbourhoods():
            if self.pace.over(until) or (self.points is not None and settled(self.points)):
                return
            if self.look(neighbourhood):
                took()

    def look(self, neighbourhood: Neighbourhood) -> bool:
        """Whether better numbers were found with only the neighbourhood free; they are taken."""
        found = self.found_in(neighbourhood, self.program)
        better = found.best is not None and (self.points is None or found.best < self.points)
        if better:
            self.values, self.points = found.values, found.best
        return better

    def found_in(self, neighbourhood: Neighbourhood, program: Linear) -> Found:
        """The best of a program with only the neighbourhood free."""
        values = self.values
        assert values is not None, "numbers are bettered once there are some"
        fixed = {v: values[v] for v, part in self._own.items() if not neighbourhood.free(part)}
        self.looks += 1
        return self.pace.run(
            Run(
                linear=program.fixed(fixed),
                hint=dict(enumerate(values)),
                workers=1,
                seed=self.pace.options.seed,
                for_bound=False,
                seconds=self.pace.options.seconds,
                work=neighbourhood.work,
            )
        )

    def _neighbourhoods(self) -> Iterator[Neighbourhood]:
        """Each month, each area; then several months together and pairs of areas, again and again."""
        areas = sorted({part.area_id for part in self._own.values()})
        yield from (of_months({month}, STEP_WORK) for month in self.months)
        yield from (of_areas({area}, STEP_WORK) for area in areas)
        work, turn = WIDE_WORK, 0
        while True:
            before, turn = self.points, turn + 1
            areas = self._mixed(areas, turn)
            yield from self._mixed(self._wide(areas, work), turn)
            if self.points == before:
                work *= 2
                if work > WIDE_WORK * len(self.months):
                    return

    def _wide(self, areas: Sequence[str], work: float) -> Iterator[Neighbourhood]:
        for place in range(len(self.months)):
            yield of_months(self.months[place : place + SEVERAL], work)
        for one, other in zip(areas, [*areas[1:], *areas[:1]], strict=True):
            yield of_areas({one, other}, work)

    def _mixed(self, items: Iterable[Item], turn: int) -> list[Item]:
        """The items in another order each turn, the same for the same seed."""
        step = MIXERS[0] * self.pace.options.seed + MIXERS[1] * turn
        numbered = list(enumerate(items, start=1))
        return [item for _, item in sorted(numbered, key=lambda one: one[0] * step % MIXERS[2])]


def of_months(months: Sequence[str] | set[str], work: float) -> Neighbourhood:
    """What some months decide."""
    chosen = frozenset(months)
    return Neighbourhood(lambda part: part.month in chosen, work)


def of_areas(areas: set[str], work: float) -> Neighbourhood:
    """What some areas get in all months."""
    return Neighbourhood(lambda part: part.area_id in areas, work)
