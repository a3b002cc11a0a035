"""Why something urgent finds no way into a published month, and what would let it in: each tried, none guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import Order
from scheduler.solver.explaining_orders import forced_words, room_words
from scheduler.solver.forcing import force_order
from scheduler.solver.making_room import free_room
from scheduler.solver.problem import Problem
from scheduler.solver.solution import Options

LOOSER = (
    (("pinned_start",), Bilingual("不限时刻", "At any hour")),
    (("venue_id",), Bilingual("不限场地", "At any venue")),
    (("pinned_day", "pinned_start"), Bilingual("不限日期", "On any day")),
    (("pinned_day", "pinned_start", "venue_id"), Bilingual("不限日期和场地", "On any day, at any venue")),
)
"""What may be asked for less strictly, the least first."""


def why_impossible(
    problem: Problem,
    plan: Sequence[Delivery],
    order: Order,
    options: Options,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Bilingual, ...]:
    """What stands in the way of an order of the problem, and the first looser wish that has a free place."""
    forced = force_order(problem, plan, order.id, options, cancelled=cancelled)
    return (*forced_words(problem, plan, forced), *_looser(problem, plan, order))


def _looser(problem: Problem, plan: Sequence[Delivery], order: Order) -> Iterator[Bilingual]:
    for names, said in LOOSER:
        if all(getattr(order, name) is None for name in names):
            continue
        nothing: dict[str, Any] = dict.fromkeys(names)
        asked = replace(order, **nothing)
        orders = (asked if one.id == order.id else one for one in problem.district.orders)
        then = replace(problem, district=replace(problem.district, orders=tuple(orders)))
        room = free_room(then, plan, asked)
        if room is not None:
            yield Bilingual("{said}：{room}", "{said}: {room}").fill(
                said=said, room=room_words(then, plan, room)
            )
            return
