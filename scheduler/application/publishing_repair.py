"""Publishes a repair alone as the next version, keeps what it was for, and brings the draft onto it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from config.clock import Clock
from config.identity import sortable_id
from scheduler.adapters.calendar_repository import month_row, published_of
from scheduler.adapters.calendar_tables import MonthRow, RepairRow
from scheduler.application.publishing import Publication, publish_version
from scheduler.application.rebasing import rebase_draft
from scheduler.domain.calendar import differences
from scheduler.domain.delivery import Delivery
from scheduler.domain.disruption import Disruption
from scheduler.solver.format.event_records import DISRUPTION
from scheduler.solver.problem import next_free_serial


def publish_repair(
    session: Session,
    clock: Clock,
    row: MonthRow,
    disruption: Disruption,
    after: Sequence[Delivery],
    *,
    why: str,
    reasons: Mapping[str, str],
    by: str,
    facts: Sequence[Mapping[str, Any]] = (),
    event_id: str | None = None,
) -> Publication | None:
    """The version that states `after`, kept with the disruption and the `facts` it changed; None if none differs.

    `event_id` is that of the other months' repairs after the same event.
    """
    district_id, month = row.district_id, row.month
    changed = differences(published_of(session, district_id, month, row.published_number), after)
    publication = None
    if changed:
        publication = publish_version(
            session, clock, district_id, row, after, by=by, why=why, reasons=reasons
        )
        row.next_serial = max(row.next_serial, next_free_serial(month, after))
        rebase_draft(session, row, changed, by=by, at=clock.now())
    session.add(
        RepairRow(
            district_id=district_id,
            id=sortable_id(),
            month=month,
            at=clock.now(),
            by=by,
            number=publication.number if publication else 0,
            disruption=DISRUPTION.write(disruption),
            facts=list(facts),
            event_id=event_id,
        )
    )
    return publication


def publish_across_months(
    session: Session,
    clock: Clock,
    row: MonthRow,
    disruption: Disruption,
    after: Sequence[Delivery],
    *,
    why: str,
    reasons: Mapping[str, str],
    by: str,
) -> Publication | None:
    """The month without what goes to another, then each other month with what comes to it, in one commit.

    Returns the month's own version; None if it does not differ.
    """
    stays = tuple(one for one in after if one.month == row.month)
    done = publish_repair(session, clock, row, disruption, stays, why=why, reasons=reasons, by=by)
    for month in sorted({one.month for one in after} - {row.month}):
        other = month_row(session, row.district_id, month, lock=True)
        stood = published_of(session, row.district_id, month, other.published_number)
        come = (one for one in after if one.month == month)
        publish_repair(session, clock, other, disruption, (*stood, *come), why=why, reasons=reasons, by=by)
    return done
