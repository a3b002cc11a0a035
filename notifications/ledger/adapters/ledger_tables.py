"""Tables of the ledger: its entries, and how far they are sealed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from config.database import Base


class LedgerEntryRow(Base):
    """One thing told or heard. The sealer fills `position` and `head`; erasing empties the four in between.

    `about` and `telephone_id` repeat what stands in the content, so that a proof finds it.
    """

    __tablename__ = "ledger_entries"
    __table_args__ = (
        sa.UniqueConstraint("district_id", "position"),
        sa.Index("ix_ledger_entries_about", "district_id", "about"),
        sa.Index("ix_ledger_entries_telephone", "district_id", "telephone_id"),
        sa.Index(
            "ix_ledger_entries_unsealed",
            "district_id",
            "id",
            sqlite_where=sa.text("position IS NULL"),
            postgresql_where=sa.text("position IS NULL"),
        ),
    )

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    deed: Mapped[str]
    at: Mapped[datetime]
    digest: Mapped[str]
    salt: Mapped[str | None]
    content: Mapped[str | None]
    about: Mapped[str | None]
    telephone_id: Mapped[str | None]
    position: Mapped[int | None]
    head: Mapped[str | None]


class LedgerSealRow(Base):
    """How far the chain of a district reaches; whoever seals holds this row.

    `alarm` is the first thing that a sealer found broken (flaw, position, entry_id, at), until the ledger holds.
    """

    __tablename__ = "ledger_seals"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    head: Mapped[str]
    sealed_at: Mapped[datetime]
    alarm: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
