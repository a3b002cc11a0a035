"""Planning a city as durable jobs: one that coordinates, and one for each task of a district, for whoever is free.

The coordinator asks the same tasks in the same order whenever it is begun anew, and tasks keep their answers: after
a process died, what was answered is not done again, and the plan is the same.
"""

from __future__ import annotations

import pickle
import time
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.clock import Clock
from config.durable import PLAN, Outbox, enqueue
from config.identity import sortable_id
from config.refusal import refuse
from config.work_log import JobRow
from scheduler.adapters.city_tables import CityRunRow, CityTaskRow
from scheduler.application.open_runs import OPEN_STATES, failing_by_name
from scheduler.solver.format.documents import plan_text, problem_text, read_problem
from scheduler.solver.format.plan_file import plan_file_of
from scheduler.solver.problem import Problem
from scheduler.solver.process import SolveError
from scheduler.solver.solution import Options, Progress, Solution

if TYPE_CHECKING:  # they bring the arrays of the solver along
    from scheduler.solver.city.tasks import Reply, Task

LOOK_EVERY_SECONDS = 0.1
TELL_EVERY_SECONDS = 0.5


class Bench(Protocol):
    """Answers a task of a city's run; the problem is asked for when it is not known yet."""

    def answer(self, run_id: str, problem: Callable[[], Problem], task: Task) -> Reply: ...


def ask_city(
    session: Session,
    clock: Clock,
    district_id: str,
    problem: Problem,
    *,
    by: str,
    seconds: float,
    seed: int = 1,
) -> str:
    """Have a city's problem planned by all processes that work on this store; returns the run's id."""
    run_id = sortable_id()
    session.add(
        CityRunRow(
            district_id=district_id,
            id=run_id,
            asked_by=by,
            asked_at=clock.now(),
            state="queued",
            cancel_asked=False,
            options={"seconds": seconds, "seed": seed},
            problem=zlib.compress(problem_text(problem).encode()),
        )
    )
    enqueue(session, district_id, "plan_city", {"run_id": run_id}, key=run_id)
    return run_id


def cancel_city(session: Session, district_id: str, run_id: str) -> None:
    """Ask a run to end; the best plan it has found so far is kept."""
    run = session.get(CityRunRow, (district_id, run_id), with_for_update=True)
    if run is None or run.state not in OPEN_STATES:
        raise refuse(
            run_id,
            "这次排期已经结束，无可取消。",
            "this run has ended already; there is nothing to cancel.",
        )
    run.cancel_asked = True


def plan_city(outbox: Outbox, district_id: str, run_id: str) -> None:
    """The coordinating job: have the districts' tasks done by whoever is free, merge, judge, keep the plan."""
    # imported here so that a process that only answers pages never loads the solver
    from scheduler.solver.city.solving import negotiate  # noqa: PLC0415

    with failing_by_name(outbox, CityRunRow, district_id, run_id):
        begun = _begun(outbox, district_id, run_id)
        if begun is None:
            return
        city, options = begun
        solution = negotiate(
            city,
            _QueuedCrew(outbox, district_id, run_id),
            options,
            _Teller(outbox, district_id, run_id),
            lambda: _cancel_asked(outbox, district_id, run_id),
        )
        _keep(outbox, district_id, run_id, city, solution)


def _begun(outbox: Outbox, district_id: str, run_id: str) -> tuple[Problem, Options] | None:
    """The city that is planned, and how; None if the run has ended."""
    with outbox.transaction() as session:
        run = session.get_one(CityRunRow, (district_id, run_id), with_for_update=True)
        if run.state not in OPEN_STATES:
            return None
        run.state, asked, city = "running", dict(run.options), _problem(run)
    return city, Options(seconds=float(asked["seconds"]), seed=int(asked["seed"]))


def _cancel_asked(outbox: Outbox, district_id: str, run_id: str) -> bool:
    with outbox.store.reading() as session:
        return session.get_one(CityRunRow, (district_id, run_id)).cancel_asked


def _keep(outbox: Outbox, district_id: str, run_id: str, city: Problem, solution: Solution) -> None:
    """Keep the plan and who answered; the tasks are answered, and go."""
    with outbox.transaction() as session:
        run = session.get_one(CityRunRow, (district_id, run_id), with_for_update=True)
        run.state, run.best, run.bound = "done", solution.best, solution.bound
        run.seconds, run.placed = solution.seconds, len(solution.deliveries)
        run.plan = zlib.compress(plan_text(plan_file_of(city, solution)).encode())
        of_run = _of_run(district_id, run_id)
        answered = session.scalars(sa.select(CityTaskRow.done_by).where(*of_run)).all()
        run.answered_by = dict(Counter(name for name in answered if name))
        session.execute(sa.delete(CityTaskRow).where(*of_run))


def plan_district(
    outbox: Outbox, bench: Bench, district_id: str, run_id: str, number: int, *, executor: str
) -> None:
    """The job of one district's task: answered once; what nobody waits for any more is left alone."""
    with outbox.store.reading() as session:
        row = session.get(CityTaskRow, (district_id, run_id, number))
        if row is None or row.answer is not None:
            return
        task: Task = pickle.loads(row.task)  # noqa: S301 - written by ourselves in the same run

    def problem() -> Problem:
        with outbox.store.reading() as session:
            return _problem(session.get_one(CityRunRow, (district_id, run_id)))

    answer = pickle.dumps(bench.answer(run_id, problem, task))
    with outbox.transaction() as session:
        row = session.get(CityTaskRow, (district_id, run_id, number), with_for_update=True)
        if row is not None and row.answer is None:
            row.answer, row.done_by = answer, executor


def _problem(run: CityRunRow) -> Problem:
    return read_problem(zlib.decompress(run.problem).decode())


def _of_run(district_id: str, run_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return CityTaskRow.district_id == district_id, CityTaskRow.run_id == run_id


class _QueuedCrew:
    """Lays tasks into the queue and waits for their answers."""

    def __init__(self, outbox: Outbox, district_id: str, run_id: str) -> None:
        self._outbox, self._district_id, self._run_id = outbox, district_id, run_id
        self._next = 0

    def do(self, tasks: Sequence[Task], stop: Callable[[], bool]) -> list[Reply] | None:
        """The answers in the order of the tasks; None if it was stopped before all were done.

        Raises SolveError if a task failed for good.
        """
        numbers = range(self._next, self._next + len(tasks))
        self._next = numbers.stop
        self._lay(numbers, tasks)
        while True:
            replies = self._answers(numbers)
            if len(replies) == len(tasks):
                return replies
            if stop():
                self._withdraw(numbers)
                return None
            time.sleep(LOOK_EVERY_SECONDS)

    def _lay(self, numbers: range, tasks: Sequence[Task]) -> None:
        with self._outbox.transaction() as session:
            for number, task in zip(numbers, tasks, strict=True):
                key = (self._district_id, self._run_id, number)
                if session.get(CityTaskRow, key) is not None:
                    continue
                session.add(
                    CityTaskRow(
                        district_id=self._district_id,
                        run_id=self._run_id,
                        number=number,
                        task=pickle.dumps(task),
                    )
                )
                arguments = {"run_id": self._run_id, "number": number}
                enqueue(
                    session, self._district_id, "plan_district", arguments, key=self._key(number), queue=PLAN
                )

    def _key(self, number: int) -> str:
        return f"{self._run_id}:{number}"

    def _answers(self, numbers: range) -> list[Reply]:
        jobs = [f"plan_district:{self._key(number)}" for number in numbers]
        with self._outbox.store.reading() as session:
            failed = session.scalar(
                sa.select(JobRow.failure).where(
                    JobRow.district_id == self._district_id, JobRow.id.in_(jobs), JobRow.failure.is_not(None)
                )
            )
            if failed is not None:
                raise SolveError(failed.strip().splitlines()[-1])
            answers = session.scalars(
                sa.select(CityTaskRow.answer)
                .where(
                    *_of_run(self._district_id, self._run_id),
                    CityTaskRow.number.in_(numbers),
                    CityTaskRow.answer.is_not(None),
                )
                .order_by(CityTaskRow.number)
            ).all()
        if len(answers) < len(numbers):
            return []
        return [pickle.loads(answer) for answer in answers if answer]  # noqa: S301 - written by ourselves

    def _withdraw(self, numbers: range) -> None:
        """Nobody waits for these any more: what is still in the queue is left alone."""
        with self._outbox.transaction() as session:
            session.execute(
                sa.delete(CityTaskRow).where(
                    *_of_run(self._district_id, self._run_id),
                    CityTaskRow.number.in_(numbers),
                    CityTaskRow.answer.is_(None),
                )
            )


class _Teller:
    """Writes a run's progress for those who follow it, at most twice a second."""

    def __init__(self, outbox: Outbox, district_id: str, run_id: str) -> None:
        self._outbox, self._key = outbox, (district_id, run_id)
        self._told_at = 0.0

    def __call__(self, progress: Progress) -> None:
        if time.monotonic() - self._told_at < TELL_EVERY_SECONDS:
            return
        self._told_at = time.monotonic()
        with self._outbox.transaction() as session:
            run = session.get_one(CityRunRow, self._key)
            run.best, run.bound = progress.best, progress.bound
            run.seconds, run.placed = progress.seconds, progress.placed
