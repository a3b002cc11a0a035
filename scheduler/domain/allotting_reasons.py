"""Says of each number of an allotment in one sentence how it came about, in both languages, from its typed parts."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from config.bilingual import Bilingual
from scheduler.domain.allotting_rules import MONTHS
from scheduler.domain.allotting_year import AreaMonth, AreaYear, CategoryYear, Standing
from scheduler.domain.terms import CATEGORY_NAMES, MEASURE_WORDS

AreaName = Callable[[str], str]


def why_year(one: AreaYear, area_name: AreaName) -> Bilingual:
    """How an area's number of the year came about, its exact share and remainder with it."""
    head = _HEAD.fill(
        area=area_name(one.area_id),
        category=CATEGORY_NAMES[one.category],
        number=one.number,
        word=MEASURE_WORDS[one.category],
    )
    part = [_PART.fill(months=one.months)] if one.months < MONTHS else []
    return _joined(head, [*_decided(one), *part])


def why_month(one: AreaMonth, year: AreaYear, area_name: AreaName) -> Bilingual:
    """How an area's number of a month came about."""
    head = _MONTH_HEAD.fill(
        area=area_name(one.area_id),
        month=one.month,
        category=CATEGORY_NAMES[one.category],
        number=one.number,
        word=MEASURE_WORDS[one.category],
    )
    why = _MONTHS[one.standing].fill(
        year=year.number,
        before=one.before,
        due=decimal(one.due),
        even=decimal(one.even),
        total=one.total,
        supply=one.supply,
        most=one.most,
        reason=one.pin.reason if one.pin else "",
    )
    return _joined(head, [why])


def why_whole(found: CategoryYear) -> Bilingual | None:
    """Why a category's numbers are not the target, None where they are."""
    left = sum(found.left.values())
    over = found.number - found.target
    if left:
        sentence = _LEFT
    elif over > 0:
        sentence = _OVER
    elif over < 0:
        sentence = _UNDER
    else:
        return None
    return sentence.fill(
        category=CATEGORY_NAMES[found.category],
        left=left,
        over=abs(over),
        target=found.target,
        word=MEASURE_WORDS[found.category],
    )


def decimal(number: Fraction) -> str:
    """A fraction with two decimals, the half to even."""
    return f"{round(number * 100) / 100:.2f}"


def _decided(one: AreaYear) -> list[Bilingual]:
    """What decided the year's number, in the order of its weight."""
    if one.pin is not None:
        case = _PIN if one.number == one.pin.number else _PIN_PASSED
        return [case.fill(reason=one.pin.reason, fixed=one.fixed, number=one.pin.number)]
    if one.portion is None:
        parts = [_PROMISED.fill(promised=one.promised)]
        if one.taken:
            parts.append(_TAKEN.fill(taken=one.taken))
        return parts if one.number == one.promised + one.taken else [*parts, _FIXED.fill(fixed=one.fixed)]
    share = _SHARE.fill(
        target=one.promised,
        floor=one.portion.floor,
        by_head=decimal(one.by_head),
        heads=_percent(one.heads),
        by_orders=decimal(one.by_orders),
        points=one.points[0],
        all_points=one.points[1],
        exact=decimal(one.portion.exact),
        remainder=f"{float(one.portion.remainder):+.2f}",
    )
    return [share] if one.portion.bound is None else [share, _FIXED.fill(fixed=one.fixed)]


def _percent(part: tuple[int, int]) -> str:
    return f"{100 * part[0] / part[1]:.1f}" if part[1] else "0.0"


def _joined(head: Bilingual, parts: list[Bilingual]) -> Bilingual:
    return Bilingual(
        f"{head.zh}：{'；'.join(part.zh for part in parts)}。",
        f"{head.en}: {'; '.join(part.en for part in parts)}.",
    )


_HEAD = Bilingual("{area}全年{category} {number} {word}", "{area}, {category}, {number} in the year")
_SHARE = Bilingual(
    "全区目标 {target}，保底 {floor}，按人口 {by_head}（占 {heads}%），按点单 {by_orders}（点单分 {points}/{all_points}），"
    "合计应得 {exact}，取整后余 {remainder}",
    "of the district's {target} a floor of {floor}, {by_head} by head ({heads}%), {by_orders} by orders "
    "({points} of {all_points} points), exactly {exact}, remainder {remainder}",
)
_PROMISED = Bilingual("年度目标给每个街道 {promised}", "the year promises {promised} to each area")
_TAKEN = Bilingual(
    "另补并入的街道没有办完的 {taken}", "{taken} more for what an area that became part of it still lacked"
)
_FIXED = Bilingual(
    "已办、已发布和申诉定下的已有 {fixed}，由此决定",
    "what was held, is published or was fixed by an appeal comes to {fixed}, and that decides",
)
_PIN = Bilingual("申诉成立，定为此数（{reason}）", "fixed by an accepted appeal ({reason})")
_PIN_PASSED = Bilingual(
    "申诉定为 {number}（{reason}），但已办、已发布和定下的已有 {fixed}",
    "an accepted appeal fixed {number} ({reason}), but {fixed} are held, published or fixed already",
)
_PART = Bilingual(
    "全年只有 {months} 个月有这个街道，按月折算", "it is there for {months} months of the year and counts so"
)
_MONTH_HEAD = Bilingual("{area} {month} {category} {number} {word}", "{area}, {month}, {category}, {number}")
_MONTHS: dict[Standing, Bilingual] = {
    "closed": Bilingual(
        "该月已发布或已开始，按已办和已发布的计，不再改动",
        "the month is published or has begun; what was held and published counts, nothing changes",
    ),
    "pinned": Bilingual("申诉成立，定为此数（{reason}）", "fixed by an accepted appeal ({reason})"),
    "absent": Bilingual("该月没有这个街道", "the area is not there in that month"),
    "off season": Bilingual("该月不在季节内", "the month is out of season"),
    "open": Bilingual(
        "全年 {year}，此前各月共 {before}，该月均摊 {even}、到月底应有 {due}；全区该月 {total}，供给上限 {supply}；"
        "本月最多 {most}",
        "{year} in the year, {before} before it, {even} even share of the month, {due} due by its end; "
        "the district has {total} in the month and supply for {supply}; at most {most}",
    ),
}
_LEFT = Bilingual(
    "{category}还有 {left} {word}排不进余下的月份：供给或季节不够。请增加供给或调低目标",
    "{left} of {category} fit in no month that is left, for want of supply or season. Add supply or lower the target",
)
_OVER = Bilingual(
    "{category}合计比目标 {target} 多 {over} {word}：已办、已发布、保底和申诉定下的超出了目标",
    "{category} comes to {over} more than the target of {target}: what is held, published, a floor or fixed is more",
)
_UNDER = Bilingual(
    "{category}合计比目标 {target} 少 {over} {word}：各街道的数都已被申诉或已过的月份定死",
    "{category} comes to {over} less than the target of {target}: every area's number is fixed by an appeal or by time",
)
