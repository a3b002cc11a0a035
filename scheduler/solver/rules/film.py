"""An outdoor film is shown in its season, after dusk, and is over in time."""

from __future__ import annotations

from config.bilingual import Bilingual
from scheduler.domain.terms import Category
from scheduler.solver.candidate import Candidate, clock_minutes
from scheduler.solver.finding import Barred, barred
from scheduler.solver.rule import DELIVERIES, Rule, session_bars, session_findings

CODE = "film"


def unlit(candidate: Candidate) -> Barred | None:
    if candidate.programme.category is not Category.FILM or not candidate.venue.open_air:
        return None
    parameters, programme, day = candidate.problem.parameters, candidate.programme, candidate.day
    if day.month not in parameters.film_months:
        return barred("season", programme=programme.id, day=day)
    end_by = parameters.film_end_by
    dark = candidate.problem.film_start(day)
    if clock_minutes(dark) + candidate.minutes > clock_minutes(end_by):
        return barred("too_long", programme=programme.id, day=day, dark=dark, end_by=end_by)
    if candidate.start < dark:
        return barred("light", programme=programme.id, day=day, dark=dark, start=candidate.start)
    if candidate.ends > clock_minutes(end_by):
        return barred("late", programme=programme.id, day=day, start=candidate.start, end_by=end_by)
    return None


RULE = Rule(
    code=CODE,
    kind="hard",
    title=Bilingual("露天电影", "Outdoor films"),
    sentence=Bilingual(
        "露天电影在放映季（5至10月）、天黑以后开映，并在规定时间（21:30）前结束。",
        "An outdoor film is shown in its season (May to October), starts after dusk and is over in time (21:30).",
    ),
    unit=DELIVERIES,
    build=session_bars(
        CODE,
        (frozenset({"shape", "venue", "day", "start"}), unlit),
        concerns=lambda programme: programme.category is Category.FILM,
    ),
    findings=session_findings(CODE, unlit),
    cases={
        "season": Bilingual(
            "{day}不在放映季，“{programme}”不能露天放映", "“{programme}” is out of season on {day}"
        ),
        "too_long": Bilingual(
            "“{programme}”太长：{day} {dark} 天黑，{end_by} 前放不完",
            "“{programme}” is too long: on {day} it is dark at {dark}, and it must end by {end_by}",
        ),
        "light": Bilingual(
            "“{programme}”{day} {start} 开映时天还没黑（{dark}）",
            "“{programme}” starts at {start} on {day}, before dark at {dark}",
        ),
        "late": Bilingual(
            "“{programme}”{day} {start} 开映，过了 {end_by} 才结束",
            "“{programme}” starts at {start} on {day} and ends after {end_by}",
        ),
    },
)
