"""Tables of what comes back: questions and their items, replies, receipts, and how far each lane was read."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from config.arrival import Arriving, number_arrivals
from config.database import Base
from config.identity import sortable_id


class QuestionRow(Base):
    """One question put to one telephone; `code` is empty where it is asked by a call.

    `withdrawn` questions never left the house. `answer_until` is when an answer given holds for good.
    `escalated` counts the steps taken about its silence, the last of them at `escalated_at`. `matter` is what a
    question of the market's campaigns is about, in words, where that it was received is all that is asked.
    """

    __tablename__ = "questions"
    __table_args__ = (
        sa.ForeignKeyConstraint(["district_id", "message_id"], ["messages.district_id", "messages.id"]),
        sa.Index("ix_questions_telephone", "district_id", "telephone_id"),
        sa.Index("ix_questions_message", "district_id", "message_id"),
    )

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[str]
    telephone_id: Mapped[str | None]
    code: Mapped[str]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime]
    answer_until: Mapped[datetime]
    asked_back: Mapped[int] = mapped_column(default=0)
    escalated: Mapped[int] = mapped_column(default=0)
    escalated_at: Mapped[datetime | None]
    by_call: Mapped[bool] = mapped_column(default=False)
    matter: Mapped[str] = mapped_column(default="")


class QuestionItemRow(Base):
    """One delivery that one party is asked about; several share a number where it is one course.

    Of a campaign the `side` is `business`, and `delivery_id` holds the id of the business's row.
    `standing` is `open`, `superseded`, `confirmed` or `declined`; `received` says that it was read, `reason`
    what was said with the answer. From `starts_at` on, the start of the delivery, no answer is taken.
    `overtaken` is how a superseded item stood before, should the change be undone untold.
    """

    __tablename__ = "question_items"
    __table_args__ = (
        sa.ForeignKeyConstraint(["district_id", "question_id"], ["questions.district_id", "questions.id"]),
        sa.Index("ix_question_items_delivery", "district_id", "delivery_id"),
    )

    district_id: Mapped[str] = mapped_column(primary_key=True)
    question_id: Mapped[str] = mapped_column(primary_key=True)
    party_id: Mapped[str] = mapped_column(primary_key=True)
    side: Mapped[str] = mapped_column(primary_key=True)
    delivery_id: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[int]
    version: Mapped[int]
    standing: Mapped[str]
    starts_at: Mapped[datetime]
    overtaken: Mapped[str] = mapped_column(default="")
    received: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")


class ReplyRow(Arriving, Base):
    """A text that came in, stored once by the provider's id; `verdict` is what was made of it, by which `rule`.

    `telephone_id` is None when no contact ever had the number. `remarked`: it says more than was counted. `read_by`
    is who took it from the inbox, `corrected_by` who last put right what was made of it.
    """

    __tablename__ = "replies"
    __table_args__ = (
        sa.UniqueConstraint("lane", "provider_reply_id"),
        sa.Index("ix_replies_verdict", "district_id", "verdict"),
    )

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    lane: Mapped[str]
    provider_reply_id: Mapped[str]
    telephone_id: Mapped[str | None]
    number: Mapped[str]
    text: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(index=True)
    written: Mapped[str] = mapped_column(default=sortable_id, server_default="")
    """Sorts it among the texts of its instant, in both directions."""
    verdict: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    rule: Mapped[str] = mapped_column(default="")
    remarked: Mapped[bool] = mapped_column(default=False)
    question_id: Mapped[str | None]
    read_by: Mapped[str | None]
    corrected_by: Mapped[str | None]
    corrected_at: Mapped[datetime | None]


class OptOutRow(Base):
    """A telephone wants no promotional texts from `since` on, until it `ended`: by a reply, or as a person recorded."""

    __tablename__ = "opt_outs"
    __table_args__ = (
        sa.ForeignKeyConstraint(["district_id", "telephone_id"], ["telephones.district_id", "telephones.id"]),
    )

    district_id: Mapped[str] = mapped_column(primary_key=True)
    telephone_id: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(primary_key=True)
    reply_id: Mapped[str]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]


class ReceiptRow(Arriving, Base):
    """A provider's report on a message, stored once by the provider's id."""

    __tablename__ = "receipts"
    __table_args__ = (
        sa.UniqueConstraint("lane", "provider_receipt_id"),
        sa.Index(
            "ix_receipts_waiting",
            "lane",
            "reference",
            sqlite_where=sa.text("message_id IS NULL"),
            postgresql_where=sa.text("message_id IS NULL"),
        ),
    )

    district_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    lane: Mapped[str]
    provider_receipt_id: Mapped[str]
    reference: Mapped[str]
    message_id: Mapped[str | None]
    delivered: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    received_at: Mapped[datetime]


number_arrivals(ReplyRow)
number_arrivals(ReceiptRow)


class LaneCursorRow(Base):
    """Up to where a provider's receipts and replies were fetched."""

    __tablename__ = "lane_cursors"

    district_id: Mapped[str] = mapped_column(primary_key=True)
    lane: Mapped[str] = mapped_column(primary_key=True)
    cursor: Mapped[str]
