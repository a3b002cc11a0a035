"""What stands beyond a month's budget although nothing more may be taken away, and what a person can decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery, DeliveryId
from scheduler.solver.explaining import delivery_words, listed
from scheduler.solver.problem import Problem


def why_over_budget(
    problem: Problem, plan: Sequence[Delivery], recorded: frozenset[DeliveryId]
) -> tuple[Bilingual, ...]:
    """What the deliveries that may not go cost beyond the budget, each of them, and the commands that let one go.

    Empty where what may not go stays within the budget. `recorded` have begun or were held.
    """
    budget = problem.district.month_budget
    past = {one.id for one in plan if one.id in recorded or one.day < problem.today}
    paid = [one for one in plan if problem.programmes[one.programme_id].cost]
    kept = [one for one in paid if problem.stands(one) or one.id in past]
    spent = _cost(problem, kept)
    if budget is None or spent <= budget:
        return ()
    over = [one for one in kept if one.id in past]
    open_ = [one for one in kept if one.id not in past]
    said = [
        Bilingual(
            "不能自动减去的 {n} 场共需 {spent} 元，比经费 {budget} 元多 {beyond} 元，其中已举办或已过的 {past} 元。",
            "The {n} deliveries that are not taken away by themselves cost {spent} yuan, {beyond} beyond the budget of "
            "{budget}; {past} of it is held or past.",
        ).fill(n=len(kept), spent=spent, budget=budget, beyond=spent - budget, past=_cost(problem, over))
    ]
    if open_:
        said.append(_to_decide(problem, open_))
    return tuple(said)


def _to_decide(problem: Problem, open_: Iterable[Delivery]) -> Bilingual:
    """The firm deliveries, the dearest first, each with what it costs and the command that lets it go."""
    ranked = sorted(open_, key=lambda one: (-problem.programmes[one.programme_id].cost, one.day, one.id))
    return Bilingual(
        "双方已确认、锁定或已定的要减哪几场，须由人决定：{each}。减下之后再办经费变动；或提高经费。",
        "Which of those confirmed by both sides, pinned or settled is to go, a person must decide: {each}. Change the budget "
        "once it is gone; or raise it.",
    ).fill(each=listed(_way(problem, one) for one in ranked))


def _way(problem: Problem, one: Delivery) -> Bilingual:
    command = (
        f"culture event withdrawn {one.order_id}"
        if one.order_id in problem.orders
        else f"culture plan {problem.month} --release {one.id}"
    )
    return Bilingual("{delivery} {cost} 元，{command}", "{delivery} {cost} yuan, {command}").fill(
        delivery=delivery_words(problem.district, one),
        cost=problem.programmes[one.programme_id].cost,
        command=command,
    )


def _cost(problem: Problem, deliveries: Iterable[Delivery]) -> int:
    return sum(problem.programmes[one.programme_id].cost for one in deliveries)
