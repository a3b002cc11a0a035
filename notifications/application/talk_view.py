"""The talk with one party: every text it was sent, with its state, and everything that came back, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.telephones import masked
from notifications.adapters.answer_tables import ReplyRow
from notifications.adapters.contact_tables import ContactRow
from notifications.adapters.message_tables import MessageRow
from notifications.application.views import MessageShown, message_log, messages_shown
from notifications.domain.answering import REPLY_VERDICT_NAMES, ReplyVerdict
from notifications.domain.notice import NoticeClass
from scheduler.messages import PartyId

MOST_TEXTS = 200
"""The newest so many texts are shown; nobody reads further back on a page."""


@dataclass(frozen=True, slots=True)
class Said:
    """One text of a talk, from us or from them, sorted by `written` within its instant; `standing` is its state, or how a reply was understood.

    `telephone` is masked; `read_by` is who took a reply from the inbox.
    """

    at: datetime
    written: str
    from_them: bool
    telephone: str
    text: str
    standing: Bilingual
    read_by: str | None = None


def talk_with(session: Session, district_id: str, party: PartyId, zone: ZoneInfo) -> list[Said]:
    """What was said to and by a party, the newest first; what a telephone said and was answered is the party's
    while the number was.
    """
    contacts = session.scalars(
        sa.select(ContactRow).where(ContactRow.district_id == district_id, ContactRow.party_id == party)
    ).all()
    texts = message_log(session, district_id, party=party, limit=MOST_TEXTS)
    texts += _answers(session, district_id, contacts, zone)
    ours = [Said(each.at, each.written, False, each.telephone, each.text, each.state_name) for each in texts]
    said = [*ours, *_replies(session, district_id, contacts, zone)]
    # The clock of a demonstration stands still: within a moment the order of writing tells.
    return sorted(said, key=lambda each: (each.at, each.written, each.from_them), reverse=True)


def _answers(
    session: Session, district_id: str, contacts: Iterable[ContactRow], zone: ZoneInfo
) -> list[MessageShown]:
    """The texts that answered a telephone of the party; they are of no notice."""
    theirs = [
        sa.and_(MessageRow.telephone_id == each.telephone_id, *_while_theirs(each, zone)) for each in contacts
    ]
    answers = MessageRow.class_ == NoticeClass.CONVERSATION.value
    wanted = sa.and_(answers, sa.or_(sa.false(), *theirs))
    return messages_shown(session, district_id, wanted, limit=MOST_TEXTS)


def _while_theirs(contact: ContactRow, zone: ZoneInfo) -> Iterator[sa.ColumnElement[bool]]:
    if contact.valid_from is not None:
        yield MessageRow.created_at >= datetime.combine(contact.valid_from, time(), zone)
    if contact.valid_to is not None:
        yield MessageRow.created_at < datetime.combine(contact.valid_to + timedelta(days=1), time(), zone)


def _replies(
    session: Session, district_id: str, contacts: Iterable[ContactRow], zone: ZoneInfo
) -> Iterator[Said]:
    for contact in contacts:
        rows = session.scalars(
            sa.select(ReplyRow).where(
                ReplyRow.district_id == district_id, ReplyRow.telephone_id == contact.telephone_id
            )
        )
        for reply in rows:
            day = reply.received_at.astimezone(zone).date()
            if (contact.valid_from or day) <= day <= (contact.valid_to or day):
                verdict = REPLY_VERDICT_NAMES[ReplyVerdict(reply.verdict)]
                yield Said(
                    reply.received_at,
                    reply.written,
                    True,
                    masked(reply.number),
                    reply.text,
                    verdict,
                    reply.read_by,
                )
