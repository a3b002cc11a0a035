"""An office with a crowd to tell, in this process, and a simulator in its own: what was told is counted there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import count
from uuid import uuid4

import sqlalchemy as sa

from config.clock import FixedClock
from config.database import Store
from config.durable import Outbox
from notifications.adapters.message_tables import MessageRow
from notifications.application.asking_after import SendReport, ask_after_open_intents
from notifications.application.desk import Desk
from notifications.application.dispatching import Settle
from notifications.application.stepping import step
from notifications.domain.message import Happening, MessageState
from notifications.providers import Provider
from notifications.providers.simulator.client import SimulatorProvider
from scheduler.messages import DeliveryFacts
from tests.integration.sending_office import SendingOffice
from tests.simulator import SECRET, SimulatorProcess
from tests.unit.notifications.arrangements import BOOKS

VENUES, BATCH = 45, 20
"""Three calls of the provider."""

TIMEOUT_SECONDS = 0.5
NUMBERS = count(31_000_000, 1000)


def guard_off(store: Store, desk: Desk, _provider: Provider, _report: SendReport) -> None:
    """What a message layer without the guard does: what is open is taken as never sent."""
    with store.transaction() as session:
        for row in session.scalars(
            sa.select(MessageRow).where(MessageRow.state == MessageState.SUBMITTING.value)
        ):
            step(session, row, Happening.NOT_FOUND, desk.clock.now(), "guard off")


def books(place: int, day: str = "2026-06-15") -> DeliveryFacts:
    return replace(BOOKS, id=f"2606-b{place:02d}", venue_party=f"venue:v{place}", day=day)


class InSmallBatches(SendingOffice):
    """An office whose texts take several calls."""

    @property
    def desk(self) -> Desk:
        desk = super().desk
        return replace(desk, rules=replace(desk.rules, batch=BATCH))


@dataclass
class Crowd:
    """The office, its simulator, and how often each telephone is to be told: once."""

    office: SendingOffice
    simulator: SimulatorProcess

    def publish(self) -> None:
        """Something new for every venue, one text each."""
        self.office.publish(*((None, books(place)) for place in range(VENUES)))

    def drain(self, settle: Settle = ask_after_open_intents, *, most: int = 60) -> None:
        """Run the lane, the wire rested between the runs, until nothing is left to do."""
        for _ in range(most):
            if not self.office.send(settle).unfinished and not self.queued():
                return
        raise AssertionError(f"not done after {most} runs: {self.states()}")

    def queued(self) -> int:
        return self.states()[MessageState.QUEUED.value]

    def states(self) -> Counter[str]:
        return Counter(row.state for row in self.office.messages() if row.channel == "sms")

    def told(self) -> Counter[str]:
        """How often each telephone was told, in the simulator's own record."""
        mine = {row.reference for row in self.office.messages()}
        return Counter(each["telephone"] for each in self.simulator.taken() if each["reference"] in mine)

    def once_each(self) -> Counter[str]:
        return Counter(self.office.numbers.values())


def crowd_at(
    outbox: Outbox,
    clock: FixedClock,
    simulator: SimulatorProcess,
    adapter: type[SimulatorProvider] = SimulatorProvider,
) -> Crowd:
    """A new office with a telephone for each venue."""
    provider = adapter(simulator.address, SECRET, timeout=TIMEOUT_SECONDS, settle_seconds=0.1)
    office = InSmallBatches(outbox, clock, provider, uuid4().hex[:8], next(NUMBERS))
    office.contact_all(*(f"venue:v{place}" for place in range(VENUES)))
    return Crowd(office, simulator)
