"""The last published change of a delivery, as far as the office has heard: read from the log of events."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from config.work_log import EventRow
from scheduler.messages import CalendarPublished, DeliveryChange

_CHANGE = TypeAdapter(DeliveryChange)


@dataclass(frozen=True, slots=True)
class Published:
    """A change, and the number of the version that brought it."""

    number: int
    change: DeliveryChange


def last_published(
    session: Session, district_id: str, month: str, delivery_ids: Collection[str]
) -> dict[str, Published]:
    """How each delivery of the month stands by the last publication that was heard of; absent if by none."""
    heard = (
        sa.select(EventRow.payload)
        .where(
            EventRow.district_id == district_id,
            EventRow.kind == CalendarPublished.__name__,
            EventRow.handled_at.is_not(None),
            EventRow.payload["month"].as_string() == month,
        )
        .order_by(EventRow.id.desc())
    )
    found: dict[str, Published] = {}
    with session.scalars(heard, execution_options={"yield_per": 1}) as payloads:
        for payload in payloads:
            for change in payload["changes"]:
                delivery_id = change["delivery_id"]
                if delivery_id in delivery_ids and delivery_id not in found:
                    found[delivery_id] = Published(payload["number"], _CHANGE.validate_python(change))
            if len(found) == len(delivery_ids):
                break
    return found
