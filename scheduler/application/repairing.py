"""A disruption of a published month: first the proposals and whom they touch, then the deed, published alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import Clock
from config.refusal import Conflict, Fault, refuse
from scheduler.adapters.calendar_repository import month_row, published_number, published_of
from scheduler.adapters.fact_changes import change_facts
from scheduler.application.holding import read_since
from scheduler.application.planning_facts import PlanningSettings, read_problem
from scheduler.application.publishing import Publication, preview_publication
from scheduler.application.publishing_repair import publish_repair
from scheduler.domain.decline import AskedSide
from scheduler.domain.delivery import Delivery, DeliveryId
from scheduler.domain.disruption import (
    BudgetChanged,
    Declined,
    Disruption,
    HolidayMoved,
    OrderWithdrawn,
    ProviderAbsent,
    QuotaChanged,
    Urgent,
    VenueClosed,
    VenueReopened,
)
from scheduler.messages import CalendarPublished
from scheduler.solver.finding import day_words
from scheduler.solver.looking import Looking
from scheduler.solver.pausing import last_day_then
from scheduler.solver.problem import Problem, next_free_serial
from scheduler.solver.proposing import Aim, Proposal, Repair
from scheduler.solver.solution import Options

REASONS: dict[type[object], str] = {
    ProviderAbsent: "因主体不能到场",
    VenueClosed: "因场地停用",
    VenueReopened: "因场地恢复使用",
    Urgent: "因临时安排",
    OrderWithdrawn: "因点单撤回",
    QuotaChanged: "因配额调整",
    BudgetChanged: "因经费调整",
    HolidayMoved: "因节假日安排调整",
}
"""Why a delivery changes, as its parties hear it."""
DECLINED_BY: dict[AskedSide, str] = {
    "venue": "因场地不能承接",
    "provider": "因主体不能承接",
    "rain_venue": "因备用场地不能承接",
}


def reason_of(disruption: Disruption) -> str:
    """Why what a repair changes is changed, in a few words of a text; none for what needs no word."""
    if isinstance(disruption, Declined):
        return DECLINED_BY[disruption.side]
    return REASONS.get(type(disruption), "")


@dataclass(frozen=True, slots=True)
class Standing:
    """A published month as a repair reads it: its problem, what counts of its plan, what is past or recorded.

    `lapsed` came to nothing and stays in the calendar as it was.
    """

    month: str
    number: int
    problem: Problem
    plan: tuple[Delivery, ...]
    recorded: frozenset[str]
    lapsed: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class RepairPreview:
    """What can be done about a disruption of the published version `number`; nothing is written."""

    standing: Standing
    disruption: Disruption
    repair: Repair

    @property
    def month(self) -> str:
        return self.standing.month

    def after(self, proposal: Proposal) -> tuple[Delivery, ...]:
        """The next version by a proposal."""
        return (*proposal.deliveries, *self.standing.lapsed)

    def reasons(self) -> dict[str, str]:
        """Why each delivery that any proposal touches changes."""
        reason = reason_of(self.disruption)
        ids = (change.delivery_id for one in self.repair.proposals for change in one.changes)
        pauses = {
            delivery_id: f"{reason}停课一次，课程顺延至{day_words(ends).zh}结课"
            for delivery_id, ends in self.pauses().items()
        }
        return dict.fromkeys(ids, reason) | pauses

    def pauses(self) -> dict[DeliveryId, date]:
        """The sessions that fall away for a new holiday, each with the day on which its course ends then."""
        if not isinstance(self.disruption, HolidayMoved):
            return {}
        return {
            change.delivery_id: ends
            for proposal in self.repair.proposals
            for change in proposal.changes
            if change.after is None
            and change.before is not None
            and change.before.day == self.disruption.now
            and (ends := last_day_then(self.repair.problem, proposal.deliveries, change.before)) is not None
        }


def read_standing(
    session: Session, clock: Clock, settings: PlanningSettings, district_id: str, month: str
) -> Standing:
    """The published month as it is now; refused if no version of it is published, or the month is past."""
    number = published_number(session, district_id, month)
    if not number:
        raise refuse(
            month,
            "{month} 还没有发布，没有可补救的。请改资料后重新排期：culture plan {month}",
            "{month} is not published; there is nothing to repair. Change the facts and plan it: culture plan {month}",
            month=month,
        )
    published = published_of(session, district_id, month, number)
    since = read_since(session, district_id, published)
    plan = tuple(one for one in published if one.id not in since.lapsed)
    begun = {one.id for one in plan if one.starts_at(clock.zone) <= clock.now()}
    problem = read_problem(session, clock, settings, district_id, month)
    held = {one.id for one in problem.standing}
    # Left out of the draft, but not of what is published: until then it stands with its course.
    held |= {one.id for one in plan if one.course_id in problem.running}
    problem = replace(
        problem,
        fixed=(*problem.around, *(one for one in plan if one.id in held)),
        draft=(),
        published=plan,
        next_serial=max(problem.next_serial, next_free_serial(month, published)),
    )
    lapsed = tuple(one for one in published if one.id in since.lapsed)
    return Standing(month, number, problem, plan, since.settled | begun, lapsed)


def preview_repair(
    standing: Standing,
    disruption: Disruption,
    options: Options,
    *,
    aims: frozenset[Aim] = frozenset(Aim),
    cancelled: Callable[[], bool] = lambda: False,
    watch: Callable[[Looking], None] = lambda _: None,
) -> RepairPreview:
    """The proposals for a disruption of a month; the store is not needed while they are looked for."""
    from scheduler.solver.repairing import repair  # noqa: PLC0415 - it loads the solver

    done = repair(
        standing.problem,
        standing.plan,
        disruption,
        options,
        recorded=standing.recorded,
        aims=aims,
        cancelled=cancelled,
        watch=watch,
    )
    return RepairPreview(standing, disruption, done)


def preview_proposal(
    session: Session, district_id: str, preview: RepairPreview, proposal: Proposal
) -> CalendarPublished:
    """The event that doing so would emit, so that its exact texts can be shown."""
    return preview_publication(
        session, district_id, preview.month, preview.after(proposal), preview.reasons()
    )


def act_on_repair(
    session: Session,
    clock: Clock,
    settings: PlanningSettings,
    district_id: str,
    preview: RepairPreview,
    proposal: Proposal,
    *,
    by: str,
) -> Publication | None:
    """Record the disruption among the facts and publish the proposal alone as the next version, in one commit.

    None if no delivery changes. A conflict if the month or its facts changed since the preview.
    """
    month = preview.month
    row = month_row(session, district_id, month, lock=True)
    refuse_unless_as_seen(session, clock, settings, district_id, preview.standing)
    facts = change_facts(session, district_id, month, preview.disruption, by=by, at=clock.now())
    return publish_repair(
        session,
        clock,
        row,
        preview.disruption,
        preview.after(proposal),
        why="repair",
        reasons=preview.reasons(),
        by=by,
        facts=facts,
    )


def refuse_unless_as_seen(
    session: Session, clock: Clock, settings: PlanningSettings, district_id: str, seen: Standing
) -> None:
    """A conflict if the published month or its facts changed since it was read."""
    now = read_standing(session, clock, settings, district_id, seen.month)
    if (now.number, now.recorded) != (seen.number, seen.recorded) or (
        now.problem.fingerprint() != seen.problem.fingerprint()
    ):
        raise outdated(seen.month)


def outdated(month: str) -> Conflict:
    """What was seen is no longer so."""
    return Conflict(
        Fault(
            month,
            Bilingual(
                "您看过之后，这个月的计划或资料有变动。请重新查看后再操作。",
                "the month or its facts changed since you looked. Look again, then act.",
            ),
        ),
        fields=("number",),
    )
