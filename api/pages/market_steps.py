"""What the market register needs a person for next: reminders, calls, previews, what businesses wrote."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy.orm import Session

from api.access.visit import Visit
from api.pages.next_step import NextStep, does_calendar
from notifications.market.application.following import list_campaigns
from notifications.market.application.listing import (
    ListedReminder,
    list_for_a_person,
    list_reminders,
    sendable_previews,
)
from notifications.market.domain.reminder import ReminderState

MOST_NEXT = 8
FOLLOWED_FOR = timedelta(days=14)
"""So long after its last day a campaign still asks for what is left of it to be done."""


def market_steps(session: Session, visit: Visit) -> Iterator[NextStep]:
    """Everything of the register that waits for the officer."""
    desk = visit.house.market_desk(session)
    for preview_id in sendable_previews(session, visit.district_id)[:1]:
        yield NextStep("preview", f"/reminders/previews/{preview_id}", "soon")
    for state, word, way in (
        (ReminderState.DUE, "reminders", "/reminders"),
        (ReminderState.CALL, "calls", "/reminders?tab=call"),
    ):
        count = len(list_reminders(session, desk, (state,)))
        if count:
            yield NextStep(word, way, "soon", {"n": count})
    yield from _campaign_steps(session, visit)
    left = len(list_for_a_person(session, desk))
    if left and not does_calendar(visit):  # a standing list, beside what is new each day
        yield NextStep("licences", "/reminders?tab=person", "calm", {"n": left})


def _campaign_steps(session: Session, visit: Visit) -> Iterator[NextStep]:
    """Of each campaign not long past: who did not answer by the day, who says it is not possible, who is to be told, who to be called."""
    for each in list_campaigns(session, visit.house.market_desk(session), since=visit.today - FOLLOWED_FOR):
        for word, count, shown in (
            ("campaign_late", each.overdue, ""),
            ("campaign_vexed", each.to_contact, "?only=to_contact"),
            ("campaign", each.to_send, ""),
            ("campaign_calls", each.to_call, ""),
        ):
            if count:
                facts: dict[str, object] = {"title": each.matter.title, "n": count}
                yield NextStep(word, f"/campaigns/{each.id}{shown}", "soon", facts)


def next_deadlines(session: Session, visit: Visit) -> list[ListedReminder]:
    """The reminders due whose last days to apply come first."""
    return list_reminders(session, visit.house.market_desk(session))[:MOST_NEXT]
