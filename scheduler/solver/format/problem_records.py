"""The records of a problem: the month, what stands, the settings; and their meaning together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from config.bilingual import Bilingual
from config.refusal import Refusal, refuse
from scheduler.domain.calendar import month_days
from scheduler.domain.decline import Decline
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import Category
from scheduler.solver.format.district_records import CATEGORY, DISTRICT, ID, NAME, WEEKDAYS, named, once
from scheduler.solver.format.gathered import Keyed, Listed, Maybe
from scheduler.solver.format.records import Field, Record
from scheduler.solver.format.refusing import unfit
from scheduler.solver.format.shapes import Civil, Day, OneOf, Text, Whole
from scheduler.solver.parameters import Citation, GoodHours, Parameters, Weights
from scheduler.solver.problem import Problem

PINNABLE = (
    "programme_id",
    "provider_id",
    "venue_id",
    "day",
    "start",
    "rain_venue_id",
    "reserve_day",
    "reserve_start",
)
BY_CATEGORY = {str(category): category for category in Category}
MOST_WEIGHT = 10_000_000


def pairs(found: dict[Any, Any]) -> tuple[tuple[Any, Any], ...]:
    """Pairs in the order of the categories, whatever the order in the file."""
    return tuple((category, found[category]) for category in Category if category in found)


DELIVERY = Record(
    Delivery,
    "delivery",
    "One delivery 配送场次： one programme at one venue for one sub-district at one time.",
    (
        Field("id", ID, "its id, kept for life, e.g. 2606-017"),
        Field("area_id", ID, "who is served"),
        Field("category", CATEGORY, "the programme's category"),
        Field("programme_id", ID, "what is delivered"),
        Field("provider_id", ID, "by whom"),
        Field("venue_id", ID, "where"),
        Field("day", Day(), "on which civil day"),
        Field("start", Civil(grid=True), "when it starts, set-up not included", "civil time, quarters"),
        Field("minutes", Whole(1, 24 * 60), "its length, set-up and clearing not included", "minutes"),
        Field("order_id", Maybe(ID), "the order that it serves"),
        Field("course_id", Maybe(ID), "binds the sessions of one course"),
        Field("session", Maybe(Whole(1, 1000)), "which session of its course, from 1"),
        Field("rain_venue_id", Maybe(ID), "the indoor venue booked for an outdoor film"),
        Field("volumes", Whole(), "books of a batch", "volumes"),
        Field("titles", Whole(), "periodicals of a batch", "titles"),
        Field("pinned", Listed(OneOf(PINNABLE), frozenset), "fields that planning may not change"),
        Field("reserve_day", Maybe(Day()), "the reserve date of an outdoor film, same venue and provider"),
        Field("reserve_start", Maybe(Civil(grid=True)), "when it starts there", "civil time, quarters"),
    ),
)
DECLINE = Record(
    Decline,
    "decline",
    "A decline 谢绝： a side that was asked about a delivery said that it cannot.",
    (
        Field("area_id", ID, "whose delivery it is"),
        Field("programme_id", ID, "what was to be delivered"),
        Field("order_id", Maybe(ID), "the order that it was to serve"),
        Field("side", OneOf(("venue", "provider", "rain_venue")), "as what the party was asked"),
        Field("party", ID, "the venue or the provider that cannot"),
        Field("day", Day(), "on which civil day"),
    ),
)
CITATION = Record(
    Citation,
    "citation",
    "Where a number in a rule comes from.",
    (
        Field("name", ID, "the parameter's name"),
        Field("unit", NAME, "its unit, for people"),
        Field("source", NAME, "the law or the setting"),
        Field("since", Day(), "since when it is taken to hold"),
    ),
)


def _opens_first(hours: GoodHours, at: str) -> Iterator[Refusal]:
    if hours.since > hours.until:
        yield unfit(
            f"{at}/until", f"{hours.until:%H:%M}", Bilingual("不早于起点的时刻", "a time not before since")
        )


GOOD_HOURS = Record(
    GoodHours,
    "good_hours",
    "Starts that an audience prefers.",
    (
        Field("weekdays", WEEKDAYS, "on which ISO weekdays"),
        Field("since", Civil(), "from this start on", "civil time"),
        Field("until", Civil(), "to this start", "civil time"),
    ),
    check=_opens_first,
)


def _falling(parameters: Parameters, at: str) -> Iterator[Refusal]:
    points = parameters.order_points
    if list(points) != sorted(points, reverse=True):
        falling = Bilingual("不增的分数，如 [12, 8, 5]", "points that do not rise, such as [12, 8, 5]")
        yield unfit(f"{at}/order_points", list(points), falling)


PARAMETERS = Record(
    Parameters,
    "parameters",
    "The numbers in the rules.",
    (
        Field("film_months", Listed(Whole(1, 12)), "the season of outdoor films", "month numbers"),
        Field("film_dusk_offset", Whole(-120, 240), "films start so long after civil dusk, rounded up to 15", "minutes"),
        Field("film_end_by", Civil(), "outdoor films are over by", "civil time"),
        Field("film_reserve_within", Whole(0, 31), "a film's reserve date comes so soon after it; 0: none", "days"),
        Field("night_from", Civil(), "night quiet begins", "civil time"),
        Field("night_until", Civil(), "night quiet ends", "civil time"),
        Field("permit_audience", Whole(1), "from so many on an event needs a permit", "persons"),
        Field("permit_lead", Whole(0, 1000), "the permit is applied for so long before", "days"),
        Field("travel_base", Whole(0, 1440), "between two areas, whatever the distance", "minutes"),
        Field("travel_per_km", Whole(0, 1440), "and by distance in a straight line", "minutes per kilometre"),
        Field("order_points", Listed(Whole(), least=1), "what an unserved order of rank 1, 2, … costs; the last for all further ranks", "points"),
        Field("spacing_week_most", Whole(), "more in a calendar week of an area is crowded; courses and books left out", "deliveries"),
        Field("service_points", Keyed(BY_CATEGORY, Whole(), pairs, all_of=True), "what a delivery counts for fairness, by category", "service points"),
        Field("offered_starts", Keyed(BY_CATEGORY, Listed(Civil(grid=True)), pairs, all_of=True), "the starts that planning offers, by category; films start at dusk and the quarters after", "civil time"),
        Field("variety_month_most", Whole(), "the same performance, film or feature service more often in an area's month is no variety", "deliveries"),
        Field("travel_near", Whole(0, 10_000), "a way from a provider's home point up to this is near", "kilometres"),
        Field("good_hours", Keyed(BY_CATEGORY, Listed(GOOD_HOURS), pairs), "the starts that the audience prefers, by category; none: any start is as good", "civil time"),
        Field("weekend_percent", Whole(0, 100), "so much of an area's performances, films and feature services on days off", "percent"),
        Field("evening_percent", Whole(0, 100), "so much of them in the evening", "percent"),
        Field("evening_from", Civil(), "the evening begins", "civil time"),
        Field("citations", Listed(CITATION), "where these numbers come from; no rule reads them"),
    ),
    check=_falling,
)  # fmt: skip
_WEIGHT = Whole(0, MOST_WEIGHT)
WEIGHTS = Record(
    Weights,
    "weights",
    "Points per unit of each wish; a plan's score is their sum, the lower the better.",
    (
        Field("unplaced", _WEIGHT, "a delivery of the least allotment, or a pin, that is not kept", "points per delivery"),
        Field("ranked_orders", _WEIGHT, "an order not served, by its rank", "points per order point"),
        Field("fairness", _WEIGHT, "an area off its share by head, rounded up", "points per service point"),
        Field("spacing", _WEIGHT, "a delivery too many in a week of an area", "points per delivery"),
        Field("stability", _WEIGHT, "a published delivery that does not stand as it was", "points per delivery"),
        Field("preferences", _WEIGHT, "an order's weekday or venue that is not kept", "points per wish"),
        Field("unasked", _WEIGHT, "a delivery that nobody ordered", "points per delivery"),
        Field("variety", _WEIGHT, "the same programme once more in an area's month", "points per delivery"),
        Field("travel", _WEIGHT, "a provider's way beyond what is near", "points per kilometre"),
        Field("good_hours", _WEIGHT, "a delivery off the hours that its audience prefers", "points per delivery"),
        Field("weekend_share", _WEIGHT, "a delivery missing to an area's share on days off", "points per delivery"),
        Field("evening_share", _WEIGHT, "a delivery missing to an area's share in the evening", "points per delivery"),
    ),
)  # fmt: skip


def _month(problem: Problem, at: str) -> Iterator[Refusal]:
    """The month is one and not past, its records are of it, what is fixed is known."""
    try:
        _, last = month_days(problem.month)
    except Refusal as refusal:
        yield refuse_at(f"{at}/month", refusal)
        return
    if last <= problem.today:
        yield refuse(
            f"{at}/today",
            "{month} 已经过去（今天是 {today}），不能再排。",
            "{month} is past (today is {today}) and cannot be planned.",
            month=problem.month,
            today=problem.today,
        )
    own = Bilingual(f"本问题的月份 {problem.month}", f"the problem's month {problem.month}")
    for part in ("orders", "allotments"):
        for place, record in enumerate(getattr(problem.district, part)):
            if record.month != problem.month:
                yield unfit(f"{at}/district/{part}/{place}/month", record.month, own)
    for part in ("published", "draft"):
        for place, delivery in enumerate(getattr(problem, part)):
            if delivery.month != problem.month:
                yield unfit(f"{at}/{part}/{place}/day", delivery.day.isoformat(), own)
    for part in ("fixed", "published", "draft"):
        yield from once((delivery.id for delivery in getattr(problem, part)), f"{at}/{part}", "id")
    for place, delivery in enumerate(problem.fixed):
        yield from _known(problem, delivery, f"{at}/fixed/{place}")


def _known(problem: Problem, delivery: Delivery, at: str) -> Iterator[Refusal]:
    yield from named(delivery.area_id, problem.areas, f"{at}/area_id")
    yield from named(delivery.programme_id, problem.programmes, f"{at}/programme_id")
    yield from named(delivery.provider_id, problem.providers, f"{at}/provider_id")
    yield from named(delivery.venue_id, problem.venues, f"{at}/venue_id")
    if delivery.rain_venue_id is not None:
        yield from named(delivery.rain_venue_id, problem.venues, f"{at}/rain_venue_id")


def refuse_at(at: str, refusal: Refusal) -> Refusal:
    """The same refusal at another place."""
    sentence = refusal.faults[0].sentence
    return refuse(at, "{sentence}", "{sentence}", sentence=sentence)


PROBLEM = Record(
    Problem,
    "problem",
    "A month to be planned, whole: nothing else is read.",
    (
        Field("district", DISTRICT, "the district's facts"),
        Field("month", Text(), "the month to be planned", "YYYY-MM"),
        Field("today", Day(), "planning day; nothing new stands on or before it"),
        Field("fixed", Listed(DELIVERY), "deliveries that stand as they are, those of the months around too"),
        Field("published", Listed(DELIVERY), "the month as it was last published, for stability and ids"),
        Field("draft", Listed(DELIVERY), "the month's last draft, for ids"),
        Field("parameters", PARAMETERS, "the numbers in the rules"),
        Field("weights", WEIGHTS, "what the wishes weigh"),
        Field("next_serial", Whole(1), "the serial number of the first new delivery"),
        Field("declines", Listed(DECLINE), "what venues and providers said they cannot hold"),
        Field(
            "lapsed", Listed(ID, frozenset), "published deliveries that came to nothing: no rule counts them"
        ),
    ),
    check=_month,
)
