"""The reserve date booked for an outdoor film: another evening, and who and what is kept for it."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy.orm import Mapped, mapped_column

from config.database import Base


class ReserveDateRow(Base):
    """Its `id` is the film's; `month` is that of the reserve date."""

    __tablename__ = "reserve_dates"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(index=True)
    day: Mapped[date]
    start: Mapped[time]
    venue_id: Mapped[str]
    provider_id: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
