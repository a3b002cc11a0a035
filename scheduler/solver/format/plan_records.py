"""The records of a plan: deliveries, what is unplaced and why, the score."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any

from config.bilingual import Bilingual
from config.refusal import Refusal
from scheduler.domain.terms import Category
from scheduler.solver.finding import Barred
from scheduler.solver.format.district_records import CATEGORY, ID, NAME, once
from scheduler.solver.format.gathered import Listed, Maybe
from scheduler.solver.format.plan_file import Claimed, PlanFile
from scheduler.solver.format.problem_records import DELIVERY, MOST_WEIGHT, WEIGHTS
from scheduler.solver.format.records import Field, Record
from scheduler.solver.format.refusing import below, unfit
from scheduler.solver.format.shapes import Civil, Day, Number, OneOf, Shape, Text, Truth, Whole
from scheduler.solver.judge import Score, WishScore
from scheduler.solver.offered import Offered
from scheduler.solver.solution import Ending, Loosened, Loosening, Reason, Unplaced

MOST_POINTS = 10**15
LONG = Text(empty=True, most=10_000)
POINTS = Whole(-MOST_POINTS, MOST_POINTS)
FACT_SHAPES: dict[str, tuple[type, Shape]] = {
    "category": (Category, CATEGORY),
    "text": (str, LONG),
    "number": (int, POINTS),
    "day": (date, Day()),
    "time": (time, Civil()),
    "list": (tuple, Listed(LONG)),
}
"""The kinds of a fact, the narrower before the wider."""


class _Fact:
    """A named fact, tagged with its kind: `{"name": "start", "time": "19:30"}`."""

    def read(self, value: object, at: str) -> Any:
        tags = [tag for tag in FACT_SHAPES if isinstance(value, dict) and tag in value]
        if not isinstance(value, dict) or len(tags) != 1 or set(value) != {"name", tags[0]}:
            kinds = ", ".join(FACT_SHAPES)
            raise unfit(at, value, Bilingual(f"name 与一种值：{kinds}", f"a name and one value: {kinds}"))
        name = ID.read(value["name"], below(at, "name"))
        return name, FACT_SHAPES[tags[0]][1].read(value[tags[0]], below(at, tags[0]))

    def write(self, value: Any) -> dict[str, Any]:
        name, fact = value
        tag, shape = next(
            (tag, shape) for tag, (kind, shape) in FACT_SHAPES.items() if isinstance(fact, kind)
        )
        return {"name": name, tag: shape.write(fact)}

    def schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {
                "name": ID.schema(),
                **{tag: shape.schema() for tag, (_, shape) in FACT_SHAPES.items()},
            },
            "required": ["name"],
            "minProperties": 2,
            "maxProperties": 2,
            "additionalProperties": False,
        }


SENTENCE = Record(
    Bilingual,
    "sentence",
    "One sentence in Chinese and English.",
    (Field("zh", LONG, "in Chinese"), Field("en", LONG, "in English")),
)
BARRED = Record(
    Barred,
    "barred",
    "Why a rule never allows it.",
    (
        Field("case", ID, "the case of the rule"),
        Field("facts", Listed(_Fact()), "its facts, by name"),
    ),
)
REASON = Record(
    Reason,
    "reason",
    "Why something is not in the plan.",
    (
        Field("rule", ID, "the code of the rule, or `outweighed`, `all_in`, `not_weighed`, `not_offered`"),
        Field("subject", Listed(LONG), "on which subject"),
        Field("sentence", SENTENCE, "the same for people"),
        Field("barred", Maybe(BARRED), "the case of the rule that bars it"),
    ),
)
UNPLACED = Record(
    Unplaced,
    "unplaced",
    "What could not be served: an order, or deliveries that the least allotment lacks.",
    (
        Field("area_id", ID, "whose"),
        Field("category", CATEGORY, "of which category"),
        Field("count", Whole(), "how many", "deliveries"),
        Field("reasons", Listed(REASON), "why"),
        Field("order_id", Maybe(ID), "the order"),
        Field("programme_id", Maybe(ID), "the programme ordered"),
    ),
)
LOOSENING = Record(
    Loosening,
    "loosening",
    "A limit that would have to give.",
    (
        Field("rule", ID, "the code of the rule"),
        Field("subject", Listed(LONG), "for whom, and when"),
        Field("over", Whole(), "by how much", "deliveries, yuan or volumes"),
        Field("sentence", SENTENCE, "the same for people"),
    ),
)
LOOSENED = Record(
    Loosened,
    "loosened",
    "What else would let an infeasible month be: the fewest limits beyond which every least and pin can be kept.",
    (
        Field("ways", Listed(LOOSENING), "each limit; empty if no limit helps"),
        Field("proven", Truth(), "whether fewer do not help"),
    ),
)
WISH_SCORE = Record(
    WishScore,
    "wish_score",
    "What one wish costs: its points are units times weight.",
    (
        Field("rule", ID, "the code of the wish"),
        Field("units", Whole(0, MOST_POINTS), "how much of it is unmet", "units of the wish"),
        Field("weight", Whole(0, MOST_WEIGHT), "what a unit weighs", "points per unit"),
    ),
)
SCORE = Record(
    Score,
    "score",
    "A plan's penalty by wish; the lower, the better.",
    (Field("wishes", Listed(WISH_SCORE), "each wish"),),
)


def claims(deliveries: str, lacking: Field, score: str) -> tuple[Field, ...]:
    """The fields of a plan's file: what its deliveries are of, what it lacks, and what its score is of."""
    return (
        Field("deliveries", Listed(DELIVERY), deliveries),
        Field("problem", Maybe(ID), "the fingerprint of the problem that was planned"),
        Field("outcome", Maybe(OneOf(Ending)), "how planning ended"),
        Field("relaxed", Truth(), "whether some rule had to give way"),
        lacking,
        Field("best", Maybe(POINTS), f"the plan's score{score}", "points"),
        Field("bound", Maybe(POINTS), "no plan of the same offer has fewer", "points"),
        Field("gap", Maybe(Number(0, MOST_POINTS)), "best less bound, as a share of best"),
        Field("score", Maybe(SCORE), f"the score by wish{score}"),
        Field("weights", Maybe(WEIGHTS), "the weights by which it was made"),
        Field("solver", NAME, "what made it, with its version"),
        Field("seed", Maybe(Whole(0, 2**31 - 1)), "the seed of the search"),
        Field("seconds", Maybe(Number(0, 10**9)), "how long it took", "seconds"),
        Field("log", Listed(LONG), "how the search went, line by line"),
    )


def ids_once(plan: Claimed, at: str) -> Iterator[Refusal]:
    """What is wrong where two deliveries have one id."""
    yield from once((delivery.id for delivery in plan.deliveries), f"{at}/deliveries", "id")


PLAN = Record(
    PlanFile,
    "plan",
    "A month's plan; only its deliveries are needed, all else is what its maker claims.",
    (
        *claims(
            "all deliveries of the month, the fixed ones too",
            Field("unplaced", Listed(UNPLACED), "what could not be served, and why"),
            "",
        ),
        Field("offer", OneOf(Offered), "what it was chosen from, see *Offers*; it is judged by it"),
        Field("loosened", Maybe(LOOSENED), "of an infeasible month: what else would let it be"),
    ),
    check=ids_once,
)
