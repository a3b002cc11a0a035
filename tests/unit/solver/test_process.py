from __future__ import annotations

import os
import signal
import time
from multiprocessing import active_children, get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from scheduler.domain.district import Order
from scheduler.solver.process import SolveError, in_child, solve_in_child
from scheduler.solver.solution import Ending, Options, Progress
from scheduler.solver.solve import solve
from tests.unit.solver.nine_areas import nine_area_problem
from tests.unit.solver.small_district import MONTH, small_district, small_problem

STEADY = Options(workers=1, deterministic_seconds=10.0)
PATIENCE = 90.0


def test_a_child_gives_the_answer_that_the_caller_would_find() -> None:
    problem = small_problem(small_district(orders=(Order("O1", "north", MONTH, "film", 1),)))
    heard: list[Progress] = []
    answer = solve_in_child(problem, STEADY, heard.append)
    assert answer.deliveries == solve(problem, STEADY).deliveries
    assert heard[-1].best == answer.best


def test_a_child_that_is_cancelled_hands_back_what_it_has() -> None:
    answer = solve_in_child(nine_area_problem(2), Options(workers=1, seconds=300), cancelled=lambda: True)
    assert answer.ending is Ending.CANCELLED
    assert answer.seconds < PATIENCE


def test_a_cancel_that_comes_when_the_child_has_just_ended_loses_nothing() -> None:
    def ended() -> bool:
        while active_children():
            time.sleep(0.05)
        return True

    assert in_child(_answered_at_once, (7,), lambda _: None, ended) == 7


def _answered_at_once(_say: object, _stop: object, number: int) -> int:
    return number


def test_a_child_does_not_hear_ctrl_c_not_even_while_it_loads() -> None:
    heard: list[int] = []

    def press() -> bool:
        for child in children_of_this() if not heard else []:
            os.kill(child, signal.SIGINT)
            heard.append(child)
        return False

    problem = small_problem(small_district(orders=(Order("O1", "north", MONTH, "film", 1),)))
    assert solve_in_child(problem, STEADY, cancelled=press).ending is Ending.OPTIMAL
    assert heard != []


def test_a_child_that_fails_says_how() -> None:
    with pytest.raises(SolveError, match="AttributeError"):
        solve_in_child(None)  # type: ignore[arg-type]


def children_of_this() -> list[int]:
    """The processes that this one has started."""
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text(encoding="ascii")
    return [int(number) for number in children.split()]


def parent(pipe: Connection) -> None:
    """Starts a long solve and tells the solving child's number."""

    def tell(_: Progress) -> None:
        pipe.send(children_of_this())

    solve_in_child(nine_area_problem(2), Options(workers=1, seconds=300), tell)


def test_a_child_ends_when_its_parent_is_gone() -> None:
    here, there = get_context("spawn").Pipe()
    boss = get_context("spawn").Process(target=parent, args=(there,))
    boss.start()
    there.close()
    assert here.poll(PATIENCE)
    children = here.recv()
    boss.kill()
    boss.join()
    deadline = time.monotonic() + PATIENCE
    while any(_alive(child) for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [child for child in children if _alive(child)] == []


def _alive(number: int) -> bool:
    status = Path(f"/proc/{number}/stat")
    return status.exists() and status.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
