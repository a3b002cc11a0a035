"""The table of questions why an order is not served, with what the search answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Text
from sqlalchemy.orm import Mapped, mapped_column

from config.database import Base


class OrderQuestionRow(Base):
    """One question: queued, running, done or failed; `fingerprint` is of the month that was read."""

    __tablename__ = "order_questions"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(index=True)
    order_id: Mapped[str]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    state: Mapped[str]
    cancel_asked: Mapped[bool]
    fingerprint: Mapped[str | None]
    sentences: Mapped[list[Any]] = mapped_column(JSON)
    """In both languages."""
    failure: Mapped[str | None] = mapped_column(Text)
