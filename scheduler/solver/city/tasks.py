"""What a district is asked in one step of the negotiation, and what it answers; all of it travels between processes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from scheduler.domain.terms import Category
from scheduler.solver.city.sharing import Resource, Slice
from scheduler.solver.columns import Column
from scheduler.solver.linear import Linear
from scheduler.solver.solution import Unplaced

Place = tuple[str, Category]
"""Area and category."""
Prices = Mapping[Resource, int]
"""Of one unit of a resource, in millionths of a point; nought for what is not named."""


@dataclass(frozen=True, slots=True)
class Bid:
    """What would the district take at these prices, half deliveries allowed? `fill`: where the whole menu is offered."""

    district: int
    prices: Prices
    fill: frozenset[Place] = frozenset()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A district's bid: its own points, what it would use, and the places whose least it does not reach so.

    `infeasible` says that even with all that the city has, some rule of the district's cannot be kept.
    """

    points: float = 0.0
    uses: Mapping[Resource, float] | None = None
    missing: frozenset[Place] = frozenset()
    infeasible: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """Say by numbers what the district could do; days and places at their price where the shared providers cost these `prices`."""

    district: int
    prices: Prices
    fill: frozenset[Place] = frozenset()


NOTHING = Linear((), (), (), {}, 0)


@dataclass(frozen=True, slots=True)
class Counted:
    """A district by numbers: its program, which numbers use what is shared, those that tell what a place lacks, and to which place a shared provider `comes`.

    `missing` are the places whose least the relaxation with days and places does not reach, even with all that is shared.
    """

    linear: Linear = NOTHING
    uses: Mapping[Resource, Sequence[tuple[int, int]]] = field(default_factory=dict)
    slacks: Sequence[tuple[int, Place]] = ()
    comes: Mapping[int, Place] = field(default_factory=dict)
    missing: frozenset[Place] = frozenset()
    infeasible: bool = False


@dataclass(frozen=True, slots=True)
class Arrange:
    """Find the district's plan within a slice at these prices, from the one it has.

    `work` in the solver's seconds; none: that plan as it is, with its points. `anew`: by numbers first, nothing of it kept.
    """

    district: int
    slice: Slice
    prices: Prices
    now: tuple[Column, ...]
    fill: frozenset[Place]
    work: float
    seed: int
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Arranged:
    """A district's plan: what is new in it, its own points, and how many deliveries its leasts lack."""

    columns: tuple[Column, ...] = ()
    points: int = 0
    short: int = 0
    found: bool = True


@dataclass(frozen=True, slots=True)
class Held:
    """A delivery that another district has of a shared provider, and the points for which it can be taken away."""

    district: int
    column: Column
    price: int


@dataclass(frozen=True, slots=True)
class Claim:
    """Find places for what the district lacks in some categories, all else of its plan being left as it is.

    In some areas the other categories may give way, without anything new of the shared providers. What others have of the shared providers may be taken away; the slice tells of money and of what stands.
    """

    district: int
    categories: frozenset[Category]
    areas: frozenset[str]
    slice: Slice
    now: tuple[Column, ...]
    held: tuple[Held, ...]
    fill: frozenset[Place]
    work: float
    seed: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """The district's plan, and what it takes away from others for it."""

    columns: tuple[Column, ...] = ()
    taken: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """Prove what the district's plan costs at least at these prices, among all that could be offered."""

    district: int
    prices: Prices
    work: float
    seed: int


@dataclass(frozen=True, slots=True)
class Limited:
    """A proven bound in thousandths of a point, prices included; `infeasible`: no plan of the city keeps all rules."""

    bound: int | None = None
    infeasible: bool = False


@dataclass(frozen=True, slots=True)
class Explain:
    """Say why the district's orders are not served, with what the others leave."""

    district: int
    slice: Slice
    columns: tuple[Column, ...]
    fill: frozenset[Place]


Task = Bid | Count | Arrange | Claim | Limit | Explain
Reply = Wanted | Counted | Arranged | Claimed | Limited | tuple[Unplaced, ...]


class Crew(Protocol):
    """Does tasks of one city's districts."""

    def do(self, tasks: Sequence[Task], stop: Callable[[], bool]) -> list[Reply] | None:
        """The answers in the order of the tasks; None if it was stopped before all were done."""
