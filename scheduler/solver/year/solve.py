"""Plans a year: all months' numbers first, then their places month by month, and a bound that holds for all plans."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from scheduler.domain.delivery import Delivery
from scheduler.solver.cpsat import SOLVER, Run
from scheduler.solver.linear import Linear
from scheduler.solver.offered import Offered
from scheduler.solver.solution import Ending, gap_of
from scheduler.solver.year.beside import Beside
from scheduler.solver.year.calendar import Calendar
from scheduler.solver.year.first_numbers import FITTING, Fitted, fitted
from scheduler.solver.year.giving_way import ways_of
from scheduler.solver.year.joined import join
from scheduler.solver.year.judge import year_findings, year_score
from scheduler.solver.year.month_numbers import MonthNumbers, month_model, month_numbers
from scheduler.solver.year.numbers_search import WIDE_WORK, NumbersSearch, of_months
from scheduler.solver.year.pace import Pace
from scheduler.solver.year.problem import YearProblem
from scheduler.solver.year.slack import slack_of
from scheduler.solver.year.solution import GivesWay, YearOptions, YearProgress, YearSolution

BOUND, NUMBERS = 0.2, 0.75
"""Shares of the time: for the bound where it has no core of its own, and after which the numbers are placed for good."""
LATE = 0.9
"""After this share of the time no better plan is placed."""
TRIES = 4
"""So often numbers of which a month finds no places are looked for elsewhere."""

Watch = Callable[[YearProgress], None]


def solve_year(
    problem: YearProblem,
    options: YearOptions | None = None,
    watch: Watch = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> YearSolution:
    """Plan the year within the options' time; cancel keeps the best found.

    `watch` hears of each better plan and of the bound, `cancelled` is polled; both are called from other
    threads than the caller's too.
    """
    return _Search(problem, Pace(options or YearOptions(), cancelled), watch).run()


@dataclass
class _Search:
    """The best plan and bound so far, and the runs that lead there."""

    problem: YearProblem
    pace: Pace
    watch: Watch
    best: int | None = None
    bound: int | None = None
    plan: tuple[Delivery, ...] | None = None
    short: tuple[Delivery, ...] | None = None
    gives_way: tuple[GivesWay, ...] = ()
    infeasible: bool = False
    offered: Offered = Offered.ORDERS_FIRST
    _telling: threading.Lock = field(default_factory=threading.Lock)

    def run(self) -> YearSolution:
        """Narrowly first; where floors give way, with more offered, if time is left to make that."""
        fitted: Fitted | None = None
        for widely in (False, True):
            if fitted is not None and self.pace.over(FITTING):
                break
            now = self.fitted(widely=widely)
            if now.found.values is None or self.pace.stopped:
                break
            if now.found.best == 0:
                self.offered = now.offered
                search = NumbersSearch(now.joined, now.joined.strict, self.pace, self.problem.months)
                search.begin(now.found.values)
                self.heard(None, None, now.bound)
                self.search(search, now.months)
                return self.ended()
            fitted, self.infeasible = now, widely and bool(now.found.bound)
            self.offered = now.offered
            if not now.found.bound:
                break
        if fitted is not None and not self.pace.stopped:
            self.relax(fitted)
        return self.ended()

    def fitted(self, *, widely: bool) -> Fitted:
        """The months' numbers, and any that fit."""
        months = self.months(widely=widely)
        joined = join(self.problem, months)
        self.pace.note(f"{len(joined.linear.highs)} numbers, {len(joined.linear.rows)} rows")
        return fitted(self.pace, months, joined)

    def months(self, *, widely: bool) -> list[MonthNumbers]:
        found: list[MonthNumbers] = []
        for month in self.problem.months:
            self.tell(month)
            found.append(month_numbers(month, month_model(self.problem, month, widely=widely)))
        return found

    def relax(self, fitted: Fitted) -> None:
        """The fewest floors give way: they are told, and a plan with them is looked for."""
        months, joined, fitting = fitted.months, fitted.joined, fitted.found
        assert fitting.values is not None
        assert fitting.best is not None
        self.gives_way = ways_of(self.problem, joined, fitting.values)
        terms = tuple((slack, 1) for slack in joined.slacks)
        program = joined.linear.limited(terms, fitting.best)
        search = NumbersSearch(joined, program, self.pace, self.problem.months)
        search.begin(fitting.values)
        search.improve(NUMBERS, lambda _: False, lambda: None)
        assert search.values is not None
        self.gives_way = ways_of(self.problem, joined, search.values)
        calendar = Calendar(self.problem, months, joined, self.pace, relaxed=True)
        calendar.place(search.values)
        self.short = calendar.deliveries if len(calendar.plans) == len(months) else None

    def search(self, search: NumbersSearch, months: Sequence[MonthNumbers]) -> None:
        """A first plan soon, then better numbers beside a rising bound, their places, and each month by itself."""
        calendar = Calendar(self.problem, months, search.joined, self.pace)
        with self.bounding(search.program):
            self.place(calendar, search)
            search.improve(NUMBERS, self.settled, self.tell)
            self.place(calendar, search)
            self.better(calendar)

    def bounding(self, program: Linear) -> Beside:
        """The bound, on a core of its own where there are several."""
        options = self.pace.options
        work = options.deterministic_seconds
        run = Run(
            linear=program,
            hint={},
            workers=1,
            seed=options.seed,
            for_bound=True,
            seconds=(BOUND if options.workers == 1 else NUMBERS) * options.seconds,
            work=None if work is None else BOUND * work,
        )
        return Beside(lambda over: self.prove(run, over), alone=options.workers > 1)

    def prove(self, run: Run, over: Callable[[], bool]) -> None:
        found = self.pace.run(run, self.heard, over, name="bound")
        if not found.infeasible:
            self.heard(None, None, found.bound)

    def heard(self, _: object, __: object, bound: int | None) -> None:
        if bound is not None and (self.bound is None or bound > self.bound):
            self.bound = bound
            self.tell()

    def settled(self, points: int) -> bool:
        return self.bound is not None and points <= self.bound

    def place(self, calendar: Calendar, search: NumbersSearch) -> None:
        """Places for the numbers; where a month has none, other numbers for it and its neighbours."""
        for _ in range(TRIES):
            if self.plan is not None and self.pace.over(LATE):
                return
            assert search.values is not None
            failed = calendar.place(search.values)
            self.pace.note(f"placed {search.points}: {failed or 'all months'}")
            if failed is None:
                self.take(calendar.deliveries)
                return
            if self.pace.stopped or not self.elsewhere(search, failed):
                return

    def elsewhere(self, search: NumbersSearch, month: str) -> bool:
        """Whether other numbers were found for a month that has no places for these."""
        assert search.values is not None
        chosen = [
            part.variable
            for part in search.joined.parts
            if part.month == month
            and search.joined.decides(month, part.variable)
            and search.values[part.variable]
        ]
        most = sum(search.values[variable] for variable in chosen) - 1
        search.program = search.program.limited(tuple((variable, 1) for variable in chosen), most)
        months = search.months
        place = months.index(month)
        around = months[max(0, place - 1) : place + 2]
        for several in (around, months):
            found = search.found_in(of_months(several, 2 * WIDE_WORK), search.program)
            if found.values is not None:
                search.values, search.points = found.values, found.best
                return True
        return False

    def better(self, calendar: Calendar) -> None:
        """Each month by itself, as far as the year lets it, until none gets better."""
        gained = bool(calendar.plans)
        while gained and not self.pace.over(1.0) and not (self.best is not None and self.settled(self.best)):
            gained = False
            for month in calendar.months:
                if self.pace.over(1.0):
                    return
                before = dict(calendar.plans)
                own = calendar.plans[month.month].deliveries
                limits = slack_of(self.problem, month.month, calendar.deliveries, own)
                if calendar.better(month, limits):
                    if self.take(calendar.deliveries):
                        gained = True
                    else:
                        calendar.plans = before

    def take(self, deliveries: tuple[Delivery, ...]) -> bool:
        """Whether the judge lets the plan pass and finds it the best so far; then it is kept."""
        found = year_findings(self.problem, deliveries)
        hard = [one for one in found if one.hard]
        if hard:
            self.pace.note(f"not kept: {hard[0].finding}")
            self.short = deliveries if self.short is None else self.short
            return False
        points = year_score(self.problem, found).total
        if self.best is not None and points >= self.best:
            return False
        self.best, self.plan = points, deliveries
        self.tell()
        return True

    def tell(self, month: str | None = None) -> None:
        with self._telling:
            gap = gap_of(self.best, self.bound)
            self.watch(
                YearProgress(self.best, self.bound, gap, self.pace.seconds(), len(self.plan or ()), month)
            )

    def ended(self) -> YearSolution:
        problem = self.problem
        deliveries = self.short if self.plan is None else self.plan
        if self.best is not None and self.bound is not None and self.bound > self.best:
            raise RuntimeError(f"the bound {self.bound} lies above the plan's {self.best}")
        score = None if deliveries is None else year_score(problem, year_findings(problem, deliveries))
        return YearSolution(
            ending=self._ending(),
            relaxed=self.plan is None and deliveries is not None,
            deliveries=deliveries or (),
            gives_way=self.gives_way,
            offered=self.offered,
            best=score.total if score else None,
            bound=None if self.infeasible else self.bound,
            gap=gap_of(self.best, self.bound),
            seconds=self.pace.seconds(),
            score=score,
            log=tuple(self.pace.log),
            solver=SOLVER,
            seed=self.pace.options.seed,
            fingerprint=problem.fingerprint(),
        )

    def _ending(self) -> Ending:
        if self.best is not None and self.best == self.bound:
            return Ending.OPTIMAL
        if self.pace.stopped:
            return Ending.CANCELLED
        if self.infeasible:
            return Ending.INFEASIBLE
        return Ending.FEASIBLE if self.best is not None else Ending.OUT_OF_TIME
