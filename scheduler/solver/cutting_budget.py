"""Meets a month's budget that was cut: what stays or goes first, then something cheaper in its place, then less than is allotted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery
from scheduler.solver.least_change import MENU, Aim, Changed, Search
from scheduler.solver.linear import linear_of
from scheduler.solver.mending import Place, Task, mending
from scheduler.solver.problem import Problem
from scheduler.solver.rule import Rule
from scheduler.solver.search import last_plan


def cut(search: Search, task: Task, rules: Sequence[Rule], plan: Sequence[Delivery]) -> Changed:
    """The fewest published deliveries that go, so that what stays costs no more than the budget.

    `relaxed` where the least allotments do not let the month cost so little: then as few as can be of them are missed.
    """
    least = search.fewest_together(task, rules, 0)
    changed = search.narrowly(_cheaper(task, plan), rules, least, counts=True)
    if not changed.infeasible:
        return changed
    return search.relaxed(replace(task, places=frozenset()), rules, least)


def costs_now(problem: Problem, plan: Sequence[Delivery], cut_to: Sequence[Delivery] | None) -> Bilingual:
    """What the published month costs, beside the budget that it is to have and what it costs with the fewest changes."""
    said = Bilingual(
        "已发布的 {n} 场现共需 {spent} 元；新经费 {budget} 元",
        "The {n} published deliveries cost {spent} yuan now; the new budget is {budget}",
    ).fill(n=len(plan), spent=_cost(problem, plan), budget=problem.district.month_budget)
    if cut_to is None:
        return Bilingual("{said}。", "{said}.").fill(said=said)
    return Bilingual(
        "{said}；改动最少的办法有 {n} 场，共需 {spent} 元。",
        "{said}; with the fewest changes {n} are left, at {spent}.",
    ).fill(said=said, n=len(cut_to), spent=_cost(problem, cut_to))


def least_sum(
    search: Search, task: Task, rules: Sequence[Rule], plan: Sequence[Delivery], *, proposed: bool
) -> Bilingual:
    """How little the month can cost with every least allotment kept, as far as it is found in the search's time.

    `proposed`: ways to hold fewer are listed beside it.
    """
    district = replace(task.problem.district, month_budget=None)
    free = _cheaper(replace(task, problem=replace(task.problem, district=district)), plan)
    known = _cost(task.problem, (*task.problem.standing, *task.keeping))
    for widely in (False, True):
        model = mending(free, rules, widely=widely).model
        programmes = free.problem.programmes
        units = {
            variable: programmes[column.programme_id].cost * column.in_month
            for variable, column in model.decisions.in_month()
            if column.standing is None
        }
        aim = Aim(units, _cost(free.problem, free.problem.standing))
        found = search.run(linear_of(model, relaxed=False), aim, last_plan(model), MENU)
        known = known if found.best is None else min(known, found.best)
    return Bilingual(
        "各街道的配额下限都要守住时，找到的最低费用是 {least} 元：经费请不低于此数，或先改配额{fewer}。",
        "With every area's least allotment kept, the least sum found is {least} yuan: give as much, or change an allotment "
        "first{fewer}.",
    ).fill(least=known, fewer=_FEWER if proposed else Bilingual("", ""))


_FEWER = Bilingual("，或按下列办法少办几场", ", or hold fewer as proposed")


def _cost(problem: Problem, deliveries: Iterable[Delivery]) -> int:
    return sum(problem.programmes[one.programme_id].cost for one in deliveries)


def _cheaper(task: Task, plan: Sequence[Delivery]) -> Task:
    """The task in which something new comes only where the least allotment holds what costs more."""
    problem = task.problem
    counts = Counter((one.area_id, one.category) for one in plan)
    dearest: dict[Place, int] = {}
    for one in task.keeping:
        place = (one.area_id, one.category)
        if counts[place] <= problem.allotment(*place).least:
            dearest[place] = max(dearest.get(place, 0), problem.programmes[one.programme_id].cost)
    return replace(task, places=frozenset(dearest), unwanted=task.unwanted | _too_dear(problem, dearest))


def _too_dear(problem: Problem, dearest: dict[Place, int]) -> frozenset[tuple[str, str]]:
    return frozenset(
        (area_id, programme.id)
        for (area_id, category), cost in dearest.items()
        for programme in problem.programmes.values()
        if programme.category == category and programme.cost >= cost
    )
