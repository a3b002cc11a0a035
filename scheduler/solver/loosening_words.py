"""A limit that would have to give, in one sentence: whose, when, and by how much."""

from __future__ import annotations

from datetime import date

from config.bilingual import Bilingual
from scheduler.domain.terms import CATEGORY_NAMES, Category
from scheduler.solver.finding import day_words
from scheduler.solver.problem import Problem
from scheduler.solver.solution import Loosened

SAID = {
    ("provider_capacity", "day"): Bilingual(
        "{party}在{when}多承接 {over} 场（现在一天最多 {most} 场）",
        "{over} more by {party} on {when} (its most in a day is {most})",
    ),
    ("provider_capacity", "week"): Bilingual(
        "{party}在{when}起的一周多承接 {over} 场（现在一周最多 {most} 场）",
        "{over} more by {party} in the week from {when} (its most in a week is {most})",
    ),
    ("provider_capacity", "month"): Bilingual(
        "{party}在 {when} 多承接 {over} 场（现在一个月最多 {most} 场）",
        "{over} more by {party} in {when} (its most in a month is {most})",
    ),
    ("contract", ""): Bilingual(
        "{party}的年度合同加 {over} 场", "{over} more in the year's contract of {party}"
    ),
    ("provider_places", ""): Bilingual(
        "{party}在{when}多派 {over} 队（同时在两处）",
        "{over} more crew of {party} on {when}, for two places at once",
    ),
    ("venue_booking", ""): Bilingual(
        "{when}另有 {over} 处像{party}的场地（同一时间两场）",
        "{over} more venue like {party} on {when}, for two deliveries at once",
    ),
    ("van", ""): Bilingual(
        "{party}在{when}多装 {over} 册", "{over} volumes more in the vans of {party} on {when}"
    ),
    ("budget", ""): Bilingual("{when} 的预算加 {over} 元", "{over} yuan more in the budget of {when}"),
    ("allotment", ""): Bilingual(
        "{party}的{category}上限加 {over} 场", "{over} more in the most of {party} ({category})"
    ),
}


def loosening_words(problem: Problem, rule: str, subject: tuple[str, ...], over: int) -> Bilingual:
    """The limit as people read it, with the district's own names."""
    kind = subject[1] if rule == "provider_capacity" else ""
    name = subject[0]
    for records in (problem.areas, problem.venues, problem.providers):
        if name in records:
            name = records[name].name
    provider = problem.providers.get(subject[0])
    most = {"day": 0, "week": 0, "month": 0}
    if provider is not None:
        most = {"day": provider.per_day, "week": provider.per_week, "month": provider.per_month}
    category = CATEGORY_NAMES[Category(subject[1])] if rule == "allotment" else Bilingual("", "")
    return SAID[rule, kind].fill(
        party=name, when=_when(subject[-1]), over=over, most=most.get(kind, 0), category=category
    )


def _when(text: str) -> Bilingual:
    try:
        return day_words(date.fromisoformat(text))
    except ValueError:
        return Bilingual(text, text)


def loosened_words(loosened: Loosened) -> Bilingual:
    """All of them as one sentence, and whether fewer would do."""
    ways = loosened.ways
    if not ways:
        return Bilingual(
            "只放宽承接量、场地、配额上限和预算，仍达不到全部下限和指定：缺的受其他规则所限或互相冲突，见各项原因。",
            "No loosening of capacities, venues, most allotments or the budget keeps every least and pin: what lacks is barred "
            "by other rules or by each other, see its reasons.",
        )
    sure = (
        Bilingual("更少不行", "fewer would not do")
        if loosened.proven
        else Bilingual("未证明最少", "not proven the fewest")
    )
    return Bilingual(
        "另一种办法：放宽 {count} 处（{sure}），就能达到全部下限和指定：{zh}。",
        "Another way, by which every least and pin is kept; limits to loosen: {count} ({sure}): {en}.",
    ).fill(
        count=len(ways),
        sure=sure,
        zh="；".join(one.sentence.zh for one in ways),
        en="; ".join(one.sentence.en for one in ways),
    )
