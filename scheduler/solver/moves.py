"""Judges a change made by hand: what it brings about and what it mends, everything else as it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from scheduler.domain.delivery import Delivery
from scheduler.solver.finding import Finding, Severity
from scheduler.solver.judge import findings, score
from scheduler.solver.problem import Problem


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a change does to a plan: findings that come and go, and points that the score rises by."""

    introduced: tuple[Finding, ...]
    removed: tuple[Finding, ...]
    points: int

    @property
    def hard(self) -> tuple[Finding, ...]:
        """What forbids the change."""
        return tuple(finding for finding in self.introduced if finding.severity is Severity.HARD)


def judge_move(problem: Problem, deliveries: Iterable[Delivery], changed: Iterable[Delivery]) -> Verdict:
    """The verdict on replacing (or adding) the `changed` deliveries, by id, in a plan."""
    before = tuple(deliveries)
    after = moved(before, changed)
    was, now = findings(problem, before), findings(problem, after)
    return Verdict(
        introduced=beyond(now, was),
        removed=beyond(was, now),
        points=score(problem, after).total - score(problem, before).total,
    )


def judge_exception(
    problem: Problem, deliveries: Iterable[Delivery], session: Delivery, then: Delivery | None
) -> Verdict:
    """The verdict on one session of a course going elsewhere, or being left out if `then` is None.

    The rest of its course stands as it is, so that the course is not judged as one any more.
    """
    before = tuple(deliveries)
    after = tuple(one for one in before if one.id != session.id)
    if then is not None:
        after = tuple(then if one.id == session.id else one for one in before)
    as_was, as_now = (_with_course(problem, session.course_id, plan) for plan in (before, after))
    was, now = findings(as_was, before), findings(as_now, after)
    return Verdict(
        introduced=beyond(now, was),
        removed=beyond(was, now),
        points=score(as_now, after).total - score(as_was, before).total,
    )


def _with_course(problem: Problem, course_id: str | None, plan: tuple[Delivery, ...]) -> Problem:
    """The problem in which the course stands as the plan has it."""
    stands = tuple(one for one in plan if one.course_id == course_id)
    others = (one for one in problem.fixed if one.course_id != course_id or one.month != problem.month)
    return replace(problem, fixed=(*others, *stands))


def moved(deliveries: Iterable[Delivery], changed: Iterable[Delivery]) -> tuple[Delivery, ...]:
    """The plan with the changed deliveries in place of those of the same id; new ones at the end."""
    by_id = {delivery.id: delivery for delivery in deliveries}
    by_id.update((delivery.id, delivery) for delivery in changed)
    return tuple(by_id.values())


def beyond(these: Iterable[Finding], those: Iterable[Finding]) -> tuple[Finding, ...]:
    """These findings less those, each counted as often as it comes."""
    left = Counter(those)
    beyond: list[Finding] = []
    for finding in these:
        if left[finding]:
            left[finding] -= 1
        else:
            beyond.append(finding)
    return tuple(beyond)
