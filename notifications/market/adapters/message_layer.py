"""The register's way out: its texts become notices and messages of the house, told by the same dispatch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.telephones import masked
from notifications.adapters.answer_tables import ReplyRow
from notifications.adapters.contact_repository import know_party, reach, stable_id
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
from notifications.market.application.announcing import (
    NoticeStanding,
    Reachable,
    Received,
    RegulatoryText,
)
from scheduler.messages import PartyId

NEVER_TOLD = frozenset({MessageState.SUPERSEDED, MessageState.FAILED, MessageState.EXPIRED})
TEMPLATE_VERSION = "1"


@dataclass(frozen=True, slots=True)
class HouseMessages:
    """The message layer as the register sees it, at one district's sending desk."""

    desk: Desk

    def reach(
        self, session: Session, district_id: str, parties: Sequence[PartyId], on: date, /
    ) -> Mapping[PartyId, Reachable]:
        found = reach(session, district_id, parties, on)
        return {
            party: Reachable(at.telephone_id if at.channel == "sms" else None, masked(at.number))
            for party, at in found.items()
            if at.telephone_id is not None
        }

    def opens(self, now: datetime) -> datetime:
        return next_moment(
            now, NoticeClass.REGULATORY, self.desk.rules.hours, self.desk.clock.zone, self.desk.is_workday
        )

    def announce(self, session: Session, text: RegulatoryText, /) -> str:
        notice_id = stable_id(text.district_id, text.key, text.party)
        if session.get(NoticeRow, (text.district_id, notice_id)) is not None:
            return notice_id
        know_party(session, text.district_id, text.party, "")
        session.add(self._notice(text, notice_id))
        message = self._message(text, stable_id(text.district_id, text.key, text.telephone_id))
        session.add(message)
        session.flush()
        session.add(
            NoticeMessageRow(district_id=text.district_id, notice_id=notice_id, message_id=message.id)
        )
        for ordinal, (subject, version) in enumerate(sorted(text.subjects.items())):
            session.add(
                MessageSubjectRow(
                    district_id=text.district_id,
                    message_id=message.id,
                    ordinal=ordinal,
                    subject=subject,
                    version=version,
                    party_id=text.party,
                    side="",
                    reason="",
                    item=0,
                )
            )
        session.flush()
        return notice_id

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
                MESSAGE_STATE_NAMES[MessageState(state)], never_told=MessageState(state) in NEVER_TOLD
            )
            for notice_id, state in rows
        }

    def replies(self, session: Session, district_id: str, notice_ids: Sequence[str], /) -> Sequence[Received]:
        rows = session.execute(
            sa.select(NoticeMessageRow.notice_id, ReplyRow.received_at, ReplyRow.text)
            .join(
                MessageRow,
                sa.and_(
                    MessageRow.district_id == NoticeMessageRow.district_id,
                    MessageRow.id == NoticeMessageRow.message_id,
                ),
            )
            .join(
                ReplyRow,
                sa.and_(
                    ReplyRow.district_id == MessageRow.district_id,
                    ReplyRow.telephone_id == MessageRow.telephone_id,
                    ReplyRow.received_at >= MessageRow.submitted_at,
                ),
            )
            .where(NoticeMessageRow.district_id == district_id, NoticeMessageRow.notice_id.in_(notice_ids))
            .order_by(ReplyRow.received_at, ReplyRow.id)
        )
        return [Received(notice_id, at, text) for notice_id, at, text in rows]

    def _notice(self, text: RegulatoryText, notice_id: str) -> NoticeRow:
        return NoticeRow(
            district_id=text.district_id,
            id=notice_id,
            party_id=text.party,
            kind=NoticeKind.REGULATORY.value,
            class_=NoticeClass.REGULATORY.value,
            state=NoticeState.COMPOSED.value,
            not_after=text.not_after,
            created_at=self.desk.clock.now(),
        )

    def _message(self, text: RegulatoryText, message_id: str) -> MessageRow:
        counted, now = segments(text.text), self.desk.clock.now()
        return MessageRow(
            district_id=text.district_id,
            id=message_id,
            telephone_id=text.telephone_id,
            channel="sms",
            lane=self.desk.lane.name,
            kind=NoticeKind.REGULATORY.value,
            class_=NoticeClass.REGULATORY.value,
            urgency=URGENCY[NoticeClass.REGULATORY],
            language="zh",
            template="licence_reminder",
            template_version=TEMPLATE_VERSION,
            text=text.text,
            encoding=counted.encoding,
            units=counted.units,
            parts=counted.parts,
            state=MessageState.QUEUED.value,
            reason="",
            reference=message_id,
            attempts=0,
            created_at=now,
            due_at=text.not_before,
            not_after=text.not_after,
            changed_at=now,
        )
