"""Searches a repair's models: the count of changes first, then the points, each as far as proven in the time."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf

from scheduler.domain.delivery import Delivery
from scheduler.solver.cpsat import Run, run_solver
from scheduler.solver.linear import Linear, linear_of
from scheduler.solver.looking import Looking
from scheduler.solver.mending import Mending, Task, mending
from scheduler.solver.rule import Rule
from scheduler.solver.search import Found, last_plan
from scheduler.solver.solution import Options

Heard = Callable[[int | None, int | None], None]

LEAST_SECONDS = 0.2
"""A run that is shorter finds nothing."""
FIRST = 0.6
"""The share of the time left that each aim but the last may take."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be the least: units of variables and a constant."""

    units: Mapping[int, int]
    constant: int = 0


@dataclass(frozen=True, slots=True)
class Effort:
    """How a model is searched: workers (the options' if None), seconds after which any plan will do, whether of plans
    that cost the same the nearest is looked for, which makes a large model hard, and whether the solver first makes
    the model smaller, which takes longer than it saves where only one or two of many columns can be chosen.
    """

    workers: int | None = None
    enough: float = inf
    nearest: bool = False
    presolves: bool = True


NARROW, MENU, WHOLE = (
    Effort(workers=1, nearest=True),
    Effort(workers=1, enough=2.0, presolves=False),
    Effort(),
)
"""For what is touched, for the same with all of the menu, for the whole month."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What a search found: the plan then, `count` of published deliveries changed, `least` below which none is.

    `proven`: the count is the least of all; `cheapest`: no plan of that count among those offered
    costs less, or is better at what else was aimed at; `relaxed`: some rows gave way. `infeasible` without a plan is proven;
    `no_way` says so of what was offered only.
    """

    least: int
    deliveries: tuple[Delivery, ...] | None = None
    count: int | None = None
    cheapest: bool = False
    relaxed: bool = False
    infeasible: bool = False
    no_way: bool = False

    @property
    def proven(self) -> bool:
        return self.count is not None and self.count <= self.least


@dataclass
class Search:
    """The runs of one repair within its time; `watch` hears how far it is."""

    options: Options
    cancelled: Callable[[], bool] = lambda: False
    watch: Callable[[Looking], None] = lambda _: None
    log: list[str] = field(default_factory=list)
    """The solver's own statistics of each run, one line each."""
    began: float = field(default_factory=time.monotonic)
    stopped: bool = False
    counted: bool = False
    """Whether a first way has been told of."""

    def fewest_together(self, task: Task, rules: Sequence[Rule], known: int) -> int:
        """How many must change at least when too many stand together: those that stay or go, no least asked for."""
        mended = mending(task, rules, widely=False)
        linear = linear_of(mended.model, relaxed=True)
        found = self.run(linear, changes(mended), last_plan(mended.model))
        return max(known, found.bound or 0)

    def narrowly(self, task: Task, rules: Sequence[Rule], least: int, *, counts: bool) -> Changed:
        """The narrow model, at first with what was ordered only; `counts` if not all that may change must."""
        for widely in (False, True):
            mended = mending(task, rules, widely=widely)
            changed = self.strictly(mended, least, counts=counts, effort=MENU if widely else NARROW)
            if not changed.infeasible:
                return changed
        return changed

    def widely(self, task: Task, rules: Sequence[Rule], least: int, best: Changed) -> Changed:
        """The whole month, at first with what was ordered only; what is known already is kept if nothing better comes.

        Only with all of the menu no plan is left out, so that the bound is one for all.
        """
        for widely in (False, True):
            mended = mending(task, rules, widely=widely)
            changed = self.strictly(mended, least, counts=True, bounds=widely and task.complete)
            least = max(least, changed.least)
            if changed.count is not None and (best.count is None or changed.count < best.count):
                best = changed
            elif best.count is None:
                proven = changed.infeasible and (task.complete or not widely)
                best = replace(changed, infeasible=proven, no_way=changed.infeasible)
            if best.count is not None and best.count <= least:
                break
        return replace(best, least=least)

    def relaxed(self, task: Task, rules: Sequence[Rule], least: int) -> Changed:
        """As few rows as can be give way, then as few deliveries change, then the points."""
        mended = mending(task, rules, widely=True)
        model = mended.model
        slacks = Aim(dict.fromkeys(model.slacks(), 1))
        return self.by_turns(
            mended, linear_of(model, relaxed=True), [slacks, changes(mended)], least, relaxed=True
        )

    def on_their_days(self, task: Task, rules: Sequence[Rule]) -> Changed:
        """As many of what moves as can be stay on their day."""
        mended = mending(task, rules, widely=False)
        own = {(one.area_id, one.programme_id, one.order_id, one.day) for one in task.moving}
        own |= {(g[0].area_id, g[0].programme_id, None, g[0].day) for g in task.exceptions}
        stays = {
            variable: -1
            for variable, column in mended.model.decisions
            if column.standing is None
            and (column.area_id, column.programme_id, column.order_id, column.days[0]) in own
        }
        linear = linear_of(mended.model, relaxed=False)
        return self.by_turns(mended, linear, [Aim(stays)], 0, effort=NARROW)

    def cheaply(self, task: Task, rules: Sequence[Rule]) -> Changed:
        """The least points, whatever changes."""
        mended = mending(task, rules, widely=False)
        return self.by_turns(mended, linear_of(mended.model, relaxed=False), [], 0)

    def strictly(
        self,
        mended: Mending,
        least: int,
        *,
        counts: bool,
        bounds: bool = False,
        effort: Effort = WHOLE,
    ) -> Changed:
        """With every rule kept; `bounds` if the model leaves out no plan, so that its bound is one for all."""
        aims = [changes(mended)] if counts else []
        linear = linear_of(mended.model, relaxed=False)
        return self.by_turns(mended, linear, aims, least, bounds=bounds, effort=effort)

    def by_turns(
        self,
        mended: Mending,
        linear: Linear,
        aims: Sequence[Aim],
        least: int,
        *,
        relaxed: bool = False,
        bounds: bool = False,
        effort: Effort = WHOLE,
    ) -> Changed:
        """One aim after the other, each no worse than it was found; the points come last."""
        count, hint, values = changes(mended), last_plan(mended.model), None
        known, proven = least, True
        points = Aim(linear.points, linear.constant)
        points = _nearest(points, mended.distances()) if effort.nearest else points
        for aim in (*aims, points):
            reached = least if aim == count else None
            enough = effort.enough if aim == points else inf
            share = 1.0 if aim == points else FIRST
            tell = self._counting(least, bounds=bounds) if aim == count else None
            found = self.run(
                linear, aim, hint, effort, reached=reached, share=share, enough=enough, tell=tell
            )
            proven = proven and (found.proven or aim == count)
            if aim == count and bounds and found.bound is not None:
                known = max(known, found.bound)
            if found.values is None:
                break
            values, hint = found.values, dict(enumerate(found.values))
            if aim != points and found.best is not None:
                linear = linear.limited(tuple(aim.units.items()), found.best - aim.constant)
        if values is None:
            return Changed(known, infeasible=found.infeasible)
        moved = count.constant + sum(units * values[variable] for variable, units in count.units.items())
        deliveries = mended.deliveries(values)
        return Changed(known, deliveries, moved, cheapest=proven, relaxed=relaxed)

    def run(
        self,
        linear: Linear,
        aim: Aim,
        hint: Mapping[int, int],
        effort: Effort = Effort(),
        *,
        reached: int | None = None,
        share: float = 1.0,
        enough: float = inf,
        tell: Heard | None = None,
    ) -> Found:
        """One run; `reached` is a value of the aim that cannot be bettered; after `enough` seconds any will do.

        `tell` hears the value and the bound whenever one gets better.
        """
        if not self.counted:
            self.watch(Looking(self.spent(), None))
        best: list[int | None] = [None]
        until = time.monotonic() + enough

        def heard(values: object, value: int | None, bound: int | None) -> None:
            best[0] = value if values is not None else best[0]
            if tell is not None:
                tell(best[0], bound)

        def settled() -> bool:
            if best[0] is None:
                return False
            return (reached is not None and best[0] <= reached) or time.monotonic() > until

        run = Run(
            linear=linear.aiming(aim.units, aim.constant),
            hint=hint,
            workers=effort.workers or self.options.workers,
            seed=self.options.seed,
            for_bound=effort is not WHOLE,
            seconds=max(LEAST_SECONDS, share * self.left()),
            work=self.options.deterministic_seconds,
            presolves=effort.presolves,
        )
        found, statistics = run_solver(run, heard, self.cancelled, settled)
        self.log.append(f"{self.spent():.2f} s: {statistics}")
        self.stopped = self.stopped or found.stopped
        return found

    def _counting(self, least: int, *, bounds: bool) -> Heard:
        """Tells the count of changes and what it is at least, each time that one gets better.

        The bound of a model that leaves out plans is none for all, and is not told unless `bounds`.
        """
        told: set[tuple[int | None, int]] = set()

        def tell(count: int | None, bound: int | None) -> None:
            known = max(least, (bound or 0) if bounds else 0)
            if count is not None and (count, known) not in told:
                told.add((count, known))
                self.counted = True
                self.watch(Looking(self.spent(), count, min(known, count)))

        return tell

    def spent(self) -> float:
        """Seconds since the repair began."""
        return time.monotonic() - self.began

    def left(self) -> float:
        """Seconds of the repair's time that are left."""
        return self.options.seconds - self.spent()


def _nearest(points: Aim, distances: Mapping[int, int]) -> Aim:
    """The points, and of plans with as many the one that is nearest to what was published."""
    one_point = 1 + sum(distances.values())
    units = {variable: one_point * amount for variable, amount in points.units.items()}
    for variable, distance in distances.items():
        units[variable] = units.get(variable, 0) + distance
    return Aim(units, one_point * points.constant)


def changes(mended: Mending) -> Aim:
    """How many published deliveries do not stand as they were."""
    kept = mended.kept()
    return Aim({variable: -number for variable, number in kept.items()}, mended.published)
