"""Runs a solve in a process of its own: progress streams back, and the child ends when its parent does."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery, DeliveryId
from scheduler.domain.disruption import Disruption
from scheduler.solver.looking import Looking
from scheduler.solver.problem import Problem
from scheduler.solver.solution import Options, Progress, Solution

if TYPE_CHECKING:
    from scheduler.solver.proposing import Repair

POLL_SECONDS = 0.1
CANCEL = "cancel"
Say = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the child found."""

    value: Any


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
    found: Solution = in_child(_solved, (problem, options), watch, cancelled)
    return found


def repair_in_child(
    problem: Problem,
    plan: Sequence[Delivery],
    disruption: Disruption,
    options: Options,
    recorded: frozenset[DeliveryId],
    *,
    watch: Callable[[Looking], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Repair:
    """Look for repairs in a fresh process; raises SolveError if the child dies or fails."""
    found: Repair = in_child(
        _repaired, (problem, tuple(plan), disruption, options, recorded), watch, cancelled
    )
    return found


def explain_order_in_child(
    problem: Problem,
    plan: Sequence[Delivery],
    order_id: str,
    options: Options,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Bilingual, ...]:
    """Why an order is not served, in sentences, searched in a fresh process; raises SolveError if it dies or fails."""
    found: tuple[Bilingual, ...] = in_child(
        _order_explained, (problem, tuple(plan), order_id, options), lambda _: None, cancelled
    )
    return found


def _solved(say: Say, stop: threading.Event, problem: Problem, options: Options | None) -> Solution:
    # imported here so that the parent never loads the solver
    from scheduler.solver.solve import solve  # noqa: PLC0415

    return solve(problem, options, say, stop.is_set)


def _repaired(say: Callable[[Looking], None], stop: threading.Event, *asked: Any) -> Repair:
    from scheduler.solver.repairing import repair  # noqa: PLC0415

    problem, plan, disruption, options, recorded = asked
    return repair(problem, plan, disruption, options, recorded=recorded, cancelled=stop.is_set, watch=say)


def _order_explained(
    _: Say, stop: threading.Event, problem: Problem, plan: Sequence[Delivery], order_id: str, options: Options
) -> tuple[Bilingual, ...]:
    from scheduler.solver.explaining_orders import forced_words  # noqa: PLC0415
    from scheduler.solver.forcing import force_order  # noqa: PLC0415

    return forced_words(problem, plan, force_order(problem, plan, order_id, options, cancelled=stop.is_set))


def in_child(
    deed: Callable[..., Any],
    given: tuple[Any, ...],
    watch: Callable[[Any], None],
    cancelled: Callable[[], bool],
) -> Any:
    """What the deed answers in a fresh process; `watch` hears what it says meanwhile."""
    context = get_context("spawn")
    here, there = context.Pipe()
    child = context.Process(target=_child, args=(there, deed, given), daemon=True)
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


def _follow(pipe: Connection, watch: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Any:
    told = False
    while True:
        if not told and cancelled():
            with suppress(OSError):  # it ended meanwhile, and what it said last is still to be read
                pipe.send(CANCEL)
            told = True
        if not pipe.poll(POLL_SECONDS):
            continue
        said = pipe.recv()
        if isinstance(said, Answer):
            return said.value
        if isinstance(said, Failure):
            raise SolveError(said.words)
        watch(said)


def _child(pipe: Connection, deed: Callable[..., Any], given: tuple[Any, ...]) -> None:
    stop = threading.Event()
    speaking = threading.Lock()

    def say(what: Progress | Looking | Answer | Failure) -> None:
        with speaking:
            pipe.send(what)

    threading.Thread(target=_heed, args=(pipe, stop), daemon=True).start()
    try:
        say(Answer(deed(say, stop, *given)))
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
