"""The records of a year: its problem, and a plan of all its months."""

from __future__ import annotations

from collections.abc import Iterator

from config.bilingual import Bilingual
from config.refusal import Refusal
from scheduler.domain.calendar import month_days
from scheduler.domain.delivery import Delivery
from scheduler.solver.format.district_records import CATEGORY, DISTRICT, ID, named, once
from scheduler.solver.format.gathered import Listed, Maybe
from scheduler.solver.format.plan_records import LONG, SENTENCE, claims, ids_once
from scheduler.solver.format.problem_records import DECLINE, DELIVERY, PARAMETERS, WEIGHTS, refuse_at
from scheduler.solver.format.records import Field, Record
from scheduler.solver.format.refusing import unfit
from scheduler.solver.format.shapes import Day, OneOf, Text, Whole
from scheduler.solver.offered import Offered
from scheduler.solver.year.plan_file import YearPlanFile
from scheduler.solver.year.problem import Goal, YearContract, YearProblem
from scheduler.solver.year.solution import GivesWay

UNITS = ("deliveries", "volumes", "titles")
GOAL = Record(
    Goal,
    "goal",
    "What the planned months together bring an area of a category.",
    (
        Field("area_id", ID, "the area"),
        Field("category", CATEGORY, "the category"),
        Field("unit", OneOf(UNITS), "what is counted: deliveries, volumes of books, or periodicals"),
        Field("least", Whole(), "at least so many", "of the unit"),
        Field("most", Maybe(Whole()), "at most so many; null: no ceiling", "of the unit"),
    ),
)
CONTRACT = Record(
    YearContract,
    "contract",
    "How many deliveries of the planned months a provider's contract is for.",
    (
        Field("provider_id", ID, "the provider"),
        Field("least", Whole(), "at least so many", "deliveries"),
        Field("most", Maybe(Whole()), "at most so many; null: no ceiling", "deliveries"),
    ),
)


def _year(problem: YearProblem, at: str) -> Iterator[Refusal]:
    """Months are months, in order and not past; records are of them; what is named is known."""
    for place, month in enumerate(problem.months):
        try:
            _, last = month_days(month)
        except Refusal as refusal:
            yield refuse_at(f"{at}/months/{place}", refusal)
            return
        if last <= problem.today:
            to_come = Bilingual(f"{problem.today} 之后的月份", f"a month to come after {problem.today}")
            yield unfit(f"{at}/months/{place}", month, to_come)
    if list(problem.months) != sorted(set(problem.months)):
        rising = Bilingual("按先后排列、不重复的月份", "months in order, each once")
        yield unfit(f"{at}/months", list(problem.months), rising)
    yield from _of_months(problem, at)
    yield from _of_parties(problem, at)
    yield from once((one.id for one in problem.fixed), f"{at}/fixed", "id")


def _of_months(problem: YearProblem, at: str) -> Iterator[Refusal]:
    own = Bilingual("要排的月份之一", "one of the months to be planned")
    for part in ("orders", "allotments"):
        for place, record in enumerate(getattr(problem.district, part)):
            if record.month not in problem.months:
                yield unfit(f"{at}/district/{part}/{place}/month", record.month, own)


def _of_parties(problem: YearProblem, at: str) -> Iterator[Refusal]:
    areas = {one.id for one in problem.district.areas}
    providers = {one.id for one in problem.district.providers}
    for place, goal in enumerate(problem.goals):
        yield from named(goal.area_id, areas, f"{at}/goals/{place}/area_id")
    yield from once(
        (f"{one.area_id} {one.category} {one.unit}" for one in problem.goals), f"{at}/goals", "area_id"
    )
    for place, contract in enumerate(problem.contracts):
        yield from named(contract.provider_id, providers, f"{at}/contracts/{place}/provider_id")
    yield from once((one.provider_id for one in problem.contracts), f"{at}/contracts", "provider_id")
    for place, delivery in enumerate(problem.fixed):
        yield from _known(problem, delivery, f"{at}/fixed/{place}")


def _known(problem: YearProblem, delivery: Delivery, at: str) -> Iterator[Refusal]:
    venues = {one.id for one in problem.district.venues}
    yield from named(delivery.area_id, {one.id for one in problem.district.areas}, f"{at}/area_id")
    yield from named(delivery.programme_id, problem.programmes, f"{at}/programme_id")
    yield from named(
        delivery.provider_id, {one.id for one in problem.district.providers}, f"{at}/provider_id"
    )
    yield from named(delivery.venue_id, venues, f"{at}/venue_id")
    if delivery.rain_venue_id is not None:
        yield from named(delivery.rain_venue_id, venues, f"{at}/rain_venue_id")


YEAR = Record(
    YearProblem,
    "year",
    "Months to be planned together, whole: nothing else is read.",
    (
        Field("district", DISTRICT, "the district's facts; its orders and allotments are those of all planned months"),
        Field("months", Listed(Text(), least=1), "the months to be planned, in order", "YYYY-MM"),
        Field("today", Day(), "planning day; nothing new stands on or before it"),
        Field("fixed", Listed(DELIVERY), "deliveries that stand as they are: running courses, other months"),
        Field("goals", Listed(GOAL), "what each area gets in all planned months together"),
        Field("parameters", PARAMETERS, "the numbers in the rules"),
        Field("weights", WEIGHTS, "what the wishes weigh"),
        Field("contracts", Listed(CONTRACT), "what the providers' contracts are for"),
        Field("budget", Maybe(Whole()), "what all planned months together may cost; null: no budget", "yuan"),
        Field("declines", Listed(DECLINE), "what venues and providers said they cannot hold"),
    ),
    check=_year,
)  # fmt: skip
GIVES_WAY = Record(
    GivesWay,
    "gives_way",
    "What cannot be kept together with all else.",
    (
        Field("rule", ID, "the code of the rule"),
        Field("subject", Listed(LONG), "on which subject"),
        Field("month", Maybe(Text()), "in which month; null: of the year as a whole", "YYYY-MM"),
        Field("amount", Whole(), "how much is missing", "units of the rule"),
        Field("sentence", SENTENCE, "the same for people"),
    ),
)


YEAR_PLAN = Record(
    YearPlanFile,
    "year_plan",
    "A year's plan; only its deliveries are needed, all else is what its maker claims.",
    (
        *claims(
            "all deliveries of the planned months, the fixed ones too",
            Field(
                "gives_way", Listed(GIVES_WAY), "the floors that cannot be kept together, the fewest found"
            ),
            ", all months together",
        ),
        Field("offer", OneOf(Offered), "what it was chosen from, see *Offers*; it is judged by it"),
    ),
    check=ids_once,
)
