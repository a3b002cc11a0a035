"""One market officer's day, as the tests of reminders live it."""

from __future__ import annotations

from datetime import date, datetime

from config.clock import FixedClock
from config.database import Store
from notifications.market.application.calling import record_call
from notifications.market.application.keeping import mark_renewal_filed, set_status
from notifications.market.application.listing import (
    ListedReminder,
    PreviewPage,
    list_reminders,
    read_preview,
)
from notifications.market.application.previewing import freeze_preview
from notifications.market.application.sending import SentPreview, send_preview
from notifications.market.application.sweeping import Swept, sweep
from notifications.market.domain.business import BusinessStatus
from notifications.market.domain.reminder import ReminderState
from tests.integration.market_desk import (
    DISTRICT,
    OFFICER,
    KeepingMessageLayer,
    desk_at,
)

AUTUMN = date(2026, 10, 25)


class Day:
    """One officer's day at the desk: a clock to set, and each deed in a transaction of its own."""

    def __init__(self, store: Store, clock: FixedClock) -> None:
        self.store, self.clock, self.messages = store, clock, KeepingMessageLayer()
        self.desk = desk_at(clock, self.messages)

    def stands_at(self, instant: datetime) -> Day:
        self.clock.instant = instant
        return self

    def sweep(self) -> Swept:
        with self.store.transaction() as session:
            return sweep(session, self.desk)

    def listed(self, *states: ReminderState) -> list[ListedReminder]:
        with self.store.reading() as session:
            return list_reminders(session, self.desk, states or (ReminderState.DUE,))

    def ids(self, *states: ReminderState) -> list[str]:
        return [each.id for each in self.listed(*states)]

    def freeze(self, *reminder_ids: str) -> str:
        with self.store.transaction() as session:
            return freeze_preview(session, self.desk, by=OFFICER, reminder_ids=reminder_ids or None)

    def preview(self, preview_id: str) -> PreviewPage:
        with self.store.reading() as session:
            return read_preview(session, DISTRICT, preview_id)

    def send(self, preview_id: str, by: str = OFFICER) -> SentPreview:
        with self.store.transaction() as session:
            return send_preview(session, self.desk, preview_id, by=by)

    def messages_notice(self) -> str:
        """The id of the one notice handed over."""
        (text,) = self.messages.announced
        (party,) = text.names
        return f"{text.key}/{party}"

    def call(self, reminder_id: str, said: str) -> None:
        with self.store.transaction() as session:
            record_call(session, self.desk, reminder_id, said, by=OFFICER)

    def close(self, business_id: str) -> None:
        with self.store.transaction() as session:
            set_status(
                session,
                DISTRICT,
                business_id,
                BusinessStatus.CLOSED,
                seen=BusinessStatus.OPEN,
                by=OFFICER,
                at=self.clock.now(),
            )

    def file_renewal(self, licence_id: str) -> None:
        with self.store.transaction() as session:
            today = self.clock.today()
            mark_renewal_filed(
                session, DISTRICT, licence_id, today, by=OFFICER, at=self.clock.now(), today=today
            )
