"""A venue is used while it is open: opened, not closed, and within its hours of that weekday."""

from __future__ import annotations

from datetime import date

from config.bilingual import Bilingual
from scheduler.domain.district import Venue
from scheduler.solver.candidate import Candidate, clock_minutes
from scheduler.solver.finding import Barred, barred
from scheduler.solver.rule import DELIVERIES, Rule, session_bars, session_findings

CODE = "venue_open"


def shut(candidate: Candidate) -> Barred | None:
    return closed_between(candidate.venue, candidate.day, candidate.begins, candidate.ends)


def closed_all_day(candidate: Candidate) -> Barred | None:
    return _closed_on(candidate.venue, candidate.day)


def outside_hours(candidate: Candidate) -> Barred | None:
    return _outside(candidate.venue, candidate.day, candidate.begins, candidate.ends)


def closed_between(venue: Venue, day: date, begins: int, ends: int) -> Barred | None:
    """Why the venue is not open from `begins` to `ends`, minutes of the day; set-up may lie outside."""
    return _closed_on(venue, day) or _outside(venue, day, begins, ends)


def _closed_on(venue: Venue, day: date) -> Barred | None:
    if not venue.opened.holds(day):
        return barred("not_opened", venue=venue.id, day=day)
    if any(closure.holds(day) for closure in venue.closures):
        return barred("closed", venue=venue.id, day=day)
    if day.isoweekday() not in venue.hours:
        return barred("day_off", venue=venue.id, day=day)
    return None


def _outside(venue: Venue, day: date, begins: int, ends: int) -> Barred | None:
    hours = venue.hours.get(day.isoweekday())
    if hours is None:
        return None
    opens, closes = hours
    if begins < clock_minutes(opens) or ends > clock_minutes(closes):
        return barred("hours", venue=venue.id, day=day, opens=opens, closes=closes)
    return None


RULE = Rule(
    code=CODE,
    kind="hard",
    title=Bilingual("场地开放", "The venue is open"),
    sentence=Bilingual(
        "活动须在场地启用之后、非闭馆日、开放时间之内举办。",
        "A delivery lies within the venue's opening hours, after it was opened and outside its closures.",
    ),
    unit=DELIVERIES,
    build=session_bars(
        CODE,
        (frozenset({"venue", "day"}), closed_all_day),
        (frozenset({"length", "venue", "weekday", "start"}), outside_hours),
    ),
    findings=session_findings(CODE, shut),
    cases={
        "not_opened": Bilingual("{venue}在{day}未启用", "{venue} is not in service on {day}"),
        "closed": Bilingual("{venue}在{day}闭馆", "{venue} is closed on {day}"),
        "day_off": Bilingual("{venue}在{day}不开放", "{venue} does not open on the weekday of {day}"),
        "hours": Bilingual(
            "{venue}在{day}只开放 {opens} 至 {closes}", "{venue} is open from {opens} to {closes} on {day}"
        ),
    },
)
