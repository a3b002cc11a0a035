"""What is held provisionally for something else is not planned with until the hold lapses."""

from __future__ import annotations

from config.bilingual import Bilingual
from scheduler.domain.district import Hold
from scheduler.solver.candidate import Candidate
from scheduler.solver.finding import Barred, barred
from scheduler.solver.problem import Problem
from scheduler.solver.rule import DELIVERIES, Rule, session_bars, session_findings

CODE = "held"


def of_venue(candidate: Candidate) -> Barred | None:
    """The venue or the rain venue is held that day."""
    used = {candidate.venue.id} | ({candidate.rain_venue.id} if candidate.rain_venue else set())
    for hold in _standing(candidate.problem, "venue"):
        if hold.party in used and hold.days.holds(candidate.day):
            return barred("venue", venue=hold.party, day=candidate.day, until=hold.until, why=hold.why)
    return None


def of_provider(candidate: Candidate) -> Barred | None:
    for hold in _standing(candidate.problem, "provider"):
        if hold.party == candidate.provider.id and hold.days.holds(candidate.day):
            return barred("provider", provider=hold.party, day=candidate.day, until=hold.until, why=hold.why)
    return None


def _standing(problem: Problem, side: str) -> tuple[Hold, ...]:
    """The holds of one side that have not lapsed."""
    return tuple(one for one in problem.district.holds if one.side == side and one.until >= problem.today)


RULE = Rule(
    code=CODE,
    kind="hard",
    title=Bilingual("暂留的不占用", "Held provisionally"),
    sentence=Bilingual(
        "为别的事暂时留着的场地和主体，在暂留到期之前不安排；到期没有落实，自动放开。",
        "A venue or provider that is held provisionally for something else is not planned with; the hold lapses by itself.",
    ),
    unit=DELIVERIES,
    build=session_bars(
        CODE,
        (frozenset({"venue", "rain_venue", "day"}), of_venue),
        (frozenset({"provider", "day"}), of_provider),
    ),
    findings=session_findings(CODE, of_venue, of_provider),
    cases={
        "venue": Bilingual(
            "{venue}在{day}暂留给“{why}”（到{until}为止）",
            "{venue} is held on {day} for “{why}” (until {until})",
        ),
        "provider": Bilingual(
            "{provider}在{day}暂留给“{why}”（到{until}为止）",
            "{provider} is held on {day} for “{why}” (until {until})",
        ),
    },
)
