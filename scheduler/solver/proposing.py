"""What a repair proposes: plans beside the published one, each with what changes, what it costs, what it breaks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from config.bilingual import Bilingual
from config.refusal import Outcome
from scheduler.domain.calendar import Difference, differences
from scheduler.domain.delivery import Delivery, DeliveryId
from scheduler.domain.disruption import Declined, Urgent
from scheduler.solver.accounting import Points, difference
from scheduler.solver.declining import pins_as_before
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.judge import Score, findings, score, score_of
from scheduler.solver.moves import beyond
from scheduler.solver.pausing import closed_up
from scheduler.solver.problem import Problem, next_free_serial
from scheduler.solver.rules import course
from scheduler.solver.scoping import Scope
from scheduler.solver.solution import OUTCOMES, Ending


class Aim(StrEnum):
    """What a proposal is the best at."""

    FEWEST = "fewest"
    """The fewest published deliveries change, then it costs the least."""
    SAME_DAY = "same_day"
    """As few change, and as many of them as can be stay on their day."""
    CHEAPEST = "cheapest"
    """It costs the least, whatever changes."""
    MORE = "more"
    """As few change, and what is possible now comes in addition."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One way to repair: the plan then, and how it differs from the published one.

    `count` is how many published deliveries change or go; `cost` what the wishes lose, by wish;
    `broken` the rules that it cannot keep, `proven` whether nothing does better at what it aims at: of
    the fewest changes no plan at the offered times that keeps the rules, of all else none of what was
    offered to it, orders first.
    """

    aim: Aim
    deliveries: tuple[Delivery, ...]
    changes: tuple[Difference, ...]
    cost: tuple[Points, ...]
    broken: tuple[Finding, ...]
    proven: bool

    @property
    def count(self) -> int:
        return sum(one.before is not None for one in self.changes)

    @property
    def points(self) -> int:
        return sum(one.points for one in self.cost)


@dataclass(frozen=True, slots=True)
class Repair:
    """What can be done about a disruption; of the proposals that keep every rule the first changes the least.

    `touched` had to change, `stuck` would have to but were held, recorded or are past; of what is touched at least `must`
    change. `least` is a number of changes below which no plan keeps the rules. `problem` has the facts as they are now; `why`
    says what stands in the way of something urgent that no plan lets in, and what would let it in; or what
    stands beyond a budget, for which nothing is proposed. `log` are the solver's statistics, run by run.
    """

    ending: Ending
    touched: frozenset[DeliveryId]
    stuck: frozenset[DeliveryId]
    least: int
    proposals: tuple[Proposal, ...]
    problem: Problem
    why: tuple[Bilingual, ...] = ()
    must: int = 0
    log: tuple[str, ...] = ()
    solver: str = ""
    seed: int = 1

    def problem_with(self, proposal: Proposal) -> Problem:
        """The problem once the proposal is published: its plan, and what stands in it."""
        standing = {one.id for one in self.problem.standing}
        left = {one.after.course_id for one in proposal.changes if one.after} - {None}
        fixed = (one for one in proposal.deliveries if one.id in standing or one.course_id in left)
        fresh = published_problem(self.problem, proposal.deliveries)
        return replace(fresh, fixed=(*self.problem.around, *fixed))

    @property
    def fewest(self) -> Proposal | None:
        """The proposal that changes the least, wherever it stands; None if nothing was found."""
        return next((one for one in self.proposals if one.aim is Aim.FEWEST), None)

    @property
    def outcome(self) -> Outcome:
        """The exit status that this ending has."""
        return OUTCOMES[self.ending]


def published_problem(problem: Problem, plan: Sequence[Delivery]) -> Problem:
    """The problem with `plan` as what is published, and no draft."""
    serial = max(problem.next_serial, next_free_serial(problem.month, plan))
    return replace(problem, published=tuple(plan), draft=(), next_serial=serial)


@dataclass
class Bench:
    """Where proposals are judged: the published plan and what the rules say of it after the disruption."""

    scope: Scope

    @cached_property
    def judged(self) -> Problem:
        """The problem by which proposals are judged: what was touched, or leaves its course, is no longer fixed."""
        courses, free = self.scope.courses_apart, self.scope.touched.barred
        fixed = (one for one in self.scope.after.fixed if one.id not in free)
        rest = (one for one in self.scope.plan if one.course_id in courses and one.id not in free)
        published = self.as_pinned(self.scope.after.published)
        return replace(self.scope.after, fixed=tuple(dict.fromkeys((*fixed, *rest))), published=published)

    def as_pinned(self, deliveries: tuple[Delivery, ...]) -> tuple[Delivery, ...]:
        """The deliveries, pinned as they were; a decline pins what a film keeps for the search only."""
        happened = self.scope.disruption
        if not isinstance(happened, Declined):
            return deliveries
        return tuple(pins_as_before(deliveries, self.scope.plan, happened))

    @cached_property
    def was(self) -> tuple[Finding, ...]:
        """What the rules say of the published plan after the disruption."""
        return findings(self.judged, self.scope.plan)

    @cached_property
    def before_score(self) -> Score:
        """The published plan's score; what is urgent was not missing before it was asked for."""
        if isinstance(self.scope.disruption, Urgent):
            return score(self.scope.before, self.scope.plan)
        return score_of(self.judged, self.was)

    def proposal(self, aim: Aim, deliveries: tuple[Delivery, ...], *, proven: bool) -> Proposal:
        deliveries = self.as_pinned(deliveries)
        now = findings(self.judged, deliveries)
        numbered = closed_up(deliveries, self.scope.plan, self.scope.paused)
        return Proposal(
            aim,
            numbered,
            differences(self.scope.plan, numbered),
            difference(self.before_score, score_of(self.judged, now)),
            self.broken(deliveries, now),
            proven,
        )

    def broken(self, deliveries: Iterable[Delivery], now: Iterable[Finding]) -> tuple[Finding, ...]:
        """The hard findings that a proposal brings about; that a session leaves its course is meant."""
        apart = {one.id for one in deliveries if one.course_id in self.scope.courses_apart}
        return tuple(
            one
            for one in beyond(now, self.was)
            if one.severity is Severity.HARD
            and not (one.rule == course.CODE and apart.issuperset(one.deliveries))
        )


def rules_first(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """The proposals in their order, those that break a rule after all that break none."""
    return tuple(sorted(proposals, key=lambda one: bool(one.broken)))


def different(proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """The proposals without those that change the same as one before."""
    found: list[Proposal] = []
    for one in proposals:
        if all(one.changes != other.changes for other in found):
            found.append(one)
    return tuple(found)
