"""Asking why an order is not served, as a durable job: the solver looks for a plan with it, a person may end that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import Clock
from config.durable import PLAN, Outbox, enqueue
from config.identity import sortable_id
from config.refusal import Refusal, refuse
from scheduler.adapters.district_tables import OrderRow
from scheduler.adapters.question_tables import OrderQuestionRow
from scheduler.application.explaining import PlannedMonth, planned_month
from scheduler.application.names_view import read_names
from scheduler.application.open_runs import OPEN_STATES, failing_by_name
from scheduler.application.planning_facts import PlanningSettings
from scheduler.solver.process import explain_order_in_child
from scheduler.solver.solution import Options

LOOKING_SECONDS = 30.0
"""How long the solver may look; most questions are answered in a few seconds."""


@dataclass(frozen=True, slots=True)
class OrderQuestion:
    """A question as its page shows it; `sentences` is the answer, there once it has ended."""

    id: str
    month: str
    order_id: str
    asked_by: str
    asked_at: datetime
    state: str
    stopping: bool
    sentences: tuple[Bilingual, ...]
    area: str = ""
    """Of the order as it is now, with `programme`; empty once it is withdrawn."""
    programme: str = ""

    @property
    def open(self) -> bool:
        return self.state in OPEN_STATES


def ask_why(
    session: Session,
    clock: Clock,
    settings: PlanningSettings,
    district_id: str,
    month: str,
    order_id: str,
    *,
    by: str,
) -> str:
    """Have the solver look why the month's draft does not serve the order; returns the question's id.

    Refused: an order that the month does not have, a month that is not planned.
    """
    planned = planned_month(session, clock, settings, district_id, month)
    if order_id not in planned.problem.orders:
        raise refuse(
            "order",
            "{month} 没有点单 {order}。请核对编号。",
            "{month} has no order {order}. Check the number.",
            month=month,
            order=order_id,
        )
    question_id = sortable_id()
    session.add(
        OrderQuestionRow(
            district_id=district_id,
            id=question_id,
            month=month,
            order_id=order_id,
            asked_by=by,
            asked_at=clock.now(),
            state="queued",
            cancel_asked=False,
            sentences=[],
        )
    )
    enqueue(session, district_id, "explain_order", {"question_id": question_id}, key=question_id, queue=PLAN)
    return question_id


def stop_looking(session: Session, district_id: str, question_id: str) -> bool:
    """Ask an open question to end; what was found by then is told. False if there is no such question."""
    question = session.get(OrderQuestionRow, (district_id, question_id), with_for_update=True)
    if question is not None and question.state in OPEN_STATES:
        question.cancel_asked = True
    return question is not None


def explain_order(
    outbox: Outbox,
    settings: PlanningSettings,
    district_id: str,
    question_id: str,
    look: Callable[..., tuple[Bilingual, ...]] = explain_order_in_child,
) -> None:
    """The job: read the month, close the session, look in another process, keep the answer."""

    def cancelled() -> bool:
        with outbox.store.reading() as session:
            return session.get_one(OrderQuestionRow, (district_id, question_id)).cancel_asked

    with failing_by_name(outbox, OrderQuestionRow, district_id, question_id):
        begun = _begun(outbox, settings, district_id, question_id)
        if begun is None:
            return
        planned, order_id = begun
        options = Options(seconds=LOOKING_SECONDS)
        sentences = look(planned.problem, planned.deliveries, order_id, options, cancelled)
        with outbox.transaction() as session:
            question = session.get_one(OrderQuestionRow, (district_id, question_id), with_for_update=True)
            question.state, question.fingerprint = "done", planned.problem.fingerprint()
            question.sentences = [[one.zh, one.en] for one in sentences]


def _begun(
    outbox: Outbox, settings: PlanningSettings, district_id: str, question_id: str
) -> tuple[PlannedMonth, str] | None:
    """The month as it is planned now and the order asked about; None if there is nothing to look for any more."""
    with outbox.transaction() as session:
        question = session.get_one(OrderQuestionRow, (district_id, question_id), with_for_update=True)
        if question.state not in OPEN_STATES:
            return None
        planned = _planned(session, outbox.clock, settings, district_id, question.month)
        if planned is None:
            question.state = "outdated"
            return None
        question.state = "running"
        return planned, question.order_id


def _planned(
    session: Session, clock: Clock, settings: PlanningSettings, district_id: str, month: str
) -> PlannedMonth | None:
    """The month as it is planned now; None if its draft was discarded or it is past."""
    try:
        return planned_month(session, clock, settings, district_id, month)
    except Refusal:
        return None


def read_question(
    session: Session, clock: Clock, settings: PlanningSettings, district_id: str, question_id: str
) -> OrderQuestion | None:
    """The question with its answer; None if there is none. Its state is `outdated` when the month has changed since."""
    row = session.get(OrderQuestionRow, (district_id, question_id))
    if row is None:
        return None
    state = row.state
    if state == "done":
        now = _planned(session, clock, settings, district_id, row.month)
        state = state if now is not None and now.problem.fingerprint() == row.fingerprint else "outdated"
    order = session.get(OrderRow, (district_id, row.order_id))
    names = read_names(session, district_id)
    return OrderQuestion(
        row.id,
        row.month,
        row.order_id,
        row.asked_by,
        row.asked_at,
        state,
        row.cancel_asked,
        tuple(Bilingual(*pair) for pair in row.sentences),
        names.area(order.area_id) if order else "",
        names.programmes.get(order.programme_id, order.programme_id) if order else "",
    )
