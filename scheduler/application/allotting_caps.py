"""Caps that a year's allotment would set below what stands already in a month: told before they are written, and after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import Clock
from config.refusal import Refusal
from scheduler.application.allotting import NumberChange
from scheduler.application.names_view import Names, read_names
from scheduler.application.planning_facts import PlanningSettings, read_problem
from scheduler.domain.terms import CATEGORY_NAMES


@dataclass(frozen=True, slots=True)
class TightCap:
    """A number whose most is less than the deliveries of running courses, pinned or recorded, that `stands` counts."""

    change: NumberChange
    stands: int

    def words(self, names: Names) -> Bilingual:
        """Area, category, month, the cap, what stands, and what can be done."""
        one = self.change
        year = one.month[:4]
        return Bilingual(
            "{area} {month} {category}：上限 {most} 场，少于已定的 {stands} 场（在办课程、已锁定的），"
            "编排时会违反年度配额。请用申诉把这个数定为不少于 {stands}："
            "culture allot appeal {year} {area}/{category}/{month} --who 谁 --says 理由，"
            "再 culture allot answer 编号 --accept {stands} --because 理由；或先解除锁定、调整课程。",
            "{area}, {month}, {category}: at most {most}, but {stands} stand already (running courses, pinned), so that "
            "planning would break the allotment. Fix the number at no less than {stands} by an appeal: "
            "culture allot appeal {year} {area}/{category}/{month} --who WHO --says WHY, then "
            "culture allot answer ID --accept {stands} --because WHY; or unpin them, or change the course.",
        ).fill(
            area=names.area(one.area_id),
            month=one.month,
            category=CATEGORY_NAMES[one.category],
            most=one.after[1],
            stands=self.stands,
            year=year,
        )


def tight_caps(
    session: Session,
    clock: Clock,
    settings: PlanningSettings,
    district_id: str,
    changes: Iterable[NumberChange],
) -> tuple[TightCap, ...]:
    """The numbers, changed or not, whose most is below what planning must leave standing in that area, category and month."""
    found: list[TightCap] = []
    for month, own in _by_month(changes).items():
        counts = read_problem(session, clock, settings, district_id, month).standing_counts
        for one in own:
            stands = counts.get((one.area_id, one.category), 0)
            if stands > one.after[1]:
                found.append(TightCap(one, stands))
    return tuple(found)


def told_caps(
    session: Session,
    clock: Clock,
    settings: PlanningSettings,
    district_id: str,
    numbers: Iterable[NumberChange],
) -> tuple[Bilingual, ...]:
    """The same in sentences; where a month's facts cannot be read, why."""
    try:
        tight = tight_caps(session, clock, settings, district_id, numbers)
    except Refusal as refusal:
        return tuple(fault.sentence for fault in refusal.faults)
    names = read_names(session, district_id)
    return tuple(one.words(names) for one in tight)


def _by_month(changes: Iterable[NumberChange]) -> dict[str, Sequence[NumberChange]]:
    months: dict[str, list[NumberChange]] = {}
    for one in changes:
        months.setdefault(one.month, []).append(one)
    return dict(sorted(months.items()))
