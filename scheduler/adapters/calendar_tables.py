"""Tables of the calendar: months, the working draft, published versions, what became of each delivery."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, Text
from sqlalchemy.orm import Mapped, mapped_column

from config.database import Base
from scheduler.domain.decline import Side
from scheduler.domain.terms import Answer


class DeliveryColumns:
    """The noticeable attributes of a delivery, alike in the draft and in every published version."""

    area_id: Mapped[str]
    category: Mapped[str]
    programme_id: Mapped[str]
    provider_id: Mapped[str]
    venue_id: Mapped[str]
    day: Mapped[date] = mapped_column(index=True)
    start: Mapped[time]
    minutes: Mapped[int]
    order_id: Mapped[str | None]
    course_id: Mapped[str | None]
    session: Mapped[int | None]
    rain_venue_id: Mapped[str | None]
    volumes: Mapped[int]
    titles: Mapped[int]
    pinned: Mapped[list[Any]] = mapped_column(JSON)
    reserve_day: Mapped[date | None]
    reserve_start: Mapped[time | None]


class MonthRow(Base):
    """One month's calendar: its state, the revision of its draft and the number of its last publication."""

    __tablename__ = "months"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    draft_revision: Mapped[int] = mapped_column(default=0)
    approved_revision: Mapped[int | None]
    approved_by: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    published_number: Mapped[int] = mapped_column(default=0)
    next_serial: Mapped[int] = mapped_column(default=1)
    outcome: Mapped[str | None]
    """How the plan behind the draft ended: optimal, feasible, infeasible (relaxed) …"""
    score: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    rebase_conflicts: Mapped[list[Any] | None] = mapped_column(JSON)
    """Edits of the draft that a later publication contradicts, for a person to settle."""


class DraftDeliveryRow(DeliveryColumns, Base):
    """One delivery of the working draft; `revision` counts its edits, so that the second editor is told."""

    __tablename__ = "draft_deliveries"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(default=1)
    edited_by: Mapped[str]
    edited_at: Mapped[datetime]


class PublicationRow(Base):
    """A numbered version of a month; never changes."""

    __tablename__ = "publications"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]
    draft_revision: Mapped[int]
    why: Mapped[str]


class PublishedDeliveryRow(DeliveryColumns, Base):
    """One delivery as a numbered version states it; never changes."""

    __tablename__ = "published_deliveries"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)


class DeliveryLifeRow(Base):
    """What became of a delivery, whatever version it stands in: its state and the answers to it.

    The rain venue's are apart: its decline does not keep the film from being held.
    """

    __tablename__ = "delivery_lives"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    received: Mapped[int | None]
    """Volumes that came, of a batch that was short-received."""
    received_titles: Mapped[int | None]
    """Periodical titles that came, of a batch that was short-received."""
    venue_answer: Mapped[str | None]
    provider_answer: Mapped[str | None]
    decline_reason: Mapped[str | None]
    venue_settled_at: Mapped[datetime | None]
    """When a coordinator dealt with the decline of the venue; the provider's is apart."""
    provider_settled_at: Mapped[datetime | None]
    rain_venue_answer: Mapped[str | None]
    rain_venue_reason: Mapped[str | None]
    rain_venue_settled_at: Mapped[datetime | None]
    attendance: Mapped[int | None]
    """Heads that came, as the area reports."""
    satisfied: Mapped[int | None]
    """Percent of those asked who were satisfied, as the area reports."""

    @property
    def sides_declined(self) -> tuple[Side, ...]:
        """The sides that declined, without which it cannot be held."""
        sides: tuple[Side, ...] = ("venue", "provider")
        return tuple(side for side in sides if getattr(self, f"{side}_answer") == Answer.DECLINED)

    @property
    def open_declines(self) -> tuple[Side, ...]:
        """Those of them that no coordinator has dealt with."""
        return tuple(side for side in self.sides_declined if getattr(self, f"{side}_settled_at") is None)


class HeldDeliveryRow(Base):
    """A delivery recorded as held (or rained off, no-show …) before the calendar lived here, or after it."""

    __tablename__ = "held_deliveries"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    area_id: Mapped[str]
    category: Mapped[str]
    programme_id: Mapped[str]
    provider_id: Mapped[str]
    venue_id: Mapped[str]
    day: Mapped[date] = mapped_column(index=True)
    start: Mapped[time]
    state: Mapped[str]
    course_id: Mapped[str | None]
    session: Mapped[int | None]
    edited_at: Mapped[datetime]
    edited_by: Mapped[str]


class SessionLeftOutRow(Base):
    """A session of a course that is not given; its `id` is the delivery's, `stood` its columns as they were."""

    __tablename__ = "sessions_left_out"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str]
    course_id: Mapped[str]
    session: Mapped[int]
    why: Mapped[str]
    stood: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]
    by: Mapped[str]


class RepairRow(Base):
    """One disruption that was acted on; `number` is the version that came of it, 0 if nothing changed.

    `facts` are the district's facts that it changed, each with its values before and after.
    """

    __tablename__ = "repairs"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    number: Mapped[int]
    disruption: Mapped[dict[str, Any]] = mapped_column(JSON)
    facts: Mapped[list[Any]] = mapped_column(JSON)
    event_id: Mapped[str | None]
    """The same for the repairs of all months that one event reached: done together, and taken back together."""
    taken_back_at: Mapped[datetime | None]


class DeliveryHistoryRow(Base):
    """One thing that happened to a delivery, as its page tells it; `facts` fill the sentence of `kind`."""

    __tablename__ = "delivery_history"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    delivery_id: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    kind: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)


class UnplacedRow(Base):
    """What the draft's plan could not serve, with its reason in both languages."""

    __tablename__ = "unplaced"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[str]
    category: Mapped[str]
    programme_id: Mapped[str | None]
    order_id: Mapped[str | None]
    reason_zh: Mapped[str] = mapped_column(Text)
    reason_en: Mapped[str] = mapped_column(Text)


class PlanRunRow(Base):
    """One run of the planner: asked, running, ended; progress as it goes, its input and log kept."""

    __tablename__ = "plan_runs"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(index=True)
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    state: Mapped[str]
    """queued, running, done, outdated, failed."""
    outcome: Mapped[str | None]
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    best: Mapped[float | None]
    bound: Mapped[float | None]
    gap: Mapped[float | None]
    seconds: Mapped[float | None]
    placed: Mapped[int | None]
    unplaced: Mapped[int | None]
    fingerprint: Mapped[str | None]
    solver: Mapped[str | None]
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    proposal: Mapped[list[Any] | None] = mapped_column(JSON)
    """The plan itself, kept when the facts changed while it was made."""
    log: Mapped[str | None] = mapped_column(Text)
    failure: Mapped[str | None] = mapped_column(Text)
