"""The register's tables; every key begins with the district."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from config.database import Base


class BusinessRow(Base):
    """One business; `hand_edits` maps each field edited by hand since it was last imported to by whom and when."""

    __tablename__ = "market_businesses"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    category: Mapped[str] = mapped_column(index=True)
    status: Mapped[str]
    address: Mapped[str]
    area_id: Mapped[str] = mapped_column(index=True)
    contact: Mapped[str]
    hand_edits: Mapped[dict[str, Any]] = mapped_column(default=dict)


class LicenceRow(Base):
    """One licence of a business."""

    __tablename__ = "market_licences"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["district_id", "business_id"], ["market_businesses.district_id", "market_businesses.id"]
        ),
        sa.Index("ix_market_licences_business", "district_id", "business_id"),
    )

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    business_id: Mapped[str]
    kind: Mapped[str]
    number: Mapped[str]
    issued: Mapped[date | None]
    expires: Mapped[date | None] = mapped_column(index=True)
    renewal_filed_on: Mapped[date | None]
    hand_edits: Mapped[dict[str, Any]] = mapped_column(default=dict)


class LicenceRuleRow(Base):
    """One rule of law: category, kind and the day it takes effect, with its citation and how sure it is."""

    __tablename__ = "market_licence_rules"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    effective: Mapped[date] = mapped_column(primary_key=True)
    citation: Mapped[str]
    mark: Mapped[str]
    validity_months: Mapped[int | None]
    lead_days: Mapped[int | None]
    filing: Mapped[bool]


class RegisterChangeRow(Base):
    """One field of the register that changed: from what, to what, by whom, by hand or by import."""

    __tablename__ = "market_changes"
    __table_args__ = (sa.Index("ix_market_changes_subject", "district_id", "subject"),)

    serial: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    district_id: Mapped[str]
    subject: Mapped[str]
    field: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str | None]
    by: Mapped[str]
    source: Mapped[str]
    at: Mapped[datetime]


class ReminderRow(Base):
    """One step of one licence's period on the list: due, sent, withdrawn, or left to a person.

    The key is the licence, the expiry it counts to and the step, so a sweep can never list it twice.
    """

    __tablename__ = "market_reminders"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["district_id", "licence_id"], ["market_licences.district_id", "market_licences.id"]
        ),
        sa.UniqueConstraint("district_id", "licence_id", "expires", "step"),
        sa.Index("ix_market_reminders_state", "district_id", "state"),
    )

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    licence_id: Mapped[str]
    expires: Mapped[date]
    step: Mapped[str]
    due_on: Mapped[date]
    apply_by: Mapped[date]
    provisional_years: Mapped[list[Any]]
    state: Mapped[str]
    reason_zh: Mapped[str] = mapped_column(default="")
    reason_en: Mapped[str] = mapped_column(default="")
    listed_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    notice_id: Mapped[str | None] = mapped_column(index=True)


class PreviewRow(Base):
    """A frozen preview: what the officer saw; sent at most once. Of licence reminders, or of one campaign.

    `circumstances` is the digest of what all texts to licences rest on beside their licences, reminders and
    telephones; previews frozen by earlier versions, and those of campaigns, have none.
    """

    __tablename__ = "market_previews"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    campaign_id: Mapped[str | None]
    frozen_at: Mapped[datetime]
    frozen_by: Mapped[str]
    circumstances: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[str | None]
    not_before: Mapped[datetime | None]


class PreviewTextRow(Base):
    """One recipient's real text in a preview; without a telephone it goes to the call list instead.

    `facts` is the digest of what the text was made of; previews frozen by earlier versions have none.
    """

    __tablename__ = "market_preview_texts"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["district_id", "preview_id"], ["market_previews.district_id", "market_previews.id"]
        ),
    )

    district_id: Mapped[str] = mapped_column(primary_key=True)
    preview_id: Mapped[str] = mapped_column(primary_key=True)
    serial: Mapped[int] = mapped_column(primary_key=True)
    businesses: Mapped[list[Any]]
    telephone_id: Mapped[str | None]
    telephone_shown: Mapped[str]
    language: Mapped[str]
    template: Mapped[str]
    template_version: Mapped[str]
    text: Mapped[str]
    segments: Mapped[int]
    not_after: Mapped[datetime]
    facts: Mapped[str | None]


class PreviewItemRow(Base):
    """Which reminder or row of a campaign stands in which text of a preview, and the version its subject had then."""

    __tablename__ = "market_preview_items"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["district_id", "preview_id", "text_serial"],
            [
                "market_preview_texts.district_id",
                "market_preview_texts.preview_id",
                "market_preview_texts.serial",
            ],
        ),
        sa.Index("ix_market_preview_items_text", "district_id", "preview_id", "text_serial"),
    )

    district_id: Mapped[str] = mapped_column(primary_key=True)
    preview_id: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(primary_key=True)
    text_serial: Mapped[int]
    party: Mapped[str]
    subject: Mapped[str]
    version: Mapped[int]
