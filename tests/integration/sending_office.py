"""An office that sends: a real store, a real simulator process, a clock that stands still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from config.clock import FixedClock
from config.database import raise_subject
from config.durable import Outbox
from config.settings import load_settings
from config.telephones import parse_telephones
from config.work_log import EventRow
from notifications.adapters.answer_tables import LaneCursorRow, ReplyRow
from notifications.adapters.message_tables import MessageRow, MessageSubjectRow, NoticeRow
from notifications.adapters.templates import shipped_wording
from notifications.application.announcing import Announcement, announce
from notifications.application.asking_after import SendReport, ask_after_open_intents
from notifications.application.contacting import Contact, Edit, put_contacts
from notifications.application.desk import Desk, Takes, any_text
from notifications.application.dispatching import Settle, send_due
from notifications.application.inbox_view import replies_shown
from notifications.application.receipts import fetch_updates
from notifications.domain.sending_rules import SendingRules
from notifications.domain.wording import Office
from notifications.providers.simulator.client import SimulatorProvider
from scheduler.messages import CalendarPublished, DeliveryAnswered, DeliveryChange, DeliveryFacts
from tests.wire import WireInHand

SHANGHAI = ZoneInfo("Asia/Shanghai")
JUNE = "2026-06"
OFFICE = Office("示范区文化配送中心", "021-0000-0100", "示范区文化配送")


def is_workday(day: date) -> bool:
    return day.isoweekday() < 6


def civil(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


@dataclass
class SendingOffice:
    """The deeds of the message layer as the tests do them, and what came of them."""

    outbox: Outbox
    clock: FixedClock
    provider: SimulatorProvider
    district_id: str
    first_number: int
    number: int = 0
    settling: timedelta = timedelta()
    numbers: dict[str, str] = field(default_factory=dict)
    takes: Takes = any_text
    wire: WireInHand = field(default_factory=WireInHand)

    def __post_init__(self) -> None:
        with self.outbox.transaction() as session:
            cursor = self.provider.fetch_updates("").cursor
            session.add(LaneCursorRow(district_id=self.district_id, lane="simulator", cursor=cursor))

    @property
    def desk(self) -> Desk:
        rules = load_settings(environment={}).section("sending", SendingRules)
        capabilities = self.provider.capabilities
        return Desk(
            self.district_id,
            self.clock,
            OFFICE,
            rules,
            shipped_wording(),
            is_workday,
            capabilities,
            settling=self.settling,
            takes=self.takes,
        )

    def contact(self, party: str, number: str = "", **dates: date) -> str:
        """Give a party a telephone, by default a new mobile one; returns its number in E.164."""
        found = self._numbered(party, number, **dates)
        self._put([found])
        return found.telephone.number

    def contact_all(self, *parties: str) -> None:
        """Give each of the parties a new mobile telephone, in one transaction."""
        self._put([self._numbered(party, "") for party in parties])

    def _numbered(self, party: str, number: str, **dates: date) -> Contact:
        number = number or f"+86154{self.first_number + len(self.numbers):08d}"
        self.numbers.setdefault(party, number)
        return Contact(party, parse_telephones(number)[0], **dates)

    def _put(self, contacts: Sequence[Contact]) -> None:
        with self.outbox.transaction() as session:
            put_contacts(session, self.district_id, contacts, Edit("import", self.clock.now()))

    def publish(
        self, *changes: tuple[DeliveryFacts | None, DeliveryFacts | None], reason: str = ""
    ) -> Announcement:
        """Publish the next version with these differences (before, after) and announce it."""
        with self.outbox.transaction() as session:
            event = CalendarPublished(
                self.district_id, JUNE, self.number + 1, "协调员", self._changes(session, changes, reason)
            )
            announcement = announce(session, self.desk, event)
        self.number += 1
        return announcement

    def raise_only(self, *changes: tuple[DeliveryFacts | None, DeliveryFacts | None]) -> CalendarPublished:
        """Publish without announcing yet: the event is still on its way."""
        with self.outbox.transaction() as session:
            made = self._changes(session, changes, "")
        self.number += 1
        return CalendarPublished(self.district_id, JUNE, self.number, "协调员", made)

    def hear(self, event: CalendarPublished) -> Announcement:
        with self.outbox.transaction() as session:
            return announce(session, self.desk, event)

    def _changes(
        self, session: Any, changes: Sequence[tuple[DeliveryFacts | None, DeliveryFacts | None]], reason: str
    ) -> tuple[DeliveryChange, ...]:
        made = []
        for before, after in changes:
            facts = after or before
            assert facts is not None
            version = raise_subject(session, self.district_id, f"delivery:{facts.id}")
            made.append(DeliveryChange(facts.id, version, before, after, reason=reason))
        return tuple(made)

    def send(self, settle: Settle = ask_after_open_intents) -> SendReport:
        """One run; on the wire ten minutes have passed since the last."""
        self.wire.pause(600)
        return send_due(self.outbox.store, self.desk, self.provider, wire=self.wire, settle=settle)

    def fetch(self) -> tuple[int, int]:
        taken = fetch_updates(self.outbox, self.desk, self.provider)
        return taken.receipts, taken.replies

    def reply(self, number: str, text: str) -> None:
        """A person types a reply, the office fetches it and sends what it has to say to it."""
        self.provider.type_reply(number, text)
        self.fetch()
        self.send()

    def shown(self, number: str) -> list[str]:
        """The texts that a telephone shows, without their signature."""
        found = self.provider.conversation(number)
        return [each["text"].removeprefix("【示范区文化配送】") for each in found if each["from"] == "office"]

    def states(self) -> list[tuple[str, str]]:
        """Kind and state of every message, in the order in which they were written."""
        with self.outbox.store.reading() as session:
            rows = session.scalars(
                sa.select(MessageRow).where(MessageRow.district_id == self.district_id)
            ).all()
        return [(row.kind, row.state) for row in sorted(rows, key=lambda row: (row.created_at, row.id))]

    def messages(self) -> list[MessageRow]:
        with self.outbox.store.reading() as session:
            return list(
                session.scalars(
                    sa.select(MessageRow)
                    .where(MessageRow.district_id == self.district_id)
                    .order_by(MessageRow.created_at, MessageRow.id)
                )
            )

    def notices(self) -> dict[str, str]:
        """The state of each party's latest notice."""
        with self.outbox.store.reading() as session:
            rows = session.scalars(
                sa.select(NoticeRow)
                .where(NoticeRow.district_id == self.district_id)
                .order_by(NoticeRow.created_at)
            ).all()
        return {row.party_id: row.state for row in rows}

    def spoken_of(self, kind: str) -> list[MessageSubjectRow]:
        """What the messages of a kind speak of."""
        told = sa.and_(
            MessageRow.district_id == MessageSubjectRow.district_id,
            MessageRow.id == MessageSubjectRow.message_id,
        )
        with self.outbox.store.reading() as session:
            return list(
                session.scalars(
                    sa.select(MessageSubjectRow)
                    .join(MessageRow, told)
                    .where(MessageRow.district_id == self.district_id, MessageRow.kind == kind)
                )
            )

    def verdicts(self) -> list[str]:
        with self.outbox.store.reading() as session:
            return list(
                session.scalars(
                    sa.select(ReplyRow.verdict)
                    .where(ReplyRow.district_id == self.district_id)
                    .order_by(ReplyRow.provider_reply_id)
                )
            )

    def unread(self) -> list[str]:
        """The replies that a person still has to read, the newest first."""
        with self.outbox.store.reading() as session:
            return [each.text for each in replies_shown(session, self.district_id, unread_only=True)]

    def answers(self) -> list[tuple[str, str, str, int]]:
        """What was answered, oldest first: delivery, side, answer, and the version it was asked about."""
        with self.outbox.store.reading() as session:
            payloads = session.scalars(
                sa.select(EventRow.payload)
                .where(EventRow.district_id == self.district_id, EventRow.kind == DeliveryAnswered.__name__)
                .order_by(EventRow.id)
            ).all()
        return [
            (each["delivery_id"], each["side"], each["answer"], each["asked_version"]) for each in payloads
        ]
