"""Nights are quiet; on examination days nothing amplified is held in the open air."""

from __future__ import annotations

from config.bilingual import Bilingual
from scheduler.solver.candidate import Candidate, clock_minutes
from scheduler.solver.finding import Barred, barred
from scheduler.solver.model import Model
from scheduler.solver.rule import DELIVERIES, Rule, session_findings

CODE = "quiet_time"


def at_night(candidate: Candidate) -> Barred | None:
    parameters = candidate.problem.parameters
    night_from, night_until = parameters.night_from, parameters.night_until
    if candidate.begins < clock_minutes(night_until) or candidate.ends > clock_minutes(night_from):
        return barred("night", day=candidate.day, start=candidate.start, night=night_from, until=night_until)
    return None


def in_examinations(candidate: Candidate) -> Barred | None:
    loud = candidate.programme.amplified and candidate.venue.open_air
    if loud and candidate.problem.workdays.is_quiet_day(candidate.day):
        occasion = candidate.problem.workdays.quiet[candidate.day]
        return barred("examination", programme=candidate.programme.id, day=candidate.day, occasion=occasion)
    return None


def build(model: Model) -> None:
    model.forbid(CODE, {"length", "start"}, at_night)
    model.forbid(CODE, {"shape", "venue", "day"}, in_examinations, lambda programme: programme.amplified)


RULE = Rule(
    code=CODE,
    kind="hard",
    title=Bilingual("安静时段", "Quiet time"),
    sentence=Bilingual(
        "夜间（22:00 至次日 6:00）不举办活动；考试静音日不举办露天扩音活动。",
        "Nothing is held at night (22:00 to 06:00); on examination days nothing amplified in the open air.",
    ),
    unit=DELIVERIES,
    build=build,
    findings=session_findings(CODE, at_night, in_examinations),
    cases={
        "night": Bilingual(
            "{day} {start} 的活动进入夜间安静时段（{night} 至 {until}）",
            "the delivery at {start} on {day} runs into the night, {night} to {until}",
        ),
        "examination": Bilingual(
            "{day}是{occasion}静音日，“{programme}”不能露天扩音举办",
            "{day} is quiet for {occasion}; “{programme}” may not be amplified in the open air",
        ),
    },
)
