"""Areas that became part of others, and from when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from config.database import Base


class AreaMergerRow(Base):
    """Its `id` is the area that went; `allotted` what both areas were allotted from then on, by area and category.

    `allotted` keeps reports of days before the merger as they were.
    """

    __tablename__ = "area_mergers"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    into_id: Mapped[str]
    first_day: Mapped[date]
    allotted: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]
    by: Mapped[str]
