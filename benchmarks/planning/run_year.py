"""Measures planning a year in a process of its own; the plan is judged by the one checker."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

from benchmarks.planning.measuring import WORKERS, Heard, Measured, peak, processor
from benchmarks.planning.years import made_year
from scheduler.domain.delivery import Delivery
from scheduler.solver.format.documents import read_year, year_text
from scheduler.solver.year.judge import year_findings, year_score
from scheduler.solver.year.solution import YearOptions, YearProgress


def measured_year(seed: int, seconds: float) -> Measured:
    """One run of our planner on the year of a seed."""
    text = year_text(made_year(seed).problem)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        deliveries, said = pool.submit(_run, text, seed, seconds).result()
    if not deliveries:
        return said
    problem = read_year(text)
    found = year_findings(problem, deliveries)
    points = year_score(problem, found)
    return replace(
        said,
        points=points.total,
        hard=sum(one.hard for one in found),
        unplaced=points.of("unplaced").units,
    )


def _run(text: str, seed: int, seconds: float) -> tuple[tuple[Delivery, ...], Measured]:
    began = time.monotonic()
    from scheduler.solver.solution import Ending  # noqa: PLC0415 - their loading is measured
    from scheduler.solver.year.solve import solve_year  # noqa: PLC0415

    problem = read_year(text)
    cold = time.monotonic() - began
    heard, used = Heard(), processor()

    def watch(progress: YearProgress) -> None:
        heard(progress.best, bound=progress.bound)

    found = solve_year(problem, YearOptions(seconds, WORKERS, seed), watch)
    took = time.monotonic() - heard.began
    return found.deliveries, Measured(
        planner="ours",
        seed=seed,
        bound=found.bound,
        first=heard.first,
        marks=heard.marks(seconds),
        proof=took if found.ending is Ending.OPTIMAL else None,
        seconds=took,
        processor=processor() - used,
        cold=cold,
        megabytes=peak(),
    )
