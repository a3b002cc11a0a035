"""Whatever happens between a plan and a telephone: every party's last heard state is the published one.

A state machine plans, moves, cancels, restores, publishes, hears, sends, breaks, reports and replies at
random, counts at the simulator's own record, and holds it against the fewest texts that could do.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from config.database import Store, SubjectVersion
from notifications.adapters.message_tables import MessageRow
from notifications.application.asking_after import SendReport
from notifications.application.desk import Desk
from notifications.application.stepping import step
from notifications.domain.message import Happening, MessageState
from notifications.providers import Outgoing, Provider
from tests.integration.fewest_texts import FewestTexts
from tests.integration.sending_office import SHANGHAI
from tests.integration.small_district import film
from tests.integration.telling_month import PARTIES, SETTLING, Break, TellingMonth
from tests.postgres_lending import Lender

IDS = tuple(f"2606-{number:03d}" for number in (1, 2, 3))
DAYS = tuple(date(2026, 6, day) for day in (12, 13, 20))
BREAKS: tuple[Break, ...] = ("", "", "dies before", "dies after", "answer lost", "busy", "error")
PASSING = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 30, 7 * 60, 13 * 60))
Opened = Callable[[], TellingMonth]


class Telling(RuleBasedStateMachine):
    """One month, and what the tests know of it: what is published, what the office has heard, what was owed."""

    def __init__(self, opened: Opened) -> None:
        super().__init__()
        self.month = opened()
        self.fewest = FewestTexts(PARTIES, SETTLING)
        self.unheard: list[tuple[dict[tuple[str, str, str], tuple[str, ...]], set[str]]] = []

    @property
    def now(self) -> datetime:
        return self.month.clock.now().astimezone(SHANGHAI)

    @property
    def overtaken(self) -> set[str]:
        """The deliveries that changed in a publication which the office has yet to hear of."""
        return {delivery for _, changed in self.unheard for delivery in changed}

    @initialize(number=st.integers(1, len(IDS)), area=st.sampled_from((1, 2)), day=st.sampled_from(DAYS))
    def begin(self, number: int, area: int, day: date) -> None:
        """So that most of what follows has something to tell, move and take back."""
        for delivery in IDS[:number]:
            self.plan(delivery, area, day)
        self.publish(heard=True)

    @rule(delivery=st.sampled_from(IDS), area=st.sampled_from((1, 2)), day=st.sampled_from(DAYS))
    def plan(self, delivery: str, area: int, day: date) -> None:
        self.month.plan(film(delivery, day, area))

    @precondition(lambda self: self.month.drafted)
    @rule(data=st.data(), day=st.sampled_from(DAYS))
    def move(self, data: st.DataObject, day: date) -> None:
        delivery = data.draw(st.sampled_from(sorted(self.month.drafted)))
        if self.month.drafted[delivery].day != day:
            self.month.move(delivery, day)

    @precondition(lambda self: len(self.month.drafted) > 1)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.month.cancel(data.draw(st.sampled_from(sorted(self.month.drafted))))

    @precondition(lambda self: self.month.superseded)
    @rule()
    def restore(self) -> None:
        for delivery in self.month.superseded.values():
            self.month.plan(delivery)

    @precondition(lambda self: self.month.drafted and self.month.drafted != self.month.published)
    @rule(heard=st.booleans())
    def publish(self, *, heard: bool) -> None:
        changed = self.month.publish()
        self.unheard.append((self.month.should_know(), changed))
        if heard:
            self.hear(dies=False)

    @precondition(lambda self: self.unheard)
    @rule(dies=st.booleans())
    def hear(self, *, dies: bool) -> None:
        event = self.month.hear(dies=dies)
        if event is not None:
            state, changed = self.unheard.pop(0)
            assert {change.delivery_id for change in event.changes} == changed
            self.fewest.learn(state, changed, self.overtaken, self.now)

    @precondition(lambda self: self.month.published)
    @rule(breaks=st.sampled_from(BREAKS))
    def send(self, breaks: Break) -> None:
        self.month.send(breaks)
        if breaks in {"", "dies after", "answer lost"}:
            self.fewest.let_go(self.overtaken, self.now)

    @precondition(lambda self: self.month.published)
    @rule(doubled=st.booleans(), backwards=st.booleans())
    def report(self, *, doubled: bool, backwards: bool) -> None:
        self.month.report(doubled=doubled, backwards=backwards)

    @precondition(lambda self: self.month.published)
    @rule(party=st.sampled_from(PARTIES), place=st.integers(0, 3), agrees=st.booleans())
    def reply(self, party: str, place: int, *, agrees: bool) -> None:
        self.month.reply(party, place, agrees=agrees)

    @precondition(lambda self: self.month.published)
    @rule(day=st.sampled_from(DAYS))
    def remind(self, day: date) -> None:
        self.month.remind(day)

    @rule(time=st.sampled_from(PASSING))
    def pass_time(self, time: timedelta) -> None:
        self.month.clock.instant += time

    def teardown(self) -> None:
        try:
            self.tell_all()
            month = self.month
            assert month.told_twice() == []
            assert month.was_told() == month.should_know()
            assert month.believed() == month.should_believe()
            assert month.reminded_again() == []
            assert not month.notes_beyond_replies()
            assert month.told_by() == self.fewest.needful
            assert month.wrongly_answered() == []
        finally:
            self.month.close()

    def tell_all(self) -> None:
        """Everything is heard, the morning comes, the changes have settled, and the lane runs undisturbed."""
        while self.unheard:
            self.hear(dies=False)
        self.month.hear()
        next_morning = self.now.replace(hour=9, minute=0) + timedelta(days=1)
        self.month.clock.instant = next_morning.astimezone(UTC)
        self.send("")
        self.send("")
        self.month.hear()


@pytest.fixture
def opened(tmp_path: Path, sqlite_template: Path) -> Opened:
    """A new office on a copy of the empty store at each call; what is thrown away need not reach the disk."""
    numbers = count()

    def open_one() -> TellingMonth:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        shutil.copy(sqlite_template, folder / "culture.sqlite")
        store = Store(f"sqlite:///{folder / 'culture.sqlite'}")
        sa.event.listen(store.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
        return TellingMonth(store, folder)

    return open_one


@pytest.fixture
def opened_on_postgres(tmp_path: Path, postgres_lender: Lender) -> Iterator[Opened]:
    """A new office on an emptied database at each call; the one before is given back."""
    numbers = count()
    with ExitStack() as borrowed:

        def open_one() -> TellingMonth:
            borrowed.close()
            folder = tmp_path / str(next(numbers))
            folder.mkdir()
            return TellingMonth(Store(borrowed.enter_context(postgres_lender.lent())), folder)

        yield open_one


def tell_at_random(opened: Opened, examples: int, *, new_ones: bool) -> int:
    """Run the machine on so many months; returns how many texts arrived in all of them."""
    arrived = []

    class Opening(Telling):
        def __init__(self) -> None:
            super().__init__(opened)

        def teardown(self) -> None:
            super().teardown()
            arrived.append(self.fewest.needful.total())

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Opening,
        settings=settings(
            max_examples=examples,
            derandomize=not new_ones,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return sum(arrived)


def test_every_party_knows_the_published_state_by_the_fewest_texts(
    opened: Opened, request: pytest.FixtureRequest
) -> None:
    long = request.config.getoption("--all")
    assert tell_at_random(opened, 2000 if long else 14, new_ones=long) > 50


def test_every_party_knows_it_on_postgresql_as_well(
    opened_on_postgres: Opened, request: pytest.FixtureRequest
) -> None:
    long = request.config.getoption("--all")
    assert tell_at_random(opened_on_postgres, 100 if long else 3, new_ones=long) > 8


def test_what_a_dead_process_held_up_is_told_though_something_else_changed_meanwhile(opened: Opened) -> None:
    told = Telling(opened)
    for delivery in IDS[:2]:
        told.plan(delivery, 2, DAYS[0])
    told.publish(heard=True)
    told.send("dies before")
    told.month.move(IDS[0], DAYS[1])
    told.publish(heard=True)
    told.teardown()


def test_a_reminder_that_a_dead_process_held_up_speaks_of_what_still_stands(opened: Opened) -> None:
    told = Telling(opened)
    for delivery in IDS[:2]:
        told.plan(delivery, 2, DAYS[0])
    told.publish(heard=True)
    told.send("")
    told.remind(DAYS[0])
    told.send("dies before")
    told.month.move(IDS[0], DAYS[1])
    told.publish(heard=True)
    told.tell_all()
    office = told.month.office
    reminders = [text for text in office.shown(office.numbers["provider:P2"]) if text.startswith("提醒")]
    assert [reminder.count("露天电影《露天电影》") for reminder in reminders] == [1]
    told.month.close()


def test_a_change_undone_while_its_text_came_to_nothing_says_nothing(opened: Opened) -> None:
    told = Telling(opened)
    for day in (DAYS[0], DAYS[1], DAYS[0]):
        told.plan(IDS[0], 1, day)
        told.publish(heard=True)
        told.pass_time(timedelta(minutes=2))
        told.send("" if told.month.superseded == {} else "dies before")
    told.teardown()
    assert set(told.fewest.needful.values()) == {1}


def test_without_asking_after_what_is_open_somebody_is_told_twice(opened: Opened) -> None:
    """The guard is off: what a dead process left open is taken as never sent."""

    def forget_the_wire(store: Store, desk: Desk, _provider: Provider, _report: SendReport) -> None:
        with store.transaction() as session:
            for row in session.scalars(
                sa.select(MessageRow).where(MessageRow.state == MessageState.SUBMITTING.value)
            ):
                step(session, row, Happening.NOT_FOUND, desk.clock.now(), "guard off")

    told = Telling(opened)
    told.plan(IDS[0], 1, DAYS[0])
    told.publish(heard=True)
    told.send("dies after")
    told.month.send(settle=forget_the_wire)
    assert len(told.month.told_twice()) == 4
    told.month.close()


def test_without_the_versions_of_what_is_told_a_stale_text_leaves(opened: Opened) -> None:
    """The guard is off: a change is published without raising its subject."""
    told = Telling(opened)
    told.plan(IDS[0], 1, DAYS[0])
    told.publish(heard=True)
    told.month.move(IDS[0], DAYS[1])
    told.publish(heard=False)
    with told.month.outbox.transaction() as session:
        session.execute(sa.update(SubjectVersion).values(version=1))
    with pytest.raises(AssertionError, match="6月12日"):
        told.month.send()
    told.month.close()


@pytest.mark.parametrize(
    ("said", "instead"), [("19:30", "20:30"), ("6月12日", "6月13日"), ("露天广场", "社区文化活动中心")]
)
def test_a_text_whose_words_name_another_moment_or_place_is_found_before_it_leaves(
    opened: Opened, said: str, instead: str
) -> None:
    told = Telling(opened)
    told.plan(IDS[0], 1, DAYS[0])
    told.publish(heard=True)
    with told.month.outbox.transaction() as session:
        session.execute(sa.update(MessageRow).values(text=sa.func.replace(MessageRow.text, said, instead)))
    with pytest.raises(AssertionError, match=instead):
        told.month.send()
    told.month.close()


def test_a_second_reminder_of_the_same_and_a_note_without_a_reply_are_found(opened: Opened) -> None:
    told = Telling(opened)
    told.plan(IDS[0], 1, DAYS[0])
    told.publish(heard=True)
    told.send("")
    told.remind(DAYS[0])
    told.reply("venue:V1-centre", 0, agrees=True)
    told.tell_all()
    month = told.month
    assert month.reminded_again() == []
    assert not month.notes_beyond_replies()
    reminder = next(each for each in month._arrived() if "提醒：" in each["text"])
    month.provider.send([Outgoing("once more", reminder["telephone"], reminder["text"])])
    assert month.reminded_again() == [(reminder["telephone"], reminder["text"])]
    month.close()
