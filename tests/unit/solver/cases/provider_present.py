from __future__ import annotations

from dataclasses import replace

from scheduler.domain.district import Period
from tests.unit.solver.small_district import PROVIDERS, TEA, delivery, june, small_district, small_problem
from tests.unit.solver.verdicts import ACCEPTED, REJECTED, case

AWAY = small_problem(
    small_district(
        providers=tuple(
            replace(
                one,
                contract=Period(june(3), june(20)),
                blackouts=(Period(june(8), june(9)),),
                weekdays=frozenset({1, 2, 3, 4}),
            )
            for one in PROVIDERS
        )
    )
)
CASES = (
    case("the first day of the contract", AWAY, [delivery("1", TEA, 3, "10:00")], ACCEPTED),
    case("the day before the contract", AWAY, [delivery("1", TEA, 2, "10:00")], REJECTED),
    case("the weekday after the contract", AWAY, [delivery("1", TEA, 22, "10:00")], REJECTED),
    case("the last day of a blackout", AWAY, [delivery("1", TEA, 9, "10:00")], REJECTED),
    case("the day after a blackout", AWAY, [delivery("1", TEA, 10, "10:00")], ACCEPTED),
    case("a Friday it does not work", AWAY, [delivery("1", TEA, 12, "10:00")], REJECTED),
)
