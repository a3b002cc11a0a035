"""Which attributes of a delivery planning must keep: the day only, the venue only, or all of it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import Clock
from config.refusal import refuse
from scheduler.adapters.calendar_repository import as_delivery, tell_history, write_draft
from scheduler.application.moving import FIELD_NAMES, conflict_with, draft_row, refuse_recorded
from scheduler.application.names_view import read_names
from scheduler.domain.delivery import Delivery, with_fields

PINNABLE = {**FIELD_NAMES, "programme_id": Bilingual("项目", "programme")}
"""What planning can be told to keep."""


def pin(
    session: Session,
    clock: Clock,
    district_id: str,
    delivery_id: str,
    kept: Collection[str],
    *,
    seen_revision: int,
    by: str,
) -> Delivery:
    """Have planning keep exactly these attributes of the draft's delivery, none if there are none.

    Nothing that a party would notice changes, so an approved month stays approved. Refused: an
    attribute that cannot be pinned, a recorded delivery; a conflict if it was changed since it was seen.
    """
    if unknown := sorted(set(kept) - PINNABLE.keys()):
        raise refuse(
            "pinned",
            "只能固定日期、开始时间、场地、配送主体、项目和雨天备用场地，不能固定 {names}。",
            "the day, start, venue, provider, programme and rain venue can be pinned, not {names}.",
            names=", ".join(unknown),
        )
    row = draft_row(session, district_id, delivery_id, lock=True)
    before = as_delivery(row)
    if row.revision != seen_revision:
        raise conflict_with(row, {}, seen_revision, read_names(session, district_id))
    refuse_recorded(session, district_id, delivery_id)
    wanted = frozenset(kept) | (before.pinned - PINNABLE.keys())
    if wanted == before.pinned:
        return before
    after = with_fields(before, pinned=wanted)
    write_draft(row, after, by=by, at=clock.now())
    tell_history(
        session,
        district_id,
        delivery_id,
        "pinned",
        at=clock.now(),
        by=by,
        fields=sorted(wanted & PINNABLE.keys()),
    )
    return after
