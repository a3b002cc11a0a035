"""The market officer's desk on the real message layer, with a provider that keeps what it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from config.clock import FixedClock
from config.database import Store
from config.durable import Outbox
from config.settings import load_settings
from config.telephones import parse_telephones
from notifications.adapters.message_tables import MessageRow
from notifications.adapters.templates import shipped_wording
from notifications.application.contacting import Contact, Edit, put_contacts
from notifications.application.desk import Desk as SendingDesk
from notifications.application.dispatching import send_due
from notifications.application.replying import take_reply
from notifications.domain.sending_rules import SendingRules
from notifications.domain.wording import Office
from notifications.market.adapters.message_layer import HouseMessages
from notifications.market.application.announcing import Desk
from notifications.market.application.listing import ListedReminder, list_reminders
from notifications.market.application.previewing import freeze_preview
from notifications.market.application.sending import SentPreview, send_preview
from notifications.market.application.sweeping import Swept, sweep
from notifications.market.domain.due import MarketSettings
from notifications.market.domain.reminder import ReminderState
from notifications.providers import (
    Capabilities,
    InboundReply,
    Outgoing,
    Sight,
    Sighting,
    Submission,
    Updates,
    Verdict,
)
from tests.integration.market_desk import DISTRICT, OFFICER
from tests.unit.market.register import DAYS

LANE = Capabilities(
    name="kept",
    two_way=True,
    bulk_size=100,
    links_allowed=False,
    look_up="reference",
    settle_seconds=0,
    domestic=True,
    live=False,
)


class KeepingProvider:
    """Takes every text and keeps it; a number in `refused` is none of its."""

    capabilities = LANE

    def __init__(self) -> None:
        self.taken: list[Outgoing] = []
        self.refused: set[str] = set()

    def send(self, batch: Sequence[Outgoing]) -> Sequence[Submission]:
        self.taken += [each for each in batch if each.telephone not in self.refused]
        return [
            Submission(
                each.reference, Verdict.REFUSED if each.telephone in self.refused else Verdict.ACCEPTED
            )
            for each in batch
        ]

    def look_up(self, message: Outgoing, since: datetime) -> Sighting:  # noqa: ARG002
        return Sighting(Sight.FOUND if message in self.taken else Sight.NOT_FOUND)

    def fetch_updates(self, cursor: str) -> Updates:
        return Updates((), (), cursor)

    def open_push(self, headers: Mapping[str, str], body: bytes, query: str = "") -> Updates:  # noqa: ARG002
        return Updates((), (), "")

    def close(self) -> None:
        """Nothing is open."""


class House:
    """The market officer's desk on the real message layer, with a provider that keeps what it takes."""

    def __init__(self, store: Store, clock: FixedClock) -> None:
        settings = load_settings(environment={})
        office = Office("某区文化市场科", "021-0000-0100", "某区文化")
        rules = settings.section("sending", SendingRules)
        self.store, self.clock, self.provider = store, clock, KeepingProvider()
        self.outbox = Outbox(store, clock)
        self.sending = SendingDesk(
            district_id=DISTRICT,
            clock=clock,
            office=office,
            rules=rules,
            wording=shipped_wording(),
            is_workday=DAYS.is_workday,
            lane=LANE,
        )
        self.desk = Desk(
            district_id=DISTRICT,
            clock=clock,
            workdays=DAYS,
            thresholds=settings.section("market", MarketSettings).thresholds,
            office=office,
            messages=HouseMessages(self.sending),
        )

    def reached_at(self, number: str, *business_ids: str) -> None:
        (telephone,) = parse_telephones(number)
        contacts = [Contact(f"business:{each}", telephone, "负责人") for each in business_ids]
        with self.store.transaction() as session:
            put_contacts(session, DISTRICT, contacts, Edit(OFFICER, self.clock.now()))

    def freeze_and_send(self) -> SentPreview:
        with self.store.transaction() as session:
            preview_id = freeze_preview(session, self.desk, by=OFFICER)
        with self.outbox.transaction() as session:
            return send_preview(session, self.desk, preview_id, by=OFFICER)

    def dispatch(self) -> list[tuple[str, str]]:
        """What the lane took in this run: number and text."""
        before = len(self.provider.taken)
        send_due(self.store, self.sending, self.provider)
        return [(each.telephone, each.text) for each in self.provider.taken[before:]]

    def sweep(self) -> Swept:
        with self.store.transaction() as session:
            return sweep(session, self.desk)

    def reply(self, number: str, text: str) -> None:
        with self.outbox.transaction() as session:
            take_reply(session, self.sending, InboundReply(f"in-{text}", number, text, self.clock.now()))

    def listed(self, state: ReminderState) -> list[ListedReminder]:
        with self.store.reading() as session:
            return list_reminders(session, self.desk, [state])

    def messages(self) -> list[MessageRow]:
        with self.store.reading() as session:
            return list(session.scalars(sa.select(MessageRow).order_by(MessageRow.id)))
