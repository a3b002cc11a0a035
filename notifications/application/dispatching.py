"""THE GUARD: what still holds is judged under lock and its intent committed before the wire is touched.

A text is never told twice; it is told once, or stands visible as *unknown* with a person's next step.

The provider's word on one block and the intent of the next are one commit. Where nothing paces the lane and the
provider can be asked after what was left open, that commit is made while the call of the block between them is
under way: then two blocks at most are open at once, elsewhere one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Thread
from typing import Self

from sqlalchemy.orm import Session

from config.database import Store
from notifications.application.asking_after import SendReport, ask_after_open_intents
from notifications.application.claiming import Block, claim_block
from notifications.application.desk import Desk
from notifications.application.hearing import (
    ANY_CHANCE,
    NOT_HANDED_OVER,
    TO_BE_JUDGED_ANEW,
    Chance,
    Hearing,
    give_back,
    take_word,
)
from notifications.application.lanes import Lane, came_to_nothing, is_stopped, open_lane
from notifications.application.wire_clock import SharedWire, Wire
from notifications.domain.pacing import GRACE
from notifications.providers import Provider, Submission

Settle = Callable[[Store, Desk, Provider, SendReport], None]
"""How intents left open are dealt with; the one in use asks the provider."""

FRESH_SECONDS = 1.0
"""How long intents kept beside a call may wait for its end: facts may change meanwhile, so after that they are judged anew."""


def send_due(
    store: Store,
    desk: Desk,
    provider: Provider,
    *,
    settle: Settle = ask_after_open_intents,
    wire: Wire | None = None,
    chance: Chance = ANY_CHANCE,
) -> SendReport:
    """Send what is due in this provider's lane, a block at a time; run one at a time for a lane.

    It ends early when the lane rests, is cut off, or is stopped: `waiting` says so.
    """
    report = SendReport()
    if desk.lane.by_a_person:
        return report  # what leaves waits for the person who fetches it
    settle(store, desk, provider, report)
    _Drain(store, desk, provider, wire or SharedWire(), chance, report).run()
    settle(store, desk, provider, report)
    return report


@dataclass(frozen=True, slots=True)
class _Called:
    """A block that was handed over, and what the provider said to it; that is not committed yet."""

    block: Block
    submissions: Sequence[Submission]

    @property
    def came_to_nothing(self) -> bool:
        return bool(self.submissions) and all(map(came_to_nothing, self.submissions))


@dataclass(frozen=True, slots=True)
class _Drain:
    """One run through what is due."""

    store: Store
    desk: Desk
    provider: Provider
    wire: Wire
    chance: Chance
    report: SendReport

    def run(self) -> None:
        called: _Called | None = None
        late = False
        block = self._next(None)
        while block is not None:
            if called is not None and (late or called.came_to_nothing or self._is_stopped()):
                block, called, late = self._reconsidered(called, block, late=late), None, False
                continue
            self._wait_for(block)
            with _Call(self.provider, block) as call:
                following = self._next(called, beside_a_call=True) if self._claims_beside_calls else None
                kept_at = self.wire.ticks()
            late = self.wire.ticks() - kept_at > FRESH_SECONDS
            called = call.outcome
            if following is None:
                following, called = self._next(called), None
            block = following

    @property
    def _is_paced(self) -> bool:
        return self.desk.lane_rules.a_second is not None

    @property
    def _claims_beside_calls(self) -> bool:
        """An urgent text would wait one block longer in a paced lane; what cannot be asked after is kept few."""
        return not self._is_paced and self.desk.lane.look_up != "none"

    def _next(self, called: _Called | None, *, beside_a_call: bool = False) -> Block | None:
        """Take the word on a block that was called and keep the next intents, in one commit.

        None if nothing more may leave; beside a call also where its outcome has to be waited for.
        """
        with self.store.transaction() as session:
            lane = open_lane(session, self.desk, self.wire)
            self._hear(session, lane, called)
            if beside_a_call and not lane.is_well:
                return None
            return claim_block(session, lane, self.report, self.wire)

    def _hear(self, session: Session, lane: Lane, called: _Called | None) -> None:
        if called is not None and called.submissions:
            lane.heard(called.submissions, self.chance())
            take_word(session, called.block, called.submissions, Hearing(lane, self.chance, self.report))

    def _is_stopped(self) -> bool:
        with self.store.reading() as session:
            return is_stopped(session, self.desk)

    def _reconsidered(self, called: _Called, block: Block, *, late: bool) -> Block | None:
        """Intents kept beside a call: given back if they waited long, or if the lane rests or is stopped; else as they are."""
        with self.store.transaction() as session:
            lane = open_lane(session, self.desk, self.wire)
            self._hear(session, lane, called)
            if lane.room and not late:
                return block
            give_back(session, self.desk, block, TO_BE_JUDGED_ANEW if lane.room else NOT_HANDED_OVER)
        return self._next(None)

    def _wait_for(self, block: Block) -> None:
        """Wait for the turn; one that was missed is taken anew, lest two calls come too close."""
        if not block.intents:
            return
        while (ahead := block.leaves_at - self.wire.ticks()) < -GRACE and self._is_paced:
            with self.store.transaction() as session:
                lane = open_lane(session, self.desk, self.wire)
                block.leaves_at = lane.turn(block.texts, self.wire)
        if ahead > 0:
            self.wire.pause(ahead)


class _Call:
    """A call, under way in a thread of its own meanwhile; nothing is asked after or sent before it has ended."""

    def __init__(self, provider: Provider, block: Block) -> None:
        self._provider, self._block = provider, block
        self._submissions: Sequence[Submission] = ()
        self._error: BaseException | None = None
        self._thread = Thread(target=self._make, name="call", daemon=True)

    def __enter__(self) -> Self:
        if self._block.intents:
            self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        if self._block.intents:
            self._thread.join()

    @property
    def outcome(self) -> _Called:
        """What came of it; what went wrong in it is raised."""
        if self._error is not None:
            raise self._error
        return _Called(self._block, self._submissions)

    def _make(self) -> None:
        try:
            self._submissions = self._provider.send([intent.outgoing for intent in self._block.intents])
        except BaseException as error:  # noqa: BLE001 - it is raised where the outcome is asked for
            self._error = error
