"""The short texts of a conversation: the echo of an answer, the question back, the present arrangement."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Language
from notifications.adapters.answer_repository import Question, present_tellings
from notifications.adapters.answer_tables import QuestionItemRow
from notifications.adapters.contact_repository import stable_id
from notifications.adapters.message_repository import delivery_subject
from notifications.adapters.message_tables import MessageRow, MessageSubjectRow
from notifications.application.campaign_questions import MatterShown
from notifications.application.desk import UNREGISTERED, Desk, keep_wording
from notifications.application.drafting import still_ahead
from notifications.application.fitting import Answers
from notifications.domain.answering import Counted, Standing, Why
from notifications.domain.digest import Digest, Item, digest_by_number, digest_of, pages_of
from notifications.domain.message import MessageState
from notifications.domain.notice import URGENCY, NoticeClass, NoticeKind
from notifications.domain.telling import Telling
from notifications.domain.wording import Composed
from scheduler.messages import PartyId

BACK = (NoticeKind.ASK_BACK.value, NoticeKind.SUPERSEDED.value)
BY_CHANGE = (NoticeKind.CHANGE.value, NoticeKind.RAIN.value)


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Whom a conversation is with, the parties that the telephone stands for, and the reply it answers."""

    telephone_id: str
    language: Language
    reply_id: str
    parties: frozenset[PartyId]


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """A question as a text names it: what of it is still open, under the numbers it was put with.

    `changed`: it was put by a change, so that it can be told from the month's own arrangement.
    """

    month: str
    digest: Digest
    answers: Answers
    changed: bool = False
    matter: str = ""

    @property
    def numbers(self) -> tuple[int, ...]:
        return self.digest.numbers

    @property
    def first(self) -> Item:
        """The item that begins first, by which people know the question."""
        return min(self.digest.items, key=lambda item: (item.now.day, item.now.start))


def as_shown(question: Question, digest: Digest) -> QuestionShown:
    """A question by those of its items that `digest` holds."""
    return QuestionShown(
        question.message.month or digest.first.day[:7],
        digest,
        Answers(question.row.code),
        changed=question.message.kind in BY_CHANGE,
    )


Brief = Literal[False, True, "plain"]
"""How short an echo is: whole; the programme by its name alone; days without their weekday, too."""


def echo(session: Session, desk: Desk, to: Correspondent, question: Question, counted: Counted) -> None:
    """Say once how an answer was understood, about what, and until when it may be changed: in one part if it fits.

    Of several items the first is named, of several decisions what was declined. Days carry their weekday;
    only where nothing else fits one part is it left out.
    """
    now, until = desk.clock.now(), question.row.answer_until
    digest = _spoken_of(session, desk, to, question, counted.declined or counted.agreed)

    def compose(brief: Brief, *, with_until: bool) -> Composed:
        return desk.wording.compose(
            "echo",
            to.language,
            desk.office,
            matter=question.row.matter,
            agreed=counted.agreed,
            declined=counted.declined,
            named=min(digest.items, key=lambda item: (item.now.day, item.now.start), default=None),
            outdated=counted.outdated,
            begun=counted.begun,
            waiting=counted.waiting,
            others=counted.others,
            added=counted.added,
            until=until.astimezone(desk.clock.zone) if until > now and with_until else None,
            brief=brief,
        )

    whole = compose(False, with_until=True)
    styles: tuple[Brief, ...] = (True, "plain")
    shorter = [compose(brief, with_until=until) for until in (True, False) for brief in styles]
    fitting = next((each for each in (whole, *shorter) if each.segments.parts == 1), whole)
    write_note(session, desk, to, NoticeKind.ECHO, fitting, tellings=digest.tellings, suffix=question.row.id)


def _spoken_of(
    session: Session, desk: Desk, to: Correspondent, question: Question, numbers: Collection[int]
) -> Digest:
    """The items of these numbers as they stand for the parties of the telephone."""
    items = [item for item in question.ahead if item.item in numbers and item.party_id in to.parties]
    return shown_by_number(session, desk, items)


def ask_back(
    session: Session,
    desk: Desk,
    to: Correspondent,
    why: Why,
    questions: Sequence[Question],
    *,
    with_staff: bool = False,
) -> MessageRow:
    """Ask for a reply that can be counted, naming each open question's codes; `with_staff`: a person reads it, too."""
    shown = [question_shown(session, desk, question) for question in questions]
    composed = desk.wording.compose(
        "ask_back", to.language, desk.office, why=why.value, questions=shown, with_staff=with_staff
    )
    for question in questions:
        question.row.asked_back += 1
    return write_note(session, desk, to, NoticeKind.ASK_BACK, composed)


def tell_present(
    session: Session, desk: Desk, to: Correspondent, old: Question, newer: Sequence[Question]
) -> None:
    """Answer a reply to a superseded or closed question with the arrangement as it stands."""
    if old.row.matter:
        _tell_newer(session, desk, to, old, newer)
        return
    tellings = still_ahead(desk, present_tellings(session, desk.district_id, old.items))
    deliveries = {telling.delivery_id for telling in tellings}
    asking = [
        question
        for question in newer
        if question.standing is Standing.OPEN
        and deliveries & {item.delivery_id for item in question.open_items}
    ]
    answers = Answers(asking[-1].row.code) if asking else None
    numbers = sorted({item.item for item in asking[-1].open_items}) if asking else []
    closed = old.standing is Standing.CLOSED and bool(old.live)

    def compose(page: object) -> Composed:
        return desk.wording.compose(
            "superseded",
            to.language,
            desk.office,
            matter="",
            digest=page,
            answers=answers,
            numbers=numbers,
            closed=closed,
        )

    # Where all of it does not fit, the first page and the office's telephone stand for the rest.
    first = pages_of(
        digest_of(tellings, {}), lambda page: compose(page).segments.parts <= desk.rules.most_parts
    )[0]
    write_note(session, desk, to, NoticeKind.SUPERSEDED, compose(first), tellings=tellings, suffix=old.row.id)


def _tell_newer(
    session: Session, desk: Desk, to: Correspondent, old: Question, newer: Sequence[Question]
) -> None:
    """A campaign was corrected or withdrawn since, or it is too late: the newest text about it holds."""
    rows = {item.delivery_id for item in old.items}
    asking = [
        question
        for question in newer
        if question.standing is Standing.OPEN and rows & {item.delivery_id for item in question.open_items}
    ]
    composed = desk.wording.compose(
        "superseded",
        to.language,
        desk.office,
        matter=old.row.matter,
        answers=Answers(asking[-1].row.code) if asking else None,
        closed=old.standing is Standing.CLOSED and bool(old.live),
    )
    write_note(session, desk, to, NoticeKind.SUPERSEDED, composed, suffix=old.row.id)


def went_back_today(session: Session, desk: Desk, telephone_id: str) -> int:
    """How many times this telephone was asked back or put right today."""
    midnight = datetime.combine(desk.clock.today(), time(), desk.clock.zone)
    found = session.scalar(
        sa.select(sa.func.count())
        .select_from(MessageRow)
        .where(
            MessageRow.district_id == desk.district_id,
            MessageRow.telephone_id == telephone_id,
            MessageRow.kind.in_(BACK),
            MessageRow.created_at >= midnight,
        )
    )
    return int(found or 0)


def write_note(
    session: Session,
    desk: Desk,
    to: Correspondent,
    kind: NoticeKind,
    composed: Composed,
    *,
    tellings: Iterable[Telling] = (),
    suffix: str = "",
) -> MessageRow:
    """Queue a short text to one telephone; `tellings` are what it must still be true of when it leaves.

    What the lane's provider has no registered template for is held, to be said by a person.
    """
    now, taken = desk.clock.now(), desk.takes(composed.text)
    message_id = stable_id(to.reply_id, kind.value, suffix)
    message = MessageRow(
        district_id=desk.district_id,
        id=message_id,
        telephone_id=to.telephone_id,
        channel="sms" if taken else "call",
        lane=desk.lane.name,
        kind=kind.value,
        class_=NoticeClass.CONVERSATION.value,
        urgency=URGENCY[NoticeClass.CONVERSATION],
        language=composed.language,
        template=composed.template,
        template_version=composed.template_version,
        text=composed.text,
        encoding=composed.segments.encoding,
        units=composed.segments.units,
        parts=composed.segments.parts,
        state=(MessageState.QUEUED if taken else MessageState.HELD).value,
        reason="" if taken else UNREGISTERED,
        reference=message_id,
        attempts=0,
        created_at=now,
        due_at=desk.next_moment(NoticeClass.CONVERSATION),
        not_after=now + timedelta(hours=desk.rules.conversation_expires_hours),
        changed_at=now,
    )
    session.add(message)
    session.flush()
    keep_wording(session, desk, composed)
    add_guard_subjects(session, desk, message, tellings)
    return message


def add_guard_subjects(
    session: Session, desk: Desk, message: MessageRow, tellings: Iterable[Telling]
) -> None:
    """Hold a message to the versions it speaks of, without counting as the telling of an arrangement."""
    for ordinal, telling in enumerate(tellings):
        session.add(
            MessageSubjectRow(
                district_id=desk.district_id,
                message_id=message.id,
                ordinal=ordinal,
                subject=delivery_subject(telling.delivery_id),
                version=telling.version,
                party_id=telling.party,
            )
        )
    session.flush()


def question_shown(session: Session, desk: Desk, question: Question) -> QuestionShown | MatterShown:
    """What of a question is still open, as it stands now."""
    if question.row.matter:
        return MatterShown(question.row.matter, Answers(question.row.code))
    return as_shown(question, shown_by_number(session, desk, question.open_items))


def shown_by_number(session: Session, desk: Desk, items: Sequence[QuestionItemRow]) -> Digest:
    """What these items are about as it stands now, under the numbers they were put with."""
    number_of = {(item.party_id, item.side, item.delivery_id): item.item for item in items}
    by_number: dict[int, list[Telling]] = {}
    for telling in present_tellings(session, desk.district_id, items):
        number = number_of[telling.party, telling.side, telling.delivery_id]
        by_number.setdefault(number, []).append(telling)
    return digest_by_number(by_number)
