"""The register's way out: its texts become notices and messages of the house, told by the same dispatch."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from config.bilingual import Bilingual
from config.many import one_of
from config.telephones import masked, parse_telephones
from notifications.adapters.answer_tables import ReplyRow
from notifications.adapters.contact_repository import reach
from notifications.adapters.message_repository import resting_codes
from notifications.adapters.message_tables import MessageRow, NoticeMessageRow
from notifications.application.desk import Desk
from notifications.domain.message import MESSAGE_STATE_NAMES, MessageState
from notifications.domain.notice import NoticeClass
from notifications.domain.sending_hours import next_moment
from notifications.market.adapters.campaign_messages import ask_again, call_back, told_of_campaign
from notifications.market.adapters.outgoing_rows import announce, ever_named
from notifications.market.adapters.tables import PreviewTextRow
from notifications.market.application.announcing import (
    Fate,
    NoticeStanding,
    Reachable,
    Received,
    RegulatoryText,
    text_key,
)
from notifications.market.domain.owing import RowTold
from notifications.providers.registration import objections_to_words
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
            party: Reachable(
                at.telephone_id, masked(at.number), at.language, answers=self.desk.lane.hears(at.number)
            )
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
        return announce(session, self.desk, texts)

    def takes(self, text: str) -> bool:
        return not self.desk.lane.registered_templates or self.desk.takes(text)

    def told(self, session: Session, district_id: str, campaign_id: str, /) -> Mapping[str, RowTold]:
        return told_of_campaign(session, district_id, campaign_id)

    def resting_codes(
        self, session: Session, district_id: str, telephone_ids: Collection[str], /
    ) -> dict[str, set[str]]:
        return resting_codes(session, district_id, telephone_ids, self.desk.clock.now())

    def call_back(self, session: Session, district_id: str, campaign_id: str, /) -> None:  # noqa: ARG002
        call_back(session, self.desk, campaign_id)

    def ask_again(self, session: Session, district_id: str, row_ids: Collection[str], /) -> None:  # noqa: ARG002
        ask_again(session, self.desk, row_ids)

    def objections(self, text: str, /) -> Sequence[Bilingual]:
        return objections_to_words(self.desk.lane, text)

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


def messages_of_preview(session: Session, district_id: str, preview_id: str) -> list[str]:
    """The messages that a preview became when it was sent; of one that was not sent none is there."""
    texts = session.execute(
        sa.select(PreviewTextRow.serial, PreviewTextRow.telephone_id).where(
            PreviewTextRow.district_id == district_id,
            PreviewTextRow.preview_id == preview_id,
        )
    )
    named = {
        message_id
        for serial, telephone in texts
        if telephone is not None
        for message_id in ever_named(district_id, text_key(preview_id, serial), telephone)
    }
    sent = sa.select(MessageRow.id).where(MessageRow.district_id == district_id, one_of(MessageRow.id, named))
    return list(session.scalars(sent.order_by(MessageRow.id)))


def shown(number: str) -> str:
    """A number that a person has to call, as one would write it."""
    return parse_telephones(number)[0].shown
