from __future__ import annotations

from dataclasses import replace

from scheduler.domain.decline import Decline
from tests.unit.solver.small_district import FILM, TEA, delivery, june, small_problem, with_reserve
from tests.unit.solver.verdicts import ACCEPTED, REJECTED, case

PLAIN = small_problem()
TEA_ON_2 = delivery("1", TEA, 2, "10:00")
BY_VENUE = Decline("north", "tea", None, "venue", TEA_ON_2.venue_id, june(2))
BY_PROVIDER = Decline("north", "tea", None, "provider", TEA_ON_2.provider_id, june(2))
VENUE_SAID_NO = replace(PLAIN, declines=(BY_VENUE,))
PROVIDER_SAID_NO = replace(PLAIN, declines=(BY_PROVIDER,))
ANOTHER_ORDER = replace(PLAIN, declines=(replace(BY_VENUE, order_id="O9"),))
FILM_ON_2 = delivery("1", FILM, 2, "19:30")
INDOORS = replace(FILM_ON_2, venue_id="hall")
WITH_ANOTHER = replace(FILM_ON_2, rain_venue_id="library")
BY_SHELTER = Decline("north", "film", None, "rain_venue", "hall", june(2))
SHELTER_SAID_NO = replace(PLAIN, declines=(BY_SHELTER,))
RESERVED = with_reserve(FILM_ON_2, 5)
SQUARE_SAID_NO = replace(PLAIN, declines=(Decline("north", "film", None, "venue", "square", june(5)),))

CASES = (
    case("a reserve date on the day that the square declined", SQUARE_SAID_NO, [RESERVED], REJECTED),
    case("a reserve date the day after", SQUARE_SAID_NO, [with_reserve(RESERVED, 6)], ACCEPTED),
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
    case("declined for an order, planned without it", ANOTHER_ORDER, [TEA_ON_2], REJECTED),
    case(
        "what was declined served another order",
        ANOTHER_ORDER,
        [replace(TEA_ON_2, order_id="O8")],
        ACCEPTED,
    ),
    case("with the rain venue that declined, that day", SHELTER_SAID_NO, [FILM_ON_2], REJECTED),
    case("indoors at the rain venue that declined", SHELTER_SAID_NO, [INDOORS], REJECTED),
    case("with another rain venue that day", SHELTER_SAID_NO, [WITH_ANOTHER], ACCEPTED),
    case(
        "with the rain venue that declined, another day",
        SHELTER_SAID_NO,
        [replace(FILM_ON_2, day=june(3))],
        ACCEPTED,
    ),
)
