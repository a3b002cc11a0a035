"""Freezes what the officer sees: each telephone's real text, with the version of every licence in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual, Language
from config.identity import sortable_id
from config.refusal import Conflict, Fault, refuse
from notifications.market.adapters.register import licence_subject
from notifications.market.adapters.tables import (
    PreviewReminderRow,
    PreviewRow,
    PreviewTextRow,
    ReminderRow,
)
from notifications.market.application.announcing import Desk, Reachable, Spoken
from notifications.market.application.composing import ComposedText, compose
from notifications.market.application.sweeping import sweep
from notifications.market.domain.reminder import ReminderState


def freeze_preview(
    session: Session, desk: Desk, *, by: str, reminder_ids: Sequence[str] | None = None
) -> str:
    """Freeze the real texts of these reminders, or of all that are due; returns the preview's id.

    The list is swept first, so that only what holds today is frozen. Refused: nothing is due. A
    conflict names the reminders asked for that are no longer on the list.
    """
    sweep(session, desk)
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
    preview_id = sortable_id()
    session.add(
        PreviewRow(district_id=desk.district_id, id=preview_id, frozen_at=desk.clock.now(), frozen_by=by)
    )
    session.flush()
    for serial, text in enumerate(composition.texts, 1):
        _keep_text(session, desk.district_id, preview_id, serial, text)
    return preview_id


def frozen_texts(session: Session, district_id: str, preview_id: str) -> list[ComposedText]:
    """The texts of a preview as they were frozen, in their order."""
    rows = session.scalars(
        sa.select(PreviewTextRow)
        .where(PreviewTextRow.district_id == district_id, PreviewTextRow.preview_id == preview_id)
        .order_by(PreviewTextRow.serial)
    ).all()
    reminders: dict[int, dict[str, Spoken]] = {row.serial: {} for row in rows}
    for each in session.scalars(
        sa.select(PreviewReminderRow).where(
            PreviewReminderRow.district_id == district_id, PreviewReminderRow.preview_id == preview_id
        )
    ):
        subject = licence_subject(licence_in(each.reminder_id))
        reminders[each.text_serial][each.reminder_id] = Spoken(subject, each.licence_version, each.party)
    return [
        ComposedText(
            businesses=dict(row.businesses),
            reach=Reachable(row.telephone_id, row.telephone_shown, cast("Language", row.language)),
            template=row.template,
            template_version=row.template_version,
            text=row.text,
            segments=row.segments,
            not_after=row.not_after,
            reminders=reminders[row.serial],
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


def _keep_text(session: Session, district_id: str, preview_id: str, serial: int, text: ComposedText) -> None:
    session.add(
        PreviewTextRow(
            district_id=district_id,
            preview_id=preview_id,
            serial=serial,
            businesses=[list(pair) for pair in text.businesses.items()],
            telephone_id=text.reach.telephone_id,
            telephone_shown=text.reach.shown,
            language=text.reach.language,
            template=text.template,
            template_version=text.template_version,
            text=text.text,
            segments=text.segments,
            not_after=text.not_after,
        )
    )
    session.flush()
    session.add_all(
        PreviewReminderRow(
            district_id=district_id,
            preview_id=preview_id,
            reminder_id=reminder_id,
            text_serial=serial,
            party=spoken.party,
            licence_version=spoken.version,
        )
        for reminder_id, spoken in text.reminders.items()
    )


def licence_in(reminder_id: str) -> str:
    """The id of the licence that a reminder's id speaks of."""
    return reminder_id.rsplit("/", 2)[0]


_GONE = Bilingual(
    "这条提醒已不在清单上（{why}），请刷新后重选。", "no longer on the list ({why}); choose again."
)
