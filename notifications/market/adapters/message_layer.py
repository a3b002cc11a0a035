"""The register's way out: its texts become notices and messages of the house, told by the same dispatch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from config.identity import sortable_id
from config.many import insert_many, one_of
from config.telephones import masked, parse_telephones
from notifications.adapters.answer_tables import ReplyRow
from notifications.adapters.contact_repository import know_parties, reach, stable_id
from notifications.adapters.message_tables import (
    MessageRow,
    MessageSubjectRow,
    NoticeMessageRow,
    NoticeRow,
)
from notifications.application.desk import Desk
from notifications.domain.message import MESSAGE_STATE_NAMES, MessageState
from notifications.domain.notice import URGENCY, NoticeClass, NoticeKind, NoticeState
from notifications.domain.segments import segments
from notifications.domain.sending_hours import next_moment
from notifications.market.adapters.tables import PreviewTextRow
from notifications.market.application.announcing import (
    Fate,
    NoticeStanding,
    Reachable,
    Received,
    RegulatoryText,
    text_key,
)
from scheduler.messages import PartyId

FATES = {
    MessageState.SUPERSEDED: Fate.STALE,
    MessageState.EXPIRED: Fate.STALE,
    MessageState.FAILED: Fate.FAILED,
}
"""What the register makes of a message's state; in every other it may have been told, or still may be."""


@dataclass(frozen=True, slots=True)
class HouseMessages:
    """The message layer as the register sees it, at one district's sending desk."""

    desk: Desk

    @property
    def most_parts(self) -> int:
        return self.desk.rules.most_parts

    def reach(
        self, session: Session, district_id: str, parties: Sequence[PartyId], on: date, /
    ) -> Mapping[PartyId, Reachable]:
        found = reach(session, district_id, parties, on)
        return {
            party: Reachable(at.telephone_id, masked(at.number), at.language)
            if at.channel == "sms"
            else Reachable(None, shown(at.number), at.language)
            for party, at in found.items()
            if at.telephone_id is not None
        }

    def opens(self, now: datetime) -> datetime:
        return next_moment(
            now, NoticeClass.REGULATORY, self.desk.rules.hours, self.desk.clock.zone, self.desk.is_workday
        )

    def announce(
        self, session: Session, texts: Sequence[RegulatoryText], /
    ) -> Sequence[Mapping[PartyId, str]]:
        district_id = self.desk.district_id
        by_id = {message_id_of(text.district_id, text.key, text.telephone_id): text for text in texts}
        known = set(
            session.scalars(
                sa.select(MessageRow.id).where(
                    MessageRow.district_id == district_id, one_of(MessageRow.id, list(by_id))
                )
            )
        )
        new = {message_id: text for message_id, text in by_id.items() if message_id not in known}
        notices = {
            text.key: {party: stable_id(district_id, text.key, party) for party in text.names}
            for text in texts
        }
        names = {party: name for text in new.values() for party, name in text.names.items()}
        know_parties(session, district_id, names)
        insert_many(session, MessageRow, [self._message(text, each) for each, text in new.items()])
        insert_many(
            session,
            NoticeRow,
            [
                self._notice(text, party, notice_id)
                for text in new.values()
                for party, notice_id in notices[text.key].items()
            ],
        )
        insert_many(
            session,
            NoticeMessageRow,
            [
                {"district_id": district_id, "notice_id": notice_id, "message_id": each}
                for each, text in new.items()
                for notice_id in notices[text.key].values()
            ],
        )
        subjects = [row for each, text in new.items() for row in _subjects(text, each)]
        insert_many(session, MessageSubjectRow, subjects)
        return [notices[text.key] for text in texts]

    def standing(
        self, session: Session, district_id: str, notice_ids: Sequence[str], /
    ) -> Mapping[str, NoticeStanding]:
        rows = session.execute(
            sa.select(NoticeMessageRow.notice_id, MessageRow.state)
            .join(
                MessageRow,
                sa.and_(
                    MessageRow.district_id == NoticeMessageRow.district_id,
                    MessageRow.id == NoticeMessageRow.message_id,
                ),
            )
            .where(NoticeMessageRow.district_id == district_id, NoticeMessageRow.notice_id.in_(notice_ids))
        )
        return {
            notice_id: NoticeStanding(
                MESSAGE_STATE_NAMES[MessageState(state)], FATES.get(MessageState(state), Fate.ALIVE)
            )
            for notice_id, state in rows
        }

    def replies(self, session: Session, district_id: str, notice_ids: Sequence[str], /) -> Sequence[Received]:
        """What came from the telephone after the text and before the next of the register's texts to it.

        An answer to a question of the calendar is none of the register's.
        """
        later = aliased(MessageRow)
        overtaken = sa.exists().where(
            later.district_id == MessageRow.district_id,
            later.telephone_id == MessageRow.telephone_id,
            later.class_ == NoticeClass.REGULATORY.value,
            later.submitted_at > MessageRow.submitted_at,
            later.submitted_at <= ReplyRow.received_at,
        )
        told = sa.and_(
            MessageRow.district_id == NoticeMessageRow.district_id,
            MessageRow.id == NoticeMessageRow.message_id,
        )
        came_after = sa.and_(
            ReplyRow.district_id == MessageRow.district_id,
            ReplyRow.telephone_id == MessageRow.telephone_id,
            ReplyRow.received_at >= MessageRow.submitted_at,
        )
        rows = session.execute(
            sa.select(NoticeMessageRow.notice_id, ReplyRow.received_at, ReplyRow.text)
            .join(MessageRow, told)
            .join(ReplyRow, came_after)
            .where(
                NoticeMessageRow.district_id == district_id,
                NoticeMessageRow.notice_id.in_(notice_ids),
                ReplyRow.question_id.is_(None),
                ~overtaken,
            )
            .order_by(ReplyRow.arrived)
        )
        return [Received(notice_id, at, text) for notice_id, at, text in rows]

    def _notice(self, text: RegulatoryText, party: PartyId, notice_id: str) -> dict[str, Any]:
        return {
            "district_id": text.district_id,
            "id": notice_id,
            "party_id": party,
            "kind": NoticeKind.REGULATORY.value,
            "class": NoticeClass.REGULATORY.value,
            "state": NoticeState.COMPOSED.value,
            "not_after": text.not_after,
            "created_at": self.desk.clock.now(),
        }

    def _message(self, text: RegulatoryText, message_id: str) -> dict[str, Any]:
        counted, now = segments(text.text), self.desk.clock.now()
        return {
            "district_id": text.district_id,
            "id": message_id,
            "telephone_id": text.telephone_id,
            "channel": "sms",
            "lane": self.desk.lane.name,
            "kind": NoticeKind.REGULATORY.value,
            "class": NoticeClass.REGULATORY.value,
            "urgency": URGENCY[NoticeClass.REGULATORY],
            "language": text.language,
            "template": text.template,
            "template_version": text.template_version,
            "text": text.text,
            "encoding": counted.encoding,
            "units": counted.units,
            "parts": counted.parts,
            "state": MessageState.QUEUED.value,
            "reason": "",
            "reference": message_id,
            "attempts": 0,
            "created_at": now,
            "written": sortable_id(),
            "due_at": text.not_before,
            "not_after": text.not_after,
            "changed_at": now,
        }


def _subjects(text: RegulatoryText, message_id: str) -> Iterator[dict[str, Any]]:
    for ordinal, spoken in enumerate(text.spoken):
        yield {
            "district_id": text.district_id,
            "message_id": message_id,
            "ordinal": ordinal,
            "subject": spoken.subject,
            "version": spoken.version,
            "party_id": spoken.party,
            "side": "",
            "reason": "",
            "item": 0,
        }


def message_id_of(district_id: str, key: str, telephone_id: str) -> str:
    """The message that tells a text: the same text to the same telephone is one message."""
    return stable_id(district_id, key, telephone_id)


def messages_of_preview(session: Session, district_id: str, preview_id: str) -> list[str]:
    """The messages that a preview became when it was sent; of one that was not sent none is there."""
    texts = session.execute(
        sa.select(PreviewTextRow.serial, PreviewTextRow.telephone_id).where(
            PreviewTextRow.district_id == district_id,
            PreviewTextRow.preview_id == preview_id,
        )
    )
    return [
        message_id_of(district_id, text_key(preview_id, serial), telephone)
        for serial, telephone in texts
        if telephone is not None
    ]


def shown(number: str) -> str:
    """A number that a person has to call, as one would write it."""
    return parse_telephones(number)[0].shown
