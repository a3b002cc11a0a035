"""The table of searches for a repair: what happened, and the proposals that were found."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import JSON, Text
from sqlalchemy.orm import Mapped, mapped_column

from config.database import Base


class RepairSearchRow(Base):
    """One search: queued, running, done, stopped before it began, or failed; `number` and `fingerprint` are of the month that it read."""

    __tablename__ = "repair_searches"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(index=True)
    lead_id: Mapped[str | None]
    """The search of the event's first month, for each further month that it reaches."""
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    state: Mapped[str]
    cancel_asked: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Of the first month's row: a person has asked the search to end."""
    looking: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """How far it is, told while it goes on."""
    disruption: Mapped[dict[str, Any]] = mapped_column(JSON)
    number: Mapped[int]
    fingerprint: Mapped[str | None]
    ending: Mapped[str | None]
    least: Mapped[int | None]
    touched: Mapped[list[Any]] = mapped_column(JSON)
    stuck: Mapped[list[Any]] = mapped_column(JSON)
    proposals: Mapped[list[Any]] = mapped_column(JSON)
    """Each with aim, deliveries, proof, points by wish, and what it breaks in both languages."""
    why: Mapped[list[Any] | None] = mapped_column(JSON)
    """What keeps something urgent out, or why the month could not be read, in both languages."""
    failure: Mapped[str | None] = mapped_column(Text)
    seed: Mapped[int | None]
    solver: Mapped[str | None]
    log: Mapped[str | None] = mapped_column(Text)
    answer_fingerprint: Mapped[str | None]
    """Of the month's problem once the first proposal is published."""
