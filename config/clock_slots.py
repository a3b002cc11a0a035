"""The last slot that each clock job completed, so that a missed knock is made good and never doubled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from config.database import Base


class ClockSlotRow(Base):
    """How far a clock job has come; `missed_at` is the last slot that came too late to be run."""

    __tablename__ = "clock_slots"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(primary_key=True)
    last_slot: Mapped[datetime]
    missed_at: Mapped[datetime | None]
    missed: Mapped[int] = mapped_column(default=0)
