"""Why an order is not served, in one sentence made from what the search found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import CATEGORY_NAMES, Category
from scheduler.solver.explaining import delivery_words, finding_words, listed, points_words, slot_words
from scheduler.solver.finding import day_words, fill_sentence
from scheduler.solver.forcing import Forced, Verdict
from scheduler.solver.making_room import Room
from scheduler.solver.problem import Problem
from scheduler.solver.rules import RULE_OF
from scheduler.solver.switching import Switch

SAID = {
    Verdict.SERVED: Bilingual("{order} 已排上。", "{order} is served."),
    Verdict.BARRED: Bilingual(
        "{order} 没有一处时间地点可排：{reasons}。", "{order} has no place and time at all: {reasons}."
    ),
    Verdict.COSTS: Bilingual(
        "{order} 排得上，但全月要多 {points} 分（{by}）{unproven}{displaced}。",
        "{order} can be served, at {points} points more in the month ({by}){unproven}{displaced}.",
    ),
    Verdict.GAINS: Bilingual(
        "{order} 排得上，全月并不更差（{points:+d} 分）：现在的安排不是最好的，请重新排期{displaced}。",
        "{order} can be served at no loss ({points:+d} points): the plan is not the best; plan again{displaced}.",
    ),
    Verdict.GIVES_WAY: Bilingual(
        "{order} 要排上，就有规则须放宽：{broken}{unproven}。",
        "{order} can be served only if a rule gives way: {broken}{unproven}.",
    ),
    Verdict.IMPOSSIBLE: Bilingual(
        "{order} 排不上：除非放开{switches}{unproven}。",
        "{order} cannot be served, unless this is let go: {switches}{unproven}.",
    ),
    Verdict.UNKNOWN: Bilingual(
        "{order}：时间用完，还没有查清。请用 --seconds 多给时间。",
        "{order}: time was up before it was settled. Give more with --seconds.",
    ),
    Verdict.CANCELLED: Bilingual("{order}：已停止，还没有查清。", "{order}: stopped before it was settled."),
}
UNPROVEN = Bilingual("（没有证明不能更少）", " (not proven that it takes as many)")
SIDES = {
    "most": Bilingual("上限", "at most"),
    "least": Bilingual("下限", "at least"),
    "day": Bilingual("当天", "of the day"),
    "week": Bilingual("这周", "of the week"),
    "month": Bilingual("当月", "of the month"),
    "order": Bilingual("点单", "order"),
    "delivery": Bilingual("场次", "delivery"),
}


def forced_words(problem: Problem, plan: Sequence[Delivery], forced: Forced) -> tuple[Bilingual, ...]:
    """Why the order is not served, and where it could be put if others gave way."""
    district = problem.district
    order = fill_sentence(
        Bilingual(
            "{area}第 {rank} 位点单 {order}“{programme}”",
            "{area}'s order {order}, “{programme}”, of rank {rank}",
        ),
        {
            "area": forced.order.area_id,
            "rank": forced.order.rank,
            "order": forced.order.id,
            "programme": forced.order.programme_id,
        },
        district,
    )
    said = SAID[forced.verdict].fill(
        order=order,
        reasons=listed(reason.sentence for reason in forced.reasons),
        points=forced.points,
        by=points_words(forced.cost),
        displaced=_displaced(problem, forced),
        broken=listed(finding_words(problem, one) for one in forced.broken),
        switches=_switches(problem, plan, forced.switches),
        unproven=Bilingual("", "") if forced.proven else UNPROVEN,
    )
    sentences = [said]
    if forced.room is not None and forced.verdict is not Verdict.GAINS:
        sentences.append(room_words(problem, plan, forced.room))
    return tuple(sentences)


def _displaced(problem: Problem, forced: Forced) -> Bilingual:
    """The orders that now have the room that it would take, with what was ordered."""
    if not forced.displaced:
        return Bilingual("", "")
    ordered = {one.id: one.programme_id for one in problem.district.orders}
    names = listed(
        (
            Bilingual("{order}“{name}”", "{order} “{name}”").fill(
                order=one, name=problem.programmes[ordered[one]].name
            )
            for one in forced.displaced
        ),
        "、",
        ", ",
    )
    return Bilingual(
        "，要换下现在排着的点单 {names}", "; orders served now and left out for it: {names}"
    ).fill(names=names)


def room_words(problem: Problem, plan: Sequence[Delivery], room: Room) -> Bilingual:
    """Where an order could be put into the plan, and who would have to give way to it."""
    slot = slot_words(problem.district, room.sessions[0])
    if not room.told.decisions:
        return Bilingual(
            "其余不动，可排在 {slot}，{points:+d} 分（{by}）。",
            "With all else as it is it could stand at {slot}, {points:+d} points ({by}).",
        ).fill(slot=slot, points=sum(one.points for one in room.cost), by=points_words(room.cost))
    known = {one.id: one for one in plan}
    names = listed((delivery_words(problem.district, known[one]) for one in room.told.others), "、", ", ")
    return Bilingual(
        "改动最少的排法：排在 {slot}，让开 {names}。", "The least change: at {slot}, if {names} gives way."
    ).fill(slot=slot, names=names)


def _switches(problem: Problem, plan: Sequence[Delivery], switches: tuple[Switch, ...] | None) -> Bilingual:
    if not switches:
        return Bilingual("多项规则", "several rules")
    return listed((switch_words(problem, plan, one) for one in switches), "、", ", ")


def switch_words(problem: Problem, plan: Sequence[Delivery], switch: Switch) -> Bilingual:
    """A rule and whom it is about."""
    rule, subject = RULE_OF[switch[0]], switch[1]
    known = {one.id: one for one in (*problem.fixed, *plan)}
    about = listed((_part(problem, known, part) for part in subject), " ", " ")
    return Bilingual("“{title}”（{about}）", "“{title}” ({about})").fill(title=rule.title, about=about)


def _part(problem: Problem, known: dict[str, Delivery], part: str) -> Bilingual:
    if part in known:
        return delivery_words(problem.district, known[part])
    if part in SIDES:
        return SIDES[part]
    if part in set(Category):
        return CATEGORY_NAMES[Category(part)]
    for records in (problem.areas, problem.venues, problem.providers, problem.programmes):
        if part in records:
            name = records[part].name
            return Bilingual(name, name)
    try:
        return day_words(date.fromisoformat(part))
    except ValueError:
        return Bilingual(part, part)
