"""The records of an event: each kind of disruption with its own fields."""

from __future__ import annotations

from config.refusal import Fault, Refusal
from scheduler.domain.disruption import (
    BudgetChanged,
    Declined,
    Disruption,
    HolidayMoved,
    OrderWithdrawn,
    ProviderAbsent,
    QuotaChanged,
    Rain,
    Urgent,
    VenueClosed,
    VenueReopened,
)
from scheduler.solver.format.district_records import CATEGORY, ID, ORDER
from scheduler.solver.format.event_file import EventFile
from scheduler.solver.format.gathered import Listed, Maybe, OneKind
from scheduler.solver.format.records import Field, Record
from scheduler.solver.format.refusing import below, told
from scheduler.solver.format.shapes import Day, OneOf, Whole

FIRST = Field("first", Day(), "the first day")
KINDS = (
    Record(Rain, "rain", "Rain: nothing is held in the open air.", (Field("day", Day(), "the day"),)),
    Record(
        ProviderAbsent,
        "absent",
        "A provider cannot come.",
        (
            Field("provider_id", ID, "who"),
            FIRST,
            Field("last", Maybe(Day()), "the last day; null: it drops out for good"),
        ),
    ),
    Record(
        VenueClosed,
        "closed",
        "A venue is closed.",
        (
            Field("venue_id", ID, "which"),
            FIRST,
            Field("last", Maybe(Day()), "the last day; null: until further notice"),
        ),
    ),
    Record(
        VenueReopened,
        "reopened",
        "A closure of a venue ends.",
        (Field("venue_id", ID, "which"), Field("first", Day(), "the first day on which it is open again")),
    ),
    Record(
        Declined,
        "declined",
        "A party has declined a published delivery.",
        (
            Field("delivery_id", ID, "which delivery of the plan"),
            Field("side", OneOf(("venue", "provider", "rain_venue")), "who declined"),
            Field("others", Listed(ID), "further sessions of its course that the same party declined"),
        ),
    ),
    Record(
        Urgent,
        "urgent",
        "A new delivery that must be placed.",
        (Field("order", ORDER, "what, for whom; `pinned_day` and `pinned_start` if they are set"),),
    ),
    Record(
        OrderWithdrawn,
        "withdrawn",
        "An area no longer wants what it ordered.",
        (Field("order_id", ID, "which order"),),
    ),
    Record(
        QuotaChanged,
        "quota",
        "What an area gets of a category in the month has changed.",
        (
            Field("area_id", ID, "the area"),
            Field("category", CATEGORY, "the category"),
            Field("least", Whole(), "at least so many", "deliveries"),
            Field("most", Whole(), "at most so many", "deliveries"),
        ),
    ),
    Record(
        BudgetChanged,
        "budget",
        "What the month may cost has changed.",
        (Field("yuan", Maybe(Whole()), "the new budget; null: none", "yuan"),),
    ),
    Record(
        HolidayMoved,
        "holiday",
        "A public holiday or make-up workday has moved.",
        (Field("was", Day(), "the day that it was"), Field("now", Day(), "the day that it is")),
    ),
)
DISRUPTION = OneKind(KINDS)


EVENT = Record(
    EventFile,
    "event",
    "What happened to a published plan.",
    (
        Field("happened", DISRUPTION, "what happened, by its kind"),
        Field(
            "recorded",
            Listed(ID, frozenset),
            "deliveries that have begun or were recorded: no repair rewrites them",
        ),
    ),
)


def kind_of(disruption: Disruption) -> str:
    """The word for the kind of a disruption."""
    return DISRUPTION.record_of(disruption).name


def told_of_event(refusal: Refusal, disruption: Disruption, file: str) -> Refusal:
    """A refusal by a disruption's own field, told by its place in the file."""
    at = below(below("", "happened"), kind_of(disruption))
    return told(Refusal(*(Fault(f"{at}/{one.place}", one.sentence) for one in refusal.faults)), file)
