"""Leaving one session of a running course out, as on a day off, and putting it back; told once it is published."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.clock import Clock
from config.refusal import Fault, refuse
from scheduler.adapters.calendar_repository import (
    as_delivery,
    as_json,
    as_values,
    draft_of,
    from_json,
    month_row,
    tell_history,
    write_draft,
)
from scheduler.adapters.calendar_tables import DraftDeliveryRow, SessionLeftOutRow
from scheduler.application.course_exceptions import refuse_no_exception
from scheduler.application.moving import conflict_with, draft_row, refuse_recorded
from scheduler.application.names_view import read_names
from scheduler.application.planning_facts import PlanningSettings, read_problem
from scheduler.application.rebasing import drop_settled_conflicts, note_edit
from scheduler.application.remarks import BreaksRules, Remark, remarks
from scheduler.domain.delivery import Delivery, with_fields
from scheduler.solver.moves import judge_exception, judge_move
from scheduler.solver.problem import Problem
from scheduler.solver.standing import PIN_FIELDS


@dataclass(frozen=True, slots=True)
class Judged:
    """A session as it stood or stands again, and what the rules say of its going or coming; points the score rises by."""

    stood: Delivery
    brought: tuple[Remark, ...]
    settled: tuple[Remark, ...]
    points: int

    @property
    def breaks_a_rule(self) -> bool:
        return any(remark.hard for remark in self.brought)


def preview_leaving_out(
    session: Session, clock: Clock, settings: PlanningSettings, district_id: str, delivery_id: str
) -> Judged:
    """What leaving a session of a course out would do to the month; nothing is written."""
    return _leaving(session, clock, settings, draft_row(session, district_id, delivery_id))[0]


def leave_out(
    session: Session,
    clock: Clock,
    settings: PlanningSettings,
    district_id: str,
    delivery_id: str,
    *,
    why: str,
    seen_revision: int,
    by: str,
    despite_findings: bool = False,
) -> Judged:
    """Take a session of a course out of the draft for good; the others stay as they are.

    Refused: what is no session of a course or its first, one recorded, without a reason, where a rule would
    be broken unless `despite_findings`; a conflict if it was changed since it was seen.
    """
    row = draft_row(session, district_id, delivery_id, lock=True)
    if row.revision != seen_revision:
        raise conflict_with(row, {}, seen_revision, read_names(session, district_id))
    if not why.strip():
        raise refuse("why", "请写明为什么停上（--why）。", "say why it is left out (--why).")
    judged, problem = _leaving(session, clock, settings, row)
    if judged.breaks_a_rule and not despite_findings:
        raise BreaksRules(*(Fault(delivery_id, one.sentence) for one in judged.brought if one.hard))
    stood = judged.stood
    session.add(
        SessionLeftOutRow(
            district_id=district_id,
            id=delivery_id,
            month=row.month,
            course_id=stood.course_id,
            session=stood.session,
            why=why.strip(),
            stood=as_json(stood),
            at=clock.now(),
            by=by,
        )
    )
    session.delete(row)
    if stood.course_id not in problem.running:
        _hold_the_others(session, clock, row, stood, by=by)
    _note(session, clock, row, "left_out", why.strip(), by=by)
    return judged


def put_back(
    session: Session,
    clock: Clock,
    settings: PlanningSettings,
    district_id: str,
    delivery_id: str,
    *,
    by: str,
    despite_findings: bool = False,
) -> Judged:
    """Give a session that was left out after all, as it stood; refused when its time has come or a rule bars it now."""
    row = session.get(SessionLeftOutRow, (district_id, delivery_id), with_for_update=True)
    if row is None:
        raise refuse(
            delivery_id,
            "这次课没有停上。停上的课次见 culture skip。",
            "this session was not left out. culture skip lists those that were.",
        )
    stood = from_json(row.stood)
    if stood.starts_at(clock.zone) <= clock.now():
        raise refuse(
            delivery_id,
            "{day} {start} 已经过去，不能再恢复。",
            "{day} {start} is past; it cannot be put back.",
            day=stood.day,
            start=f"{stood.start:%H:%M}",
        )
    problem = read_problem(session, clock, settings, district_id, row.month)
    verdict = judge_move(problem, draft_of(session, district_id, row.month), [stood])
    judged = Judged(
        stood,
        remarks(problem.district, verdict.introduced),
        remarks(problem.district, verdict.removed),
        verdict.points,
    )
    if judged.breaks_a_rule and not despite_findings:
        raise BreaksRules(*(Fault(delivery_id, one.sentence) for one in judged.brought if one.hard))
    session.delete(row)
    drafted = DraftDeliveryRow(
        district_id=district_id, month=row.month, edited_by=by, edited_at=clock.now(), **as_values(stood)
    )
    session.add(drafted)
    _note(session, clock, drafted, "put_back", "", by=by)
    return judged


def left_out_of(session: Session, district_id: str, month: str) -> tuple[SessionLeftOutRow, ...]:
    """The sessions left out from `month` on, the earliest first."""
    return tuple(
        session.scalars(
            sa.select(SessionLeftOutRow)
            .where(SessionLeftOutRow.district_id == district_id, SessionLeftOutRow.month >= month)
            .order_by(SessionLeftOutRow.month, SessionLeftOutRow.id)
        )
    )


def _leaving(
    session: Session, clock: Clock, settings: PlanningSettings, row: DraftDeliveryRow
) -> tuple[Judged, Problem]:
    refuse_recorded(session, row.district_id, row.id)
    stood = as_delivery(row)
    draft = draft_of(session, row.district_id, row.month)
    refuse_no_exception(draft, stood, None)
    problem = read_problem(session, clock, settings, row.district_id, row.month)
    verdict = judge_exception(problem, draft, stood, None)
    brought = remarks(problem.district, verdict.introduced)
    return Judged(stood, brought, remarks(problem.district, verdict.removed), verdict.points), problem


def _hold_the_others(
    session: Session, clock: Clock, row: DraftDeliveryRow, stood: Delivery, *, by: str
) -> None:
    """Pin a session of the course whole: a course with one that stands is left as it is by planning."""
    first = session.scalars(
        sa.select(DraftDeliveryRow)
        .where(
            DraftDeliveryRow.district_id == row.district_id,
            DraftDeliveryRow.month == row.month,
            DraftDeliveryRow.course_id == stood.course_id,
            DraftDeliveryRow.id != stood.id,
        )
        .order_by(DraftDeliveryRow.session)
        .limit(1)
    ).one()
    kept = as_delivery(first)
    write_draft(first, with_fields(kept, pinned=kept.pinned | PIN_FIELDS), by=by, at=clock.now())


def _note(session: Session, clock: Clock, row: DraftDeliveryRow, kind: str, why: str, *, by: str) -> None:
    month = month_row(session, row.district_id, row.month, lock=True)
    note_edit(session, month)
    drop_settled_conflicts(session, month)
    tell_history(session, row.district_id, row.id, kind, at=clock.now(), by=by, why=why)
