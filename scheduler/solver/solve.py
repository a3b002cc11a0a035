"""Plans a month: strictly first, relaxed only if that is infeasible; numbers first, then places."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from scheduler.solver.answer import answer
from scheduler.solver.assemble import assemble
from scheduler.solver.bound import coarse
from scheduler.solver.cpsat import SOLVER, Run, run_solver
from scheduler.solver.linear import Linear, linear_of
from scheduler.solver.pricing import prices
from scheduler.solver.problem import Problem
from scheduler.solver.rule import Rule
from scheduler.solver.rules import RULES
from scheduler.solver.search import Found, last_plan
from scheduler.solver.solution import Options, Progress, Solution, gap_of
from scheduler.solver.terms import Terms

Watch = Callable[[Progress], None]
Cancelled = Callable[[], bool]
PRICING, GLANCE, LOOK, LONG_LOOK, PLACE, ALL = 0.2, 0.02, 0.35, 0.75, 0.2, 1.0
"""Shares of the time: at most for the prices, for a first look at the numbers, a thorough one, one when placing loses nothing, for
placing, and all that is left."""
LEAST_SECONDS = 1.5
"""A run that is shorter finds nothing in a month of nine areas."""


def solve(
    problem: Problem,
    options: Options | None = None,
    watch: Watch = lambda _: None,
    cancelled: Cancelled = lambda: False,
    rules: Sequence[Rule] = RULES,
) -> Solution:
    """Plan the month within the options' time; cancel keeps the best found.

    `watch` hears of each better plan and of the bound, `cancelled` is polled; both are called from
    other threads than the caller's. `rules` may ask for more than THE list does, never for less.
    """
    search = _Search(problem, options or Options(), watch, cancelled, rules)
    found = replace(search.run(), stopped=search.stopped)
    log = tuple(search.log)
    return answer(
        search.model,
        found,
        relaxed=search.relaxed,
        seed=search.options.seed,
        seconds=search.seconds(),
        log=log,
        solver=SOLVER,
    )


@dataclass
class _Search:
    """The runs that one problem needs; the best points and bound so far, the time and the log."""

    problem: Problem
    options: Options
    watch: Watch
    cancelled: Cancelled
    rules: Sequence[Rule] = RULES
    began: float = field(default_factory=time.monotonic)
    log: list[str] = field(default_factory=list)
    relaxed: bool = False
    stopped: bool = False
    best: int | None = None
    bound: int | None = None
    placed: int = 0

    def run(self) -> Found:
        for widely in (False, True):
            self.model = assemble(self.problem, self.rules, widely=widely)
            self.note(f"{len(self.model.columns)} columns, {len(self.model.rows)} rows")
            self.bound = None
            found = self.plan(linear_of(self.model, relaxed=False))
            if not found.infeasible:
                return found
            self.note("infeasible" if widely else "infeasible; now what nobody ordered is offered everywhere")
        self.relaxed, self.bound = True, None
        return self.relax()

    def relax(self) -> Found:
        """The fewest rows give way first; then the wishes, with no more giving way than that."""
        self.tell()
        slacks = dict.fromkeys(self.model.slacks(), 1)
        whole = linear_of(self.model, relaxed=True)
        fewest = self.once("giving way", whole.aiming(slacks), last_plan(self.model), LOOK)
        if fewest.values is None or fewest.best is None:
            return fewest
        found = Found() if self.stopped else self.plan(whole, tuple(slacks.items()), fewest.best)
        return found if found.values is not None else replace(fewest, best=None, bound=None)

    def plan(self, whole: Linear, giving_way: Terms = (), most: int = 0) -> Found:
        """Numbers by the coarse program, places for them, then the whole program, told what is known."""
        if giving_way:
            whole = whole.limited(giving_way, most)
        paid = prices(whole, PRICING * self.options.seconds)
        self.note(f"prices: {'infeasible' if paid.infeasible else len(paid.of_rows)}")
        if paid.infeasible:
            return Found(infeasible=True)
        hint = last_plan(self.model)
        best = self.as_it_stood(whole, hint)
        for by_day, share in ((False, GLANCE), (True, LONG_LOOK)):
            # a look that is told the numbers or the bound of the last one proves less in the same time
            paid_rows = paid.of_rows[: len(self.model.rows)]
            numbers = coarse(self.model, relaxed=self.relaxed, by_day=by_day, prices=paid_rows)
            rough = numbers.linear
            if giving_way:
                rough = rough.limited(tuple((slack - numbers.offset, 1) for slack, _ in giving_way), most)
            looked = self.once("days" if by_day else "numbers", rough, {}, share, bounds=True)
            if looked.infeasible:
                return looked
            if self.proven(best):
                return self.ended(best)
            if looked.values is not None and not self.stopped:
                settled = whole.fixed(numbers.settled(looked.values))
                best = _better(best, self.once("places", settled, hint, PLACE, plans=True))
                hint = dict(enumerate(best.values)) if best.values is not None else hint
            if self.stopped or self.proven(best):
                return self.ended(best)
        found = self.once("whole", whole, hint, ALL, plans=True, bounds=True)
        return found if found.infeasible else self.ended(_better(best, found))

    def as_it_stood(self, whole: Linear, last: Mapping[int, int]) -> Found:
        """The last plan as it was, if the rules still let it stand: no search may do worse."""
        if not last:
            return Found()
        found = self.once("as it stood", whole.fixed(last), {}, PLACE, plans=True)
        return replace(found, infeasible=False, bound=None)

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
    ) -> Found:
        """One run on its share of the time; its plans and its bounds count as far as said."""

        def heard(values: tuple[int, ...] | None, points: int | None, bound: int | None) -> None:
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
            for_bound=bounds and not plans,
            seconds=min(left, max(LEAST_SECONDS, share * options.seconds)),
            work=None if work is None else share * work,
        )
        found, statistics = run_solver(run, heard, self.cancelled, self.settled)
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


def _better(one: Found, other: Found) -> Found:
    if other.values is None or other.best is None:
        return one
    return other if one.best is None or other.best < one.best else one
