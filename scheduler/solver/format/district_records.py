"""The records of a district: areas, venues, providers, programmes, orders, allotments, special days."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from functools import cache
from zoneinfo import available_timezones

from config.bilingual import Bilingual
from config.refusal import Refusal, refuse
from scheduler.domain.district import (
    Allotment,
    Area,
    DayMark,
    District,
    Hold,
    Order,
    Period,
    Programme,
    Provider,
    Venue,
)
from scheduler.domain.terms import Category, VenueKind
from scheduler.solver.format.district_shapes import Hours, Point
from scheduler.solver.format.gathered import Keyed, Listed, Maybe
from scheduler.solver.format.records import Field, Record
from scheduler.solver.format.refusing import unfit
from scheduler.solver.format.shapes import Civil, Day, Number, OneOf, Text, Truth, Whole

ID, NAME = Text(), Text(empty=True)
IDS = Listed(ID, frozenset)
CATEGORY = OneOf(Category)
WEEKDAYS = Listed(Whole(1, 7), frozenset)
MINUTES_OF_A_DAY = 24 * 60


PERIOD = Record(
    Period,
    "period",
    "Civil days from first to last, both included; a side that is left out is open.",
    (
        Field("first", Maybe(Day()), "the first day"),
        Field("last", Maybe(Day()), "the last day"),
    ),
)
AREA = Record(
    Area,
    "area",
    "A sub-district 街道/镇， the unit that is served.",
    (
        Field("id", ID, "its id, unique among areas"),
        Field("name", NAME, "its name, for people"),
        Field("population", Whole(), "how many live there, for fairness", "heads"),
        Field("latitude", Number(-90, 90), "where it is, for travel", "degrees north"),
        Field("longitude", Number(-180, 180), "where it is, for travel", "degrees east"),
        Field("valid", PERIOD, "when it exists; areas merge"),
        Field("district_id", Maybe(ID), "of which district of a city; null: there is one only"),
    ),
)
VENUE = Record(
    Venue,
    "venue",
    "A venue 场地 of one area.",
    (
        Field("id", ID, "its id, unique among venues"),
        Field("area_id", ID, "the area in which it lies"),
        Field("name", NAME, "its name, for people"),
        Field("kind", OneOf(VenueKind), "what it is; `open_air` has no roof"),
        Field("capacity", Whole(), "how many it seats", "persons"),
        Field("features", IDS, "what it has, e.g. `stage`, `screen`"),
        Field(
            "hours",
            Keyed({str(day): day for day in range(1, 8)}, Hours()),
            "opening and closing time by ISO weekday, `1` is Monday; a weekday left out is closed",
            "civil time",
        ),
        Field("opened", PERIOD, "when it is in service"),
        Field("closures", Listed(PERIOD), "when it is closed meanwhile"),
    ),
)
PROVIDER = Record(
    Provider,
    "provider",
    "A provider 配送主体： troupe, projection team, teacher, tea house, library.",
    (
        Field("id", ID, "its id, unique among providers"),
        Field("name", NAME, "its name, for people"),
        Field("categories", Listed(CATEGORY, frozenset), "what it delivers"),
        Field("per_day", Whole(), "the most in a day", "deliveries"),
        Field("per_week", Whole(), "the most in a week from Monday to Sunday", "deliveries"),
        Field("per_month", Whole(), "the most in a month", "deliveries"),
        Field("contract", PERIOD, "when its contract is in force"),
        Field("blackouts", Listed(PERIOD), "when it is away"),
        Field("weekdays", WEEKDAYS, "the ISO weekdays on which it works"),
        Field("van_volumes", Whole(), "what its vans carry in a day", "volumes"),
        Field("district_id", Maybe(ID), "the only district of a city that it serves; null: all share it"),
        Field("home", Maybe(Point()), "where it sets out from: latitude and longitude", "degrees"),
        Field(
            "contract_left",
            Maybe(Whole()),
            "how many its contract of the year still allows in the month; null: no limit",
            "deliveries",
        ),
    ),
)
PROGRAMME = Record(
    Programme,
    "programme",
    "An item on the menu 配送项目.",
    (
        Field("id", ID, "its id, unique among programmes"),
        Field("name", NAME, "its name, for people"),
        Field("category", CATEGORY, "its category"),
        Field("provider_ids", IDS, "who gives it"),
        Field("minutes", Whole(1, MINUTES_OF_A_DAY), "its length", "minutes"),
        Field("setup_minutes", Whole(0, MINUTES_OF_A_DAY), "set-up before it", "minutes"),
        Field("clearing_minutes", Whole(0, MINUTES_OF_A_DAY), "clearing after it", "minutes"),
        Field("needs", IDS, "features that its venue must have"),
        Field("cost", Whole(), "what one delivery costs", "yuan"),
        Field("audience", Whole(), "how many are expected", "persons"),
        Field("sessions", Whole(1, 100), "more than 1 makes it a weekly course", "weekly sessions"),
        Field(
            "months", Listed(Whole(1, 12), frozenset), "the months in which it can be given", "month numbers"
        ),
        Field("open_air", Truth(), "whether it is held in the open air"),
        Field("amplified", Truth(), "whether examination days bar it in the open air"),
        Field("volumes", Whole(), "books of a batch", "volumes"),
        Field("titles", Whole(), "periodicals of a batch", "titles"),
        Field("start_from", Maybe(Civil()), "it starts no earlier", "civil time"),
        Field("start_until", Maybe(Civil()), "it starts no later", "civil time"),
    ),
)
ORDER = Record(
    Order,
    "order",
    "A sub-district's ranked wish 点单 for one programme in the month.",
    (
        Field("id", ID, "its id, unique among orders"),
        Field("area_id", ID, "who ordered"),
        Field("month", Text(), "the problem's month; of a year, one of its months", "YYYY-MM"),
        Field("programme_id", ID, "what is ordered"),
        Field("rank", Whole(1), "1 is the dearest"),
        Field("venue_id", Maybe(ID), "the venue it asks for (a wish)"),
        Field("weekdays", WEEKDAYS, "the ISO weekdays it prefers (a wish); none: any"),
        Field("pinned_day", Maybe(Day()), "the day it must stand on"),
        Field("pinned_start", Maybe(Civil(grid=True)), "with a pinned day: when it must start", "civil time"),
        Field("permit_recorded", Truth(), "许可已取得： the permit's lead need not be kept"),
    ),
)
ALLOTMENT = Record(
    Allotment,
    "allotment",
    "How many deliveries of a category an area gets in the month 配额； what is not listed is nought.",
    (
        Field("area_id", ID, "the area"),
        Field("category", CATEGORY, "the category"),
        Field("month", Text(), "the problem's month; of a year, one of its months", "YYYY-MM"),
        Field("least", Whole(), "at least so many", "deliveries"),
        Field("most", Whole(), "at most so many", "deliveries"),
    ),
)
DAY_MARK = Record(
    DayMark,
    "day_mark",
    "What makes a civil day special.",
    (
        Field("day", Day(), "the day"),
        Field(
            "kind",
            OneOf(("holiday", "makeup", "quiet")),
            "public holiday, make-up workday 调休， examination quiet",
        ),
        Field("name", NAME, "the occasion, for people"),
    ),
)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def once(names: Iterable[object], at: str, field: str = "") -> Iterator[Refusal]:
    """A refusal for each name that comes a second time in a list."""
    seen: set[object] = set()
    for place, name in enumerate(names):
        if name in seen:
            where = f"{at}/{place}/{field}" if field else f"{at}/{place}"
            yield refuse(
                where,
                "“{name}”已经出现过，不能重复。请改成别的编号或删去一处。",
                "“{name}” has come before and may come once only. Rename or remove one.",
                name=name,
            )
        seen.add(name)


def named(name: str, known: Container[str], at: str) -> Iterator[Refusal]:
    """A refusal if what is named is not there."""
    if name not in known:
        yield refuse(
            at,
            "“{name}”没有登记。请补上它，或改正这里的编号。",
            "“{name}” is not among the records. Add it, or mend the id here.",
            name=name,
        )


def _whole(district: District, at: str) -> Iterator[Refusal]:
    """Ids come once, what is named is there, the time zone exists."""
    parts = ("areas", "venues", "providers", "programmes", "orders")
    known = {part: {one.id for one in getattr(district, part)} for part in parts}
    for part in parts:
        yield from once((one.id for one in getattr(district, part)), f"{at}/{part}", "id")
    yield from once(
        ((one.area_id, one.category, one.month) for one in district.allotments), f"{at}/allotments"
    )
    for place, venue in enumerate(district.venues):
        yield from named(venue.area_id, known["areas"], f"{at}/venues/{place}/area_id")
    for place, programme in enumerate(district.programmes):
        for provider_id in sorted(programme.provider_ids):
            yield from named(provider_id, known["providers"], f"{at}/programmes/{place}/provider_ids")
    for place, order in enumerate(district.orders):
        yield from named(order.area_id, known["areas"], f"{at}/orders/{place}/area_id")
        yield from named(order.programme_id, known["programmes"], f"{at}/orders/{place}/programme_id")
        if order.venue_id is not None:
            yield from named(order.venue_id, known["venues"], f"{at}/orders/{place}/venue_id")
    for place, allotment in enumerate(district.allotments):
        yield from named(allotment.area_id, known["areas"], f"{at}/allotments/{place}/area_id")
    if district.timezone not in _zones():
        zone = Bilingual("时区，如 Asia/Shanghai", "a time zone such as Asia/Shanghai")
        yield unfit(f"{at}/timezone", district.timezone, zone)


HOLD = Record(
    Hold,
    "hold",
    "A provisional hold 暂留： a venue or provider is kept for something else for a time.",
    (
        Field("side", OneOf(("venue", "provider")), "what is kept"),
        Field("party", ID, "the venue or the provider"),
        Field("days", PERIOD, "on which days"),
        Field("until", Day(), "the hold lapses after this day"),
        Field("why", NAME, "what it is kept for"),
    ),
)
DISTRICT = Record(
    District,
    "district",
    "One district's facts. Running courses are not here: their sessions stand among the problem's `fixed`.",
    (
        Field("id", ID, "its id"),
        Field("name", NAME, "its name, for people"),
        Field("timezone", ID, "its civil time, an IANA name such as Asia/Shanghai"),
        Field("latitude", Number(-90, 90), "where dusk is reckoned", "degrees north"),
        Field("longitude", Number(-180, 180), "where dusk is reckoned", "degrees east"),
        Field("areas", Listed(AREA, least=1), "who is served"),
        Field("venues", Listed(VENUE), "where"),
        Field("providers", Listed(PROVIDER), "by whom"),
        Field("programmes", Listed(PROGRAMME), "the menu"),
        Field("orders", Listed(ORDER), "what the areas ordered"),
        Field("allotments", Listed(ALLOTMENT), "what the areas are allotted"),
        Field("day_marks", Listed(DAY_MARK), "holidays, make-up workdays, quiet days"),
        Field("month_budget", Maybe(Whole()), "what the month may cost; null: no budget", "yuan"),
        Field(
            "years_with_holidays", Listed(Whole(1900, 2200), frozenset), "years whose holidays are entered"
        ),
        Field("holds", Listed(HOLD), "venues and providers kept provisionally"),
    ),
    check=_whole,
)
