"""By the real clock: what a provider's own record shows of a lane's rate, in any sliding second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from config.clock import FixedClock
from config.database import Store
from config.durable import Outbox
from notifications.application.dispatching import send_due
from notifications.domain.lanes import LaneRules
from notifications.domain.segments import parts
from notifications.providers import Provider
from notifications.providers.smpp.client import SmppProvider
from tests.integration.providers.smpp_server import PASSWORD, smpp_server
from tests.integration.providers.test_smpp import SETTINGS
from tests.integration.sending_office import SendingOffice
from tests.simulator import running_simulator
from tests.unit.notifications.arrangements import BOOKS

RATE = 20


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """The turns of a lane are the same by either store; what several workers share is tested on both."""
    return sqlite_store


def busiest_second(instants: Sequence[float]) -> int:
    return max(sum(start <= at < start + 1 for at in instants) for start in instants)


def tell(outbox: Outbox, clock: FixedClock, provider: Any, texts: int) -> list[str]:
    """Send one text to each of so many venues, at the rate and by the wall; returns the texts."""
    office = SendingOffice(outbox, clock, provider, "paced", 73_000_000)
    for place in range(texts):
        office.contact(f"venue:v{place}")
    office.publish(
        *((None, replace(BOOKS, id=f"b{place}", venue_party=f"venue:v{place}")) for place in range(texts))
    )
    desk = replace(office.desk, lane_rules=LaneRules(a_second=RATE))
    told: Provider = provider
    assert send_due(outbox.store, desk, told).sent == texts
    return [row.text for row in office.messages() if row.channel == "sms"]


def test_the_simulators_record_shows_the_rate_kept_and_used(
    outbox: Outbox, clock: FixedClock, tmp_path: Path
) -> None:
    with running_simulator(tmp_path / "simulator.jsonl") as simulator:
        provider = simulator.provider()
        tell(outbox, clock, provider, 40)
        provider.close()
        instants = [
            datetime.fromisoformat(line["at"]).timestamp()
            for line in simulator.lines("messages")
            for _ in line["messages"]
        ]
    assert len(instants) == 40
    assert busiest_second(instants) <= RATE


def test_a_gateways_record_shows_the_rate_kept_by_the_parts_of_long_texts(
    outbox: Outbox, clock: FixedClock
) -> None:
    with smpp_server() as (port, gateway):
        settings = replace(SETTINGS, port=port, window=2, timeout=5, long_texts="parts")
        provider = SmppProvider(settings, PASSWORD, clock.now)
        provider.capabilities = replace(provider.capabilities, live=False)
        texts = tell(outbox, clock, provider, 20)
        provider.close()
    assert len(gateway.taken) == sum(len(parts(text)) for text in texts) == 40
    assert busiest_second([each.at for each in gateway.taken]) <= RATE
