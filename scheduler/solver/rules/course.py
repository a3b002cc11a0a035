"""A course is whole: weekly, same weekday, start, venue and provider; public holidays are skipped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache

from config.bilingual import Bilingual
from scheduler.domain.delivery import Delivery
from scheduler.solver.columns import Column
from scheduler.solver.finding import Barred, Finding, barred
from scheduler.solver.model import Model
from scheduler.solver.plan import Plan
from scheduler.solver.problem import Problem
from scheduler.solver.rule import Rule, finding
from scheduler.solver.sessions import session_days

CODE = "course"

SAME = ("area_id", "programme_id", "provider_id", "venue_id", "start")


def build(model: Model) -> None:
    problem = model.problem

    @cache  # thousands of columns begin on a few days
    def days_from(begins: date, sessions: int) -> tuple[date, ...]:
        return session_days(begins, sessions, problem.workdays)

    def broken(column: Column) -> Barred | None:
        sessions = problem.programmes[column.programme_id].sessions
        if sessions == 1 and len(column.days) == 1:
            return None
        begins = column.days[0]
        if not problem.days[0] <= begins <= problem.days[-1]:
            return barred("begins", programme=column.programme_id, day=begins)
        if column.days != days_from(begins, sessions):
            return barred("days", programme=column.programme_id, day=begins)
        return None

    model.forbid_columns(CODE, broken)


def findings(plan: Plan) -> Iterator[Finding]:
    problem = plan.problem
    courses: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in plan.new:
        programme = problem.programmes.get(delivery.programme_id)
        if delivery.course_id is not None:
            courses[delivery.course_id].append(delivery)
        elif programme is not None and programme.sessions > 1:
            yield finding(
                CODE, "alone", plan.severity(delivery), [delivery], programme=programme.id, day=delivery.day
            )
    for course_id, found in courses.items():
        if course_id in problem.running:
            continue
        yield from _judged(plan, course_id, sorted(found, key=lambda delivery: delivery.day))


def _judged(plan: Plan, course_id: str, sessions: list[Delivery]) -> Iterator[Finding]:
    first = sessions[0]
    programme = plan.problem.programmes.get(first.programme_id)
    if programme is None:
        return
    differing = [name for name in SAME if any(getattr(s, name) != getattr(first, name) for s in sessions)]
    if differing:
        yield finding(
            CODE, "differs", plan.severity(*sessions), sessions, course=course_id, fields=tuple(differing)
        )
    days = _month_days(plan.problem, first.day, programme.sessions)
    numbered = [session.session for session in sessions]
    if [s.day for s in sessions] != days or numbered != list(range(1, len(days) + 1)):
        yield finding(CODE, "days", plan.severity(*sessions), sessions, programme=programme.id, day=first.day)


def _month_days(problem: Problem, first_day: date, sessions: int) -> list[date]:
    days = session_days(first_day, sessions, problem.workdays)
    return [day for day in days if day <= problem.days[-1]]


RULE = Rule(
    code=CODE,
    kind="hard",
    title=Bilingual("系列课程完整", "A course is whole"),
    sentence=Bilingual(
        "系列课程每周一次，星期、时间、场地和教师都相同；遇法定节假日停一次并顺延；不拆散、不缺课。",
        "A course is given weekly at the same weekday, time, venue and teacher; a public holiday is skipped and "
        "the course ends later; no session is missing.",
    ),
    unit=Bilingual("门", "courses"),
    build=build,
    findings=findings,
    cases={
        "alone": Bilingual(
            "“{programme}”是系列课程，{day}这一场没有归入课程",
            "“{programme}” is a course; its delivery on {day} belongs to none",
        ),
        "begins": Bilingual(
            "“{programme}”不在本月开课（{day}）", "“{programme}” does not begin in the month ({day})"
        ),
        "differs": Bilingual(
            "课程 {course} 各次的{fields}不一致", "the sessions of course {course} differ in {fields}"
        ),
        "days": Bilingual(
            "自{day}开课的“{programme}”不是每周一次、节假日顺延的完整课程",
            "“{programme}” from {day} is not given weekly and whole with public holidays skipped",
        ),
    },
)
