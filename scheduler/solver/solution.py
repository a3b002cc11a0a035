"""What comes back from planning a month: how it ended, the plan, what is unplaced, and how good it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from config.bilingual import Bilingual
from config.refusal import Outcome
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import Category
from scheduler.solver.finding import Barred
from scheduler.solver.judge import Score
from scheduler.solver.offered import Offered


class Ending(StrEnum):
    """How planning ended; never blurred."""

    OPTIMAL = "optimal"
    """No better plan exists of what is offered; proven."""
    FEASIBLE = "feasible"
    """A plan that obeys every rule, with a bound on how much better another could be."""
    INFEASIBLE = "infeasible"
    """No plan obeys every rule; what stands is a relaxed one with its unplaced list."""
    CANCELLED = "cancelled"
    """A person stopped it; the best plan found so far is kept."""
    OUT_OF_TIME = "out_of_time"
    """Time was up with nothing found."""


OUTCOMES = {
    Ending.OPTIMAL: Outcome.DONE,
    Ending.FEASIBLE: Outcome.DONE,
    Ending.INFEASIBLE: Outcome.INFEASIBLE,
    Ending.CANCELLED: Outcome.CANCELLED,
    Ending.OUT_OF_TIME: Outcome.OUT_OF_TIME,
}


COUNTED_SECONDS = 3600.0
"""How long a search that counts its work may take by the clock, however busy the machine is."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a month is planned; seconds of time, workers of the solver.

    `deterministic_seconds` ends the search by the solver's own count of work, so that with one
    worker and a seed the same plan comes again.
    """

    seconds: float = 60.0
    workers: int = 2
    seed: int = 1
    deterministic_seconds: float | None = None

    @classmethod
    def asked(cls, seconds: float, seed: int, work: float | None = None) -> Self:
        """So many seconds with all workers, or so much counted work with one, which comes out alike every time."""
        if work is None:
            return cls(seconds, seed=seed)
        return cls(COUNTED_SECONDS, workers=1, seed=seed, deterministic_seconds=work)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the search stands: points of the best plan and of the bound, gap as a share, seconds, deliveries.

    None where there is nothing yet. `relaxed` says that the strict problem was infeasible.
    """

    best: int | None
    bound: int | None
    gap: float | None
    seconds: float
    placed: int
    relaxed: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is not in the plan: the rule that bars it, on which subject, in one sentence.

    `rule` is the code of a rule, or `outweighed`: it could be placed, but the wishes it would cost weigh as
    much or more, or the search was not finished; `all_in`: all that could be is in the plan for others;
    `not_weighed`: planning did not think of the places left; `not_offered`: there are none.
    """

    rule: str
    subject: tuple[str, ...]
    sentence: Bilingual
    barred: Barred | None = None


@dataclass(frozen=True, slots=True)
class Unplaced:
    """What could not be served: an order, `count` deliveries that the least allotment lacks, or a pin.

    `delivery_id` names the earlier delivery whose pins could not be kept.
    """

    area_id: str
    category: Category
    count: int
    reasons: tuple[Reason, ...]
    order_id: str | None = None
    programme_id: str | None = None
    delivery_id: str | None = None

    @property
    def reason(self) -> Bilingual:
        """All its reasons as one sentence."""
        return Bilingual(
            "；".join(reason.sentence.zh for reason in self.reasons) + "。",
            "; ".join(reason.sentence.en for reason in self.reasons) + ".",
        )


@dataclass(frozen=True, slots=True)
class Loosening:
    """A limit that would have to give: a rule, for whom, and by how much in deliveries, yuan or volumes."""

    rule: str
    subject: tuple[str, ...]
    over: int
    sentence: Bilingual


@dataclass(frozen=True, slots=True)
class Loosened:
    """The fewest limits beyond which every least and pin can be kept; none, if no limit helps.

    `proven`: fewer do not help.
    """

    ways: tuple[Loosening, ...]
    proven: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a search found and says of itself; points are penalties, the lower the better, gap is a share of the best."""

    ending: Ending
    relaxed: bool
    deliveries: tuple[Delivery, ...]
    best: int | None
    bound: int | None
    gap: float | None
    seconds: float
    score: Score | None
    log: tuple[str, ...]
    solver: str
    seed: int
    fingerprint: str

    @property
    def outcome(self) -> Outcome:
        """The exit status that this ending has."""
        return OUTCOMES[self.ending]


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution(Answer):
    """The answer to a month's problem, with what could not be served; the bound speaks of plans of what is `offered`.

    `loosened` is what else would let an infeasible month be, as far as there was time to look.
    """

    unplaced: tuple[Unplaced, ...]
    offered: Offered
    loosened: Loosened | None = None


def gap_of(best: int | None, bound: int | None) -> float | None:
    """How far the plan can be from the best possible, as a share of its points; None if unknown."""
    if best is None or bound is None:
        return None
    return max(0, best - bound) / max(1, abs(best))
