"""Reads the log of imports, newest first, as a page shows it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from scheduler.adapters.import_tables import ImportRow


def read_imports(session: Session, district_id: str, *, most: int = 50) -> tuple[ImportRow, ...]:
    """The last imports that were taken: by whom, when, from which files, and how many rows of each sheet."""
    query = sa.select(ImportRow).where(ImportRow.district_id == district_id)
    return tuple(session.scalars(query.order_by(ImportRow.id.desc()).limit(most)))
