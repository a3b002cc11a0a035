"""Each outdoor film has a rain plan: an indoor venue of the area, open and booked at that time."""

from __future__ import annotations

from config.bilingual import Bilingual
from scheduler.domain.terms import Category
from scheduler.solver.candidate import Candidate
from scheduler.solver.finding import Barred, barred
from scheduler.solver.rule import DELIVERIES, Rule, session_bars, session_findings
from scheduler.solver.rules.venue_open import closed_between

CODE = "rain_plan"


def unsheltered(candidate: Candidate) -> Barred | None:
    if candidate.programme.category is not Category.FILM or not candidate.venue.open_air:
        return None
    rain = candidate.rain_venue
    if rain is None:
        return barred("none", programme=candidate.programme.id, day=candidate.day)
    if rain.open_air or rain.area_id != candidate.area.id:
        return barred("not_indoors", rain_venue=rain.id, area=candidate.area.id)
    missing = candidate.programme.needs - rain.features
    if missing:
        return barred("features", rain_venue=rain.id, missing=tuple(sorted(missing)))
    if closed_between(rain, candidate.day, candidate.begins, candidate.ends) is not None:
        return barred("shut", rain_venue=rain.id, day=candidate.day, start=candidate.start)
    return None


RULE = Rule(
    code=CODE,
    kind="hard",
    title=Bilingual("雨天备用场地", "The rain plan"),
    sentence=Bilingual(
        "每场露天电影都有雨天备用场地：本街道的室内场地，具备放映设施，并在同一时间开放、空着。",
        "Each outdoor film has a rain venue: indoors, in the same area, with what the film needs, open and free at that time.",
    ),
    unit=DELIVERIES,
    build=session_bars(
        CODE,
        (frozenset({"shape", "area", "venue", "rain_venue", "day", "start"}), unsheltered),
        concerns=lambda programme: programme.category is Category.FILM,
    ),
    findings=session_findings(CODE, unsheltered),
    cases={
        "none": Bilingual(
            "“{programme}”（{day}）没有雨天备用场地", "“{programme}” on {day} has no rain venue"
        ),
        "not_indoors": Bilingual(
            "{rain_venue}不是{area}的室内场地", "{rain_venue} is no indoor venue of {area}"
        ),
        "features": Bilingual(
            "雨天备用场地{rain_venue}缺少设施：{missing}", "the rain venue {rain_venue} lacks {missing}"
        ),
        "shut": Bilingual(
            "雨天备用场地{rain_venue}在{day} {start} 的场次期间不开放",
            "the rain venue {rain_venue} is not open for the showing at {start} on {day}",
        ),
    },
)
