"""Runs a solve in a process of its own: progress streams back, and the child ends when its parent does."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection

from scheduler.solver.problem import Problem
from scheduler.solver.solution import Options, Progress, Solution

POLL_SECONDS = 0.1
CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong in the child, in its own words."""

    words: str


class SolveError(RuntimeError):
    """The child ended without an answer."""


def solve_in_child(
    problem: Problem,
    options: Options | None = None,
    watch: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Solution:
    """Solve in a fresh process; `watch` and `cancelled` are called here, by the caller's own thread.

    Raises SolveError if the child dies or fails.
    """
    context = get_context("spawn")
    here, there = context.Pipe()
    child = context.Process(target=_child, args=(there, problem, options), daemon=True)
    with deaf_to_ctrl_c():
        child.start()
    there.close()
    try:
        return _follow(here, watch, cancelled)
    except EOFError as error:
        child.join()
        raise SolveError(f"the solving process ended with exit status {child.exitcode}") from error
    finally:
        here.close()
        child.join()


@contextmanager
def deaf_to_ctrl_c() -> Iterator[None]:
    """What is started in here never hears Ctrl+C, not even while it loads: the parent cancels through the pipe."""
    resource_tracker.ensure_running()  # started with the first child, it would let the signal in again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _follow(pipe: Connection, watch: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Solution:
    told = False
    while True:
        if not told and cancelled():
            pipe.send(CANCEL)
            told = True
        if not pipe.poll(POLL_SECONDS):
            continue
        said = pipe.recv()
        if isinstance(said, Solution):
            return said
        if isinstance(said, Failure):
            raise SolveError(said.words)
        watch(said)


def _child(pipe: Connection, problem: Problem, options: Options | None) -> None:
    # imported here so that the parent never loads the solver
    from scheduler.solver.solve import solve  # noqa: PLC0415

    stop = threading.Event()
    speaking = threading.Lock()

    def say(what: Progress | Solution | Failure) -> None:
        with speaking:
            pipe.send(what)

    threading.Thread(target=_heed, args=(pipe, stop), daemon=True).start()
    try:
        say(solve(problem, options, say, stop.is_set))
    except Exception as error:
        say(Failure(f"{type(error).__name__}: {error}"))
        raise


def _heed(pipe: Connection, stop: threading.Event) -> None:
    """Stop when told to; end at once when the parent is gone."""
    while True:
        try:
            if pipe.recv() == CANCEL:
                stop.set()
        except (EOFError, OSError):
            os._exit(1)
