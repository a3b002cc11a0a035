"""Any number of processes that do the districts' tasks; they end with the process that started them."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import TYPE_CHECKING

from scheduler.solver.problem import Problem
from scheduler.solver.process import POLL_SECONDS, Failure, SolveError, deaf_to_ctrl_c

if TYPE_CHECKING:  # they bring the arrays of the solver along
    from scheduler.solver.city.tasks import Reply, Task

ENDED = "a process that plans districts has ended"


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
                    _give(pipe, tasks[at_work[pipe]])
            if not at_work:
                break
            for ready in wait(list(at_work), POLL_SECONDS):
                assert isinstance(ready, Connection)
                replies[at_work.pop(ready)] = _heard(ready)
        return [replies[place] for place in range(len(tasks))] if len(replies) == len(tasks) else None


def _give(pipe: Connection, task: Task) -> None:
    try:
        pipe.send(task)
    except OSError as error:
        raise SolveError(ENDED) from error


def _heard(pipe: Connection) -> Reply:
    try:
        reply = pipe.recv()
    except (EOFError, OSError) as error:
        raise SolveError(ENDED) from error
    if isinstance(reply, Failure):
        raise SolveError(reply.words)
    answer: Reply = reply
    return answer


@contextmanager
def crew_of(city: Problem, processes: int) -> Iterator[ProcessCrew]:
    """A crew of so many processes for one city; they are gone afterwards."""
    with deaf_to_ctrl_c():
        started = [_started(city) for _ in range(processes)]
    try:
        yield ProcessCrew([pipe for pipe, _ in started])
    finally:
        for pipe, child in started:
            pipe.close()
            child.terminate()
            child.join()


def _started(city: Problem) -> tuple[Connection, SpawnProcess]:
    """A process that does tasks of the city until its pipe is closed."""
    context = get_context("spawn")
    here, there = context.Pipe()
    child = context.Process(target=_work, args=(there, city), daemon=True)
    child.start()
    there.close()
    return here, child


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
            _give_back_memory()
        except Exception as error:
            pipe.send(Failure(f"{type(error).__name__}: {error}"))
            raise


def _give_back_memory() -> None:
    """Let the system have what was freed, where the C library keeps it (glibc): after a solve that is much."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


class Benches:
    """Processes of this one that keep the models of the city they last worked for; as many as work at once."""

    def __init__(self) -> None:
        self._idle: list[tuple[str, Connection]] = []
        self._lock = threading.Lock()

    def answer(self, run_id: str, problem: Callable[[], Problem], task: Task) -> Reply:
        """Have a free process of the run answer, or a new one; those of other runs end."""
        with self._lock:
            for other in [one for one in self._idle if one[0] != run_id]:
                self._idle.remove(other)
                other[1].close()
            pipe = self._idle.pop()[1] if self._idle else None
        if pipe is None:
            with deaf_to_ctrl_c():
                pipe, _ = _started(problem())
        _give(pipe, task)
        reply = _heard(pipe)
        with self._lock:
            self._idle.append((run_id, pipe))
        return reply

    def close(self) -> None:
        """End them all."""
        with self._lock:
            for _, pipe in self._idle:
                pipe.close()
            self._idle.clear()
