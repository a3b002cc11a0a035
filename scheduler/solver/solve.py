"""Plans a month with CP-SAT; the only home of the solver, under the solver-neutral model."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from math import ceil
from typing import Self

from ortools.sat.python import cp_model

from scheduler.solver.answer import answer
from scheduler.solver.assemble import assemble
from scheduler.solver.model import Model, Row
from scheduler.solver.problem import Problem
from scheduler.solver.search import Found, Objective, last_plan, weighted
from scheduler.solver.solution import Options, Progress, Solution, gap_of

Watch = Callable[[Progress], None]
Cancelled = Callable[[], bool]
POLL_SECONDS = 0.1
ROUNDING = 1e-6


def solve(
    problem: Problem,
    options: Options | None = None,
    watch: Watch = lambda _: None,
    cancelled: Cancelled = lambda: False,
) -> Solution:
    """Plan the month: strictly first, relaxed only if that is infeasible; cancel keeps the best found.

    `watch` hears of each better plan and of the bound, `cancelled` is polled; both are called from
    other threads than the caller's.
    """
    search = _Search(problem, options or Options(), watch, cancelled)
    found = search.run()
    solver = f"OR-Tools {version('ortools')} CP-SAT"
    return answer(search.model, found, search.options, search.seconds(), tuple(search.log), solver)


@dataclass
class _Search:
    """The runs that one problem needs, their time and their log."""

    problem: Problem
    options: Options
    watch: Watch
    cancelled: Cancelled
    began: float = field(default_factory=time.monotonic)
    log: list[str] = field(default_factory=list)
    relaxed: bool = False

    def run(self) -> Found:
        for widely in (False, True):
            self.model = assemble(self.problem, widely=widely)
            self.note(f"{len(self.model.columns)} columns, {len(self.model.rows)} rows")
            goal = weighted(self.model)
            strict = self.solve(goal, last_plan(self.model))
            if not strict.infeasible:
                return strict
            self.note("infeasible")
        self.relaxed = True
        slacks = Objective(dict.fromkeys(self.model.slacks(), 1), 0)
        fewest = self.solve(slacks, last_plan(self.model), told=False)
        if fewest.values is None:
            return fewest
        return self.solve(goal, fewest.hint(len(self.model.columns)), unplaced=fewest.best)

    def solve(
        self,
        goal: Objective,
        hint: Mapping[int, int],
        *,
        unplaced: int | None = None,
        told: bool = True,
    ) -> Found:
        """One run of the solver; with `unplaced`, no more rows give way than that."""
        translated, variables = _translate(self.model, relaxed=self.relaxed)
        terms = [variables[variable] for variable in goal.units]
        translated.minimize(
            cp_model.LinearExpr.weighted_sum(terms, list(goal.units.values())) + goal.constant
        )
        if unplaced is not None:
            translated.add(sum(variables[slack] for slack in self.model.slacks()) <= unplaced)
        for variable, value in hint.items():
            translated.add_hint(variables[variable], value)
        solver = self.solver()
        with _Listener(self, solver, told=told) as listener:
            status = solver.solve(translated, listener)
        self.note(solver.response_stats().replace("\n", "; "))
        has_plan = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
        return Found(
            infeasible=status == cp_model.INFEASIBLE,
            proven=status == cp_model.OPTIMAL,
            relaxed=self.relaxed,
            stopped=listener.stopped,
            values=tuple(solver.response_proto.solution) if has_plan else None,
            best=round(solver.objective_value) if has_plan else None,
            bound=_whole(solver.best_objective_bound) if has_plan else None,
        )

    def solver(self) -> cp_model.CpSolver:
        solver = cp_model.CpSolver()
        parameters = solver.parameters
        parameters.num_workers = self.options.workers
        parameters.random_seed = self.options.seed
        if self.options.deterministic_seconds is not None:
            parameters.max_deterministic_time = self.options.deterministic_seconds
        else:
            parameters.max_time_in_seconds = max(0.1, self.options.seconds - self.seconds())
        return solver

    def seconds(self) -> float:
        return time.monotonic() - self.began

    def note(self, line: str) -> None:
        self.log.append(f"{self.seconds():.2f} s: {line}")


class _Listener(cp_model.CpSolverSolutionCallback):
    """Tells the watcher of plans and bounds while the solver runs, and stops it when asked to."""

    def __init__(self, search: _Search, solver: cp_model.CpSolver, *, told: bool) -> None:
        super().__init__()
        self.search = search
        self.solver = solver
        self.told = told
        self.stopped = False
        self.best: int | None = None
        self.bound: int | None = None
        self.placed = 0
        self._over = threading.Event()
        self._poll = threading.Thread(target=self._polling, name="plan-cancel", daemon=True)
        self._sessions = [column.in_month for column in search.model.columns]
        solver.best_bound_callback = self._on_bound

    def __enter__(self) -> Self:
        self._poll.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._poll.join()

    def on_solution_callback(self) -> None:
        self.best = round(self.objective_value)
        self.bound = _whole(self.best_objective_bound)
        values = self.response_proto.solution
        self.placed = sum(sessions for sessions, value in zip(self._sessions, values, strict=False) if value)
        self._tell()

    def _on_bound(self, bound: float) -> None:
        self.bound = _whole(bound)
        self._tell()

    def _tell(self) -> None:
        if self.told:
            self.search.watch(
                Progress(
                    best=self.best,
                    bound=self.bound,
                    gap=gap_of(self.best, self.bound),
                    seconds=self.search.seconds(),
                    placed=self.placed,
                    relaxed=self.search.relaxed,
                )
            )

    def _polling(self) -> None:
        while not self._over.wait(POLL_SECONDS):
            if self.search.cancelled():
                self.stopped = True
                self.solver.stop_search()


def _translate(model: Model, *, relaxed: bool) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    """The model in the solver's own terms; unless relaxed, no row gives way."""
    translated = cp_model.CpModel()
    slacks = set(model.slacks())
    variables = [translated.new_bool_var("") for _ in model.columns]
    for number, high in enumerate(model.counted, start=len(model.columns)):
        room = 0 if number in slacks and not relaxed else high
        variables.append(translated.new_int_var(0, room, ""))
    for row in model.rows:
        _add(translated, row, variables)
    return translated, variables


def _add(translated: cp_model.CpModel, row: Row, variables: list[cp_model.IntVar]) -> None:
    terms = [variables[variable] for variable, _ in row.terms]
    amounts = [amount for _, amount in row.terms]
    if row.slack is not None:
        terms.append(variables[row.slack])
        amounts.append(1)
    if row.high == 1 and row.low is None and set(amounts) == {1}:
        translated.add_at_most_one(terms)
        return
    total = cp_model.LinearExpr.weighted_sum(terms, amounts)
    low = row.low if row.low is not None else cp_model.INT_MIN
    high = row.high if row.high is not None else cp_model.INT_MAX
    translated.add_linear_constraint(total, low, high)


def _whole(bound: float) -> int:
    """Points are whole, so a bound may be rounded up."""
    return ceil(bound - ROUNDING)
