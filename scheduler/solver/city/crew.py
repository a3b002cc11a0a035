"""Any number of processes that do the districts' tasks; they end with the process that started them."""

from __future__ import annotations

import os
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait

from scheduler.solver.city.tasks import Reply, Task
from scheduler.solver.problem import Problem
from scheduler.solver.process import POLL_SECONDS, Failure, SolveError, deaf_to_ctrl_c


class ProcessCrew:
    """Processes, each with the models of its own districts; a district always goes to the same one."""

    def __init__(self, pipes: Sequence[Connection]) -> None:
        self._pipes = pipes

    def do(self, tasks: Sequence[Task], stop: Callable[[], bool]) -> list[Reply] | None:
        """The answers in the order of the tasks; None if it was stopped before all were done.

        Raises SolveError if a process dies or fails.
        """
        waiting: dict[Connection, deque[int]] = defaultdict(deque)
        for place, task in enumerate(tasks):
            waiting[self._pipes[task.district % len(self._pipes)]].append(place)
        at_work: dict[Connection, int] = {}
        replies: dict[int, Reply] = {}
        stopped = False
        while True:
            stopped = stopped or stop()
            for pipe, places in waiting.items():
                if places and pipe not in at_work and not stopped:
                    at_work[pipe] = places.popleft()
                    pipe.send(tasks[at_work[pipe]])
            if not at_work:
                break
            for ready in wait(list(at_work), POLL_SECONDS):
                assert isinstance(ready, Connection)
                replies[at_work.pop(ready)] = _heard(ready)
        return [replies[place] for place in range(len(tasks))] if len(replies) == len(tasks) else None


def _heard(pipe: Connection) -> Reply:
    try:
        reply = pipe.recv()
    except EOFError as error:
        raise SolveError("a process that plans districts has ended") from error
    if isinstance(reply, Failure):
        raise SolveError(reply.words)
    answer: Reply = reply
    return answer


@contextmanager
def crew_of(city: Problem, processes: int) -> Iterator[ProcessCrew]:
    """A crew of so many processes for one city; they are gone afterwards."""
    context = get_context("spawn")
    pipes: list[Connection] = []
    children = []
    with deaf_to_ctrl_c():
        for _ in range(processes):
            here, there = context.Pipe()
            child = context.Process(target=_work, args=(there, city), daemon=True)
            child.start()
            there.close()
            pipes.append(here)
            children.append(child)
    try:
        yield ProcessCrew(pipes)
    finally:
        for pipe in pipes:
            pipe.close()
        for child in children:
            child.terminate()
            child.join()


def _work(pipe: Connection, city: Problem) -> None:
    # imported here so that the parent does not wait for it
    from scheduler.solver.city.workbench import Workbench  # noqa: PLC0415

    bench = Workbench(city)
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            os._exit(0)
        try:
            pipe.send(bench.answer(task))
        except Exception as error:
            pipe.send(Failure(f"{type(error).__name__}: {error}"))
            raise
