"""What has to give way where a year's floors cannot hold together, each told in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from config.bilingual import Bilingual
from scheduler.domain.terms import CATEGORY_NAMES, Category
from scheduler.solver.model import Subject
from scheduler.solver.rules import allotment, pins
from scheduler.solver.year.joined import Joined
from scheduler.solver.year.problem import YearProblem
from scheduler.solver.year.rules import contract, goal
from scheduler.solver.year.solution import GivesWay

SENTENCES = {
    allotment.CODE: Bilingual(
        "{area} {month} 的{category}比月配额下限少 {amount} 场",
        "{area} gets {amount} of {category} fewer than its least of {month}",
    ),
    goal.CODE: Bilingual(
        "{area}的{category}比全年目标少 {amount} {unit}",
        "{area} gets {amount} {unit} of {category} fewer than its goal",
    ),
    contract.CODE: Bilingual(
        "{provider}比合同至少的场次少 {amount} 场",
        "{provider} makes {amount} deliveries fewer than its contract's least",
    ),
    pins.CODE: Bilingual("点单 {order} 指定的日期排不上", "order {order} cannot have its pinned day"),
}


def ways_of(year: YearProblem, joined: Joined, values: Sequence[int]) -> tuple[GivesWay, ...]:
    """The floors that the numbers fall short of, those of the year first."""
    found = [
        GivesWay(
            rule,
            tuple(str(part) for part in subject),
            month,
            values[slack],
            _sentence(year, month, rule, subject, values[slack]),
        )
        for slack, (month, rule, subject) in joined.slacks.items()
        if values[slack]
    ]
    return tuple(sorted(found, key=lambda one: (one.month or "", one.rule, one.subject)))


def _sentence(year: YearProblem, month: str | None, rule: str, subject: Subject, amount: int) -> Bilingual:
    areas = {one.id: one.name for one in year.district.areas}
    providers = {one.id: one.name for one in year.district.providers}
    facts: dict[str, object] = {"month": month or "", "amount": amount}
    if rule in {allotment.CODE, goal.CODE}:
        facts |= {"area": areas.get(subject[0], subject[0]), "category": CATEGORY_NAMES[Category(subject[1])]}
        facts["unit"] = goal.UNITS.get(subject[2], "")
    elif rule == contract.CODE:
        facts["provider"] = providers.get(subject[0], subject[0])
    else:
        facts["order"] = subject[-1]
    return SENTENCES[rule].fill(**facts)
