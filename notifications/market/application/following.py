"""Views of the campaigns: the list, and one campaign with how each of its businesses stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from notifications.application.answers_heard import AnswerHeard, answers_heard
from notifications.domain.reasons import reason_words
from notifications.market.adapters.campaign_answers import RowAnswer, answers_of, newest_texts, notices_of
from notifications.market.adapters.campaign_tables import CampaignRow
from notifications.market.adapters.campaigns import CampaignBusiness, campaign_of, rows_of, sendable_preview
from notifications.market.application.announcing import Desk
from notifications.market.application.campaign_composing import NOT_AT_WORK
from notifications.market.domain.business import BUSINESS_STATUS_NAMES, Business, BusinessStatus
from notifications.market.domain.campaign import Matter, matter_from
from notifications.market.domain.following import (
    ACKNOWLEDGED,
    FOR_A_CALL,
    ROW_STANDING_NAMES,
    TO_SEND,
    NewestText,
    RowStanding,
    row_standing,
)
from notifications.market.domain.owing import UNTOLD

_NO_WORDS = Bilingual("", "")
NO_MORE = Bilingual("经营单位状态为“{status}”，不再告知", "the business is {status}: told no more")
NO_MORE_ANSWERED = Bilingual(
    "经营单位状态为“{status}”，不再告知；此前{answer}",
    "the business is {status}: told no more; before it {answer}",
)
ANSWER_NAMES = {
    "confirmed": ROW_STANDING_NAMES[RowStanding.CONFIRMED],
    "declined": ROW_STANDING_NAMES[RowStanding.DECLINED],
}
"""The answers that decide, by the words in which the message layer keeps them."""


@dataclass(frozen=True, slots=True)
class FollowedRow:
    """One business of a campaign: how it stands and why, what it said, and the message that tells it.

    `unanswered`: an answer was asked for and none came; `overdue`: nor did it by the day. `to_contact`: it
    says that it is not possible, and nobody has spoken with it since.
    """

    id: str
    business: Business
    standing: RowStanding
    why: Bilingual
    said: str
    message_id: str | None
    unanswered: bool
    overdue: bool
    to_contact: bool


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
    def declined(self) -> int:
        """How many say that it is not possible; they are among those that have acknowledged."""
        return sum(row.standing is RowStanding.DECLINED for row in self.rows)

    @property
    def confirmed(self) -> int:
        """How many have acknowledged, without those who say that it is not possible."""
        return self.acknowledged - self.declined

    @property
    def to_contact(self) -> int:
        return sum(row.to_contact for row in self.rows)

    @property
    def unanswered(self) -> int:
        return sum(row.unanswered for row in self.rows)

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
    back = _Back.read(session, desk, campaign)
    asked = _Asked(matter_from(campaign.matter).answer_by, campaign.withdrawn_at, desk.clock.today())
    found = []
    for row in rows_of(session, desk.district_id, campaign.id):
        text, answer = texts.get(row.subject), back.answers.get(row.id)
        standing = row_standing(
            at_work=row.business.status is BusinessStatus.OPEN,
            withdrawn=campaign.withdrawn_at is not None,
            owed=row.owes(campaign, told.get(row.subject, UNTOLD)),
            text=text,
            answer=answer.standing if answer and not answer.overtaken else "",
        )
        found.append(_row(row, standing, text, back, asked))
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """Until when an answer is asked for, if it is, and the day on which that is looked at."""

    answer_by: date | None
    withdrawn_at: datetime | None
    today: date

    def of(self, standing: RowStanding, text: NewestText | None) -> bool:
        """Whether a row that stands so still owes its answer."""
        asks = self.answer_by is not None and self.withdrawn_at is None
        over = standing in ACKNOWLEDGED or standing is RowStanding.TOLD_NO_MORE
        return asks and text is not None and not over

    @property
    def late(self) -> bool:
        return self.answer_by is not None and self.answer_by < self.today


@dataclass(frozen=True, slots=True)
class _Back:
    """What came back: by row its answer, by message how that was given, by party what was written besides."""

    answers: Mapping[str, RowAnswer]
    heard: Mapping[str, AnswerHeard]
    wrote: Mapping[str, str]

    @classmethod
    def read(cls, session: Session, desk: Desk, campaign: CampaignRow) -> _Back:
        answers = answers_of(session, desk.district_id, campaign.id)
        asking = {each.message_id for each in answers.values()}
        heard = answers_heard(session, desk.district_id, asking)
        return cls(answers, heard, _wrote(session, desk, campaign))

    def answer_of(self, row: CampaignBusiness, standing: RowStanding) -> RowAnswer | None:
        """The answer to be shown; one overtaken only of a business that hears no more."""
        answer = self.answers.get(row.id)
        if answer is None or (answer.overtaken and standing is not RowStanding.TOLD_NO_MORE):
            return None
        return answer if answer.standing in ANSWER_NAMES else None

    def said(self, row: CampaignBusiness, answer: RowAnswer | None) -> str:
        """The reason given, or else the words of the answer; where nothing was asked, what was written."""
        given = self.heard.get(answer.message_id) if answer else None
        words = (answer.reason if answer else "") or (given.words if given else "")
        return words or self.wrote.get(row.business.party, "")

    def spoken_with(self, answer: RowAnswer | None) -> bool:
        given = self.heard.get(answer.message_id) if answer else None
        return given is not None and given.spoken_with


def _wrote(session: Session, desk: Desk, campaign: CampaignRow) -> Mapping[str, str]:
    """By party what its telephone wrote after a text of the campaign, where that answers no question."""
    notices = notices_of(session, desk.district_id, campaign.id)
    found: dict[str, list[str]] = {}
    for reply in desk.messages.replies(session, desk.district_id, sorted(notices)) if notices else ():
        found.setdefault(notices[reply.notice_id], []).append(reply.text)
    return {party: "；".join(texts) for party, texts in found.items()}


def _row(
    row: CampaignBusiness, standing: RowStanding, text: NewestText | None, back: _Back, asked: _Asked
) -> FollowedRow:
    answer = back.answer_of(row, standing)
    unanswered = asked.of(standing, text)
    return FollowedRow(
        id=row.id,
        business=row.business,
        standing=standing,
        why=_why(row, standing, text, answer),
        said=back.said(row, answer),
        message_id=text.id if text else None,
        unanswered=unanswered,
        overdue=unanswered and asked.late,
        to_contact=standing is RowStanding.DECLINED and not back.spoken_with(answer),
    )


def _why(
    row: CampaignBusiness, standing: RowStanding, text: NewestText | None, answer: RowAnswer | None
) -> Bilingual:
    status = BUSINESS_STATUS_NAMES[row.business.status]
    if standing is RowStanding.LEFT_OUT:
        return NOT_AT_WORK.fill(status=status)
    if standing is RowStanding.TOLD_NO_MORE:
        if answer is None:
            return NO_MORE.fill(status=status)
        return NO_MORE_ANSWERED.fill(status=status, answer=ANSWER_NAMES[answer.standing])
    if text is None or standing in TO_SEND or not text.reason:
        return _NO_WORDS
    return reason_words(text.reason)
