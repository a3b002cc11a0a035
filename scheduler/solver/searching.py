"""One search for a plan: its runs of the solver, each on its share of the time, and the best that came of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from scheduler.solver.cpsat import Run, run_solver
from scheduler.solver.linear import Linear
from scheduler.solver.model import Model
from scheduler.solver.search import Found
from scheduler.solver.solution import Options, Progress, gap_of

Watch = Callable[[Progress], None]
Cancelled = Callable[[], bool]
LEAST_SECONDS = 1.5
"""A run that is shorter finds nothing in a month of nine areas."""


@dataclass(kw_only=True)
class Searching:
    """The best points and bound so far of the model at hand, the time and the log."""

    options: Options
    watch: Watch
    cancelled: Cancelled
    began: float = field(default_factory=time.monotonic)
    log: list[str] = field(default_factory=list)
    relaxed: bool = False
    stopped: bool = False
    best: int | None = None
    bound: int | None = None
    placed: int = 0
    model: Model = field(init=False)

    def proven(self, best: Found) -> bool:
        return best.best is not None and best.best == self.bound

    def ended(self, best: Found) -> Found:
        return replace(best, infeasible=False, bound=self.bound, proven=self.proven(best))

    def once(
        self,
        name: str,
        linear: Linear,
        hint: Mapping[int, int],
        share: float,
        *,
        plans: bool = False,
        bounds: bool = False,
        proves: bool = False,
        good: float = 0.0,
    ) -> Found:
        """One run on its share of the time; its plans and its bounds count as far as said.

        Its first solution with no larger a gap than `good` ends it.
        """
        nearly: list[int] = []

        def heard(values: tuple[int, ...] | None, points: int | None, bound: int | None) -> None:
            gap = gap_of(points, bound)
            if good and gap is not None and gap <= good:
                nearly.append(points or 0)
            if bounds and bound is not None:
                self.bound = bound if self.bound is None else max(self.bound, bound)
            if plans and values is not None and points is not None:
                self.take(values, points)
            if plans or bounds:
                self.tell()

        options = self.options
        work = options.deterministic_seconds
        left = max(0.1, options.seconds - self.seconds())
        run = Run(
            linear=linear,
            hint=hint,
            workers=options.workers,
            seed=options.seed,
            for_bound=proves,
            seconds=min(left, max(LEAST_SECONDS, share * options.seconds)),
            work=None if work is None else share * work,
        )
        costs = plans or bounds or proves

        def enough() -> bool:
            return (costs and self.settled()) or bool(nearly)

        found, statistics = run_solver(run, heard, self.cancelled, enough)
        heard(None, None, found.bound)
        self.stopped = self.stopped or found.stopped
        self.note(f"{name}: {statistics}")
        return found

    def settled(self) -> bool:
        """Whether no plan can be better than the best one."""
        return self.best is not None and self.best == self.bound

    def take(self, values: tuple[int, ...], points: int) -> None:
        if self.best is None or points < self.best:
            self.best = points
            columns = zip(self.model.columns, values, strict=False)
            self.placed = sum(column.in_month for column, value in columns if value)

    def tell(self) -> None:
        gap = gap_of(self.best, self.bound)
        self.watch(Progress(self.best, self.bound, gap, self.seconds(), self.placed, self.relaxed))

    def seconds(self) -> float:
        return time.monotonic() - self.began

    def note(self, line: str) -> None:
        self.log.append(f"{self.seconds():.2f} s: {line}")
