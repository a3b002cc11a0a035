"""Who hears which event, and what each job does: the whole wiring of the house, to be read as a table."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.leaping import LEAP, leap
from config.durable import SEND, SEND_BY_STAND_IN, enqueue
from config.trying import Wiring
from config.work_log import JobRow
from notifications.application.announcing import announce
from notifications.application.closing import close_questions_on
from notifications.application.dispatching import send_due
from notifications.application.due import lane_waits
from notifications.application.passing_contacts import pass_contacts
from notifications.application.receipts import Taken, fetch_updates
from notifications.application.reminding import nudge_silent, remind_parties
from notifications.application.standing_in import hand_over
from notifications.domain.sending_events import (
    BatchDecided,
    CampaignAnswered,
    LaneStopped,
    LaneWentOn,
    ReplyCorrected,
)
from notifications.ledger.application.sealing import seal
from notifications.market.application.sweeping import sweep
from scheduler.application.answering import take_answer
from scheduler.application.city_planning import plan_city, plan_district
from scheduler.application.order_questions import explain_order
from scheduler.application.planning import plan_month
from scheduler.application.planning_facts import read_workdays
from scheduler.application.reminding import prompt_planning, remind_of_day
from scheduler.application.searching_repair import find_repair
from scheduler.application.year_planning import plan_year
from scheduler.messages import (
    AreaMerged,
    AttendanceReported,
    CalendarPublished,
    DeliveryAnswered,
    DeliveryRecorded,
    DraftDiscarded,
    OrderPlaced,
    OrderTakenBack,
    PlanningDue,
    PublishedFactsChanged,
    ReminderDue,
    ReserveDateBooked,
    ReserveDateFreed,
)

if TYPE_CHECKING:
    from api.bootstrap import House


log = logging.getLogger(__name__)


def wire(house: House) -> Wiring:
    """Every event with those who hear it, every job with its deed."""
    return Wiring(
        handlers={
            CalendarPublished: (_announcing(house), _sending(house)),
            DraftDiscarded: (),  # nobody was told of a draft
            DeliveryAnswered: (_answering(house),),
            DeliveryRecorded: (_closing(house),),
            ReminderDue: (_reminding(house), _sending(house)),
            PlanningDue: (),  # heard by a person: the start page says so
            PublishedFactsChanged: (),  # what it made impossible is on the start page
            OrderPlaced: (),  # read when the month is planned
            OrderTakenBack: (),
            AreaMerged: (_passing(house),),
            AttendanceReported: (),  # read by the reports
            ReserveDateBooked: (),  # read when the month of that day is planned
            ReserveDateFreed: (),
            LaneStopped: (),
            LaneWentOn: (),
            BatchDecided: (),
            ReplyCorrected: (),  # what a person decided is kept, and nobody has to act on it
            CampaignAnswered: (),  # read by the campaign's page
        },
        jobs={
            "plan_month": lambda run_id: plan_month(house.outbox, house.planning, house.district_id, run_id),
            "plan_year": lambda run_id: plan_year(house.outbox, house.district_id, run_id),
            "find_repair": lambda search_id: find_repair(
                house.outbox, house.planning, house.district_id, search_id
            ),
            "explain_order": lambda question_id: explain_order(
                house.outbox, house.planning, house.district_id, question_id
            ),
            "plan_city": lambda run_id: plan_city(house.outbox, house.district_id, run_id),
            "plan_district": lambda run_id, number: plan_district(
                house.outbox,
                house.benches,
                house.district_id,
                run_id,
                number,
                executor=house.settings.executor,
            ),
            "send_due": lambda **_: _send(house),
            "send_by_stand_in": lambda **_: _send_by_stand_in(house),
            "remind_of_day": lambda slot: _remind(house, datetime.fromisoformat(slot)),
            "prompt_planning": lambda slot: _prompt(house, datetime.fromisoformat(slot)),
            "nudge_silent": lambda **_: _nudge(house),
            "sweep_licences": lambda **_: _sweep(house),
            LEAP: lambda to: leap(house, datetime.fromisoformat(to)),
            "seal_ledger": lambda **_: keep_sealed(house),
        },
    )


Hear = Callable[[Session, Any], None]


def _announcing(house: House) -> Hear:
    def hear(session: Session, event: CalendarPublished) -> None:
        announce(session, house.sending_desk(session), event)

    return hear


def _passing(house: House) -> Hear:
    def hear(session: Session, event: AreaMerged) -> None:
        pass_contacts(session, house.sending_desk(session), event)

    return hear


def _reminding(house: House) -> Hear:
    def hear(session: Session, event: ReminderDue) -> None:
        remind_parties(session, house.sending_desk(session), event)

    return hear


def _answering(house: House) -> Hear:
    def hear(session: Session, event: DeliveryAnswered) -> None:
        take_answer(session, house.clock, event)

    return hear


def _closing(house: House) -> Hear:
    def hear(session: Session, event: DeliveryRecorded) -> None:
        if event.state not in ("planned", "dispatched"):
            close_questions_on(session, house.sending_desk(session), [event.delivery_id])

    return hear


def _sending(house: House) -> Hear:
    def hear(session: Session, _event: object) -> None:
        enqueue(session, house.district_id, "send_due", {}, queue=SEND)

    return hear


def _send(house: House) -> None:
    with house.store.reading() as session:
        desk = house.sending_desk(session)
    send_due(house.store, desk, house.provider)


def _send_by_stand_in(house: House) -> None:
    if house.stand_in is not None:
        with house.store.reading() as session:
            desk = house.desk_of_stand_in(session, house.stand_in)
        send_due(house.store, desk, house.stand_in.provider)


def listen(house: House) -> int:
    """Fetch what came back from the providers (receipts, replies); returns how much of it was new.

    A provider that cannot be read does not keep the other's from being taken; its failure is raised at the end.
    """
    with house.store.reading() as session:
        lanes = house.lanes(session)
    taken: list[Taken] = []
    failures: list[Exception] = []
    for name, (desk, provider) in lanes.items():
        try:
            taken.append(fetch_updates(house.outbox, desk, provider))
        except Exception as failure:  # noqa: BLE001 - whatever ails one provider, the other is heard
            log.warning("nothing could be fetched by the lane %s: %r", name, failure)
            failures.append(failure)
    if any(each.replies for each in taken):
        keep_sending(house)  # an echo or a question back may be due
    if failures:
        raise failures[0]
    return sum(each.receipts + each.replies for each in taken)


def keep_sending(house: House) -> None:
    """Have each lane work on when something is due or open in it and no job is under way that would."""
    if house.stand_in is not None:
        with house.outbox.transaction() as session:
            second = house.desk_of_stand_in(session, house.stand_in)
            hand_over(session, house.sending_desk(session), second, second.takes)
    with house.store.reading() as session:
        waits = [lane_waits(session, desk) for desk, _ in house.lanes(session).values()]
    for job, queue, waiting in zip(SENDING, (SEND, SEND_BY_STAND_IN), waits, strict=False):
        if waiting:
            with house.outbox.transaction() as session:
                if not _is_under_way(session, house, job):
                    enqueue(session, house.district_id, job, {}, queue=queue)


SENDING = ("send_due", "send_by_stand_in")
"""The job of each lane; each has its own queue, so that a bulk in one does not keep the other waiting."""


def _is_under_way(session: Session, house: House, job: str) -> bool:
    return bool(
        session.scalar(
            sa.select(
                sa.exists().where(
                    JobRow.district_id == house.district_id,
                    JobRow.name == job,
                    JobRow.finished_at.is_(None),
                    JobRow.failure.is_(None),
                )
            )
        )
    )


def _remind(house: House, slot: datetime) -> None:
    with house.outbox.transaction() as session:
        lead = house.settings.reminder_lead_days
        remind_of_day(session, house.clock, house.district_id, slot, lead_days=lead)


def _prompt(house: House, slot: datetime) -> None:
    with house.outbox.transaction() as session:
        day = slot.astimezone(house.clock.zone).date()
        workdays = read_workdays(session, house.district_id)
        prompt_day = house.settings.planning_prompt_day
        prompt_planning(session, house.district_id, day, workdays, prompt_day=prompt_day)


def _nudge(house: House) -> None:
    with house.outbox.transaction() as session:
        nudge_silent(session, house.sending_desk(session))
        enqueue(session, house.district_id, "send_due", {}, queue=SEND)


def keep_sealed(house: House) -> None:
    """Chain what was written down since the last time."""
    seal(house.store, house.clock, house.district_id)


def _sweep(house: House) -> None:
    with house.outbox.transaction() as session:
        sweep(session, house.market_desk(session))
