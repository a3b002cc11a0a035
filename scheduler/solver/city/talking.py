"""What the districts' talks have come to so far, and how districts are asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Self, TypeVar

from scheduler.solver.city.market import Market, Mixture
from scheduler.solver.city.parts import areas_of, districts_of, shared_providers
from scheduler.solver.city.sharing import Sharing
from scheduler.solver.city.tasks import (
    Arranged,
    Claimed,
    Counted,
    Crew,
    Limited,
    Place,
    Prices,
    Task,
    Wanted,
)
from scheduler.solver.problem import Problem

Kind = TypeVar("Kind", Wanted, Counted, Arranged, Claimed, Limited)


class Stopped(Exception):  # noqa: N818 - an ending, not an error
    """It is time to end, or a person wishes it."""


@dataclass
class Talks:
    """One city's month: the best plans of its districts so far, the prices, and the proven bound in points."""

    city: Problem
    crew: Crew
    seed: int = 1
    over: Callable[[], bool] = lambda: False
    tell: Callable[[Self], None] = lambda _: None
    note: Callable[[str], None] = lambda _: None
    plans: list[Arranged] = field(default_factory=list)
    bound: int | None = None
    infeasible: bool = False
    cut_short: bool = False

    def __post_init__(self) -> None:
        self.sharing = Sharing.of(self.city, shared_providers(self.city))
        self.areas = [areas_of(self.city, one) for one in districts_of(self.city)]
        self.all = range(len(self.areas))
        self.fill: list[frozenset[Place]] = [frozenset() for _ in self.all]
        self.market = Market(self.sharing, len(self.areas))
        self.wanted: list[Wanted] = []
        self.mixture: Mixture = ()
        self.best: list[Arranged] = []
        self.had: list[list[Arranged]] = [[] for _ in self.all]
        self.prices: Prices = {}

    @property
    def points(self) -> int | None:
        """Points of the merged plan, if it lacks nothing."""
        if not self.plans or self.short:
            return None
        return sum(plan.points for plan in self.plans)

    @property
    def short(self) -> int:
        return sum(plan.short for plan in self.plans)

    @property
    def proven(self) -> bool:
        return self.points is not None and self.points == self.bound

    def keep(self) -> None:
        """Remember the best plans so far, and tell of them."""
        if not self.best or rank(self.plans) < rank(self.best):
            self.best = self.plans
            self.tell(self)

    def ask(self, tasks: Sequence[Task], kind: type[Kind]) -> list[Kind]:
        """All answers; raises Stopped if it is over before they are there."""
        if self.over():
            raise Stopped
        replies = self.crew.do(tasks, self.over)
        if replies is None:
            raise Stopped
        assert all(isinstance(reply, kind) for reply in replies), "each task has its kind of answer"
        return [reply for reply in replies if isinstance(reply, kind)]


def total(plans: Sequence[Arranged]) -> int:
    return sum(plan.points for plan in plans)


def rank(plans: Sequence[Arranged]) -> tuple[int, int]:
    """By what plans are compared: what is missing first, then points."""
    return sum(plan.short for plan in plans), total(plans)
