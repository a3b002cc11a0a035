"""The talk with one party: every text it was sent, with its state, and everything that came back, in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.telephones import masked
from notifications.adapters.answer_tables import ReplyRow
from notifications.adapters.contact_tables import ContactRow
from notifications.application.views import message_log
from notifications.domain.answering import REPLY_VERDICT_NAMES, ReplyVerdict
from scheduler.messages import PartyId

MOST_TEXTS = 200
"""The newest so many texts are shown; nobody reads further back on a page."""


@dataclass(frozen=True, slots=True)
class Said:
    """One text of a talk, from us or from them; `standing` is its state, or how a reply was understood.

    `telephone` is masked; `read_by` is who took a reply from the inbox.
    """

    at: datetime
    from_them: bool
    telephone: str
    text: str
    standing: Bilingual
    read_by: str | None = None


def talk_with(session: Session, district_id: str, party: PartyId, zone: ZoneInfo) -> list[Said]:
    """What was said to and by a party, the newest first; a reply is the party's while the number was."""
    texts = message_log(session, district_id, party=party, limit=MOST_TEXTS)
    ours = [Said(each.at, False, each.telephone, each.text, each.state_name) for each in texts]
    said = [*ours, *_replies(session, district_id, party, zone)]
    # The clock of a demonstration stands still: an answer follows the text of the same moment.
    return sorted(said, key=lambda each: (each.at, each.from_them), reverse=True)


def _replies(session: Session, district_id: str, party: PartyId, zone: ZoneInfo) -> Iterable[Said]:
    theirs = sa.and_(
        ContactRow.district_id == ReplyRow.district_id, ContactRow.telephone_id == ReplyRow.telephone_id
    )
    rows = session.execute(
        sa.select(ReplyRow, ContactRow)
        .join(ContactRow, theirs)
        .where(ReplyRow.district_id == district_id, ContactRow.party_id == party)
        .order_by(ReplyRow.arrived.desc())
    )
    for reply, contact in rows:
        day = reply.received_at.astimezone(zone).date()
        if (contact.valid_from or day) <= day <= (contact.valid_to or day):
            verdict = REPLY_VERDICT_NAMES[ReplyVerdict(reply.verdict)]
            yield Said(reply.received_at, True, masked(reply.number), reply.text, verdict, reply.read_by)
