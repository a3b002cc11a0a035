"""Plans a month: strictly first, relaxed only if that is infeasible; numbers first, then places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scheduler.solver.answer import answer
from scheduler.solver.assemble import ruled, written
from scheduler.solver.bound import coarse
from scheduler.solver.cpsat import SOLVER
from scheduler.solver.decisions import Offer
from scheduler.solver.hopeless import hopeless, places_that_might_help
from scheduler.solver.linear import Linear, linear_of
from scheduler.solver.loosening import smallest_loosening
from scheduler.solver.model import Model
from scheduler.solver.pricing import Relaxation, relaxation
from scheduler.solver.problem import Problem
from scheduler.solver.reducing import reduced
from scheduler.solver.rule import Rule
from scheduler.solver.rules import RULES
from scheduler.solver.search import Found, better_of, hint_of, last_plan
from scheduler.solver.searching import LEAST_SECONDS, Cancelled, Searching, Watch
from scheduler.solver.solution import Loosened, Options, Solution
from scheduler.solver.staying import apart, nearness
from scheduler.solver.terms import Terms

PRICING, GLANCE, LOOK, PLACE, ALL = 0.2, 0.02, 0.25, 0.2, 1.0
"""Shares of the time: at most for the relaxation, for a first look at the numbers, a thorough one, for placing, and all that is left."""
GOOD = 0.03
"""A gap with which numbers are good enough for a first plan."""
NEAR = 2
"""Points by which columns are dearer than what the relaxation does that good plans use nevertheless."""
LARGER = 1.5
"""All columns that count are searched at once unless they are so many times those near to the relaxation."""


def solve(
    problem: Problem,
    options: Options | None = None,
    watch: Watch = lambda _: None,
    cancelled: Cancelled = lambda: False,
    rules: Sequence[Rule] = RULES,
    *,
    loosens: bool = True,
) -> Solution:
    """Plan the month within the options' time; cancel keeps the best found.

    `watch` hears of each better plan and of the bound, `cancelled` is polled; both are called from
    other threads than the caller's. `rules` may ask for more than THE list does, never for less.
    `loosens`: of an infeasible month the fewest limits to loosen are looked for as well.
    """
    search = _Search(
        problem=problem, options=options or Options(), watch=watch, cancelled=cancelled, rules=rules
    )
    found = replace(search.run(), stopped=search.stopped)
    loosened = search.loosened() if loosens else None
    solution = answer(
        search.model,
        found,
        relaxed=search.relaxed,
        seed=search.options.seed,
        seconds=search.seconds(),
        log=tuple(search.log),
        solver=SOLVER,
    )
    return replace(solution, loosened=loosened)


@dataclass(kw_only=True)
class _Search(Searching):
    """The runs that one problem needs."""

    problem: Problem
    rules: Sequence[Rule] = RULES

    def run(self) -> Found:
        offer = Offer(ruled(self.problem, self.rules))
        found = self.strictly(offer)
        if not found.infeasible:
            return found
        short = self.hopelessly_short(offer)
        ordered = self.model
        if short:
            self.note(f"infeasible whatever is offered: {short} short")
            self.relaxed, self.bound = True, None
            found = self.plan(linear_of(self.model, relaxed=True), self.giving_way(), short)
        else:
            self.note("infeasible; now what nobody ordered is offered everywhere")
            found = self.strictly(offer, widely=True)
        return self.relax(offer, ordered, max(1, short)) if found.infeasible else found

    def strictly(self, offer: Offer, *, widely: bool = False) -> Found:
        """The best plan that keeps every rule."""
        self.model, self.bound = written(offer, self.rules, widely=widely), None
        self.note(f"{len(self.model.columns)} columns, {len(self.model.rows)} rows")
        return self.plan(linear_of(self.model, relaxed=False))

    def hopelessly_short(self, offer: Offer) -> int:
        """By how much rows have to give way that no wider offer helps; nought if there is none.

        A relaxed plan that gives way by no more is one of the least.
        """
        places = places_that_might_help(self.model)
        if places:
            self.model = written(offer, self.rules, fill=places)
        return sum(short for _, short in hopeless(self.model))

    def loosened(self) -> Loosened | None:
        """What else would let an infeasible month be, looked for in the time that is left and a moment more."""
        if not self.relaxed or self.stopped:
            return None
        options = self.options
        work = options.deterministic_seconds
        share = replace(
            options,
            seconds=max(LEAST_SECONDS, min(LOOK * options.seconds, options.seconds - self.seconds())),
            deterministic_seconds=None if work is None else LOOK * work,
        )
        found = smallest_loosening(self.problem, self.rules, share, self.cancelled)
        self.note("limits to loosen: " + ("time was up" if found is None else f"{len(found.ways)}"))
        return found

    def giving_way(self) -> Terms:
        return tuple((slack, 1) for slack in self.model.slacks())

    def relax(self, offer: Offer, ordered: Model, least: int) -> Found:
        """The fewest rows give way first; then the wishes, with no more giving way than that.

        Among what was ordered if there no more give way than the `least` that must, or none is found elsewhere.
        """
        self.relaxed, self.bound = True, None
        self.tell()
        self.model = ordered
        fewest = self.fewest_giving_way()
        if (fewest.best is None or fewest.best > least) and not self.stopped:
            self.model = written(offer, self.rules, widely=True)
            wider = self.fewest_giving_way()
            if wider.best is None and fewest.best is not None:
                self.model = ordered
            else:
                fewest = wider
        if fewest.values is None or fewest.best is None:
            return fewest
        whole = linear_of(self.model, relaxed=True)
        found = Found() if self.stopped else self.plan(whole, self.giving_way(), fewest.best)
        return found if found.values is not None else replace(fewest, best=None, bound=None)

    def fewest_giving_way(self) -> Found:
        whole = linear_of(self.model, relaxed=True).aiming(dict(self.giving_way()))
        return self.once("giving way", whole, last_plan(self.model), LOOK)

    def plan(self, whole: Linear, giving_way: Terms = (), most: int = 0) -> Found:
        """The best plan within the time, and of those that cost as much one near to what stood."""
        if giving_way:
            whole = whole.limited(giving_way, most)
        solved = relaxation(whole, PRICING * self.options.seconds)
        self.note(f"relaxation: {'infeasible' if solved.infeasible else solved.points}")
        if solved.infeasible:
            return Found(infeasible=True)
        return self.nearest(whole, solved, self.best_plan(whole, solved, giving_way, most))

    def nearest(self, whole: Linear, solved: Relaxation, found: Found) -> Found:
        """A plan of as many points that is no further from what stood: by the columns of both, then by all that cost no more."""
        last = last_plan(self.model)
        if found.values is None or found.best is None or not last or self.stopped:
            return found
        if all(found.values[variable] == value for variable, value in last.items()):
            return found
        limited = whole.limited(tuple(whole.points.items()), found.best - whole.constant)
        limited = limited.aiming(nearness(self.model))
        dearer = (
            reduced(whole, solved.prices).dearer(len(self.model.columns), found.best) if solved.prices else {}
        )
        values = found.values
        for name, left in (
            ("near to what stood", apart(self.model, last, hint_of(found, {}))),
            ("nearest", dearer),
        ):
            nearer = self.once(name, limited.fixed(left), dict(enumerate(values)), PLACE)
            values = nearer.values or values
        return replace(found, values=values, stopped=self.stopped)

    def best_plan(self, whole: Linear, solved: Relaxation, giving_way: Terms, most: int) -> Found:
        """Numbers by the coarse program and places for them; then the columns near to the relaxation, then all that count."""
        hint = last_plan(self.model)
        best = self.as_it_stood(whole, hint)
        numbers = coarse(self.model, relaxed=self.relaxed, prices=solved.parts[: len(self.model.rows)])
        rough = numbers.linear
        if giving_way:
            rough = rough.limited(tuple((slack - numbers.offset, 1) for slack, _ in giving_way), most)
        for share, good in ((GLANCE, GOOD), (LOOK, 0.0)):
            # a look that is told the numbers or the bound of the last one proves less in the same time
            looked = self.once("numbers", rough, {}, share, proves=True, bounds=True, good=good)
            if looked.infeasible:
                return looked
            if looked.values is not None and not self.stopped and not self.proven(best):
                settled = whole.fixed(numbers.settled(looked.values))
                best = better_of(best, self.once("places", settled, hint_of(best, hint), PLACE, plans=True))
            if self.stopped or self.proven(best):
                return self.ended(best)
        return self.at_large(whole, solved, best, hint)

    def at_large(self, whole: Linear, solved: Relaxation, best: Found, hint: Mapping[int, int]) -> Found:
        """The whole program: first the columns near to the relaxation, then all that a better plan could use."""
        columns = len(self.model.columns)
        if solved.prices:
            costs = reduced(whole, solved.prices)
            beyond = costs.further(columns, NEAR)
            worse = {} if best.best is None else costs.dearer(columns, best.best)
            if columns - len(worse) > LARGER * (columns - len(beyond)):
                near = whole.fixed(beyond)
                found = self.once("near", near, hint_of(best, hint), LOOK, plans=True, proves=True)
                best = better_of(best, replace(found, infeasible=False))
                if self.stopped or self.proven(best):
                    return self.ended(best)
            if best.best is not None:
                whole = whole.fixed(costs.dearer(columns, best.best))
        found = self.once("whole", whole, hint_of(best, hint), ALL, plans=True, bounds=True, proves=True)
        return found if found.infeasible else self.ended(better_of(best, found))

    def as_it_stood(self, whole: Linear, last: Mapping[int, int]) -> Found:
        """The last plan as it was, if the rules still let it stand: no search may do worse."""
        if not last:
            return Found()
        found = self.once("as it stood", whole.fixed(last), {}, PLACE, plans=True)
        return replace(found, infeasible=False, bound=None)
