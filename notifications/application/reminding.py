"""The reminder before the day, and what a silence leads to, by how near the start is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from config.bilingual import Language
from notifications.adapters.answer_repository import (
    Question,
    declined_by,
    silent_questions,
    telling_from,
)
from notifications.adapters.answer_tables import QuestionRow
from notifications.adapters.contact_repository import parties_at, reach, reach_beside
from notifications.adapters.message_repository import (
    present_versions,
    resting_codes,
    subjects_of,
    waiting_reminders,
)
from notifications.adapters.message_tables import MessageRow
from notifications.application.campaign_questions import MatterShown, guard_campaign_rows
from notifications.application.conversing import Correspondent, QuestionShown, question_shown, write_note
from notifications.application.desk import Desk
from notifications.application.drafting import (
    Draft,
    Occasion,
    by_telephone,
    draft_arrangement,
    draft_reminder,
    still_ahead,
)
from notifications.application.taking_back import take_back
from notifications.application.writing import write_draft
from notifications.domain.notice import NoticeClass, NoticeKind, class_of_change
from notifications.domain.sending_rules import Escalation
from notifications.domain.telling import Telling, parties_of
from notifications.domain.wording import Composed
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


def remind_of_the_rest(session: Session, desk: Desk, changed: Collection[str], key: str) -> None:
    """A reminder not yet told that speaks of a changed delivery is written anew without it."""
    waiting = waiting_reminders(session, desk.district_id, changed)
    spoken = subjects_of(session, desk.district_id, [message.id for message in waiting])
    by_day: dict[str, list[Telling]] = {}
    for message in waiting:
        take_back(session, desk, message)
        for telling in map(telling_from, spoken[message.id]):
            if telling.delivery_id not in changed:
                by_day.setdefault(telling.facts.day, []).append(telling)
    for day, tellings in sorted(by_day.items()):
        write_reminders(session, desk, day, tellings, f"reminder/{day}/{key}")


def remind_anew(session: Session, desk: Desk, message: MessageRow) -> None:
    """A reminder that was to leave and never did goes out without what has changed since."""
    spoken = subjects_of(session, desk.district_id, [message.id])[message.id]
    present = present_versions(session, desk.district_id, [row.subject for row in spoken])
    changed = {row.delivery_id for row in spoken if row.delivery_id and present[row.subject] != row.version}
    if changed:
        remind_of_the_rest(session, desk, changed, f"{message.id}/{message.attempts}")


def nudge_silent(session: Session, desk: Desk) -> tuple[int, int]:
    """Take the next step about each question silent for too long, by the escalation of the settings.

    A telephone is reminded once for all that it is asked of deliveries, and once for all of campaigns, in
    their own hours. Returns how many texts were written and how many questions went to the call list.
    """
    silent: dict[tuple[str, bool], list[Question]] = {}
    passed_on = called = 0
    for question in silent_questions(session, desk.district_id, desk.clock.now()):
        if not _silent_too_long(desk, question):
            continue
        for step in desk.rules.escalation[question.row.escalated :]:
            question.row.escalated += 1
            if step is Escalation.REMIND and (telephone_id := _still_reached(session, desk, question)):
                silent.setdefault((telephone_id, bool(question.row.matter)), []).append(question)
                break
            if step is Escalation.SECOND_CONTACT and (texted := _ask_second_contact(session, desk, question)):
                passed_on += texted
                break
            if step is Escalation.CALL:
                question.row.by_call = True
                called += 1
    nudged = [
        questions
        for (telephone_id, _), questions in silent.items()
        if _nudge(session, desk, telephone_id, questions)
    ]
    unsaid = sum(map(len, silent.values())) - sum(map(len, nudged))
    return len(nudged) + passed_on, called + unsaid


def next_silence(session: Session, desk: Desk) -> datetime | None:
    """The earliest moment (UTC) at which a question will have been silent too long; None if all are seen to."""
    steps = len(desk.rules.escalation)
    silent = silent_questions(session, desk.district_id, desk.clock.now())
    return min((_silence_ends(desk, each) for each in silent if each.row.escalated < steps), default=None)


def _ask_second_contact(session: Session, desk: Desk, question: Question) -> int:
    """Put what is still open to another telephone of its parties; returns how many were texted."""
    if question.row.matter:
        return 0  # one telephone answers for a business; a person calls the next
    today, first_asked = desk.clock.today(), question.row.telephone_id or ""
    parties = {item.party_id for item in question.open_items}
    reached = reach_beside(session, desk.district_id, first_asked, parties, today)
    if not reached:
        return 0
    shown = question_shown(session, desk, question)
    assert isinstance(shown, QuestionShown), "a campaign's question was left to a call"
    tellings = [telling for telling in shown.digest.tellings if telling.party in reached]
    occasion = Occasion(shown.month, question.message.number or 0)
    telephones = {at.telephone_id for at in reached.values() if at.telephone_id}
    resting = resting_codes(session, desk.district_id, telephones, desk.clock.now())
    for at, told in by_telephone(tellings, reached):
        for draft in draft_arrangement(desk, occasion, at, told, resting.get(at.telephone_id or "", ())):
            message = write_draft(session, desk, draft, f"second contact/{question.row.id}")
            asked = session.get_one(QuestionRow, (desk.district_id, message.id))
            asked.escalated = len(desk.rules.escalation)  # the first question goes on to the call list
    question.row.escalated_at = desk.next_moment(NoticeClass.OPERATIONAL)
    return len(telephones)


def _silent_too_long(desk: Desk, question: Question) -> bool:
    return _silence_ends(desk, question) <= desk.clock.now()


def _silence_ends(desk: Desk, question: Question) -> datetime:
    asked = question.row.escalated_at or question.row.asked_at
    return desk.rules.silence_ends(asked, _first_start([question]), desk.clock.zone, desk.is_workday)


def _first_start(questions: Iterable[Question]) -> datetime:
    """When the first of what they ask about begins; of a campaign the end of the day to answer by, until it is past."""
    ends = [item.starts_at for question in questions for item in question.open_items]
    ends += [
        question.row.answer_until
        for question in questions
        if question.row.matter and question.row.answer_until > question.now
    ]
    return min(ends)


def _still_reached(session: Session, desk: Desk, question: Question) -> str | None:
    """The telephone that was asked, if it still stands for all who were."""
    telephone_id = question.row.telephone_id
    if telephone_id is None:
        return None
    parties = parties_at(session, desk.district_id, telephone_id, desk.clock.today())
    return telephone_id if {item.party_id for item in question.open_items} <= parties else None


def _nudge(session: Session, desk: Desk, telephone_id: str, questions: Sequence[Question]) -> bool:
    """Press for the answers by one text; where no registered template takes it they go to the call list instead."""
    now, first = desk.clock.now(), _first_start(questions)
    shown = [question_shown(session, desk, question) for question in questions]
    language: Language = "zh" if questions[-1].message.language == "zh" else "en"
    composed = _fitting_nudge(desk, language, shown)
    if composed is None:
        for question in questions:
            question.row.by_call = True
        return False
    to = Correspondent(telephone_id, language, questions[0].row.id, frozenset())
    tellings = [
        telling for each in shown if isinstance(each, QuestionShown) for telling in each.digest.tellings
    ]
    note = write_note(session, desk, to, NoticeKind.NUDGE, composed, tellings=tellings)
    class_ = class_of_change(first, now, desk.rules.urgent_within)
    if questions[0].row.matter:
        class_, note.campaign_id = NoticeClass.REGULATORY, questions[0].message.campaign_id
        guard_campaign_rows(session, desk, note, [item for each in questions for item in each.open_items])
    if class_ is not NoticeClass.EMERGENCY:
        note.class_, note.due_at = class_.value, desk.next_moment(class_)
    note.not_after = first
    for question in questions:
        question.row.escalated_at = note.due_at
    return True


def _fitting_nudge(
    desk: Desk, language: Language, shown: Sequence[QuestionShown | MatterShown]
) -> Composed | None:
    """The nudge with all its items, or else with the questions alone, as far as the provider takes one."""
    listed, short = (
        desk.wording.compose("nudge", language, desk.office, questions=shown, listed=each)
        for each in (True, False)
    )
    if listed.segments.parts <= desk.rules.most_parts and desk.takes(listed.text):
        return listed
    return short if desk.takes(short.text) else None
