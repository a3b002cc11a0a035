"""What a month's plan costs as it stands now: its unmet wishes in points, after moves, repairs and outcomes too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import Clock
from scheduler.adapters.calendar_tables import MonthRow
from scheduler.application.planning_facts import PlanningSettings, read_problem
from scheduler.domain.calendar import month_days
from scheduler.domain.delivery import Delivery
from scheduler.solver.judge import Score, score
from scheduler.solver.rules import RULE_OF


@dataclass(frozen=True, slots=True)
class WishLine:
    """What one wish costs a plan: its title, units, their weight and the points."""

    title: Bilingual
    unit: Bilingual
    units: int
    points: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The points of a plan, and of which wishes they are made."""

    points: int
    wishes: tuple[WishLine, ...]


def figures_of(
    session: Session,
    clock: Clock,
    settings: PlanningSettings,
    district_id: str,
    month: str,
    deliveries: Iterable[Delivery],
) -> Figures | None:
    """The figures of these deliveries by the facts of now; of a month past as it was last approved.

    None where nothing is planned.
    """
    plan = tuple(deliveries)
    if not plan:
        return None
    if month_days(month)[1] > clock.today():
        kept = score_kept(score(read_problem(session, clock, settings, district_id, month), plan))
    else:
        row = session.get(MonthRow, (district_id, month))
        kept = row.score or {} if row is not None else {}
    lines = wish_lines(kept)
    return Figures(sum(line.points for line in lines), lines)


def score_kept(found: Score) -> dict[str, dict[str, int]]:
    """Units, weight and points of each wish, by its code."""
    return {
        wish.rule: {"units": wish.units, "weight": wish.weight, "points": wish.points}
        for wish in found.wishes
    }


def wish_lines(score: Mapping[str, Any]) -> tuple[WishLine, ...]:
    """A kept score by wish, the dearest first; a wish that is no longer on the list keeps its code."""
    lines = [
        WishLine(
            RULE_OF[code].title if code in RULE_OF else Bilingual(code, code),
            RULE_OF[code].unit if code in RULE_OF else Bilingual("", ""),
            int(wish["units"]),
            int(wish["points"]),
        )
        for code, wish in score.items()
    ]
    return tuple(sorted(lines, key=lambda line: -line.points))
