"""Tables of who is told: parties, telephones, and which telephone stands for which party from when to when."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from config.database import Base


class PartyRow(Base):
    """A venue, provider, area or business as somebody to be told; `id` as in the rooms' events."""

    __tablename__ = "parties"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="")


class TelephoneRow(Base):
    """A number in E.164; `call_only` telephones (landlines) are called and never texted."""

    __tablename__ = "telephones"
    __table_args__ = (sa.UniqueConstraint("district_id", "number"),)

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str]
    extension: Mapped[str] = mapped_column(default="")
    call_only: Mapped[bool]


class ContactRow(Base):
    """One telephone of one party, both days included; `position` 1 is told first, 2 when 1 stays silent.

    `edited_by` is `import` or the person who touched it last, so that no import overwrites an edit unasked.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        sa.ForeignKeyConstraint(["district_id", "party_id"], ["parties.district_id", "parties.id"]),
        sa.ForeignKeyConstraint(["district_id", "telephone_id"], ["telephones.district_id", "telephones.id"]),
        sa.Index("ix_contacts_party", "district_id", "party_id"),
        sa.Index("ix_contacts_telephone", "district_id", "telephone_id"),
    )

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    party_id: Mapped[str]
    telephone_id: Mapped[str]
    role: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="zh")
    position: Mapped[int]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    edited_by: Mapped[str] = mapped_column(default="import")
    edited_at: Mapped[datetime | None]
