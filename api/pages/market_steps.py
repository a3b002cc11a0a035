"""What the market register needs a person for next: reminders, calls, previews, what businesses wrote."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from api.access.visit import Visit
from api.pages.next_step import NextStep, does_calendar
from notifications.market.application.listing import (
    ListedReminder,
    list_for_a_person,
    list_reminders,
    sendable_previews,
)
from notifications.market.domain.reminder import ReminderState

MOST_NEXT = 8


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
    left = len(list_for_a_person(session, desk))
    if left and not does_calendar(visit):  # a standing list, beside what is new each day
        yield NextStep("licences", "/reminders?tab=person", "calm", {"n": left})


def next_deadlines(session: Session, visit: Visit) -> list[ListedReminder]:
    """The reminders due whose last days to apply come first."""
    return list_reminders(session, visit.house.market_desk(session))[:MOST_NEXT]
