"""Has the problem of a city planned by the processes that work on this store, and writes its plan."""

from __future__ import annotations

import zlib
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

from api.bootstrap import House
from api.cli.frame import Frame
from api.cli.plan_files import problem_in
from api.cli.planning_apart import DEFAULT_SECONDS, figures_of, kept_if_found, out_asked
from api.cli.report import Report
from api.cli.stopping import first_ctrl_c
from api.operations.seeing_through import see_through
from config.bilingual import Bilingual
from config.refusal import Refusal, refuse
from scheduler.adapters.city_tables import CityRunRow
from scheduler.application.city_planning import ask_city, cancel_city
from scheduler.application.open_runs import OPEN_STATES
from scheduler.solver.city.parts import districts_of
from scheduler.solver.format.documents import read_plan
from scheduler.solver.process import SolveError
from scheduler.solver.solution import gap_of

GRACE_SECONDS = 120.0
"""How long beyond its own limit a run is followed: queueing, the last tasks and saving take their time."""


def plan_queued(
    frame: Frame, problem_file: Path, out: Path | None, *, seconds: float | None, seed: int
) -> Report:
    """Lay the city into this store's queue, follow it, write its plan; Ctrl+C keeps the best found so far."""
    problem = problem_in(problem_file)
    out = out_asked(out)
    if len(districts_of(problem)) == 1:
        raise refuse(
            "--queue",
            "问题文件里只有一个区，不必分给多个进程。请去掉 --queue。",
            "the problem has one district only, so there is nothing to share out. Leave --queue out.",
        )
    limit = seconds or DEFAULT_SECONDS
    with first_ctrl_c() as pressed:
        house = frame.house()
        with house.outbox.transaction() as session:
            run_id = ask_city(
                session, house.clock, house.district_id, problem, by=frame.by, seconds=limit, seed=seed
            )
        told: list[tuple[int | None, int | None]] = [(None, None)]

        def watch() -> None:
            run = _run(house, run_id)
            if run.best is not None and (run.best, run.bound) != told[0]:
                told[0] = (run.best, run.bound)
                _tell(frame, run)
            if pressed.is_set() and not run.cancel_asked:
                # refused when it ended by itself in this very moment
                with suppress(Refusal), house.outbox.transaction() as session:
                    cancel_city(session, house.district_id, run_id)

        see_through(
            house,
            "plan",
            seconds=limit + GRACE_SECONDS,
            finished=lambda: _run(house, run_id).state not in OPEN_STATES,
            watch=watch,
        )
        run = _run(house, run_id)
    if run.plan is None:
        raise SolveError(run.failure or "the run has not ended")
    return kept_if_found(read_plan(zlib.decompress(run.plan).decode()), out, problem)


def _run(house: House, run_id: str) -> CityRunRow:
    with house.store.reading() as session:
        return session.get_one(CityRunRow, (house.district_id, run_id))


def _tell(frame: Frame, run: CityRunRow) -> None:
    figures = {"best": run.best, "bound": run.bound, "gap": gap_of(run.best, run.bound)}
    frame.presenter.say(
        Bilingual(
            "  {seconds:5.1f} 秒  最好 {best}  下界 {bound}  差距 {gap}  已排 {placed} 场",
            "  {seconds:5.1f} s  best {best}  bound {bound}  gap {gap}  placed {placed}",
        ).fill(seconds=run.seconds or 0.0, placed=run.placed or 0, **figures_of(SimpleNamespace(**figures)))
    )
