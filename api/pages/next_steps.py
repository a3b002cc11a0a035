"""Gathers from all rooms what needs a person next, computed from the state and in order of urgency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from api.access.roles import ADMINISTRATORS, STAFF
from api.access.visit import Visit
from api.ledger_words import alarm_sentence
from api.pages import telling
from api.pages.market_steps import market_steps
from api.pages.next_step import NextStep, Urgency, does_calendar, keeps_register
from api.pages.work_log import failures, missed_slots
from config.bilingual import Bilingual
from notifications.application.attention_view import NEED_NAMES, Need, attention
from notifications.application.inbox_view import unread_by_sender
from notifications.application.lane_view import lane_shown
from notifications.domain.notice import NoticeKind
from notifications.ledger.application.watching import standing_alarm
from scheduler.application.declined_courses import days_of, matters
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


def next_steps(session: Session, visit: Visit, names: Names) -> tuple[NextStep, ...]:
    """Everything that waits for a person of this role, what is most urgent first."""
    calendar, register = does_calendar(visit), keeps_register(visit)
    found = (
        *(_broken(session, visit, names) if calendar else ()),
        *_failures(session, visit),
        *_ledger(session, visit),
        *_messages(session, visit),
        *(_rain(session, visit, names) if calendar else ()),
        *(market_steps(session, visit) if register else ()),
        *(_calendar(session, visit) if calendar else ()),
    )
    order = {"now": 0, "soon": 1, "calm": 2}
    theirs = found if visit.may(STAFF) else map(_to_look_at, found)
    return tuple(sorted(theirs, key=lambda step: order[step.urgency]))


def _to_look_at(step: NextStep) -> NextStep:
    """The same step for who may only look: a month's deeds are shown to others, its calendar to everybody."""
    deeds = ("/approve", "/publish")
    calendar = step.path.rsplit("/", 1)[0] if step.path.endswith(deeds) else step.path
    return replace(step, path=calendar)


def _broken(session: Session, visit: Visit, names: Names) -> Iterator[NextStep]:
    yield from _declines(session, visit, names)
    yield from _untenable(session, visit, names)


def _calendar(session: Session, visit: Visit) -> Iterator[NextStep]:
    yield from _months(session, visit)
    yield from _unrecorded(session, visit)
    yield from _plans(session, visit)
    yield from _silence(session, visit)


def _declines(session: Session, visit: Visit, names: Names) -> Iterator[NextStep]:
    """What a side declined; for today and tomorrow nobody is reminded of it, so a person must act now."""
    near = {visit.today: "today", visit.today + timedelta(days=1): "tomorrow"}
    for matter in matters(declined_deliveries(session, visit.house.clock, visit.district_id, names)):
        each = matter[0]
        delivery = each.told.delivery
        if len(matter) > 1:
            facts = {"by": each.by, "programme": _titled(each.told.programme), "days": days_of(matter)}
            yield NextStep("declined_course", f"/deliveries/{delivery.id}", "now", facts)
            continue
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


def _ledger(session: Session, visit: Visit) -> Iterator[NextStep]:
    """What the sealer of the ledger found broken, or could not do: for those who look into the machinery."""
    clock = visit.house.clock
    if visit.may(ADMINISTRATORS) and (alarm := standing_alarm(session, visit.district_id, clock.now())):
        urgency: Urgency = "now" if alarm.finding else "soon"
        yield NextStep("ledger", "/ledger", urgency, {"sentence": alarm_sentence(alarm, clock.zone)})


def _messages(session: Session, visit: Visit) -> Iterator[NextStep]:
    lane = lane_shown(session, visit.house.sending_desk(session))
    if lane.stopped_at is not None or lane.cut_since is not None:
        yield NextStep("lane", "/sending", "now", {"sentence": lane.sentence})
    waiting = attention(session, visit.district_id, visit.house.clock)
    needs = Counter(each.need for each in waiting if _is_theirs(visit, each.message.kind))
    for need, count in needs.items():
        urgency: Urgency = "now" if need in (Need.UNKNOWN, Need.FAILED, Need.EXPIRED) else "soon"
        yield NextStep("message", "/messages", urgency, {"n": count, "need": NEED_NAMES[need]})
    unread = unread_by_sender(session, visit.district_id)
    of_ours = unread["partner"] * does_calendar(visit) + unread["stranger"]
    if of_ours:
        yield NextStep("unread", "/inbox", "now", {"n": of_ours})
    if unread["business"] and keeps_register(visit):
        yield NextStep("unread_businesses", "/inbox", "now", {"n": unread["business"]})


def _is_theirs(visit: Visit, kind: NoticeKind) -> bool:
    return keeps_register(visit) if kind is NoticeKind.REGULATORY else does_calendar(visit)


def _rain(session: Session, visit: Visit, names: Names) -> Iterator[NextStep]:
    """Films of today and tomorrow that are in the open and to come: where to turn when it rains."""
    last = visit.today + timedelta(days=1)
    coming = films_in_the_open(session, visit.house.clock, visit.district_id, last, names)
    films = Counter(each.delivery.day for each in coming)
    for day, count in sorted(films.items()):
        yield NextStep("rain", f"/rain/{day}", "calm", {"day": _day(day), "n": count})


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
