from __future__ import annotations

from dataclasses import replace

from scheduler.domain.decline import Decline
from tests.unit.solver.small_district import TEA, delivery, june, small_problem
from tests.unit.solver.verdicts import ACCEPTED, REJECTED, case

PLAIN = small_problem()
TEA_ON_2 = delivery("1", TEA, 2, "10:00")
BY_VENUE = Decline("north", "tea", None, "venue", TEA_ON_2.venue_id, june(2))
BY_PROVIDER = Decline("north", "tea", None, "provider", TEA_ON_2.provider_id, june(2))
VENUE_SAID_NO = replace(PLAIN, declines=(BY_VENUE,))
PROVIDER_SAID_NO = replace(PLAIN, declines=(BY_PROVIDER,))
ANOTHER_ORDER = replace(PLAIN, declines=(replace(BY_VENUE, order_id="O9"),))

CASES = (
    case("nobody declined", PLAIN, [TEA_ON_2], ACCEPTED),
    case("at the venue that declined, that day", VENUE_SAID_NO, [TEA_ON_2], REJECTED),
    case(
        "at the venue that declined, at another hour",
        VENUE_SAID_NO,
        [delivery("1", TEA, 2, "14:00")],
        REJECTED,
    ),
    case(
        "at the venue that declined, another day", VENUE_SAID_NO, [delivery("1", TEA, 3, "10:00")], ACCEPTED
    ),
    case("by the provider that declined, that day", PROVIDER_SAID_NO, [TEA_ON_2], REJECTED),
    case(
        "by the provider that declined, another day",
        PROVIDER_SAID_NO,
        [delivery("1", TEA, 9, "10:00")],
        ACCEPTED,
    ),
    case("what was declined served another order", ANOTHER_ORDER, [TEA_ON_2], ACCEPTED),
)
