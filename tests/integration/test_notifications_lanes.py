"""A lane keeps its rate, rests when it is refused, is cut off and tried, and sends no more than a limit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import time, timedelta
from itertools import count, pairwise
from uuid import uuid4

import pytest
import sqlalchemy as sa

from config.clock import FixedClock
from config.durable import Outbox
from config.refusal import Refusal
from notifications.adapters.contact_tables import TelephoneRow
from notifications.adapters.lane_tables import LaneRow
from notifications.adapters.message_tables import MessageRow
from notifications.application.asking_after import SendReport
from notifications.application.by_hand import release
from notifications.application.dispatching import send_due
from notifications.application.due import lane_waits
from notifications.application.lane_view import lane_shown
from notifications.application.lanes import let_go_on, open_lane, stop_lane
from notifications.domain.lanes import LaneRules
from notifications.domain.limits import By, Limit
from notifications.domain.notice import NoticeClass
from notifications.domain.reasons import reason_words
from notifications.domain.segments import parts
from notifications.domain.sending_hours import SendingWindow, Windows
from notifications.providers import Outgoing, Submission, Verdict
from tests.conftest import MORNING
from tests.integration.scripted_provider import ScriptedProvider, accepts
from tests.integration.sending_office import SendingOffice, civil
from tests.unit.notifications.arrangements import BOOKS, FILM
from tests.wire import WireInHand

NUMBERS = count(70_000_000, 1000)


class Lanes(SendingOffice):
    """An office whose provider and wire are in the hands of the test."""

    provider: ScriptedProvider  # type: ignore[assignment]
    rules: LaneRules = LaneRules()
    hours: Windows | None = None
    """When each class may leave, where a test has its own."""

    @property
    def desk(self):  # type: ignore[no-untyped-def] # noqa: ANN201
        desk = super().desk
        hours = desk.rules.hours if self.hours is None else self.hours
        return replace(desk, lane_rules=self.rules, rules=replace(desk.rules, hours=hours))

    def run(self) -> SendReport:
        return send_due(self.outbox.store, self.desk, self.provider, wire=self.wire, chance=lambda: 1.0)

    def announce(self, venues: int) -> None:
        """Queue a text for each of so many venues."""
        for place in range(venues):
            self.contact(f"venue:v{place}")
        self.publish(
            *(
                (None, replace(BOOKS, id=f"b{place}", venue_party=f"venue:v{place}"))
                for place in range(venues)
            )
        )

    def waits(self) -> bool:
        with self.outbox.store.reading() as session:
            return lane_waits(session, self.desk, self.wire)

    def row(self) -> LaneRow:
        with self.outbox.store.reading() as session:
            return session.get_one(LaneRow, (self.district_id, "simulator"))

    def held(self) -> list[tuple[str, str]]:
        """The texts that wait for a person, and why."""
        return [
            (row.id, row.reason) for row in self.messages() if (row.channel, row.state) == ("sms", "held")
        ]


@pytest.fixture
def office(outbox: Outbox, clock: FixedClock) -> Iterator[Lanes]:
    wire = WireInHand()
    return Lanes(outbox, clock, ScriptedProvider(wire), uuid4().hex[:8], next(NUMBERS), wire=wire)  # type: ignore[arg-type]


def refuses_for_now(message: Outgoing) -> Submission:
    return Submission(message.reference, Verdict.NOT_ACCEPTED, reason="too many requests")


def busiest_second(provider: ScriptedProvider) -> int:
    instants = [at for at, batch in provider.calls for _ in batch]
    return max(sum(start <= at < start + 1 for at in instants) for start in instants)


def test_a_bulk_drain_keeps_the_rate_in_every_sliding_second_and_uses_most_of_it(office: Lanes) -> None:
    office.rules = LaneRules(a_second=20)
    office.announce(70)
    assert office.run().sent == 70
    assert busiest_second(office.provider) <= 20
    assert 70 / office.wire.passed >= 0.85 * 20


def test_a_call_that_took_long_costs_no_more_than_its_time(office: Lanes) -> None:
    office.rules, office.provider.takes = LaneRules(a_second=20), 0.4
    office.announce(24)
    assert office.run().sent == 24
    assert busiest_second(office.provider) <= 20
    assert office.wire.passed == pytest.approx(6 * 0.4)


def test_where_long_texts_go_in_parts_each_part_counts(office: Lanes) -> None:
    office.rules = LaneRules(a_second=20)
    office.provider.capabilities = replace(office.provider.capabilities, parts_apart=True)
    office.announce(30)
    assert office.run().sent == 30
    sizes = [sum(len(parts(each.text)) for each in batch) for _, batch in office.provider.calls]
    assert sum(sizes) == 60
    instants = [at for (at, _), size in zip(office.provider.calls, sizes, strict=True) for _ in range(size)]
    assert max(sum(start <= at < start + 1 for at in instants) for start in instants) <= 20
    assert 60 / office.wire.passed >= 0.85 * 20
    assert max(sizes) == 4  # as long as a block of short texts, so that what is urgent waits no longer


def test_a_text_of_more_parts_than_the_lane_takes_in_a_second_waits_for_a_person(office: Lanes) -> None:
    office.rules = LaneRules(a_second=1)
    office.provider.capabilities = replace(office.provider.capabilities, parts_apart=True)
    office.announce(1)
    assert office.run() == SendReport(held=1)
    ((_, why),) = office.held()
    assert reason_words(why).en == "its 2 parts are more than the 1 a second of the lane"
    assert reason_words(why).zh == "共 2 段，超过通道每秒 1 段的上限"


def test_workers_take_turns_in_one_lane(office: Lanes) -> None:
    office.rules = LaneRules(a_second=20)
    turns = []
    for _ in range(10):
        with office.outbox.transaction() as session:
            turns.append(open_lane(session, office.desk, office.wire).turn(["A text."] * 4, office.wire))
    assert turns == pytest.approx([0.22 * before for before in range(10)])


def test_what_is_urgent_goes_next_in_a_bulk_drain(office: Lanes) -> None:
    office.rules = LaneRules(a_second=20)
    office.announce(40)
    for party in ("venue:square", "provider:cinema"):
        office.contact(party)
    tonight = replace(FILM, id="tonight", day="2026-05-20", start="11:00", end="12:00")

    def rains() -> None:
        if len(office.provider.calls) == 3:
            office.publish((None, tonight))

    office.provider.before_answer = rains
    office.run()
    urgent = {office.numbers["venue:square"], office.numbers["provider:cinema"]}
    goes = [
        place
        for place, (_, batch) in enumerate(office.provider.calls)
        if urgent & {m.telephone for m in batch}
    ]
    assert goes == [3]


def test_a_refusal_that_may_pass_rests_the_lane_each_time_twice_as_long(office: Lanes) -> None:
    office.rules, office.provider.says = LaneRules(rest_seconds=2), refuses_for_now
    office.announce(3)
    tried = []
    for _ in range(4):
        assert office.run() == SendReport(waiting=3)
        assert not office.waits()
        tried.append(office.wire.passed)
        while not office.waits():
            office.wire.pause(1)
    tried.append(office.wire.passed)
    assert [later - earlier for earlier, later in pairwise(tried)] == [2, 4, 8, 16]
    office.provider.says = accepts
    assert office.run() == SendReport(sent=3)
    assert (office.row().failures, office.row().rests_until) == (0, None)


def test_the_provider_says_when_to_come_back(office: Lanes) -> None:
    office.provider.says = lambda message: replace(refuses_for_now(message), retry_after=90.0)
    office.announce(1)
    office.run()
    office.wire.pause(89)
    assert not office.waits()
    office.wire.pause(1)
    assert office.waits()


def test_what_comes_back_for_the_next_turn_neither_rests_the_lane_nor_waits(office: Lanes) -> None:
    """As of a call that was refused for one of its numbers: alone, all but that one are taken."""
    office.rules = LaneRules(a_second=20, failures_to_open=1)
    bad, first = set[str](), list[str]()

    def says(message: Outgoing) -> Submission:
        bad.add(office.numbers["venue:v0"])
        if message.reference not in first:
            first.append(message.reference)
            return replace(refuses_for_now(message), retry_after=0)
        return (
            Submission(message.reference, Verdict.REFUSED) if message.telephone in bad else accepts(message)
        )

    office.provider.says = says
    office.announce(8)
    assert office.run() == SendReport(sent=7, failed=1)
    assert busiest_second(office.provider) <= 20
    assert (office.provider.sizes, office.row().cut_since) == ([4, 4, 4, 4], None)


def test_a_refusal_that_will_not_pass_is_not_tried_again(office: Lanes) -> None:
    office.provider.says = lambda message: Submission(message.reference, Verdict.REFUSED, reason="no number")
    office.announce(2)
    assert office.run() == SendReport(failed=2)
    office.wire.pause(3600)
    assert (office.run(), office.provider.sizes) == (SendReport(), [2])


def test_a_code_that_no_adapter_knows_is_kept_shown_and_counted(office: Lanes) -> None:
    said = iter(["E-4711 unheard of", "BARRED", "E-4711 unheard of"])
    office.provider.says = lambda message: Submission(message.reference, Verdict.REFUSED, reason=next(said))
    office.announce(3)
    office.run()
    with office.outbox.store.reading() as session:
        refusals = lane_shown(session, office.desk, office.wire).refusals
    assert [(each.words.en, each.count) for each in refusals] == [("E-4711 unheard of", 2), ("BARRED", 1)]


def test_a_code_that_passes_is_counted_though_the_text_is_taken_in_the_end(office: Lanes) -> None:
    said = iter(["E-5000 come back", "E-5000 come back", "E-4711 unheard of"])
    verdicts = iter([Verdict.NOT_ACCEPTED, Verdict.NOT_ACCEPTED, Verdict.UNCERTAIN])
    office.provider.says = lambda message: Submission(message.reference, next(verdicts), reason=next(said))
    office.announce(3)
    office.run()
    office.provider.says = accepts
    office.clock.instant += timedelta(hours=1)
    office.wire.pause(3600)
    assert office.run().sent == 3
    with office.outbox.store.reading() as session:
        shown = lane_shown(session, office.desk, office.wire)
    assert [(each.words.en, each.count, each.tried_again) for each in shown.refusals] == [
        ("E-5000 come back", 2, True),
        ("E-4711 unheard of", 1, True),
    ]


def test_a_lane_that_fails_in_a_row_is_cut_off_and_tried_with_one_text(office: Lanes) -> None:
    office.rules = LaneRules(failures_to_open=3, open_seconds=60, most_attempts=4)
    office.provider.says = refuses_for_now
    office.announce(5)
    for _ in range(12):
        office.run()
        office.wire.pause(400)
    assert office.provider.sizes == [5] * 3 + [1] * 9
    row = office.row()
    assert (row.failures, row.last_failure, row.cut_since is None) == (12, "too many requests", False)
    office.provider.says = accepts
    assert office.run() == SendReport(sent=5)
    assert office.provider.sizes[12:] == [1, 4]
    assert office.row().cut_since is None


def test_one_text_that_is_never_taken_holds_up_no_other_and_waits_for_a_person(office: Lanes) -> None:
    office.rules = LaneRules(most_attempts=3)
    office.provider.capabilities = replace(office.provider.capabilities, bulk_size=1)
    office.announce(4)
    stubborn = office.numbers["venue:v0"]
    office.provider.says = lambda message: (
        refuses_for_now(message) if message.telephone == stubborn else accepts(message)
    )
    reports = []
    for _ in range(5):
        reports.append(office.run())
        office.wire.pause(400)
    assert sum(report.sent for report in reports) == 3
    assert [report.held for report in reports] == [0, 0, 0, 1, 0]
    ((held, why),) = office.held()
    assert why == "not taken in 3 attempts"
    office.provider.says = accepts
    with office.outbox.transaction() as session:
        release(session, office.desk, held, by="协调员")
    assert office.run() == SendReport(sent=1)


def test_a_number_gets_no_more_texts_of_a_template_than_the_limit(office: Lanes) -> None:
    limit = Limit(frozenset({"number", "signature", "template"}), 2)
    office.rules = LaneRules(limits=(limit,))
    venue, now = {"venue_party": "venue:one"}, BOOKS
    office.contact("venue:one")
    for version, start in enumerate(("09:00", "09:30", "10:00", "10:30")):
        then, now = now, replace(BOOKS, id="book", start=start, **venue)
        office.publish((then if version else None, now))
        office.run()
    texts = sorted(
        (row for row in office.messages() if row.channel == "sms"), key=lambda row: row.number or 0
    )
    assert [(row.template, row.state, row.reason) for row in texts] == [
        ("digest", "sent", ""),
        ("change", "sent", ""),
        ("change", "sent", ""),
        ("change", "held", limit.reached),
    ]


@pytest.mark.parametrize(
    ("by", "leave"),
    [
        # The centre is told of three books in turn, the square of one film: digest, digest, then changes.
        ({"number"}, [("centre", "digest"), ("square", "digest"), ("centre", "change")]),
        ({"signature"}, [("centre", "digest"), ("square", "digest")]),
        (
            {"template"},
            [("centre", "digest"), ("square", "digest"), ("centre", "change"), ("centre", "change")],
        ),
    ],
)
def test_each_limit_counts_what_is_alike_and_leaves_the_rest(
    office: Lanes, by: set[By], leave: list[tuple[str, str]]
) -> None:
    limit = Limit(frozenset(by), 2, hours=5)
    office.rules = LaneRules(limits=(limit,))
    tell_in_turn(office)
    assert [(each.venue, each.template) for each in texts_of(office) if each.state == "sent"] == leave
    assert {each.reason for each in texts_of(office) if each.state != "sent"} == {limit.reached}
    assert len(office.held()) == 1  # of a later change, which took the place of an earlier one that was held


def test_what_a_limit_held_leaves_by_a_persons_word_once_the_window_has_passed(office: Lanes) -> None:
    limit = Limit(frozenset({"number"}), 2, hours=5)
    office.rules = LaneRules(limits=(limit,))
    tell_in_turn(office)
    ((message, _), *_) = office.held()
    for hours, comes_to in ((0.0, "held"), (4.9, "held"), (5.1, "sent")):
        office.clock.instant = MORNING + timedelta(hours=hours)
        with office.outbox.transaction() as session:
            release(session, office.desk, message, by="协调员")
        office.run()
        assert next(row.state for row in office.messages() if row.id == message) == comes_to


@dataclass(frozen=True)
class Text:
    venue: str
    template: str
    state: str
    reason: str


def tell_in_turn(office: Lanes) -> None:
    """Five texts, one after the other: two venues get their month, and one of them three changes."""
    for venue in ("centre", "square"):
        office.contact(f"venue:{venue}")
    now = replace(BOOKS, id="book", venue_party="venue:centre")
    office.publish((None, now))
    office.run()
    office.publish((None, replace(BOOKS, id="other", venue_party="venue:square")))
    office.run()
    for start in ("09:30", "10:00", "10:30"):
        then, now = now, replace(now, start=start)
        office.publish((then, now))
        office.run()


def texts_of(office: Lanes) -> list[Text]:
    """What was written, in the order in which it was published."""
    venue_of = {number: party.removeprefix("venue:") for party, number in office.numbers.items()}
    with office.outbox.store.reading() as session:
        numbers = {row.id: venue_of[row.number] for row in session.scalars(sa.select(TelephoneRow))}
    rows = sorted((row for row in office.messages() if row.channel == "sms"), key=lambda row: row.number or 0)
    return [Text(numbers[row.telephone_id or ""], row.template, row.state, row.reason) for row in rows]


FRIDAY = civil(5, 22, 17)


@pytest.mark.parametrize("class_", [NoticeClass.REGULATORY, NoticeClass.CONVERSATION, NoticeClass.EMERGENCY])
def test_a_text_kept_past_its_workday_leaves_on_the_next_and_not_when_the_lane_goes_on(
    office: Lanes, class_: NoticeClass
) -> None:
    """Due on Friday at five; the lane goes on at noon of Saturday, which is no workday."""
    office.hours = {
        NoticeClass.REGULATORY: SendingWindow(time(9), time(17, 30), workdays_only=True),
        NoticeClass.CONVERSATION: SendingWindow(time(9), time(18), workdays_only=True),
    }
    office.clock.instant = FRIDAY
    office.announce(1)
    with office.outbox.transaction() as session:
        session.execute(sa.update(MessageRow).values(class_=class_.value))
        stop_lane(session, office.desk, by="协调员")
    assert office.run() == SendReport(waiting=1)
    office.clock.instant = civil(5, 23, 12)
    with office.outbox.transaction() as session:
        let_go_on(session, office.desk, by="协调员")
    if class_ is NoticeClass.EMERGENCY:
        assert office.run() == SendReport(sent=1)
        return
    for instant in (civil(5, 23, 12), civil(5, 24, 12), civil(5, 25, 8, 59)):
        office.clock.instant = instant
        assert office.run() == SendReport()
    assert [row.due_at for row in office.messages() if row.channel == "sms"] == [civil(5, 25, 9)]
    office.clock.instant = civil(5, 25, 9)
    assert office.run() == SendReport(sent=1)


def test_a_stopped_lane_sends_nothing_until_a_person_lets_it_go_on(office: Lanes) -> None:
    office.announce(2)
    with office.outbox.transaction() as session:
        stop_lane(session, office.desk, by="协调员")
    assert (office.run(), office.waits()) == (SendReport(waiting=2), False)
    with office.outbox.transaction() as session, pytest.raises(Refusal, match="already"):
        stop_lane(session, office.desk, by="协调员")
    with office.outbox.transaction() as session:
        let_go_on(session, office.desk, by="管理员")
    assert (office.row().went_on_by, office.run()) == ("管理员", SendReport(sent=2))
    with office.outbox.transaction() as session, pytest.raises(Refusal, match="nothing to let go on"):
        let_go_on(session, office.desk, by="管理员")


def test_a_turn_that_was_missed_is_taken_anew(office: Lanes) -> None:
    """A worker that stood still past its turn must not send into the turns of the others."""
    office.rules = LaneRules(a_second=4)
    office.announce(3)
    halted = []

    class Halting(WireInHand):
        def ticks(self) -> float:
            if len(office.provider.calls) == 1 and not halted:
                halted.append(self.passed)
                self.passed += 5
                return self.passed - 5
            return self.passed

    office.wire = office.provider.wire = Halting()
    office.run()
    assert busiest_second(office.provider) <= 4
    assert len(office.row().departures) >= 1
    assert office.provider.calls[1][0] >= 5
