"""Tables of the year's allotment: the appeals against a number, and what was applied, when and by whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Text
from sqlalchemy.orm import Mapped, mapped_column

from config.database import Base


class AppealRow(Base):
    """An appeal against a number: who appealed, when and why, and its answer; without a month it is the year's.

    An accepted one has the number that it fixes.
    """

    __tablename__ = "allotment_appeals"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(index=True)
    area_id: Mapped[str]
    category: Mapped[str]
    month: Mapped[str | None]
    appellant: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
    accepted: Mapped[bool | None]
    number: Mapped[int | None]
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]


class AllottedRow(Base):
    """One allotment that was applied; `changes` are old and new by area, category and month, `rules` the settings."""

    __tablename__ = "allotments_applied"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    changes: Mapped[list[Any]] = mapped_column(JSON)
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)
