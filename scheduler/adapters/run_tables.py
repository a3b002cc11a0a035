"""The table of what a planning run read and answered, in the published format, so that it can be verified later."""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from config.database import Base


class PlanRunFilesRow(Base):
    """The run's problem and plan as compressed files of the format; no plan where none was found."""

    __tablename__ = "plan_run_files"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    run_id: Mapped[str] = mapped_column(primary_key=True)
    problem: Mapped[bytes] = mapped_column(LargeBinary)
    plan: Mapped[bytes | None] = mapped_column(LargeBinary)
