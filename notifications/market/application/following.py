"""Views of the campaigns: the list, and one campaign with how each of its businesses stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from notifications.domain.reasons import reason_words
from notifications.market.adapters.campaign_answers import answers_of, newest_texts, notices_of
from notifications.market.adapters.campaign_tables import CampaignRow
from notifications.market.adapters.campaigns import CampaignBusiness, campaign_of, rows_of, sendable_preview
from notifications.market.application.announcing import Desk
from notifications.market.application.campaign_composing import NOT_AT_WORK
from notifications.market.domain.business import BUSINESS_STATUS_NAMES, Business, BusinessStatus
from notifications.market.domain.campaign import Matter, matter_from
from notifications.market.domain.following import (
    ACKNOWLEDGED,
    FOR_A_CALL,
    TO_SEND,
    NewestText,
    RowStanding,
    row_standing,
)
from notifications.market.domain.owing import UNTOLD

_NO_WORDS = Bilingual("", "")


@dataclass(frozen=True, slots=True)
class FollowedRow:
    """One business of a campaign: how it stands and why, what it said, and the message that tells it.

    `overdue`: an answer was asked for by a day that is past, and none came.
    """

    id: str
    business: Business
    standing: RowStanding
    why: Bilingual
    said: str
    message_id: str | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class FollowedCampaign:
    """A campaign as the officer follows it; `preview_id` is a preview of it that can be sent."""

    id: str
    matter: Matter
    revision: int
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    rows: tuple[FollowedRow, ...]
    preview_id: str | None

    @property
    def counts(self) -> Mapping[RowStanding, int]:
        """How many rows stand how, in the order of the standings."""
        counted = Counter(row.standing for row in self.rows)
        return {standing: counted[standing] for standing in RowStanding if counted[standing]}

    @property
    def to_send(self) -> int:
        """To how many businesses a preview would speak."""
        return sum(row.standing in TO_SEND for row in self.rows)

    @property
    def to_call(self) -> int:
        return sum(row.standing in FOR_A_CALL for row in self.rows)

    @property
    def acknowledged(self) -> int:
        return sum(row.standing in ACKNOWLEDGED for row in self.rows)

    @property
    def overdue(self) -> int:
        return sum(row.overdue for row in self.rows)

    @property
    def concerned(self) -> int:
        """How many businesses it concerns, without those left out."""
        return sum(row.standing is not RowStanding.LEFT_OUT for row in self.rows)


def list_campaigns(
    session: Session, desk: Desk, *, since: date | None = None, limit: int | None = None
) -> list[FollowedCampaign]:
    """The campaigns, the newest first; `since` leaves out those that were to be told by an earlier day."""
    wanted = sa.select(CampaignRow).where(CampaignRow.district_id == desk.district_id)
    if since is not None:
        wanted = wanted.where(CampaignRow.not_after >= since)
    rows = session.scalars(wanted.order_by(CampaignRow.id.desc()).limit(limit)).all()
    return [_followed(session, desk, row) for row in rows]


def read_campaign(session: Session, desk: Desk, campaign_id: str) -> FollowedCampaign:
    """One campaign with all its rows. Refused: an unknown id."""
    return _followed(session, desk, campaign_of(session, desk.district_id, campaign_id))


def _followed(session: Session, desk: Desk, campaign: CampaignRow) -> FollowedCampaign:
    return FollowedCampaign(
        id=campaign.id,
        matter=matter_from(campaign.matter),
        revision=campaign.revision,
        created_at=campaign.created_at,
        created_by=campaign.created_by,
        changed_at=campaign.changed_at,
        changed_by=campaign.changed_by,
        withdrawn_at=campaign.withdrawn_at,
        withdrawn_by=campaign.withdrawn_by,
        rows=tuple(_rows(session, desk, campaign)),
        preview_id=sendable_preview(session, desk.district_id, campaign.id),
    )


def _rows(session: Session, desk: Desk, campaign: CampaignRow) -> Sequence[FollowedRow]:
    told = desk.messages.told(session, desk.district_id, campaign.id)
    texts = newest_texts(session, desk.district_id, campaign.id)
    answers = answers_of(session, desk.district_id, campaign.id)
    wrote = _wrote(session, desk, campaign)
    answer_by = matter_from(campaign.matter).answer_by
    late = answer_by is not None and answer_by < desk.clock.today() and campaign.withdrawn_at is None
    found = []
    for row in rows_of(session, desk.district_id, campaign.id):
        text, answer = texts.get(row.subject), answers.get(row.id)
        standing = row_standing(
            at_work=row.business.status is BusinessStatus.OPEN,
            withdrawn=campaign.withdrawn_at is not None,
            owed=row.owes(campaign, told.get(row.subject, UNTOLD)),
            text=text,
            answer=answer.standing if answer else "",
        )
        found.append(
            FollowedRow(
                id=row.id,
                business=row.business,
                standing=standing,
                why=_why(row, standing, text),
                said=answer.reason if answer and answer.reason else wrote.get(row.business.party, ""),
                message_id=text.id if text else None,
                overdue=late and text is not None and standing not in ACKNOWLEDGED,
            )
        )
    return found


def _wrote(session: Session, desk: Desk, campaign: CampaignRow) -> Mapping[str, str]:
    """By party what its telephone wrote after a text of the campaign, where that answers no question."""
    notices = notices_of(session, desk.district_id, campaign.id)
    found: dict[str, list[str]] = {}
    for reply in desk.messages.replies(session, desk.district_id, sorted(notices)) if notices else ():
        found.setdefault(notices[reply.notice_id], []).append(reply.text)
    return {party: "；".join(texts) for party, texts in found.items()}


def _why(row: CampaignBusiness, standing: RowStanding, text: NewestText | None) -> Bilingual:
    if standing is RowStanding.LEFT_OUT:
        return NOT_AT_WORK.fill(status=BUSINESS_STATUS_NAMES[row.business.status])
    if text is None or standing in TO_SEND or not text.reason:
        return _NO_WORDS
    return reason_words(text.reason)
