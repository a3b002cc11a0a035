"""What each way to repair is, in a few words, and why something comes anew in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from config.bilingual import Bilingual
from scheduler.domain.terms import CATEGORY_NAMES
from scheduler.solver.looking import Looking
from scheduler.solver.problem import Problem
from scheduler.solver.proposing import Aim, Proposal

AIMS = {
    Aim.FEWEST: Bilingual("改动最少", "fewest changes"),
    Aim.SAME_DAY: Bilingual("尽量不改日期", "keep the day"),
    Aim.MORE: Bilingual("另外补排", "and more comes"),
    Aim.CHEAPEST: Bilingual("整体最好", "best as a whole"),
}
BREAKING = Bilingual("不能守住全部规则", "does not keep every rule")
"""What is said of a way that breaks a rule, whatever it is the best at: that comes first."""
FILLING = Bilingual(
    "新增的场次中，{n} 场是为补足配额下限：{places}。",
    "Of what is added, {n} fill the least that is allotted: {places}.",
)


def looking_words(looking: Looking) -> Bilingual:
    """How far a search is; a way is named by what it is, not numbered."""
    if looking.asks_why:
        return Bilingual("已查明排不进，正在查原因", "there is no way; looking for what keeps it out")
    if looking.count is None:
        return Bilingual("正在核对规则，还没有找到办法", "weighing the rules; no way is found yet")
    if looking.way is None:
        return Bilingual(
            "还在求最少：目前改动 {count} 场，不会少于 {least} 场",
            "looking for the fewest: {count} change so far, no fewer than {least} can",
        ).fill(count=looking.count, least=looking.least)
    return Bilingual(
        "找到（{aim}）：改动 {count} 场，分数变化 {points:+d}",
        "found ({aim}): {count} change, points {points:+d}",
    ).fill(
        aim=BREAKING if looking.breaks else AIMS[Aim(looking.aim)],
        count=looking.count,
        points=looking.points or 0,
    )


def characters(proposals: Sequence[Proposal]) -> list[Bilingual]:
    """What each way is; one that breaks a rule is that before all else, with what it is better at than the first."""
    return [_character(one, proposals[0]) for one in proposals]


def _character(one: Proposal, first: Proposal) -> Bilingual:
    if not one.broken:
        return AIMS[one.aim]
    if one.count < first.count:
        return Bilingual("改动较少，但{breaking}", "fewer changes, but {breaking}").fill(breaking=BREAKING)
    if one.points < first.points:
        return Bilingual("分数较少，但{breaking}", "fewer points, but {breaking}").fill(breaking=BREAKING)
    return BREAKING


def filling_words(problem: Problem, proposal: Proposal) -> Bilingual | None:
    """Where a way adds what nobody asked for now, so that an area gets the least it is allotted; None if nowhere."""
    new = Counter(
        (one.after.area_id, one.after.category)
        for one in proposal.changes
        if one.before is None and one.after is not None
    )
    counts = Counter((one.area_id, one.category) for one in proposal.deliveries)
    filled = {
        place: needed
        for place, number in new.items()
        if (needed := min(number, problem.allotment(*place).least - (counts[place] - number))) > 0
    }
    if not filled:
        return None
    said = [
        Bilingual("{area}{category} {n} 场", "{area} {n} of {category}").fill(
            area=problem.areas[area_id].name, category=CATEGORY_NAMES[category], n=number
        )
        for (area_id, category), number in filled.items()
    ]
    places = Bilingual("、".join(one.zh for one in said), "; ".join(one.en for one in said))
    return FILLING.fill(n=sum(filled.values()), places=places)
