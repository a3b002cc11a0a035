"""A command sees its work through, also when the process that it followed ends before it took it up."""

from __future__ import annotations

import threading

from api.bootstrap import House
from api.operations.seeing_through import see_through
from config.durable import enqueue
from config.work_log import open_work
from tests.integration.other_processes import holding
from tests.integration.test_engine_lock import said
from tests.pages_district import DISTRICT


def left_behind(house: House) -> None:
    """Work of a deed, as every command leaves it."""
    with house.outbox.transaction() as session:
        enqueue(session, DISTRICT, "send_due", {})


def test_the_rest_is_done_here_once_the_one_who_worked_has_gone(house: House) -> None:
    left_behind(house)
    with holding(house.store) as first:
        assert said(first) == "held"
        assert first.stdin is not None
        ended = threading.Timer(0.5, lambda: (first.stdin.write("\n"), first.stdin.flush()))  # type: ignore[union-attr]
        ended.start()
        through = see_through(house, "reply", seconds=60)
        ended.join()
    assert (through.done, through.followed, open_work(house.store)) == (True, None, 0)


def test_one_who_goes_on_working_is_followed_until_the_time_is_over(house: House) -> None:
    left_behind(house)
    with holding(house.store) as first:
        assert said(first) == "held"
        through = see_through(house, "reply", seconds=0.3)
        assert through.followed is not None
        assert (through.done, through.followed.pid) == (False, first.pid)
