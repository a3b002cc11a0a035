"""A provider in the hands of a test: it says what it is told to say, and writes down what came when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from notifications.providers import Capabilities, Outgoing, Sight, Sighting, Submission, Updates, Verdict
from tests.wire import WireInHand

ALL_AT_ONCE = Capabilities("simulator", True, 100, False, "reference", 120, True, False)
Says = Callable[[Outgoing], Submission]


def accepts(message: Outgoing) -> Submission:
    return Submission(message.reference, Verdict.ACCEPTED, f"p-{message.reference}")


@dataclass
class ScriptedProvider:
    """Answers each message by `says`; `calls` are the instants of the wire with what came, `takes` seconds each."""

    wire: WireInHand
    says: Says = accepts
    takes: float = 0.0
    calls: list[tuple[float, list[Outgoing]]] = field(default_factory=list)
    before_answer: Callable[[], None] = lambda: None
    capabilities: Capabilities = ALL_AT_ONCE
    brings: Callable[[str], Updates] = lambda cursor: Updates((), (), cursor or "0")
    sees: Sight = Sight.NOT_FOUND

    def send(self, batch: Sequence[Outgoing]) -> Sequence[Submission]:
        self.calls.append((self.wire.passed, list(batch)))
        self.wire.passed += self.takes
        self.before_answer()
        return [self.says(each) for each in batch]

    def look_up(self, message: Outgoing, since: datetime) -> Sighting:
        known = {each.reference for _, batch in self.calls for each in batch}
        assert message.reference in known, since
        return Sighting(self.sees)

    def fetch_updates(self, cursor: str) -> Updates:
        return self.brings(cursor)

    def close(self) -> None:
        """Nothing is open."""

    @property
    def sizes(self) -> list[int]:
        return [len(batch) for _, batch in self.calls]
