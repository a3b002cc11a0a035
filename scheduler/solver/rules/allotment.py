"""Each area gets of each category at least and at most what is allotted for the month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from config.bilingual import Bilingual
from scheduler.domain.terms import Category
from scheduler.solver.columns import Column
from scheduler.solver.finding import Barred, Finding, Severity, barred
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.rule import DELIVERIES, Rule, finding
from scheduler.solver.shortfall import allotment_shortfalls

CODE = "allotment"


def build(model: Model) -> None:
    problem = model.problem
    room = {
        (area_id, category): problem.allotment(area_id, category).most
        - problem.standing_counts.get((area_id, category), 0)
        for area_id in problem.areas
        for category in Category
    }

    def too_many(column: Column) -> Barred | None:
        """Even alone beside what stands it would be over the most."""
        if column.in_month <= room[column.area_id, column.category]:
            return None
        most = problem.allotment(column.area_id, column.category).most
        stands = problem.standing_counts.get((column.area_id, column.category), 0)
        return barred(
            "no_more",
            area=column.area_id,
            category=column.category,
            count=column.in_month,
            stands=stands,
            most=most,
        )

    model.forbid_columns(CODE, too_many)
    model.over_columns(_rows)


def _rows(model: Model) -> None:
    problem = model.problem
    terms: dict[tuple[str, Category], list[tuple[int, int]]] = defaultdict(list)
    for number, tally in model.tallies.items():
        terms[tally.area_id, tally.category].append((number, tally.in_month))
    for area_id in problem.areas:
        for category in Category:
            allotment, own = problem.allotment(area_id, category), terms[area_id, category]
            stands = problem.standing_counts.get((area_id, category), 0)
            model.at_most(CODE, (area_id, category, "most"), own, max(0, allotment.most - stands))
            if allotment.least > stands:
                subject = (area_id, category, "least")
                model.at_least(CODE, subject, own, allotment.least - stands, gives_way=True)


def findings(plan: Plan) -> Iterator[Finding]:
    for (area_id, category), deliveries in plan.by_area_category.items():
        most = plan.problem.allotment(area_id, category).most
        if area_id in plan.problem.areas and len(deliveries) > most:
            yield finding(
                CODE,
                "most",
                plan.severity(*deliveries),
                deliveries,
                area=area_id,
                category=category,
                count=len(deliveries),
                most=most,
            )
    for (area_id, category), short in allotment_shortfalls(plan).items():
        least = plan.problem.allotment(area_id, category).least
        yield finding(
            CODE,
            "least",
            Severity.HARD,
            area=area_id,
            category=category,
            count=least - short,
            least=least,
        )


RULE = Rule(
    code=CODE,
    kind="hard",
    title=Bilingual("年度配额", "The allotment"),
    sentence=Bilingual(
        "每个街道每类配送的月场次不少于配额下限、不多于上限；未列配额的按零计。",
        "An area gets of each category at least and at most what is allotted for the month; what is not listed is nought.",
    ),
    unit=DELIVERIES,
    build=build,
    findings=findings,
    cases={
        "most": Bilingual(
            "{area}的{category}有 {count} 场，配额上限 {most} 场",
            "{area} has {count} of {category}; its most is {most}",
        ),
        "no_more": Bilingual(
            "{area}的{category}配额上限 {most} 场，已定 {stands} 场，这一项要占 {count} 场",
            "{area}'s most of {category} is {most}; {stands} are fixed already and this takes {count}",
        ),
        "least": Bilingual(
            "{area}的{category}只有 {count} 场，配额下限 {least} 场",
            "{area} has {count} of {category}; its least is {least}",
        ),
    },
    no_room=Bilingual(
        "本街道该类别的配额上限已用完", "the most that the area is allotted of the category is used up"
    ),
)
