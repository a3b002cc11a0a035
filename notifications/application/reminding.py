"""The reminder before the day, and the nudge after silence, by how near the start is."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from notifications.adapters.answer_repository import (
    Question,
    declined_by,
    present_tellings,
    silent_questions,
)
from notifications.adapters.contact_repository import parties_at, reach
from notifications.application.conversing import Correspondent, write_note
from notifications.application.desk import Desk
from notifications.application.drafting import (
    Answers,
    Draft,
    by_telephone,
    draft_reminder,
    first_start,
    still_ahead,
)
from notifications.application.writing import write_draft
from notifications.domain.notice import NoticeClass, NoticeKind, class_of_change
from notifications.domain.telling import Telling, parties_of
from scheduler.messages import ReminderDue


def remind_parties(session: Session, desk: Desk, event: ReminderDue) -> list[Draft]:
    """One reminder for each telephone of what stands on the day; what is past or gone is not told."""
    tellings = [
        Telling(party, side, facts.id, version, None, facts)
        for facts, version in zip(event.deliveries, event.versions, strict=True)
        for party, side in parties_of(facts)
    ]
    return write_reminders(session, desk, event.day, tellings, f"reminder/{event.day}")


def write_reminders(
    session: Session, desk: Desk, day: str, tellings: Iterable[Telling], key: str
) -> list[Draft]:
    """Write the reminders of these tellings, one for each telephone; who declined is not told to be ready."""
    ahead = still_ahead(desk, tellings)
    declined = declined_by(session, desk.district_id, {telling.delivery_id for telling in ahead})
    ahead = [each for each in ahead if (each.party, each.side, each.delivery_id) not in declined]
    reached = reach(session, desk.district_id, {telling.party for telling in ahead}, desk.clock.today())
    drafts = [
        draft for at, told in by_telephone(ahead, reached) for draft in draft_reminder(desk, day, at, told)
    ]
    for draft in drafts:
        write_draft(session, desk, draft, key)
    return drafts


def nudge_silent(session: Session, desk: Desk) -> tuple[int, int]:
    """Nudge questions silent for too long, and put those silent after a nudge on the call list; how many each."""
    nudged = called = 0
    for question in silent_questions(session, desk.district_id, desk.clock.now()):
        tellings = still_ahead(desk, present_tellings(session, desk.district_id, question.open_items))
        if not tellings or not _silent_too_long(desk, question, tellings):
            continue
        if question.row.nudged_at is None and _still_reached(session, desk, question):
            _nudge(session, desk, question, tellings)
            nudged += 1
        else:
            question.row.by_call = True
            called += 1
    return nudged, called


def _silent_too_long(desk: Desk, question: Question, tellings: Iterable[Telling]) -> bool:
    asked = question.row.nudged_at or question.row.asked_at
    start = first_start(desk, tellings)
    ends = desk.rules.silence_ends(asked, start, desk.clock.zone, desk.is_workday)
    return ends <= desk.clock.now()


def _still_reached(session: Session, desk: Desk, question: Question) -> bool:
    telephone_id = question.row.telephone_id
    if telephone_id is None:
        return False
    parties = parties_at(session, desk.district_id, telephone_id, desk.clock.today())
    return {item.party_id for item in question.open_items} <= parties


def _nudge(session: Session, desk: Desk, question: Question, tellings: list[Telling]) -> None:
    now, telephone_id, message = desk.clock.now(), question.row.telephone_id, question.message
    assert telephone_id is not None, "see _still_reached"
    first = min((telling.facts for telling in tellings), key=lambda facts: (facts.day, facts.start))
    composed = desk.wording.compose(
        "nudge",
        "zh" if message.language == "zh" else "en",
        desk.office,
        month=message.month or first.day[:7],
        count=max(item.item for item in question.items),
        first=first,
        answers=Answers(question.row.code),
    )
    to = Correspondent(telephone_id, composed.language, question.row.id, frozenset())
    note = write_note(session, desk, to, NoticeKind.NUDGE, composed, tellings=tellings)
    class_ = class_of_change(first_start(desk, tellings), now, desk.rules.urgent_within)
    if class_ is NoticeClass.OPERATIONAL:
        note.class_, note.due_at = class_.value, desk.next_moment(class_)
    note.not_after = min(first_start(desk, tellings), question.row.closes_at)
    question.row.nudged_at = note.due_at
