"""Tables of planning a city by many processes: the run, and each task of a district with its answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from config.database import Base


class CityRunRow(Base):
    """One run over a city's problem: asked, running, ended; problem and plan as compressed files of the format."""

    __tablename__ = "city_runs"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    state: Mapped[str]
    """queued, running, done, failed."""
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    problem: Mapped[bytes] = mapped_column(LargeBinary)
    plan: Mapped[bytes | None] = mapped_column(LargeBinary)
    best: Mapped[int | None]
    bound: Mapped[int | None]
    seconds: Mapped[float | None]
    placed: Mapped[int | None]
    answered_by: Mapped[dict[str, int] | None] = mapped_column(JSON)
    """How many tasks each executor answered."""
    failure: Mapped[str | None] = mapped_column(Text)


class CityTaskRow(Base):
    """One task of one district in a run, by its number; `done_by` is the executor that answered it."""

    __tablename__ = "city_tasks"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    run_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    task: Mapped[bytes] = mapped_column(LargeBinary)
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)
    done_by: Mapped[str | None]
