"""Tables of access: sign-in links (only their hash) and the sessions opened with them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from config.database import Base


class SignInLinkRow(Base):
    """One link for one named person; works once and until `expires_at`. The token itself is not kept."""

    __tablename__ = "sign_in_links"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str]
    role: Mapped[str]
    area_id: Mapped[str | None]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignedInRow(Base):
    """One session: who is signed in with which role, until `expires_at` or until they sign out."""

    __tablename__ = "sign_in_sessions"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id_hash: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str]
    role: Mapped[str]
    area_id: Mapped[str | None]
    began_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class NumberReadingRow(Base):
    """One telephone number that a person read whole, because of which message."""

    __tablename__ = "number_readings"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    telephone_id: Mapped[str] = mapped_column(index=True)
    message_id: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
