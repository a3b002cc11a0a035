"""The first numbers of a year that fit: near to the relaxation, which knows what the wishes count; else any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scheduler.solver.cpsat import Run
from scheduler.solver.linear import Linear
from scheduler.solver.offered import Offered
from scheduler.solver.pricing import PARTS, Relaxation, relaxation
from scheduler.solver.reducing import FINE, reduced
from scheduler.solver.search import Found
from scheduler.solver.year.joined import Joined
from scheduler.solver.year.month_numbers import MonthNumbers
from scheduler.solver.year.pace import Pace

FITTING, NEAR = 0.5, 0.1
"""Shares of the time: at most for numbers that fit, for those near to the relaxation."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """The months' numbers side by side, and those that fit with as little giving way as can be.

    `relaxed` is the strict program without its whole numbers.
    """

    months: Sequence[MonthNumbers]
    joined: Joined
    found: Found
    relaxed: Relaxation

    @property
    def offered(self) -> Offered:
        """The offer that the months' numbers are of."""
        return self.months[0].model.decisions.offered

    @property
    def bound(self) -> int | None:
        """Points below which no plan is, at the relaxation's prices and reckoned exactly; None if it was not solved."""
        if not self.relaxed.prices:
            return None
        return -(-reduced(self.joined.strict, self.relaxed.prices).bound // (FINE * PARTS))


def fitted(pace: Pace, months: Sequence[MonthNumbers], joined: Joined) -> Fitted:
    """Numbers near to the relaxation where they fit, else any with as little giving way as can be."""
    solved = relaxation(joined.strict, FITTING * pace.options.seconds)
    pace.note(f"relaxation: {'infeasible' if solved.infeasible else solved.points}")
    found = _near(pace, joined, solved) if solved.values else Found()
    if found.values is None:
        found = _run(pace, "numbers that fit", joined.floors, {}, FITTING)
    return Fitted(months, joined, found, solved)


def _near(pace: Pace, joined: Joined, solved: Relaxation) -> Found:
    near = joined.near_to(solved.values)
    hint = {variable: round(value) for variable, value in enumerate(solved.values)}
    found = _run(pace, "numbers near to the relaxation", near, hint, NEAR)
    return replace(found, best=0, bound=0)


def _run(pace: Pace, name: str, program: Linear, hint: Mapping[int, int], share: float) -> Found:
    options = pace.options
    work = options.deterministic_seconds
    run = Run(
        linear=program,
        hint=hint,
        workers=options.workers,
        seed=options.seed,
        for_bound=bool(hint),
        seconds=share * options.seconds,
        work=None if work is None else share * work,
    )
    return pace.run(run, name=name)
