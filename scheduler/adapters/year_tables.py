"""The table of a year's runs: what was asked, what was read, what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from config.database import Base


class YearRunRow(Base):
    """One run over a year: asked, running, ended; problem and plan as compressed files of the format."""

    __tablename__ = "year_runs"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(index=True)
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    state: Mapped[str]
    """queued, running, done, failed."""
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    changes: Mapped[list[Any]] = mapped_column(JSON)
    """What was supposed otherwise than the facts say, each a sentence in two languages; none for the plan itself."""
    fingerprint: Mapped[str]
    problem: Mapped[bytes] = mapped_column(LargeBinary)
    plan: Mapped[bytes | None] = mapped_column(LargeBinary)
    outcome: Mapped[str | None]
    best: Mapped[int | None]
    bound: Mapped[int | None]
    gap: Mapped[float | None]
    seconds: Mapped[float | None]
    placed: Mapped[int | None]
    failure: Mapped[str | None] = mapped_column(Text)
