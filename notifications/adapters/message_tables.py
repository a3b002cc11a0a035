"""Tables of what is told: notices, the messages that tell them, and the versions they speak of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from config.database import Base
from config.identity import sortable_id


def _index_of_those_with(column: str, name: str, *columns: str) -> sa.Index:
    """An index of the rows whose `column` is not NULL: the others cost nothing when they are written."""
    there = sa.text(f"{column} IS NOT NULL")
    return sa.Index(name, *columns, sqlite_where=there, postgresql_where=there)


class NoticeRow(Base):
    """What one party is told at one occasion; `number` is the version of the month's calendar, if it is of one."""

    __tablename__ = "notices"
    __table_args__ = (sa.Index("ix_notices_party", "district_id", "party_id"),)

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    party_id: Mapped[str]
    kind: Mapped[str]
    class_: Mapped[str] = mapped_column("class")
    month: Mapped[str | None]
    number: Mapped[int | None]
    state: Mapped[str]
    not_after: Mapped[datetime | None]
    created_at: Mapped[datetime]


class MessageRow(Base):
    """One attempt to tell, by one channel: `text` frozen as composed, the state by the domain's table.

    `lane` is the provider it goes by; `reference` is our own for every attempt: its id, by which it is found. `channel` is
    `sms`, or `call` for a person who telephones. A superseded message whose content still waits to be
    told has no `replaced_at`. `urgency` 0 leaves first. What was refused for now is not handed over again
    before `retry_at`, by the wire's clock. `doubted_at` is set for good once its fate with its provider was
    not known: that provider's receipt may still come, so no other may have it. `campaign_id`: which of the
    market's campaigns it tells of.
    """

    __tablename__ = "messages"
    __table_args__ = (
        sa.Index("ix_messages_lane", "district_id", "lane", "state", "urgency", "due_at", "id"),
        sa.Index("ix_messages_telephone", "district_id", "telephone_id"),
        _index_of_those_with("month", "ix_messages_month", "district_id", "month"),
        _index_of_those_with("submitted_at", "ix_messages_submitted", "district_id", "lane", "submitted_at"),
        _index_of_those_with("campaign_id", "ix_messages_campaign", "district_id", "campaign_id"),
        _index_of_those_with("provider_id", "ix_messages_provider_id", "lane", "provider_id"),
        sa.ForeignKeyConstraint(["district_id", "telephone_id"], ["telephones.district_id", "telephones.id"]),
    )

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    telephone_id: Mapped[str | None]
    channel: Mapped[str]
    lane: Mapped[str]
    kind: Mapped[str]
    class_: Mapped[str] = mapped_column("class")
    urgency: Mapped[int]
    month: Mapped[str | None]
    number: Mapped[int | None]
    campaign_id: Mapped[str | None]
    language: Mapped[str]
    template: Mapped[str]
    template_version: Mapped[str]
    text: Mapped[str]
    encoding: Mapped[str]
    units: Mapped[int]
    parts: Mapped[int]
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    reference: Mapped[str]
    provider_id: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(index=True)
    written: Mapped[str] = mapped_column(default=sortable_id, server_default="")
    """Sorts the texts of one instant as they were written; empty of what is older than this column."""
    due_at: Mapped[datetime]
    not_after: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    retry_at: Mapped[datetime | None]
    doubted_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
    handled_by: Mapped[str | None]


class NoticeMessageRow(Base):
    """Which message tells which notice: one digest for a telephone tells several parties' notices."""

    __tablename__ = "notice_messages"
    __table_args__ = (
        sa.ForeignKeyConstraint(["district_id", "notice_id"], ["notices.district_id", "notices.id"]),
        sa.ForeignKeyConstraint(["district_id", "message_id"], ["messages.district_id", "messages.id"]),
        sa.Index("ix_notice_messages_message", "district_id", "message_id", "notice_id"),
    )

    district_id: Mapped[str] = mapped_column(primary_key=True)
    notice_id: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(primary_key=True)


class MessageSubjectRow(Base):
    """One thing that a message speaks of, and the version it was in: a raised one makes the text stale.

    `facts` is what the party was told of it (empty: that it is no more), of a delivery in its capacity
    `side`; `told` is what it had heard before. `item` is the number that a reply names, 0 for none.
    """

    __tablename__ = "message_subjects"
    __table_args__ = (
        sa.ForeignKeyConstraint(["district_id", "message_id"], ["messages.district_id", "messages.id"]),
        _index_of_those_with("delivery_id", "ix_message_subjects_delivery", "district_id", "delivery_id"),
    )

    district_id: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    version: Mapped[int]
    party_id: Mapped[str]
    side: Mapped[str] = mapped_column(default="")
    delivery_id: Mapped[str | None]
    facts: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    told: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    elsewhere: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    reason: Mapped[str] = mapped_column(default="")
    item: Mapped[int] = mapped_column(default=0)


class TemplateSourceRow(Base):
    """One version of a template: `source` are its own words, `shared` what it shares with others of its language."""

    __tablename__ = "template_sources"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]
    shared: Mapped[str]
    first_used_at: Mapped[datetime]
