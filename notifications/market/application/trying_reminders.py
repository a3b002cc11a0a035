"""Fills a draft of the licence reminder with the register's own rows: texts frozen lately, or what is due now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Language
from notifications.application.trying_templates import Tried, refuse_untried
from notifications.domain.wording import Wording
from notifications.market.adapters.register import read_register, read_rules
from notifications.market.adapters.tables import PreviewItemRow, PreviewTextRow, ReminderRow
from notifications.market.adapters.templates import market_wording
from notifications.market.application.announcing import Desk, text_key
from notifications.market.application.sweeping import licence_in
from notifications.market.domain.due import ReminderDue
from notifications.market.domain.judging import Judgement, judge
from notifications.market.domain.reminder import ReminderState
from notifications.market.domain.wording import TEMPLATE, items_of


@dataclass(frozen=True, slots=True)
class _Row:
    """What one text spoke of, or would: its reminders; `parts` and `version` are empty where none was frozen."""

    key: str
    reminder_ids: tuple[str, ...]
    version: str = ""
    parts: int = 0


def try_reminder(
    session: Session, desk: Desk, language: Language, draft: str, *, limit: int = 3
) -> Sequence[Tried]:
    """The draft filled with the latest texts frozen, or where none was with what is due; licences as they stand now.

    Refused where the draft is faulty, or no licence is there to fill it.
    """
    shipped = market_wording()
    wording = shipped.with_draft(TEMPLATE, language, draft)
    rows = [*_frozen(session, desk.district_id, limit)] or [*_due(session, desk.district_id, limit)]
    judged = _judged(session, desk, rows)
    tried = [
        _tried(shipped, wording, language, desk, row, dues) for row in rows if (dues := _dues(row, judged))
    ]
    return tried or refuse_untried(TEMPLATE)


def _tried(
    shipped: Wording, wording: Wording, language: Language, desk: Desk, row: _Row, dues: Sequence[ReminderDue]
) -> Tried:
    items = items_of(dues)
    before = shipped.compose(TEMPLATE, language, desk.office, items=items)
    composed = wording.try_on(TEMPLATE, language, desk.office, items=items)
    return Tried(
        row.key, row.version or before.template_version, row.parts or before.segments.parts, composed
    )


def _frozen(session: Session, district_id: str, limit: int) -> Iterator[_Row]:
    texts = session.scalars(
        sa.select(PreviewTextRow)
        .where(PreviewTextRow.district_id == district_id, PreviewTextRow.template == TEMPLATE)
        .order_by(PreviewTextRow.preview_id.desc(), PreviewTextRow.serial)
        .limit(limit)
    )
    for text in texts.all():
        spoken = session.scalars(
            sa.select(PreviewItemRow.item_id)
            .where(
                PreviewItemRow.district_id == district_id,
                PreviewItemRow.preview_id == text.preview_id,
                PreviewItemRow.text_serial == text.serial,
            )
            .order_by(PreviewItemRow.item_id)
        )
        key = text_key(text.preview_id, text.serial)
        yield _Row(key, tuple(spoken), text.template_version, text.segments)


def _due(session: Session, district_id: str, limit: int) -> Iterator[_Row]:
    reminders = session.scalars(
        sa.select(ReminderRow.id)
        .where(ReminderRow.district_id == district_id, ReminderRow.state == ReminderState.DUE)
        .order_by(ReminderRow.id)
        .limit(limit)
    )
    return (_Row(each, (each,)) for each in reminders)


def _judged(session: Session, desk: Desk, rows: Sequence[_Row]) -> dict[str, Judgement]:
    """By licence how it stands now; one that has no day to apply by any more is left out."""
    wanted = {licence_in(each) for row in rows for each in row.reminder_ids}
    rules, today = read_rules(session, desk.district_id), desk.clock.today()
    found = (
        judge(business, licence, rules, desk.workdays, today)
        for business, licence in read_register(session, desk.district_id, wanted)
    )
    return {judgement.licence.id: judgement for judgement in found if judgement.deadline is not None}


def _dues(row: _Row, judged: dict[str, Judgement]) -> list[ReminderDue]:
    known = ((each, judged.get(licence_in(each))) for each in row.reminder_ids)
    return [
        ReminderDue(judgement, each.rpartition("/")[2], judgement.deadline.apply_by, ())
        for each, judgement in known
        if judgement is not None and judgement.deadline is not None
    ]
