"""How much of its time a search has used, by the clock or by the solver's own count of work."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from scheduler.solver.cpsat import Heard, Run, run_solver
from scheduler.solver.search import Found
from scheduler.solver.year.solution import YearOptions

LEAST_SECONDS = 2.0
"""A run that is shorter finds nothing."""


@dataclass
class Pace:
    """Runs the solver within a year's options; a cancel stops the run at work and all that would follow.

    `used` is the solver's own count of all its work; with `deterministic_seconds` that is what ends the search.
    """

    options: YearOptions
    cancelled: Callable[[], bool] = lambda: False
    stopped: bool = False
    log: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    used: float = 0.0

    def seconds(self) -> float:
        return time.monotonic() - self.began

    def over(self, share: float) -> bool:
        """Whether so much of the time is used."""
        self.stopped = self.stopped or self.cancelled()
        work = self.options.deterministic_seconds
        if self.stopped:
            return True
        return self.seconds() >= share * self.options.seconds if work is None else self.used >= share * work

    def run(
        self,
        run: Run,
        heard: Heard = lambda *_: None,
        settled: Callable[[], bool] = lambda: False,
        name: str = "",
    ) -> Found:
        """One run of the solver as far as the time that is left; named ones go into the log."""
        left = max(LEAST_SECONDS, self.options.seconds - self.seconds())
        allowed = min(run.seconds, left)
        found, statistics = run_solver(replace(run, seconds=allowed), heard, self.cancelled, settled)
        self.used += found.work
        self.stopped = self.stopped or found.stopped
        if name:
            self.note(f"{name}: {statistics}")
        return found

    def note(self, line: str) -> None:
        self.log.append(f"{self.seconds():.2f} s: {line}")
