"""Gathers from all rooms what needs a person next, computed from the state and in order of urgency."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.access.visit import Visit
from api.pages import telling
from config.bilingual import Bilingual
from config.durable import EventRow, JobRow
from scheduler.application.names_view import Names, read_days
from scheduler.application.start_view import declined_deliveries, months_waiting, running_plans

PROMPT_DAY = 15


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing for a person: its word in `words.toml` under `next.`, the facts that fill it, the way on."""

    word: str
    path: str
    urgency: Literal["now", "soon", "calm"]
    facts: dict[str, object] = field(default_factory=dict)


def next_steps(session: Session, visit: Visit, names: Names) -> tuple[NextStep, ...]:
    """Everything that waits for a person, what is most urgent first."""
    found = (
        *_declines(session, visit, names),
        *_failures(session, visit),
        *_months(session, visit),
        *_plans(session, visit),
    )
    order = {"now": 0, "soon": 1, "calm": 2}
    return tuple(sorted(found, key=lambda step: order[step.urgency]))


def _declines(session: Session, visit: Visit, names: Names) -> Iterator[NextStep]:
    for each in declined_deliveries(session, visit.district_id, names):
        by = each.told.venue if each.side == "venue" else each.told.provider
        yield NextStep(
            "declined",
            f"/deliveries/{each.told.delivery.id}",
            "now",
            {
                "by": by,
                "programme": each.told.programme,
                "day": _day(each.told.delivery.day),
                "start": f"{each.told.delivery.start:%H:%M}",
            },
        )


def _failures(session: Session, visit: Visit) -> Iterator[NextStep]:
    for row_type, word in ((EventRow, "failed_events"), (JobRow, "failed_jobs")):
        count = session.scalar(
            sa.select(sa.func.count())
            .select_from(row_type)
            .where(row_type.district_id == visit.district_id, row_type.failure.is_not(None))
        )
        if count:
            yield NextStep(word, "/events?state=failed", "now", {"n": count})


def _months(session: Session, visit: Visit) -> Iterator[NextStep]:
    today = visit.today
    days = read_days(session, visit.district_id, today.replace(day=1), today.replace(day=PROMPT_DAY))
    plan_by = max((day.day for day in days if not day.off), default=today.replace(day=1))
    for waiting in months_waiting(session, visit.district_id, today, plan_by=plan_by):
        way = {"publish": "/publish", "approve": "/approve", "publish_again": "/approve"}
        yield NextStep(
            waiting.step,
            f"/months/{waiting.month}{way.get(waiting.step, '')}",
            "soon",
            {
                "month": _month(waiting.month),
                "n": waiting.changes,
                "revision": waiting.draft_revision,
                "plan_by": _day(plan_by),
            },
        )


def _plans(session: Session, visit: Visit) -> Iterator[NextStep]:
    for run in running_plans(session, visit.district_id):
        yield NextStep("planning", f"/plans/{run.id}", "calm", {"month": _month(run.month)})


def _day(value: date) -> Bilingual:
    return Bilingual(telling.day(value, "zh"), telling.day(value, "en"))


def _month(value: str) -> Bilingual:
    return Bilingual(telling.month(value, "zh"), telling.month(value, "en"))
