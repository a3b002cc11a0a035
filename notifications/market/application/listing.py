"""Views for the page "reminders due": the list, a frozen preview, and what is left to a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.refusal import refuse
from notifications.market.adapters.register import read_register, read_rules
from notifications.market.adapters.tables import PreviewItemRow, PreviewRow, ReminderRow
from notifications.market.application.announcing import Desk, NoticeStanding, Received
from notifications.market.application.composed import ComposedText
from notifications.market.application.previewing import frozen_texts
from notifications.market.domain.due import OVER
from notifications.market.domain.judging import STANDINGS_FOR_A_PERSON, Judgement, judge
from notifications.market.domain.reminder import ReminderState


@dataclass(frozen=True, slots=True)
class ListedReminder:
    """One line of the page "reminders due"; the rule with its citation stands in the judgement's deadline.

    `judgement` is of today; `notice` tells where its text stands once handed over; `replies` came since.
    """

    id: str
    judgement: Judgement
    step: Bilingual
    due_on: date
    apply_by: date
    expires: date
    provisional_years: tuple[int, ...]
    state: ReminderState
    reason: Bilingual
    notice_id: str | None
    notice: NoticeStanding | None
    replies: tuple[Received, ...]


def list_reminders(
    session: Session, desk: Desk, states: Sequence[ReminderState] = (ReminderState.DUE,)
) -> list[ListedReminder]:
    """The reminders in these states, nearest last day to apply first."""
    rows = session.scalars(
        sa.select(ReminderRow)
        .where(ReminderRow.district_id == desk.district_id, ReminderRow.state.in_(list(states)))
        .order_by(ReminderRow.apply_by, ReminderRow.id)
    ).all()
    judgements = {
        judgement.licence.id: judgement
        for judgement in judge_licences(session, desk, {row.licence_id for row in rows})
    }
    notices = sorted({row.notice_id for row in rows if row.notice_id})
    standing = desk.messages.standing(session, desk.district_id, notices) if notices else {}
    replies = _replies(session, desk, notices)
    return [
        ListedReminder(
            id=row.id,
            judgement=judgements[row.licence_id],
            step=step_name(row.step),
            due_on=row.due_on,
            apply_by=row.apply_by,
            expires=row.expires,
            provisional_years=tuple(row.provisional_years),
            state=ReminderState(row.state),
            reason=Bilingual(row.reason_zh, row.reason_en),
            notice_id=row.notice_id,
            notice=standing.get(row.notice_id or ""),
            replies=replies.get(row.notice_id or "", ()),
        )
        for row in rows
    ]


def sendable_previews(session: Session, district_id: str) -> list[str]:
    """The frozen previews not sent whose reminders all still are due, the newest first."""
    of_preview = sa.and_(
        PreviewItemRow.district_id == PreviewRow.district_id,
        PreviewItemRow.preview_id == PreviewRow.id,
    )
    its_reminder = sa.and_(
        ReminderRow.district_id == PreviewItemRow.district_id,
        ReminderRow.id == PreviewItemRow.item_id,
    )
    overtaken = (
        sa.select(PreviewItemRow.item_id)
        .join(ReminderRow, its_reminder)
        .where(of_preview, ReminderRow.state != ReminderState.DUE.value)
    )
    return list(
        session.scalars(
            sa.select(PreviewRow.id)
            .where(
                PreviewRow.district_id == district_id,
                PreviewRow.campaign_id.is_(None),
                PreviewRow.sent_at.is_(None),
                ~overtaken.exists(),
            )
            .order_by(PreviewRow.id.desc())
        )
    )


def list_for_a_person(session: Session, desk: Desk) -> list[Judgement]:
    """Licences already expired or not to be judged, each with its reason: for a person, never for a text."""
    return [
        judgement
        for judgement in judge_licences(session, desk)
        if judgement.standing in STANDINGS_FOR_A_PERSON
    ]


def judge_licences(session: Session, desk: Desk, licence_ids: set[str] | None = None) -> list[Judgement]:
    """Where every licence, or each of those named, stands today."""
    rules, today = read_rules(session, desk.district_id), desk.clock.today()
    return [
        judge(business, licence, rules, desk.workdays, today)
        for business, licence in read_register(session, desk.district_id, licence_ids)
    ]


def step_name(step: str) -> Bilingual:
    """A step as people say it."""
    if step == OVER:
        return Bilingual("申请期已过", "the period to apply is over")
    days = step.removeprefix("before-")
    return Bilingual(f"最后申请日前 {days} 天", f"{days} days before the last day to apply")


def _replies(session: Session, desk: Desk, notices: Sequence[str]) -> Mapping[str, tuple[Received, ...]]:
    found: dict[str, list[Received]] = {}
    for reply in desk.messages.replies(session, desk.district_id, notices) if notices else ():
        found.setdefault(reply.notice_id, []).append(reply)
    return {notice_id: tuple(each) for notice_id, each in found.items()}


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """A frozen preview as the officer reads it: each real text with its parts, and whether it was sent.

    `parts` is what all texts take together; `by_call` are those without a telephone to text.
    """

    id: str
    frozen_at: datetime
    frozen_by: str
    sent_at: datetime | None
    sent_by: str | None
    not_before: datetime | None
    texts: tuple[ComposedText, ...]
    by_call: tuple[ComposedText, ...]
    campaign_id: str | None = None

    @property
    def parts(self) -> int:
        return sum(text.segments for text in self.texts)


def read_preview(session: Session, district_id: str, preview_id: str) -> PreviewPage:
    """The preview as it was frozen. Refused: an unknown id."""
    row = session.get(PreviewRow, (district_id, preview_id))
    if row is None:
        raise refuse(
            preview_id,
            "没有这份预览，请从提醒清单或监管通知重新生成。",
            "there is no such preview; make one from the list of reminders due, or of a campaign.",
        )
    frozen = frozen_texts(session, district_id, preview_id)
    return PreviewPage(
        id=row.id,
        frozen_at=row.frozen_at,
        frozen_by=row.frozen_by,
        sent_at=row.sent_at,
        sent_by=row.sent_by,
        not_before=row.not_before,
        texts=tuple(text for text in frozen if text.reach.telephone_id is not None),
        by_call=tuple(text for text in frozen if text.reach.telephone_id is None),
        campaign_id=row.campaign_id,
    )
