"""What publishing a month would change, told in the district's names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from scheduler.adapters.calendar_repository import draft_of, published_of
from scheduler.adapters.calendar_tables import MonthRow, PublicationRow
from scheduler.application.names_view import Names, Told, read_names, told
from scheduler.domain.calendar import differences
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import Category, MonthState


@dataclass(frozen=True, slots=True)
class ToldDifference:
    """One delivery that differs: as it was and as it will be; `changed` names the fields."""

    before: Told | None
    after: Told | None
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One numbered publication of the month."""

    number: int
    at: datetime
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class PublishPage:
    """The draft beside the last version, and the versions so far, the newest first."""

    month: str
    state: MonthState
    draft_revision: int
    approved: bool
    approved_by: str
    published_number: int
    deliveries: tuple[Delivery, ...]
    added: tuple[ToldDifference, ...]
    changed: tuple[ToldDifference, ...]
    removed: tuple[ToldDifference, ...]
    versions: tuple[Version, ...]
    names: Names

    @property
    def counts(self) -> dict[Category, int]:
        """The draft's deliveries by category."""
        return {
            category: sum(delivery.category is category for delivery in self.deliveries)
            for category in Category
        }

    @property
    def changes(self) -> int:
        return len(self.added) + len(self.changed) + len(self.removed)


def told_differences(
    before: Iterable[Delivery], after: Iterable[Delivery], names: Names
) -> tuple[ToldDifference, ...]:
    """By delivery how `after` differs from `before`, in the district's names."""
    return tuple(
        ToldDifference(
            told(each.before, names) if each.before else None,
            told(each.after, names) if each.after else None,
            each.changed,
        )
        for each in differences(before, after)
    )


@dataclass(frozen=True, slots=True)
class Published:
    """What one publication changed against the version before it."""

    version: Version
    changes: tuple[ToldDifference, ...]
    names: Names

    def count(self, *, before: bool, after: bool) -> int:
        """How many deliveries stand before it, or after it, or both."""
        return sum((bool(each.before), bool(each.after)) == (before, after) for each in self.changes)


def publication_done(session: Session, district_id: str, month: str, number: int) -> Published | None:
    """One publication of the month with its changes; None when there is none of that number."""
    row = session.get(PublicationRow, (district_id, month, number))
    if row is None:
        return None
    names = read_names(session, district_id)
    before = published_of(session, district_id, month, number - 1)
    after = published_of(session, district_id, month, number)
    return Published(
        Version(row.number, row.at, row.by, row.why), told_differences(before, after, names), names
    )


def publish_page(session: Session, district_id: str, month: str) -> PublishPage | None:
    """What publishing the draft now would change; None when the month has no row yet."""
    row = session.get(MonthRow, (district_id, month))
    if row is None:
        return None
    names = read_names(session, district_id)
    draft = draft_of(session, district_id, month)
    found = told_differences(published_of(session, district_id, month, row.published_number), draft, names)
    return PublishPage(
        month=month,
        state=MonthState(row.state),
        draft_revision=row.draft_revision,
        approved=row.state == MonthState.APPROVED and row.approved_revision == row.draft_revision,
        approved_by=row.approved_by or "",
        published_number=row.published_number,
        deliveries=draft,
        added=tuple(each for each in found if each.before is None),
        changed=tuple(each for each in found if each.before and each.after),
        removed=tuple(each for each in found if each.after is None),
        versions=_versions(session, district_id, month),
        names=names,
    )


def _versions(session: Session, district_id: str, month: str) -> tuple[Version, ...]:
    rows = session.scalars(
        sa.select(PublicationRow)
        .where(PublicationRow.district_id == district_id, PublicationRow.month == month)
        .order_by(PublicationRow.number.desc())
    )
    return tuple(Version(row.number, row.at, row.by, row.why) for row in rows)
