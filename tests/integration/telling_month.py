"""A month of films planned, moved, published and told in one process: real deeds, a real simulator, chosen faults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from fastapi.testclient import TestClient
from pydantic import TypeAdapter

from config.clock import FixedClock
from config.database import Store
from config.durable import Outbox
from config.settings import load_settings
from config.work_log import EventRow
from notifications.adapters.answer_tables import QuestionRow
from notifications.adapters.contact_tables import TelephoneRow
from notifications.adapters.message_repository import ARRANGEMENTS
from notifications.adapters.message_tables import MessageRow, MessageSubjectRow
from notifications.application.announcing import announce
from notifications.application.asking_after import ask_after_open_intents
from notifications.application.dispatching import Settle
from notifications.application.receipts import take_updates
from notifications.application.reminding import remind_parties
from notifications.domain.notice import NoticeKind
from notifications.providers import Outgoing, Submission, Verdict
from notifications.providers.simulator.client import SimulatorProvider
from notifications.providers.simulator.ledger import DISORDERED, DOUBLED, Ledger
from notifications.providers.simulator.server import simulator_app
from notifications.providers.simulator.wire import SECRET_HEADER
from scheduler.adapters.calendar_repository import life_of, month_row
from scheduler.adapters.calendar_tables import DraftDeliveryRow
from scheduler.application.answering import take_answer
from scheduler.application.moving import move
from scheduler.application.planning_facts import planning_settings_of
from scheduler.application.publishing import approve, publish
from scheduler.application.reminding import remind_of_day
from scheduler.domain.delivery import Delivery
from scheduler.messages import CalendarPublished, DeliveryAnswered, PlanningDue, ReminderDue
from tests.integration.heard_in_texts import REMINDS, TELLS_ARRANGEMENTS, Heard, Holder, body_of, items_of
from tests.integration.sending_office import SHANGHAI, SendingOffice, civil
from tests.integration.small_district import DISTRICT, draft, settle
from tests.simulator import SECRET, SimulatorProcess

JUNE = "2026-06"
SETTLING = timedelta(minutes=2)
PLANNING = planning_settings_of(load_settings(environment={}).sections["planning"], seconds=5)
PARTIES = tuple(
    party
    for area in (1, 2)
    for party in (f"venue:V{area}-open_air", f"venue:V{area}-centre", f"provider:P{area}", f"area:A{area}")
)
NUMBERS = {"venue:V1-open_air": DOUBLED, "provider:P1": DISORDERED}
"""Telephones whose receipts come doubled, or a failure after the delivery; the others are plain."""

Break = Literal["", "dies before", "dies after", "answer lost", "busy", "error"]
"""What goes wrong with the next call that hands texts over."""

VENUES = {
    f"V{area}-{kind}": name + title
    for area, name in ((1, "北站街道"), (2, "彭浦镇"))
    for kind, title in (("open_air", "露天广场"), ("centre", "社区文化活动中心"))
}
PROVIDERS = {"P1": "第一放映队", "P2": "第二放映队"}

EVENTS: dict[str, type] = {
    each.__name__: each for each in (CalendarPublished, DeliveryAnswered, PlanningDue, ReminderDue)
}
ANSWERED_BY = {"venue_answer": "venue", "provider_answer": "provider"}


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


class SimulatorInProcess(SimulatorProvider):
    """The real adapter on the real simulator; what breaks is chosen, and every text is shown as it leaves."""

    def __init__(self, ledger: Ledger, shown: Callable[[Sequence[Outgoing]], None]) -> None:
        super().__init__("http://simulator", SECRET, settle_seconds=0)
        self._client.close()
        self._client = TestClient(
            simulator_app(ledger, SECRET), "http://simulator", headers={SECRET_HEADER: SECRET}
        )
        self._shown = shown
        self.breaks: Break = ""

    def send(self, batch: Sequence[Outgoing]) -> Sequence[Submission]:
        breaks, self.breaks = self.breaks, ""
        if breaks == "dies before":
            raise Killed
        if breaks in {"busy", "error"}:
            self._client.post("/faults", json={f"{breaks}_next": 1})
            return super().send(batch)
        self._shown(batch)
        said = super().send(batch)
        if breaks == "dies after":
            raise Killed
        if breaks == "answer lost":
            return [Submission(each.reference, Verdict.UNCERTAIN) for each in batch]
        return said


@dataclass(frozen=True, slots=True)
class Shown:
    """What a text at a telephone said of one delivery to one party; None where it is no more, or elsewhere."""

    party: str
    side: str
    delivery_id: str
    where_and_when: tuple[str, ...] | None


def stands(delivery: Delivery) -> dict[tuple[str, str], tuple[str, ...]]:
    """Where and when a delivery is, for each party that has to do with it in each capacity."""
    at = (delivery.day.isoformat(), delivery.venue_id, delivery.provider_id)
    return {
        (f"venue:{delivery.venue_id}", "venue"): at,
        (f"provider:{delivery.provider_id}", "provider"): at,
        (f"venue:{delivery.rain_venue_id}", "rain_venue"): at,
        (f"area:{delivery.area_id}", "area"): at,
    }


class TellingMonth:
    """One office with its store, its clock and its simulator, and what was published as the tests know it.

    With a `simulator` of its own process, texts go there, nothing breaks by choice, and its own record counts.
    """

    def __init__(self, store: Store, folder: Path, simulator: SimulatorProcess | None = None) -> None:
        self.clock = FixedClock(civil(5, 20, 9).astimezone(UTC), SHANGHAI)
        self.store = store
        self.outbox = Outbox(store, self.clock)
        self.ledger = Ledger(folder / "simulator.jsonl")
        self.simulator = simulator
        self.provider: Any = (
            SimulatorInProcess(self.ledger, self._no_stale_text)
            if simulator is None
            else simulator.provider()
        )
        with self.outbox.transaction() as session:
            settle(session, self.clock.now())
        self.office = SendingOffice(
            self.outbox, self.clock, self.provider, DISTRICT, 60_000_000, settling=SETTLING
        )
        for party in PARTIES:
            self.office.contact(party, NUMBERS.get(party, ""))
        self.revision = 0
        self.drafted: dict[str, Delivery] = {}
        self.published: dict[str, Delivery] = {}
        self.superseded: dict[str, Delivery] = {}
        self.reminded: set[date] = set()
        self.typed: Counter[str] = Counter()
        self.answers: set[tuple[str, str, str, tuple[str, ...] | None]] = set()

    def close(self) -> None:
        self.provider.close()
        self.outbox.close()
        self.store.close()

    def plan(self, delivery: Delivery) -> None:
        """Put a delivery into the draft, as planning does."""
        self.drafted[delivery.id] = delivery
        self._write_draft()

    def cancel(self, delivery_id: str) -> None:
        """Take a delivery out of the draft."""
        del self.drafted[delivery_id]
        self._write_draft()

    def move(self, delivery_id: str, day: date) -> None:
        """Bring a delivery of the draft to another day by hand."""
        with self.outbox.transaction() as session:
            row = session.get_one(DraftDeliveryRow, (DISTRICT, JUNE, delivery_id))
            changes = {"day": day, "start": time(19, 30)}
            move(
                session,
                self.clock,
                PLANNING,
                DISTRICT,
                delivery_id,
                changes,
                seen_revision=row.revision,
                by="甲",
                despite_findings=True,
            )
            self.revision = month_row(session, DISTRICT, JUNE).draft_revision
        self.drafted[delivery_id] = replace(self.drafted[delivery_id], day=day)

    def _write_draft(self) -> None:
        with self.outbox.transaction() as session:
            self.revision = draft(session, JUNE, list(self.drafted.values()), self.clock.now())

    def publish(self) -> set[str]:
        """Approve and publish the draft as it stands; returns the deliveries that differ."""
        seen = {"seen_revision": self.revision, "by": "协调员"}
        with self.outbox.transaction() as session:
            approve(session, self.clock, PLANNING, DISTRICT, JUNE, despite_findings=True, **seen)  # type: ignore[arg-type]
            publish(session, self.clock, DISTRICT, JUNE, **seen)  # type: ignore[arg-type]
        before, self.published = self.published, dict(self.drafted)
        if before:
            self.superseded = before
        return {each for each in {*before, *self.published} if before.get(each) != self.published.get(each)}

    def hear(self, *, dies: bool = False) -> CalendarPublished | None:
        """Have the next event heard, as the engine does, up to a publication; the process may die over it."""
        while True:
            try:
                event = self._hear_one(dies=dies)
            except Killed:
                return None
            if event is None or isinstance(event, CalendarPublished):
                return event

    def _hear_one(self, *, dies: bool) -> Any:
        with self.outbox.transaction() as session:
            unheard = sa.select(EventRow).where(EventRow.handled_at.is_(None)).order_by(EventRow.id).limit(1)
            row = session.scalar(unheard)
            if row is None:
                return None
            event: Any = TypeAdapter(EVENTS[row.kind]).validate_python(row.payload)
            if isinstance(event, CalendarPublished):
                announce(session, self.office.desk, event)
            elif isinstance(event, DeliveryAnswered):
                take_answer(session, self.clock, event)
            elif isinstance(event, ReminderDue):
                remind_parties(session, self.office.desk, event)
            row.handled_at = self.clock.now()
            if dies:
                raise Killed
        return event

    def remind(self, day: date) -> None:
        """The reminder of a day falls due, once and however early: what it says has to hold when it leaves."""
        if day in self.reminded:
            return
        self.reminded.add(day)
        ahead = (day - self.clock.today()).days
        with self.outbox.transaction() as session:
            remind_of_day(session, self.clock, DISTRICT, self.clock.now(), lead_days=ahead)

    def send(self, breaks: Break = "", *, settle: Settle = ask_after_open_intents) -> None:
        """Let the lane run; the process may die over it."""
        self.provider.breaks = breaks
        try:
            self.office.send(settle)
        except Killed:
            pass
        finally:
            self.provider.breaks = ""

    def report(self, *, doubled: bool, backwards: bool) -> None:
        """The provider reports all that it owes and ever reported, perhaps the texts of later first."""
        for receipt in self.ledger.owed_receipts(by=datetime.max.replace(tzinfo=UTC)):
            self.ledger.record("receipt", receipt)
        everything = self.provider.fetch_updates("")
        # What it reports of one text keeps its order: of two that contradict each other the first one stands.
        receipts = tuple(
            sorted(everything.receipts, key=lambda each: each.id.rpartition("-")[0], reverse=backwards)
        )
        with self.outbox.transaction() as session:
            take_updates(session, self.office.desk, replace(everything, receipts=receipts, replies=()))
        if doubled:
            self.office.fetch()

    def reply(self, party: str, place: int, *, agrees: bool) -> None:
        """Somebody answers one of the questions that the party's telephone was asked, perhaps an old one."""
        with self.store.reading() as session:
            asked = session.execute(
                sa.select(QuestionRow.code, QuestionRow.message_id)
                .join(MessageRow, MessageRow.id == QuestionRow.message_id)
                .where(MessageRow.telephone_id == self._telephone_id(party), QuestionRow.code != "")
                .order_by(QuestionRow.asked_at, QuestionRow.id)
            ).all()
        theirs = [row for row in asked if self.ledger.by_reference(row.message_id)]
        if not theirs:
            return
        chosen = theirs[place % len(theirs)]
        for said in self._said(chosen.message_id):
            answer = "confirmed" if agrees else "declined"
            self.answers.add((said.delivery_id, said.side, answer, said.where_and_when))
        self.typed[party] += 1
        self.provider.type_reply(self.office.numbers[party], chosen.code + ("1" if agrees else "2"))
        self.office.fetch()

    def _telephone_id(self, party: str) -> sa.ScalarSelect[str]:
        number = self.office.numbers[party]
        return sa.select(TelephoneRow.id).where(TelephoneRow.number == number).scalar_subquery()

    def _said(self, message_id: str) -> list[Shown]:
        with self.store.reading() as session:
            rows = session.scalars(
                sa.select(MessageSubjectRow)
                .where(MessageSubjectRow.message_id == message_id, MessageSubjectRow.delivery_id.is_not(None))
                .order_by(MessageSubjectRow.ordinal)
            ).all()
        return [
            Shown(
                row.party_id,
                row.side or "",
                row.delivery_id or "",
                tuple(row.facts[name] for name in ("day", "venue", "provider")) if row.facts else None,
            )
            for row in rows
        ]

    def _no_stale_text(self, batch: Sequence[Outgoing]) -> None:
        """What leaves is what is published at this moment."""
        now = self.should_know()
        for each in batch:
            for said in self._said(each.reference):
                key = (said.party, said.side, said.delivery_id)
                assert said.where_and_when == now.get(key), (each.text, now)
            self._says_what_holds(each)

    def _says_what_holds(self, text: Outgoing) -> None:
        """Every moment and place in the words of an arrangement or a reminder is published for who holds the telephone."""
        if not any(told.match(body_of(text.text)) for told in (TELLS_ARRANGEMENTS, REMINDS)):
            return
        published = self.should_believe()[self._owners()[text.telephone]]
        for item in items_of(text.text, VENUES.values()):
            stands = item.stands
            if stands is not None:
                fitting = (each for each in published if stands.venue in {None, each.venue})
                at = {(each.for_rain, each.day, each.start) for each in fitting}
                assert (stands.for_rain, stands.day, stands.start) in at, (text.text, published)

    def _owners(self) -> dict[str, str]:
        return {number: party for party, number in self.office.numbers.items()}

    def should_believe(self) -> dict[str, Counter[Heard]]:
        """What each party has to have read, in the words of a text: day, start, and place."""
        known: dict[str, Counter[Heard]] = {party: Counter() for party in PARTIES}
        for delivery in self.published.values():
            day, start = f"{delivery.day.month}月{delivery.day.day}日", f"{delivery.start:%H:%M}"
            for party, side in stands(delivery):
                for_rain = side == "rain_venue"
                place = (delivery.rain_venue_id or "") if for_rain else delivery.venue_id
                known[party][Heard(for_rain, day, start, VENUES[place])] += 1
        return known

    def believed(self) -> dict[str, Counter[Heard]]:
        """What the words of the arrangements that arrived, one after the other, make each party believe."""
        holders, owners = {party: Holder() for party in PARTIES}, self._owners()
        for message in self._arrived():
            if TELLS_ARRANGEMENTS.match(body_of(message["text"])):
                holders[owners[message["telephone"]]].reads(message["text"], VENUES.values())
        return {party: holder.believes for party, holder in holders.items()}

    def reminded_again(self) -> list[tuple[str, str]]:
        """Reminders that said to a telephone what one of the same day had said: telephone and text."""
        texts = [(each["telephone"], each["text"]) for each in self._arrived()]
        reminders = Counter(each for each in texts if REMINDS.match(body_of(each[1])))
        return [each for each, times in reminders.items() if times > 1]

    def notes_beyond_replies(self) -> Counter[str]:
        """How many texts more than it typed replies each party got that are neither arrangement nor reminder."""
        notes = set(NoticeKind) - {*ARRANGEMENTS, NoticeKind.REMINDER}
        return self.told_by(notes) - self.typed

    def should_know(self) -> dict[tuple[str, str, str], tuple[str, ...]]:
        """What each party has to know, by party, capacity and delivery: the published state."""
        return {
            (party, side, delivery.id): (day, VENUES[venue], PROVIDERS[provider])
            for delivery in self.published.values()
            for (party, side), (day, venue, provider) in stands(delivery).items()
        }

    def was_told(self) -> dict[tuple[str, str, str], tuple[str, ...]]:
        """What each party was told last, by the simulator's own record of what arrived, in its order."""
        heard: dict[tuple[str, str, str], tuple[str, ...]] = {}
        for message in self._arrived():
            for said in self._said(message["reference"]):
                key = (said.party, said.side, said.delivery_id)
                heard.pop(key, None)
                if said.where_and_when is not None:
                    heard[key] = said.where_and_when
                    day = date.fromisoformat(said.where_and_when[0])
                    assert f"{day.month}月{day.day}日" in message["text"]
        return heard

    def told_by(self, kinds_told: Collection[NoticeKind] = ARRANGEMENTS) -> Counter[str]:
        """How many texts of these kinds each party's telephone got, by the simulator's own record."""
        owner = self._owners()
        with self.store.reading() as session:
            kinds = {row.id: row.kind for row in session.execute(sa.select(MessageRow.id, MessageRow.kind))}
        wanted = {kind.value for kind in kinds_told}
        return Counter(
            owner[message["telephone"]]
            for message in self._arrived()
            if kinds[message["reference"]] in wanted
        )

    def told_twice(self) -> list[str]:
        """The references under which the simulator was handed more than one text."""
        times = Counter(message["reference"] for message in self._arrived())
        return [reference for reference, count in times.items() if count > 1]

    def _arrived(self) -> list[dict[str, Any]]:
        if self.simulator is not None:
            return self.simulator.taken()
        return [
            message
            for line in self.ledger.lines
            if line["kind"] == "messages"
            for message in line["messages"]
        ]

    def wrongly_answered(self) -> list[tuple[str, str, str]]:
        """Answers that stand at a delivery although nobody gave them about the state that is published."""
        wrong = []
        now = self.should_know()
        with self.store.reading() as session:
            for delivery in self.published.values():
                life = life_of(session, DISTRICT, delivery.id)
                assert life is not None
                for field, side in ANSWERED_BY.items():
                    answer = getattr(life, field)
                    [known] = [at for key, at in now.items() if key[1:] == (side, delivery.id)]
                    given = (delivery.id, side, answer, known)
                    if answer in {"confirmed", "declined"} and given not in self.answers:
                        wrong.append((delivery.id, side, answer))
        return wrong
