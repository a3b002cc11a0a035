"""Gathers from all rooms what needs a person next, computed from the state and in order of urgency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from sqlalchemy.orm import Session

from api.access.visit import Visit
from api.pages import telling
from api.pages.work_log import failures, missed_slots
from config.bilingual import Bilingual
from notifications.application.attention_view import NEED_NAMES, Need, attention
from notifications.application.inbox_view import replies_shown
from notifications.application.lane_view import lane_shown
from notifications.market.application.listing import list_reminders
from notifications.market.domain.reminder import ReminderState
from scheduler.application.names_view import Names, read_days
from scheduler.application.open_air import films_in_the_open
from scheduler.application.recording_view import days_unrecorded
from scheduler.application.start_view import (
    Declined,
    declined_deliveries,
    months_waiting,
    running_plans,
    waiting_for_answers,
)
from scheduler.application.untenable import untenable_deliveries

MOST_EACH = 5
Urgency = Literal["now", "soon", "calm"]


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing for a person: its word in `words.toml` under `next.`, the facts that fill it, the way on."""

    word: str
    path: str
    urgency: Urgency
    facts: dict[str, object] = field(default_factory=dict)


def next_steps(session: Session, visit: Visit, names: Names) -> tuple[NextStep, ...]:
    """Everything that waits for a person, what is most urgent first."""
    found = (
        *_declines(session, visit, names),
        *_untenable(session, visit, names),
        *_failures(session, visit),
        *_messages(session, visit),
        *_rain(session, visit, names),
        *_register(session, visit),
        *_months(session, visit),
        *_unrecorded(session, visit),
        *_plans(session, visit),
        *_silence(session, visit),
    )
    order = {"now": 0, "soon": 1, "calm": 2}
    return tuple(sorted(found, key=lambda step: order[step.urgency]))


def _declines(session: Session, visit: Visit, names: Names) -> Iterator[NextStep]:
    """What a side declined; for today and tomorrow nobody is reminded of it, so a person must act now."""
    near = {visit.today: "today", visit.today + timedelta(days=1): "tomorrow"}
    for each in declined_deliveries(session, visit.house.clock, visit.district_id, names):
        delivery = each.told.delivery
        yield NextStep(
            _declined_word(each, near.get(delivery.day)),
            f"/rain/{delivery.day}" if each.turned_away else f"/deliveries/{delivery.id}",
            "now",
            {
                "by": each.by,
                "programme": _titled(each.told.programme),
                "day": _day(delivery.day),
                "start": f"{delivery.start:%H:%M}",
            },
        )


def _declined_word(declined: Declined, near: str | None) -> str:
    if declined.side == "rain_venue" or declined.turned_away:
        return "unsheltered" if declined.side == "rain_venue" else "turned_away"
    return f"{declined.side}_missing_{near}" if near else "declined"


def _untenable(session: Session, visit: Visit, names: Names) -> Iterator[NextStep]:
    """What was published and the facts no longer allow: the first ones each, the rest counted by month."""
    house = visit.house
    found = untenable_deliveries(session, house.clock, house.planning, visit.district_id, names)
    for each in found[:MOST_EACH]:
        delivery = each.told.delivery
        facts = {
            "programme": _titled(each.told.programme),
            "day": _day(delivery.day),
            "start": f"{delivery.start:%H:%M}",
            "why": each.why[0],
        }
        yield NextStep("untenable", f"/deliveries/{delivery.id}", "now", facts)
    for month, count in Counter(each.told.delivery.month for each in found[MOST_EACH:]).items():
        yield NextStep(
            "more_untenable", f"/months/{month}/approve", "now", {"month": _month(month), "n": count}
        )


def _failures(session: Session, visit: Visit) -> Iterator[NextStep]:
    for kind, count in failures(session, visit.district_id).items():
        if count:
            yield NextStep(f"failed_{kind}", f"/events?kind={kind}&state=failed", "now", {"n": count})
    for each in missed_slots(session, visit.district_id):
        yield NextStep(
            "missed",
            "/events?kind=jobs",
            "soon",
            {"job": visit.pages.words[f"work.{each.job}"], "n": each.missed},
        )


def _messages(session: Session, visit: Visit) -> Iterator[NextStep]:
    lane = lane_shown(session, visit.house.sending_desk(session))
    if lane.stopped_at is not None or lane.cut_since is not None:
        yield NextStep("lane", "/sending", "now", {"sentence": lane.sentence})
    needs = Counter(each.need for each in attention(session, visit.district_id, visit.house.clock))
    for need, count in needs.items():
        urgency: Urgency = "now" if need in (Need.UNKNOWN, Need.FAILED, Need.EXPIRED) else "soon"
        yield NextStep("message", "/messages", urgency, {"n": count, "need": NEED_NAMES[need]})
    unread = len(replies_shown(session, visit.district_id, unread_only=True))
    if unread:
        yield NextStep("unread", "/inbox", "now", {"n": unread})


def _rain(session: Session, visit: Visit, names: Names) -> Iterator[NextStep]:
    """Films of today and tomorrow that are in the open and to come: where to turn when it rains."""
    last = visit.today + timedelta(days=1)
    coming = films_in_the_open(session, visit.house.clock, visit.district_id, last, names)
    films = Counter(each.delivery.day for each in coming)
    for day, count in sorted(films.items()):
        yield NextStep("rain", f"/rain/{day}", "calm", {"day": _day(day), "n": count})


def _register(session: Session, visit: Visit) -> Iterator[NextStep]:
    desk = visit.house.market_desk(session)
    for state, word, way in (
        (ReminderState.DUE, "reminders", "/reminders"),
        (ReminderState.CALL, "calls", "/reminders?tab=call"),
    ):
        count = len(list_reminders(session, desk, (state,)))
        if count:
            yield NextStep(word, way, "soon", {"n": count})


def _months(session: Session, visit: Visit) -> Iterator[NextStep]:
    today = visit.today
    days = read_days(
        session,
        visit.district_id,
        today.replace(day=1),
        today.replace(day=visit.house.settings.planning_prompt_day),
    )
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


def _unrecorded(session: Session, visit: Visit) -> Iterator[NextStep]:
    days = days_unrecorded(session, visit.house.clock, visit.district_id)
    if days:
        facts = {"n": sum(days.values()), "first": _day(min(days))}
        yield NextStep("unrecorded", "/held", "soon", facts)


def _plans(session: Session, visit: Visit) -> Iterator[NextStep]:
    for run in running_plans(session, visit.district_id):
        yield NextStep("planning", f"/plans/{run.id}", "calm", {"month": _month(run.month)})


def _silence(session: Session, visit: Visit) -> Iterator[NextStep]:
    """What still waits for an answer: nudge and call list come by themselves, a person only looks on."""
    for month, count in waiting_for_answers(session, visit.district_id, visit.today).items():
        yield NextStep("silent", f"/months/{month}", "calm", {"month": _month(month), "n": count})


def _titled(programme: str) -> Bilingual:
    """A programme's name in its marks 《》, which it may have already."""
    return Bilingual(programme if "《" in programme else f"《{programme}》", programme)


def _day(value: date) -> Bilingual:
    return Bilingual(telling.day(value, "zh"), telling.day(value, "en"))


def _month(value: str) -> Bilingual:
    return Bilingual(telling.month(value, "zh"), telling.month(value, "en"))
