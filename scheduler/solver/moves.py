"""Judges a change made by hand: what it brings about and what it mends, everything else as it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

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
