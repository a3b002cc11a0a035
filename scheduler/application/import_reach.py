"""Says which published months use what an import would change: a version never changes by itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from scheduler.adapters.calendar_repository import IN_LAST_VERSION
from scheduler.adapters.calendar_tables import MonthRow, PublishedDeliveryRow
from scheduler.adapters.district_tables import (
    AreaRow,
    BlackoutRow,
    ClosureRow,
    ProgrammeRow,
    ProviderRow,
    VenueRow,
)
from scheduler.application.importing import FactsImport

_CHANGED = {
    AreaRow: "area_id",
    VenueRow: "venue_id",
    ProviderRow: "provider_id",
    ProgrammeRow: "programme_id",
}
"""A change in a row of this table touches the deliveries that name it so."""

_ADDED = {ClosureRow: "venue_id", BlackoutRow: "provider_id"}
"""A row of this table, new or changed, touches the deliveries of its owner."""


def reach_words(reached: Mapping[str, int]) -> tuple[Bilingual, ...]:
    """A sentence for each month that is reached."""
    return tuple(_REACH.fill(month=month, n=count) for month, count in reached.items())


def published_reach(session: Session, district_id: str, facts: FactsImport, today: date) -> dict[str, int]:
    """By month how many published deliveries from `today` on use a fact that would change."""
    touched = _touched(facts)
    if not touched:
        return {}
    columns = [getattr(PublishedDeliveryRow, name) for name in touched]
    query = (
        sa.select(PublishedDeliveryRow.month, *columns)
        .join(MonthRow, IN_LAST_VERSION)
        .where(PublishedDeliveryRow.district_id == district_id, PublishedDeliveryRow.day >= today)
    )
    counted = Counter(
        month
        for month, *ids in session.execute(query)
        if any(id_ in touched[name] for name, id_ in zip(touched, ids, strict=True))
    )
    return dict(sorted(counted.items()))


def _touched(facts: FactsImport) -> dict[str, set[str]]:
    touched: defaultdict[str, set[str]] = defaultdict(set)
    for writes in facts.writes:
        if writes.table in _CHANGED:
            touched[_CHANGED[writes.table]] |= {row["id"] for row in (*writes.updates, *writes.overwrites)}
        elif writes.table in _ADDED:
            name = _ADDED[writes.table]
            rows = (*writes.inserts, *writes.updates, *writes.overwrites)
            touched[name] |= {row[name] for row in rows}
    return {name: ids for name, ids in touched.items() if ids}


_REACH = Bilingual(
    "{month} 已发布的计划里有 {n} 场用到要改动的资料；已发布的计划不会自动改变，不再可行的会列入待办",
    "{n} published deliveries of {month} use what would change; a published plan does not change by itself: "
    "what is no longer possible will be on the list of what to do",
)
