"""A course that runs over months goes on in each of them as it began."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery
from scheduler.solver.finding import Finding
from scheduler.solver.rules.course import SAME
from scheduler.solver.sessions import session_days
from scheduler.solver.year.numbers import YearNumbers
from scheduler.solver.year.plan import YearPlan
from scheduler.solver.year.problem import YearProblem
from scheduler.solver.year.rule import YearRule, year_finding

CODE = "course_months"


def build(numbers: YearNumbers) -> None:
    """Nothing to add: what a course brings to later months is among the parts of its own variable."""


def findings(plan: YearPlan) -> Iterator[Finding]:
    for one in plan.deliveries:
        if one.course_id in plan.problem.running and one.id not in plan.fixed:
            yield year_finding(
                CODE, "broken", [one.id], course=one.course_id or "", programme=one.programme_id, day=one.day
            )
    for course_id, sessions in plan.courses.items():
        first = sessions[0]
        programme = plan.problem.programmes.get(first.programme_id)
        if programme is None:
            continue  # the month's rules say so
        days = later_days(plan.problem, first, programme.sessions)
        later = [one for one in sessions if one.month != first.month]
        if any(plan.problem.in_closed_month(day) for _, day in days):
            yield year_finding(
                CODE, "closed", [first.id], course=course_id, programme=programme.id, day=first.day
            )
        wanted = [(number, day) for number, day in days if f"{day:%Y-%m}" in plan.problem.months]
        same = all(getattr(one, name) == getattr(first, name) for one in later for name in SAME)
        if [(one.session, one.day) for one in later] != wanted or not same:
            yield year_finding(
                CODE,
                "broken",
                [one.id for one in sessions],
                course=course_id,
                programme=programme.id,
                day=first.day,
            )


def later_days(problem: YearProblem, first: Delivery, sessions: int) -> list[tuple[int, date]]:
    """Number and day of the sessions that a course has after the month in which it begins."""
    days = session_days(first.day, sessions, problem.workdays)
    return [(number, day) for number, day in enumerate(days, start=1) if f"{day:%Y-%m}" != first.month]


RULE = YearRule(
    code=CODE,
    title=Bilingual("跨月课程", "Courses over months"),
    sentence=Bilingual(
        "跨月的系列课程在以后各月照开课时的星期、时间、场地和教师继续，不落在已发布的月份。",
        "A course that runs over months goes on at the same weekday, time, venue and teacher as it began, and never "
        "into a published month.",
    ),
    unit=Bilingual("门", "courses"),
    build=build,
    findings=findings,
    cases={
        "broken": Bilingual(
            "自{day}开课的“{programme}”（{course}）在以后的月份没有照开课时的安排继续",
            "“{programme}” from {day} ({course}) does not go on in later months as it began",
        ),
        "closed": Bilingual(
            "自{day}开课的“{programme}”（{course}）会落进已发布的月份",
            "“{programme}” from {day} ({course}) would run into a published month",
        ),
    },
)
