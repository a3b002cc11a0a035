"""Tables of the import deed: the log of what was taken, and uploads that wait to be looked at and taken."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from config.database import Base


class ImportRow(Base):
    """One import that was taken: by whom, from which files, and how many rows of each sheet it changed.

    `counts` maps a sheet's name to its numbers; `digest` names exactly what was seen and taken.
    """

    __tablename__ = "imports"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]
    files: Mapped[list[Any]]
    counts: Mapped[dict[str, Any]]
    digest: Mapped[str]
    accepted: Mapped[str]
    """`all`, or `good_rows` where rows at fault were left out."""
    overwrote_hand_edits: Mapped[bool]


class UploadedFileRow(Base):
    """One file of an upload, kept until its import is taken or a day has passed: it may hold telephone numbers."""

    __tablename__ = "import_uploads"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    upload_id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]
    by: Mapped[str]
