"""Explanations in words: sentences in Chinese and English made from what was found, and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery
from scheduler.domain.district import District
from scheduler.solver.accounting import Account, Points
from scheduler.solver.finding import Finding, fill_sentence
from scheduler.solver.fitting import Fit, Kind
from scheduler.solver.offered import OFFER_WORDS, Offered
from scheduler.solver.placing import Place, Standing
from scheduler.solver.problem import Problem
from scheduler.solver.rules import RULE_OF
from scheduler.solver.weighing import Here
from scheduler.solver.yielding import Yielding

FIELDS = {
    "programme_id": Bilingual("项目", "programme"),
    "provider_id": Bilingual("主体", "provider"),
    "venue_id": Bilingual("场地", "venue"),
    "rain_venue_id": Bilingual("雨天场地", "rain venue"),
    "day": Bilingual("日期", "day"),
    "start": Bilingual("开始时间", "start"),
}


def listed(sentences: Iterable[Bilingual], zh: str = "；", en: str = "; ") -> Bilingual:
    """Sentences in a row, each language with its own marks between them."""
    found = tuple(sentences)
    return Bilingual(zh.join(one.zh for one in found), en.join(one.en for one in found))


def slot_words(district: District, delivery: Delivery) -> Bilingual:
    """The place and time of a delivery."""
    sentence = Bilingual("{day} {start}，{venue}，{provider}", "{day} {start}, {venue}, {provider}")
    return _filled(
        sentence,
        district,
        day=delivery.day,
        start=delivery.start,
        venue=delivery.venue_id,
        provider=delivery.provider_id,
    )


def delivery_words(district: District, delivery: Delivery) -> Bilingual:
    """A delivery by its number, programme, area, place and time."""
    sentence = Bilingual(
        "{delivery}“{programme}”（{area}，{slot}）", "{delivery} “{programme}” ({area}, {slot})"
    )
    named = _filled(
        Bilingual(sentence.zh.replace("{slot}", "{{slot}}"), sentence.en.replace("{slot}", "{{slot}}")),
        district,
        delivery=delivery.id,
        programme=delivery.programme_id,
        area=delivery.area_id,
    )
    return named.fill(slot=slot_words(district, delivery))


def points_words(points: Iterable[Points]) -> Bilingual:
    """Points by wish, dearer with a plus and cheaper with a minus."""
    return listed(
        (
            Bilingual(
                f"{RULE_OF[one.rule].title.zh} {one.points:+d}",
                f"{RULE_OF[one.rule].title.en} {one.points:+d}",
            )
            for one in points
        ),
        "，",
        ", ",
    )


def finding_words(problem: Problem, finding: Finding, but: str = "") -> Bilingual:
    """A finding in its rule's own words, and which other deliveries it is about."""
    said = RULE_OF[finding.rule].say(finding, problem.district)
    others = [one for one in finding.deliveries if one != but and one not in said.zh]
    if not others or len(finding.deliveries) == 1:
        return said
    names = Bilingual("、".join(others), ", ".join(others))
    return Bilingual("{said}（涉及 {names}）", "{said} (about {names})").fill(said=said, names=names)


def place_words(problem: Problem, place: Place) -> Bilingual:
    """One other place: free, what it costs, or what forbids it."""
    slot = slot_words(problem.district, place.delivery)
    if place.standing is Standing.BLOCKED:
        why = why_words(problem, place)
        return Bilingual("{slot}：不可以，{why}。", "{slot}: no, {why}.").fill(slot=slot, why=why)
    if place.standing is Standing.COSTS:
        said = Bilingual(
            "{slot}：可以，但多 {points} 分（{by}）。", "{slot}: yes, at {points} points more ({by})."
        )
    elif place.points < 0:
        said = Bilingual(
            "{slot}：可以，还少 {points} 分（{by}）。", "{slot}: yes, and {points} points fewer ({by})."
        )
    else:
        said = Bilingual("{slot}：可以，不多一分。", "{slot}: yes, at no cost.")
    return said.fill(slot=slot, points=abs(place.points), by=points_words(place.cost))


def why_words(problem: Problem, place: Place) -> Bilingual:
    """What forbids a place, or by which wishes it costs or gains."""
    if not place.blocked:
        return points_words(place.cost)
    return listed(finding_words(problem, one, place.delivery.id) for one in place.blocked)


def yielding_words(problem: Problem, plan: Iterable[Delivery], told: Yielding) -> Bilingual:
    """Who would have to give way, and whether fewer might do."""
    if not told.possible:
        return Bilingual(
            "让开谁都不行：挡住它的是不随他人而变的规则，或已定、已锁定的场次。",
            "Nobody's giving way would help: what forbids it does not depend on others, or is fixed or pinned.",
        )
    known = {one.id: one for one in plan}
    names = listed((delivery_words(problem.district, known[one]) for one in told.others), "、", ", ")
    if told.proven:
        said = Bilingual("至少要让开 {count} 项：{names}。", "At least {count} must give way: {names}.")
    else:
        said = Bilingual(
            "让开这 {count} 项即可：{names}（没有证明不能更少）。",
            "It would do if these {count} gave way: {names} (not proven that no fewer would).",
        )
    return said.fill(count=told.decisions, names=names)


def here_words(problem: Problem, here: Here) -> tuple[Bilingual, ...]:
    """Why a delivery stands where it does."""
    return tuple(_here(problem, here))


def _here(problem: Problem, here: Here) -> Iterator[Bilingual]:
    yield Bilingual("{what}。", "{what}.").fill(what=delivery_words(problem.district, here.delivery))
    yield _for_whom(here)
    for hold in here.holds:
        fields = listed((FIELDS.get(name, Bilingual(name, name)) for name in hold.fields), "、", ", ")
        yield HOLDS[hold.kind].fill(fields=fields)
    for remark in here.remarks:
        yield Bilingual("{said}。", "{said}.").fill(said=finding_words(problem, remark, here.delivery.id))
    it = COURSE if here.delivery.course_id is not None else IT
    for lost in here.needed:
        without = Bilingual("没有{it}：{said}。", "Without {it}: {said}.")
        yield without.fill(it=it, said=finding_words(problem, lost))
    worth = sum(one.points for one in here.worth)
    if here.worth:
        yield Bilingual(
            "没有{it}，全月的分数会变 {worth:+d}（{by}）。",
            "Without {it} the month's points would change by {worth:+d} ({by}).",
        ).fill(it=it, worth=worth, by=points_words(here.worth))
    if here.others:
        yield _compared(here)


IT = Bilingual("它", "it")
COURSE = Bilingual("它所在的整个课程", "the whole course it is of")
HOLDS = {
    "stands": Bilingual(
        "它已定（已举办、在办课程、已确认或整场锁定），排期不动它。",
        "It stands (held, of a running course, firm or pinned whole); planning leaves it.",
    ),
    "pinned": Bilingual("有人锁定了它的{fields}。", "Its {fields} is pinned by a person."),
    "order_day": Bilingual("它的点单指定了日期。", "Its order is pinned to a day."),
}


def _for_whom(here: Here) -> Bilingual:
    if here.order is not None:
        return Bilingual("它兑现第 {rank} 位点单 {order}。", "It serves order {order}, of rank {rank}.").fill(
            order=here.order.id, rank=here.order.rank
        )
    if here.delivery.course_id is not None and here.delivery.session not in (None, 1):
        return Bilingual("它是系列课程的第 {session} 次。", "It is session {session} of a course.").fill(
            session=here.delivery.session
        )
    return Bilingual(
        "没有点单要它：用来补足配额，或本来就在。",
        "Nobody ordered it: it fills the allotment, or stood before.",
    )


def _compared(here: Here) -> Bilingual:
    counts = {standing.value: here.count(standing) for standing in Standing}
    return Bilingual(
        "其他可比的时间地点 {all} 处：{free} 处可去且不多一分（其中 {better} 处更好），{costs} 处可去但要多费分，{blocked} 处不可以。",
        "Of {all} other places and times {free} are free at no cost ({better} of them better), {costs} cost points, {blocked} are blocked.",
    ).fill(all=len(here.others), better=len(here.better), **counts)


FITTING: dict[Kind, Bilingual] = {
    Kind.ORDER: Bilingual("兑现点单 {order}：{what}", "serve order {order}: {what}"),
    Kind.MOVE: Bilingual("把 {was} 移来：{what}", "bring {was} here: {what}"),
    Kind.MENU: Bilingual("加排（无人点单）：{what}", "add, unordered: {what}"),
}


def fit_words(problem: Problem, fit: Fit) -> Bilingual:
    """One thing that fits, where, and what it gains or costs."""
    what = _filled(
        Bilingual("“{programme}”（{area}）", "“{programme}” ({area})"),
        problem.district,
        programme=fit.delivery.programme_id,
        area=fit.delivery.area_id,
    )
    head = FITTING[fit.kind].fill(
        order=fit.delivery.order_id or "", was=fit.was.id if fit.was else "", what=what
    )
    return Bilingual(
        "{head}，{slot}，{points:+d} 分（{by}）。", "{head}, {slot}, {points:+d} points ({by})."
    ).fill(
        head=head,
        slot=slot_words(problem.district, fit.delivery),
        points=fit.points,
        by=points_words(fit.cost),
    )


def account_words(account: Account, offer: Offered = Offered.ORDERS_FIRST) -> tuple[Bilingual, ...]:
    """How good the plan is, and how much better another of the same offer could be."""
    total = account.score.total
    if account.hard:
        return (
            Bilingual(
                "全月 {total} 分；有 {hard} 处违反规则，谈不上离最优多远。",
                "{total} points; {hard} findings break a rule, so there is no telling how far from the best it is.",
            ).fill(total=total, hard=account.hard),
        )
    if account.above_bound is None:
        return (
            Bilingual(
                "全月 {total} 分，各项规则都满足；没有已证明的下界。",
                "{total} points, every rule holds; no bound is proven.",
            ).fill(total=total),
        )
    if account.above_bound == 0:
        said = Bilingual(
            "全月 {total} 分，已证明没有更好的安排（{offer}）。",
            "{total} points; proven that no better plan exists ({offer}).",
        )
    else:
        said = Bilingual(
            "全月 {total} 分，已证明的下界 {bound} 分（{offer}）：最多还能省 {above} 分。",
            "{total} points, no plan has fewer than {bound} ({offer}): at most {above} can be saved.",
        )
    offered = OFFER_WORDS[offer]
    return (said.fill(total=total, bound=account.bound, above=account.above_bound, offer=offered),)


def _filled(sentence: Bilingual, district: District, **facts: object) -> Bilingual:
    return fill_sentence(sentence, facts, district)  # type: ignore[arg-type]
