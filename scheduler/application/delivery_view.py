"""One delivery with all that is known of it: what stands, what was published, both sides, its history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from scheduler.adapters.calendar_repository import (
    as_delivery,
    decline_reasons,
    from_json,
    published_delivery,
)
from scheduler.adapters.calendar_tables import (
    DeliveryHistoryRow,
    DeliveryLifeRow,
    DraftDeliveryRow,
    PublicationRow,
    PublishedDeliveryRow,
    SessionLeftOutRow,
)
from scheduler.adapters.district_tables import ProgrammeRow
from scheduler.application.names_view import Named, Names, Told, read_names, told
from scheduler.application.open_air import turned_away
from scheduler.application.reserving import at_reserve
from scheduler.domain.decline import Side
from scheduler.domain.delivery import Delivery, changed_fields
from scheduler.domain.terms import Answer, Category, DeliveryState


@dataclass(frozen=True, slots=True)
class Sides:
    """What became of a published delivery and what both sides said to it."""

    state: DeliveryState
    venue_answer: Answer | None
    provider_answer: Answer | None
    reasons: Mapping[str, str]
    """Why each side that declined did, by side; what is not known is left out."""
    open_declines: tuple[Side, ...]
    rain_venue_answer: Answer | None
    rain_venue_reason: str
    rain_venue_settled_at: datetime | None

    @property
    def decline_open(self) -> bool:
        """Whether a side declined and nobody has dealt with it."""
        return bool(self.open_declines)

    @property
    def unsheltered(self) -> bool:
        """Whether the rain venue declined and nobody has dealt with it."""
        return self.rain_venue_settled_at is None and self.rain_venue_answer is Answer.DECLINED


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened; `facts` fill the sentence of its `kind`."""

    at: datetime
    by: str
    kind: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """A delivery as its page shows it.

    `draft` is what the working draft states, `published` what the last version does; one may be None.
    `revision` counts the draft's edits; `changed` names the fields in which both differ. `turned_away`
    says that the rain moved it into a venue which declined. `left_out` is a session of a course as it stood
    before it was left out, `reserve` the film on its reserve date.
    """

    month: str
    draft: Told | None
    published: Told | None
    revision: int
    edited_by: str
    changed: tuple[str, ...]
    sides: Sides | None
    history: tuple[HistoryLine, ...]
    siblings: int
    providers: tuple[Named, ...]
    turned_away: bool
    names: Names
    left_out: Told | None = None
    why_left_out: str = ""
    reserve: Told | None = None

    @property
    def in_the_rain(self) -> bool:
        """Whether rain on its day has to be decided about it, as long as it has not begun."""
        film = self.published is not None and self.published.delivery.category is Category.FILM
        planned = self.sides is not None and self.sides.state is DeliveryState.PLANNED
        if self.published is None or not (film and planned):
            return False
        return self.turned_away or self.names.open_air(self.published.delivery.venue_id)

    @property
    def told(self) -> Told:
        """As it stands now: in the draft, or else as it was last published."""
        found = self.draft or self.published or self.left_out
        assert found is not None, "a page is made only of a delivery that stands somewhere"
        return found

    @property
    def delivery(self) -> Delivery:
        return self.told.delivery


def delivery_page(session: Session, district_id: str, delivery_id: str) -> DeliveryPage | None:
    """The page of one delivery; None when neither a draft nor a version holds it and it was not left out."""
    names = read_names(session, district_id)
    row = session.scalar(
        sa.select(DraftDeliveryRow).where(
            DraftDeliveryRow.district_id == district_id, DraftDeliveryRow.id == delivery_id
        )
    )
    stands_in = published_delivery(session, district_id, delivery_id)
    published = stands_in or _last_published(session, district_id, delivery_id)
    draft = as_delivery(row) if row else None
    skipped = session.get(SessionLeftOutRow, (district_id, delivery_id))
    stood = from_json(skipped.stood) if skipped else None
    stands = draft or published or stood
    if stands is None:
        return None
    return DeliveryPage(
        month=row.month if row else stands.month,
        draft=told(draft, names) if draft else None,
        published=told(published, names) if published else None,
        revision=row.revision if row else 0,
        edited_by=row.edited_by if row else "",
        changed=changed_fields(published, draft) if published and draft else (),
        sides=_sides(session, district_id, delivery_id),
        history=_history(session, district_id, delivery_id),
        siblings=_siblings(session, district_id, stands),
        providers=_able(session, district_id, stands, names),
        turned_away=bool(published and turned_away(session, district_id, names, [published], published.day)),
        names=names,
        left_out=told(stood, names) if stood else None,
        why_left_out=skipped.why if skipped else "",
        reserve=told(reserve, names) if (reserve := at_reserve(session, district_id, stands)) else None,
    )


def _last_published(session: Session, district_id: str, delivery_id: str) -> Delivery | None:
    """As the newest version that holds it states it, though a later one may have dropped it."""
    row = session.scalar(
        sa.select(PublishedDeliveryRow)
        .where(PublishedDeliveryRow.district_id == district_id, PublishedDeliveryRow.id == delivery_id)
        .order_by(PublishedDeliveryRow.number.desc())
        .limit(1)
    )
    return as_delivery(row) if row else None


def stated_deliveries(
    session: Session, district_id: str, delivery_ids: Iterable[str], names: Names
) -> dict[str, list[tuple[datetime, Told]]]:
    """By id, each delivery as its versions stated it, the oldest first, with the instant of each."""
    rows = session.execute(
        sa.select(PublishedDeliveryRow, PublicationRow.at)
        .join(
            PublicationRow,
            sa.and_(
                PublicationRow.district_id == PublishedDeliveryRow.district_id,
                PublicationRow.month == PublishedDeliveryRow.month,
                PublicationRow.number == PublishedDeliveryRow.number,
            ),
        )
        .where(
            PublishedDeliveryRow.district_id == district_id, PublishedDeliveryRow.id.in_(set(delivery_ids))
        )
        .order_by(PublishedDeliveryRow.number)
    )
    stated: dict[str, list[tuple[datetime, Told]]] = {}
    for row, at in rows:
        stated.setdefault(row.id, []).append((at, told(as_delivery(row), names)))
    return stated


def _sides(session: Session, district_id: str, delivery_id: str) -> Sides | None:
    life = session.get(DeliveryLifeRow, (district_id, delivery_id))
    if life is None:
        return None
    return Sides(
        DeliveryState(life.state),
        Answer(life.venue_answer) if life.venue_answer else None,
        Answer(life.provider_answer) if life.provider_answer else None,
        _reasons(session, life),
        life.open_declines,
        Answer(life.rain_venue_answer) if life.rain_venue_answer else None,
        life.rain_venue_reason or "",
        life.rain_venue_settled_at,
    )


def _reasons(session: Session, life: DeliveryLifeRow) -> Mapping[str, str]:
    """Why each side declined; the life keeps one reason, what each of both said is in the history."""
    if len(life.sides_declined) > 1:
        return decline_reasons(session, life.district_id, life.id)
    return {side: life.decline_reason for side in life.sides_declined if life.decline_reason}


def _history(session: Session, district_id: str, delivery_id: str) -> tuple[HistoryLine, ...]:
    rows = session.scalars(
        sa.select(DeliveryHistoryRow)
        .where(DeliveryHistoryRow.district_id == district_id, DeliveryHistoryRow.delivery_id == delivery_id)
        .order_by(DeliveryHistoryRow.id.desc())
    )
    return tuple(HistoryLine(row.at, row.by, row.kind, row.facts) for row in rows)


def _siblings(session: Session, district_id: str, delivery: Delivery) -> int:
    """How many sessions of the same course stand in the month's draft, this one included."""
    if delivery.course_id is None:
        return 0
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(DraftDeliveryRow)
            .where(
                DraftDeliveryRow.district_id == district_id,
                DraftDeliveryRow.month == delivery.month,
                DraftDeliveryRow.course_id == delivery.course_id,
            )
        )
        or 0
    )


def _able(session: Session, district_id: str, delivery: Delivery, names: Names) -> tuple[Named, ...]:
    """The providers that can give the delivery's programme."""
    programme = session.get(ProgrammeRow, (district_id, delivery.programme_id))
    able = programme.provider_ids if programme else [delivery.provider_id]
    return tuple(Named(provider_id, names.provider(provider_id)) for provider_id in sorted(able))
