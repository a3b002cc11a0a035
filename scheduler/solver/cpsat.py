"""Gives a linear program to CP-SAT; the only home of OR-Tools."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from math import ceil
from typing import Self

import numpy as np
from ortools.sat.python import cp_model

from scheduler.solver.linear import Linear
from scheduler.solver.model import Row
from scheduler.solver.search import Found
from scheduler.solver.terms import ManyTerms

SOLVER = f"OR-Tools {version('ortools')} CP-SAT"
POLL_SECONDS = 0.1
ROUNDING = 1e-6

Heard = Callable[[tuple[int, ...] | None, int | None, int | None], None]
"""Hears the values and points of a better solution, and the bound; None where there is nothing new."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the solver: what to solve, from where, how long.

    `for_bound` sets the workers to proving; `presolves` not for a large program of which little can change. `seconds` of the wall clock, or `work` in the solver's own deterministic time if it is given.
    A plan with no larger a `gap`, as a share, ends it.
    """

    linear: Linear
    hint: Mapping[int, int]
    workers: int
    seed: int
    for_bound: bool
    seconds: float
    work: float | None
    presolves: bool = True
    gap: float = 0.0


Ask = Callable[[], bool]


def run_solver(run: Run, heard: Heard, cancelled: Ask, settled: Ask = lambda: False) -> tuple[Found, str]:
    """What was found, and the solver's own statistics in one line.

    `cancelled` and `settled` are polled and end the run; only the first is told as a stop.
    """
    translated, there = _translate(run)
    solver = _solver(run)

    def heard_all(values: tuple[int, ...] | None, best: int | None, bound: int | None) -> None:
        all_values = None if values is None else _all_values(values, there, len(run.linear.highs))
        heard(all_values, best, bound)

    with _Listener(solver, run.linear.parts, heard_all, cancelled, settled) as listener:
        status = solver.solve(translated, listener)
    has_plan = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    known_bound = (
        status != cp_model.INFEASIBLE
        and abs(solver.best_objective_bound) < run.linear.parts * cp_model.INT32_MAX
    )
    found = Found(
        infeasible=status == cp_model.INFEASIBLE,
        proven=status == cp_model.OPTIMAL,
        stopped=listener.stopped,
        values=_all_values(solver.response_proto.solution, there, len(run.linear.highs))
        if has_plan
        else None,
        best=_whole(solver.objective_value, run.linear.parts) if has_plan else None,
        bound=_whole(solver.best_objective_bound, run.linear.parts) if known_bound else None,
        work=solver.response_proto.deterministic_time,
    )
    return found, solver.response_stats().replace("\n", "; ")


def _solver(run: Run) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = run.workers
    solver.parameters.random_seed = run.seed
    solver.parameters.cp_model_presolve = run.presolves
    solver.parameters.relative_gap_limit = run.gap
    # beside the main thread that one hears Ctrl+C, and says so by `cancelled`
    solver.parameters.catch_sigint_signal = threading.current_thread() is threading.main_thread()
    if run.for_bound:
        # the relaxation is near the truth there; probing and symmetry take longer than they save
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        if run.workers > 1:
            solver.parameters.subsolvers.extend(["max_lp", "lb_tree_search"])
        else:
            solver.parameters.linearization_level = 2
    if run.work is not None:
        solver.parameters.max_deterministic_time = run.work
    else:
        solver.parameters.max_time_in_seconds = run.seconds
    return solver


class _Listener(cp_model.CpSolverSolutionCallback):
    """Passes on plans and bounds while the solver runs, and stops it when asked to."""

    def __init__(
        self, solver: cp_model.CpSolver, parts: int, heard: Heard, cancelled: Ask, settled: Ask
    ) -> None:
        super().__init__()
        self.solver = solver
        self.parts = parts
        self.heard = heard
        self.cancelled = cancelled
        self.settled = settled
        self.stopped = False
        self._over = threading.Event()
        self._poll = threading.Thread(target=self._polling, name="plan-cancel", daemon=True)
        solver.best_bound_callback = self._on_bound

    def __enter__(self) -> Self:
        self._poll.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._poll.join()

    def on_solution_callback(self) -> None:
        values = tuple(self.response_proto.solution)
        best, bound = self.objective_value, self.best_objective_bound
        self.heard(values, _whole(best, self.parts), _whole(bound, self.parts))
        if self.settled():
            self.solver.stop_search()

    def _on_bound(self, bound: float) -> None:
        self.heard(None, None, _whole(bound, self.parts))

    def _polling(self) -> None:
        while not self._over.wait(POLL_SECONDS):
            if self.cancelled():
                self.stopped = True
            if self.stopped or self.settled():
                self.solver.stop_search()


def _translate(run: Run) -> tuple[cp_model.CpModel, Sequence[int]]:
    """The program in the solver's own terms, and which of its variables are there: those not nought for certain."""
    linear = run.linear
    translated = cp_model.CpModel()
    there = [variable for variable, high in enumerate(linear.highs) if high]
    variables: dict[int, cp_model.IntVar] = {}
    for variable in there:
        low, high = linear.lows[variable], linear.highs[variable]
        boolean = low == 0 and high == 1
        variables[variable] = (
            translated.new_bool_var("") if boolean else translated.new_int_var(low, high, "")
        )
    adding = _Adding(translated, variables, linear)
    for row in linear.rows:
        adding.add(row)
    aim = {variable: points for variable, points in linear.points.items() if variable in variables}
    aimed = [variables[variable] for variable in aim]
    translated.minimize(cp_model.LinearExpr.weighted_sum(aimed, list(aim.values())) + linear.constant)
    for variable, value in run.hint.items():
        if variable in variables:
            translated.add_hint(variables[variable], value)
    return translated, there


class _Adding:
    """Adds rows over those of their variables that are there."""

    def __init__(
        self, translated: cp_model.CpModel, variables: Mapping[int, cp_model.IntVar], linear: Linear
    ) -> None:
        self.translated, self.variables = translated, variables
        highs, lows = np.array(linear.highs, dtype=np.int64), np.array(linear.lows, dtype=np.int64)
        self.there, self.boolean = highs != 0, (lows == 0) & (highs == 1)

    def add(self, row: Row) -> None:
        """The row, said as one of a choice where it is that."""
        chosen, amounts = self.kept(row)
        terms = [self.variables[variable] for variable in chosen]
        one_each = row.high == 1 and row.low is None and amounts.count(1) == len(amounts)
        if one_each and all(self.boolean[variable] for variable in chosen):
            if len(terms) > 1:
                self.translated.add_at_most_one(terms)
            return
        low = row.low if row.low is not None else cp_model.INT_MIN
        high = row.high if row.high is not None else cp_model.INT_MAX
        weighted = cp_model.LinearExpr.weighted_sum(terms, amounts)
        self.translated.add_linear_constraint(weighted, low, high)

    def kept(self, row: Row) -> tuple[list[int], list[int]]:
        """Variables and amounts of the row's terms that are there."""
        if isinstance(row.terms, ManyTerms):
            here = self.there[row.terms.variables]
            return row.terms.variables[here].tolist(), row.terms.amounts[here].tolist()
        kept = [term for term in row.terms if term[0] in self.variables]
        return [variable for variable, _ in kept], [amount for _, amount in kept]


def _all_values(values: Sequence[int], there: Sequence[int], count: int) -> tuple[int, ...]:
    """The values of all variables of the program, those left out being nought."""
    found = [0] * count
    for variable, value in zip(there, values, strict=True):
        found[variable] = value
    return tuple(found)


def _whole(amount: float, parts: int) -> int:
    """Points of a plan are whole, so a bound may be rounded up."""
    return ceil(amount / parts - ROUNDING)
