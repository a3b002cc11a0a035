"""Freezes what the officer sees: each telephone's real text, with the version of everything that it speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual, Language
from config.identity import sortable_id
from config.many import insert_many
from config.refusal import Conflict, Fault, refuse
from notifications.adapters.template_sources import keep_source
from notifications.market.adapters.tables import (
    PreviewItemRow,
    PreviewRow,
    PreviewTextRow,
    ReminderRow,
)
from notifications.market.adapters.templates import wording_of
from notifications.market.application.announcing import Desk, Reachable, Spoken
from notifications.market.application.composed import ComposedText
from notifications.market.application.composing import compose
from notifications.market.application.standing import circumstances
from notifications.market.application.sweeping import sweep
from notifications.market.domain.reminder import ReminderState

AT_ONCE = 1000
"""So many texts are read, composed or written together: a campaign of a hundred thousand needs no more memory."""

_TEXT = (
    PreviewTextRow.serial,
    PreviewTextRow.businesses,
    PreviewTextRow.telephone_id,
    PreviewTextRow.telephone_shown,
    PreviewTextRow.language,
    PreviewTextRow.template,
    PreviewTextRow.template_version,
    PreviewTextRow.text,
    PreviewTextRow.segments,
    PreviewTextRow.not_after,
    PreviewTextRow.facts,
)


def freeze_preview(
    session: Session, desk: Desk, *, by: str, reminder_ids: Sequence[str] | None = None
) -> str:
    """Freeze the real texts of these reminders, or of all that are due; returns the preview's id.

    The list is swept first, so that only what holds today is frozen. Refused: nothing is due. A
    conflict names the reminders asked for that are no longer on the list.
    """
    sweep(session, desk)
    rests_on = circumstances(session, desk)  # before what is composed: a change in between is one since then
    chosen = list(reminder_ids) if reminder_ids is not None else _all_due(session, desk.district_id)
    composition = compose(session, desk, chosen)
    if composition.gone:
        raise Conflict(*(Fault(each, _GONE.fill(why=why)) for each, why in sorted(composition.gone.items())))
    if not composition.texts:
        raise refuse(
            "提醒清单",
            "现在没有应提醒的许可证，无需发送。",
            "no licence is due to be reminded of at present; there is nothing to send.",
        )
    return keep_preview(session, desk, composition.texts, by=by, rests_on=rests_on)


def keep_preview(
    session: Session,
    desk: Desk,
    texts: Sequence[ComposedText],
    *,
    by: str,
    campaign_id: str | None = None,
    rests_on: str | None = None,
) -> str:
    """Freeze these texts, in the order in which they are given; returns the preview's id."""
    preview_id, now = sortable_id(), desk.clock.now()
    session.add(
        PreviewRow(
            district_id=desk.district_id,
            id=preview_id,
            campaign_id=campaign_id,
            frozen_at=now,
            frozen_by=by,
            circumstances=rests_on,
        )
    )
    session.flush()
    for first in range(0, len(texts), AT_ONCE):
        _keep_texts(session, desk.district_id, preview_id, first + 1, texts[first : first + AT_ONCE])
    for template, language in sorted({(text.template, text.reach.language) for text in texts}):
        keep_source(session, desk.district_id, wording_of(template), template, language, now)
    return preview_id


def frozen_texts(session: Session, district_id: str, preview_id: str) -> list[ComposedText]:
    """The texts of a preview as they were frozen, in their order."""
    return [text for _, lot in frozen_lots(session, district_id, preview_id) for text in lot]


def frozen_lots(
    session: Session, district_id: str, preview_id: str
) -> Iterator[tuple[int, list[ComposedText]]]:
    """The texts of a preview in their order, a lot at a time, each lot with the serial number of its first."""
    last = session.scalar(
        sa.select(sa.func.max(PreviewTextRow.serial)).where(
            PreviewTextRow.district_id == district_id, PreviewTextRow.preview_id == preview_id
        )
    )
    for first in range(1, (last or 0) + 1, AT_ONCE):
        yield first, _frozen(session, district_id, preview_id, first)


def _frozen(session: Session, district_id: str, preview_id: str, first: int) -> list[ComposedText]:
    lot = range(first, first + AT_ONCE)
    items: dict[int, dict[str, Spoken]] = {serial: {} for serial in lot}
    for each in session.execute(
        sa.select(
            PreviewItemRow.text_serial,
            PreviewItemRow.item_id,
            PreviewItemRow.subject,
            PreviewItemRow.version,
            PreviewItemRow.party,
        )
        .where(
            PreviewItemRow.district_id == district_id,
            PreviewItemRow.preview_id == preview_id,
            PreviewItemRow.text_serial.between(lot[0], lot[-1]),
        )
        .order_by(PreviewItemRow.item_id)
    ):
        items[each.text_serial][each.item_id] = Spoken(each.subject, each.version, each.party)
    rows = session.execute(
        sa.select(*_TEXT)
        .where(
            PreviewTextRow.district_id == district_id,
            PreviewTextRow.preview_id == preview_id,
            PreviewTextRow.serial.between(lot[0], lot[-1]),
        )
        .order_by(PreviewTextRow.serial)
    )
    return [
        ComposedText(
            businesses=dict(row.businesses),
            reach=Reachable(row.telephone_id, row.telephone_shown, cast("Language", row.language)),
            template=row.template,
            template_version=row.template_version,
            text=row.text,
            segments=row.segments,
            not_after=row.not_after,
            items=items[row.serial],
            facts=row.facts or "",
        )
        for row in rows
    ]


def _all_due(session: Session, district_id: str) -> list[str]:
    return list(
        session.scalars(
            sa.select(ReminderRow.id)
            .where(ReminderRow.district_id == district_id, ReminderRow.state == ReminderState.DUE)
            .order_by(ReminderRow.id)
        )
    )


def _keep_texts(
    session: Session, district_id: str, preview_id: str, first: int, texts: Sequence[ComposedText]
) -> None:
    numbered = list(enumerate(texts, first))
    of = {"district_id": district_id, "preview_id": preview_id}
    insert_many(
        session,
        PreviewTextRow,
        [
            {
                **of,
                "serial": serial,
                "businesses": [list(pair) for pair in text.businesses.items()],
                "telephone_id": text.reach.telephone_id,
                "telephone_shown": text.reach.shown,
                "language": text.reach.language,
                "template": text.template,
                "template_version": text.template_version,
                "text": text.text,
                "segments": text.segments,
                "not_after": text.not_after,
                "facts": text.facts,
            }
            for serial, text in numbered
        ],
    )
    insert_many(
        session,
        PreviewItemRow,
        [
            {
                **of,
                "item_id": item_id,
                "text_serial": serial,
                "party": spoken.party,
                "subject": spoken.subject,
                "version": spoken.version,
            }
            for serial, text in numbered
            for item_id, spoken in text.items.items()
        ],
    )


_GONE = Bilingual(
    "这条提醒已不在清单上（{why}），请刷新后重选。", "no longer on the list ({why}); choose again."
)
