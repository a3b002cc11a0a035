"""How planning a year ended: settled outcomes, progress, what has to give way."""

from __future__ import annotations

from dataclasses import dataclass

from config.bilingual import Bilingual
from scheduler.solver.offered import Offered
from scheduler.solver.solution import Answer, Options


@dataclass(frozen=True, slots=True)
class YearOptions(Options):
    """How a year is planned: as a month is, for longer."""

    seconds: float = 120.0


@dataclass(frozen=True, slots=True)
class YearProgress:
    """Where the search stands: points of the best plan and of the bound, gap as a share, seconds, deliveries.

    None where there is nothing yet. `month` is the one at work, None while all are.
    """

    best: int | None
    bound: int | None
    gap: float | None
    seconds: float
    placed: int
    month: str | None = None


@dataclass(frozen=True, slots=True)
class GivesWay:
    """What cannot be kept together with all else: the rule and its subject, how much is missing, in one sentence.

    `month` is None for what the year as a whole falls short of.
    """

    rule: str
    subject: tuple[str, ...]
    month: str | None
    amount: int
    sentence: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class YearSolution(Answer):
    """The answer to a year's problem.

    `gives_way` names the fewest deliveries, volumes and titles missing to floors that no plan can keep together.
    """

    gives_way: tuple[GivesWay, ...]
    offered: Offered
    """What the plan was chosen from; the bound is one of all plans of that offer."""
