"""Repairs a published month after a disruption: the fewest published deliveries change, then the least cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery, DeliveryId
from scheduler.domain.disruption import BudgetChanged, Disruption, Urgent
from scheduler.domain.district import Order
from scheduler.solver.cpsat import SOLVER
from scheduler.solver.cutting_budget import costs_now, cut, least_sum
from scheduler.solver.disrupting import GIVING_ROOM, disrupted, undisrupted
from scheduler.solver.explaining_budget import why_over_budget
from scheduler.solver.explaining_urgent import why_impossible
from scheduler.solver.forcing import forcing_rule
from scheduler.solver.least_change import Changed, Search
from scheduler.solver.looking import Looking
from scheduler.solver.making_room import has_no_room, nearest_room
from scheduler.solver.mending import Task
from scheduler.solver.problem import Problem
from scheduler.solver.proposing import Aim, Bench, Proposal, Repair, different, published_problem, rules_first
from scheduler.solver.releasing import eased
from scheduler.solver.rule import Rule
from scheduler.solver.rules import RULES
from scheduler.solver.scoping import Scope
from scheduler.solver.solution import Ending, Options
from scheduler.solver.touching import touched_by

LEAST_REASONING = 3.0
"""Seconds in which what stands in the way is looked for, however long the search took."""


def repair(
    problem: Problem,
    plan: Sequence[Delivery],
    disruption: Disruption,
    options: Options | None = None,
    *,
    recorded: frozenset[DeliveryId] = frozenset(),
    aims: frozenset[Aim] = frozenset(Aim),
    cancelled: Callable[[], bool] = lambda: False,
    watch: Callable[[Looking], None] = lambda _: None,
) -> Repair:
    """The ways to repair `plan`, published for the problem's month, within the options' time.

    `recorded` have begun or were held; they and the days past are never rewritten. What the problem
    holds as fixed stays, unless the disruption bars it. One that the facts hold already is repaired as
    if it came now. `watch` hears how far it is; `cancelled` ends it with what was found so far. Refused: a
    disruption that does not fit.
    """
    before = published_problem(undisrupted(problem, plan, disruption), plan)
    after = disrupted(before, plan, disruption)
    touched = touched_by(before, after, plan, disruption, recorded)
    scope = Scope(before, after, tuple(plan), disruption, touched)
    search = Search(options or Options(seconds=5.0), cancelled, watch)
    return _Work(scope, Bench(scope), search, recorded).run(aims)


@dataclass
class _Work:
    """One repair: what it may change, and its searches."""

    scope: Scope
    bench: Bench
    search: Search
    recorded: frozenset[DeliveryId] = frozenset()
    rules: tuple[Rule, ...] = RULES

    def run(self, aims: frozenset[Aim]) -> Repair:
        beyond = self.beyond_budget()
        if beyond:
            touched = self.scope.touched
            return Repair(Ending.INFEASIBLE, touched.barred, touched.stuck, 0, (), self.scope.after, beyond)
        if isinstance(self.scope.disruption, Urgent):
            self.rules = (*RULES, forcing_rule(self.scope.disruption.order.id))
        task = self.scope.narrow()
        changed = self.fewest(task)
        proposals: list[Proposal] = []
        if changed.deliveries is not None:
            proposals.append(self.bench.proposal(Aim.FEWEST, changed.deliveries, proven=changed.proven))
            self.tell(proposals)
            for aim, other in (
                (Aim.SAME_DAY, self.same_day),
                (Aim.MORE, self.more),
                (Aim.CHEAPEST, self.cheapest),
            ):
                if aim in aims and not changed.relaxed and not self.search.cancelled():
                    found = different((*proposals, *other(task, proposals[0])))
                    if len(found) > len(proposals):
                        proposals = [*found]
                        self.tell(proposals)
        return Repair(
            self.ending(changed),
            self.scope.touched.barred,
            self.scope.touched.stuck,
            changed.least,
            rules_first(proposals),
            self.scope.after,
            self.why(changed, task),
            self.scope.touched.least,
            tuple(self.search.log),
            SOLVER,
            self.search.options.seed,
        )

    def tell(self, proposals: Sequence[Proposal]) -> None:
        """Say which proposal came last."""
        last = proposals[-1]
        self.search.counted = True
        self.search.watch(
            Looking(
                self.search.spent(),
                last.count,
                way=len(proposals),
                points=last.points,
                aim=last.aim,
                breaks=bool(last.broken),
            )
        )

    def beyond_budget(self) -> tuple[Bilingual, ...]:
        """What may not go beyond a new budget: then cancelling all the rest would not meet it, and none is cancelled."""
        if not isinstance(self.scope.disruption, BudgetChanged):
            return ()
        return why_over_budget(self.scope.after, self.scope.plan, self.recorded)

    @property
    def budget_cut(self) -> bool:
        """Whether a budget that is too small now is all that touches the plan."""
        return isinstance(self.scope.disruption, BudgetChanged) and bool(self.scope.touched.crowd)

    def why(self, changed: Changed, task: Task) -> tuple[Bilingual, ...]:
        """What keeps something urgent out, what a cut month costs now and can cost at least: in what is left of the time."""
        if self.budget_cut:
            now = costs_now(self.scope.after, self.scope.plan, changed.deliveries)
            kept = changed.deliveries is not None and not changed.relaxed
            if kept or self.search.cancelled():
                return (now,)
            return now, self.least_sum(task, proposed=changed.deliveries is not None)
        if not changed.infeasible or not isinstance(self.scope.disruption, Urgent):
            return ()
        options = replace(self.search.options, seconds=max(LEAST_REASONING, self.search.left()))
        order = self.scope.disruption.order
        self.search.watch(Looking(self.search.spent(), None, asks_why=True))
        return why_impossible(self.scope.after, self.scope.plan, order, options, self.search.cancelled)

    def least_sum(self, task: Task, *, proposed: bool) -> Bilingual:
        seconds = max(LEAST_REASONING, self.search.left())
        search = Search(replace(self.search.options, seconds=seconds), self.search.cancelled)
        return least_sum(search, task, self.rules, self.scope.plan, proposed=proposed)

    def ending(self, changed: Changed) -> Ending:
        if changed.infeasible or changed.relaxed:
            return Ending.INFEASIBLE
        if changed.deliveries is None:
            return Ending.CANCELLED if self.search.stopped else Ending.OUT_OF_TIME
        return Ending.OPTIMAL if changed.proven and changed.cheapest else Ending.FEASIBLE

    def fewest(self, task: Task) -> Changed:
        """By the narrow model, proven the least by its count; else with those who give way; else of the whole month."""
        if self.budget_cut:
            return cut(self.search, task, self.rules, self.scope.plan)
        search, rules, known = self.search, self.rules, self.scope.touched.least
        if self.scope.relabelled():
            known = 0
        crowded = bool(self.scope.touched.crowd)
        least = search.fewest_together(task, rules, known) if crowded else known
        counts = crowded or known < len(self.scope.touched.barred) or not known
        changed = search.narrowly(task, rules, least, counts=counts)
        if changed.proven:
            return changed
        if changed.infeasible and not crowded and not self.scope.taken_over():
            least = max(least, known + 1)
        if changed.infeasible and isinstance(self.scope.disruption, Urgent):
            changed = self.making_room(self.scope.disruption.order, least)
            if changed.proven or changed.infeasible:
                return changed
        changed = search.widely(self.scope.whole(), rules, max(least, changed.least), changed)
        if changed.no_way and not isinstance(self.scope.disruption, Urgent):
            return search.relaxed(self.scope.whole(), rules, changed.least)
        return changed

    def making_room(self, order: Order, least: int) -> Changed:
        """The narrow model with those who have to give way to what is urgent, the fewest there are."""
        problem = self.scope.fixing(self.scope.before.stands)
        if has_no_room(problem, self.scope.plan, order):
            return Changed(least, infeasible=True)
        room = nearest_room(problem, self.scope.plan, order, full=True)
        if room is None or not room.told.possible:
            return Changed(least)
        others = room.told.others
        in_part = any(one.pinned and not problem.stands(one) for one in self.scope.plan)
        uncounted = in_part or self.scope.taken_over()
        if room.told.proven and room.told.decisions == len(others) and not uncounted:
            least = max(least, len(others))
        found = self.search.narrowly(self.scope.narrow(frozenset(others)), self.rules, least, counts=True)
        return replace(found, cheapest=False)  # as few others might give way for less

    def same_day(self, task: Task, fewest: Proposal) -> list[Proposal]:
        if not any(one.after is not None and "day" in one.changed for one in fewest.changes):
            return []
        found = self.search.on_their_days(task, self.rules)
        if found.deliveries is None:
            return []
        proposal = self.bench.proposal(Aim.SAME_DAY, found.deliveries, proven=found.cheapest)
        return [proposal] if proposal.count <= fewest.count else []

    def more(self, task: Task, fewest: Proposal) -> list[Proposal]:
        """What could come in addition once the repair stands."""
        if not isinstance(self.scope.disruption, GIVING_ROOM):
            return []
        then = published_problem(self.scope.after, fewest.deliveries)
        fixed = (*self.scope.after.around, *fewest.deliveries)
        served = {one.order_id for one in fewest.deliveries}
        open_ = [order for order in then.district.orders if order.id not in served]
        places = frozenset((order.area_id, then.programmes[order.programme_id].category) for order in open_)
        asked = Task(
            eased(replace(then, fixed=fixed), then, None),
            places=places,
            unwanted=task.unwanted,
            waiting=task.waiting,
        )
        found = self.search.narrowly(asked, RULES, 0, counts=False)
        if found.deliveries is None:
            return []
        proposal = self.bench.proposal(Aim.MORE, found.deliveries, proven=found.cheapest)
        return [proposal] if proposal.points < fewest.points else []

    def cheapest(self, _: Task, fewest: Proposal) -> list[Proposal]:
        found = self.search.cheaply(self.scope.whole(), self.rules)
        if found.deliveries is None:
            return []
        proposal = self.bench.proposal(Aim.CHEAPEST, found.deliveries, proven=found.cheapest)
        return [proposal] if proposal.points < fewest.points else []
