"""No telephone gets more texts than the published states and the sending hours make needful, and none fewer.

The reference below knows nothing of notices, versions or messages: for each telephone it compares what
holds for it when texts may leave with what it was left with the last time.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from config.clock import FixedClock
from config.durable import Outbox
from scheduler.messages import DeliveryFacts
from tests.integration.sending_office import SendingOffice, civil
from tests.simulator import SimulatorProcess, running_simulator
from tests.unit.notifications.arrangements import FILM

VENUES, DELIVERIES, STEPS = 3, 4, 14
State = dict[str, DeliveryFacts]


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatorProcess]:
    path: Path = tmp_path_factory.mktemp("simulator")
    with running_simulator(path / "simulator.jsonl") as running:
        yield running


def placed(number: int, venue: int, day: int) -> DeliveryFacts:
    return replace(
        FILM,
        id=f"2606-{number:03d}",
        day=f"2026-06-{day:02d}",
        venue=f"第{venue}广场",
        venue_party=f"venue:{venue}",
        rain_venue=None,
        rain_venue_party=None,
    )


def holds_for(party: str, state: State) -> frozenset[tuple[str, str, str]]:
    """What a party has to know: where and when each delivery is that it has to do with."""
    return frozenset(
        (facts.id, facts.venue, facts.day)
        for facts in state.values()
        if party in (facts.venue_party, facts.provider_party, facts.area_party)
    )


def next_state(dice: random.Random, state: State) -> State:
    """One delivery put, moved, brought elsewhere or taken out."""
    number = dice.randrange(DELIVERIES)
    key, after = f"2606-{number:03d}", dict(state)
    if key in after and dice.random() < 0.3:
        del after[key]
    else:
        after[key] = placed(number, dice.randrange(VENUES), dice.choice([12, 13]))
    return after


@pytest.mark.parametrize("seed", range(6))
def test_each_telephone_gets_as_many_texts_as_there_are_differences_when_texts_may_leave(
    outbox: Outbox, clock: FixedClock, simulator: SimulatorProcess, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311 - the same seed gives the same story
    provider = simulator.provider()
    first = 30_000_000 + seed * 1000 + (500 if outbox.store.is_sqlite else 0)
    office = SendingOffice(outbox, clock, provider, uuid4().hex[:8], first)
    parties = [*(f"venue:{venue}" for venue in range(VENUES)), "provider:cinema", "area:west"]
    for party in parties:
        office.contact(party)
    needful: Counter[str] = Counter()
    state: State = {}
    left_with: dict[str, frozenset[tuple[str, str, str]]] = dict.fromkeys(parties, frozenset())
    for step in range(STEPS):
        hour = dice.choice([6, 9, 12, 21])
        clock.instant = (civil(5, 20, hour) + timedelta(days=step)).astimezone(UTC)
        after = next_state(dice, state)
        changed = [key for key in sorted({*state, *after}) if state.get(key) != after.get(key)]
        if changed:
            office.publish(*((state.get(key), after.get(key)) for key in changed))
        state = after
        if dice.random() < 0.6:
            office.send()
            if 8 <= hour < 20:
                for party in parties:
                    needful[party] += holds_for(party, state) != left_with[party]
                    left_with[party] = holds_for(party, state)
    told = Counter({party: len(office.shown(office.numbers[party])) for party in parties})
    assert told == needful
    assert needful.total() > 0
    provider.close()
