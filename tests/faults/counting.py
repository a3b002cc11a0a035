"""What the simulator's own record says against what the house believes: told twice, lost, or silently unknown."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

import sqlalchemy as sa

from config.database import Store
from notifications.adapters.message_tables import MessageRow, MessageSubjectRow
from notifications.domain.message import MessageState
from tests.simulator import SimulatorProcess

TOLD = frozenset({MessageState.SENT.value, MessageState.DELIVERED.value})


@dataclass(frozen=True, slots=True)
class Count:
    """How the texts of a run stand: doubled ones, lost ones, and those visible as unknown, by reference."""

    taken: int
    doubled: tuple[str, ...]
    lost: tuple[str, ...]
    unknown: tuple[str, ...]
    told_without_trace: tuple[str, ...]

    @property
    def clean(self) -> bool:
        return not (self.doubled or self.lost or self.told_without_trace)


def count(store: Store, simulator: SimulatorProcess) -> Count:
    """Compare every text of the store with the provider's record; a text twice to a telephone is doubled.

    Lost is what never left, unless texts that took its place said all of it: of two pages to a telephone the second is
    written anew when the first turns out not to have left.
    """
    taken = simulator.taken()
    by_reference = Counter(message["reference"] for message in taken)
    by_content = Counter((message["telephone"], message["text"]) for message in taken)
    with store.reading() as session:
        rows = list(session.scalars(sa.select(MessageRow).where(MessageRow.channel == "sms")))
        spoken: dict[str, set[tuple[str, int, str]]] = defaultdict(set)
        for one in session.scalars(sa.select(MessageSubjectRow)):
            spoken[one.message_id].add((one.subject, one.version, one.party_id))
    heard = {each for row in rows if row.state in TOLD for each in spoken[row.id]}
    doubled = {reference for reference, times in by_reference.items() if times > 1}
    doubled |= {
        message["reference"] for message in taken if by_content[message["telephone"], message["text"]] > 1
    }
    return Count(
        taken=len(taken),
        doubled=tuple(sorted(doubled)),
        lost=tuple(
            f"{row.reference} {row.state}: {row.reason}"
            for row in rows
            if row.state not in {*TOLD, MessageState.UNKNOWN.value}
            and not (row.replaced_at is not None and spoken[row.id] and spoken[row.id] <= heard)
        ),
        unknown=tuple(row.reference for row in rows if row.state == MessageState.UNKNOWN.value),
        told_without_trace=tuple(
            row.reference for row in rows if row.state in TOLD and not by_reference[row.reference]
        ),
    )
