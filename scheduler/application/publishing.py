"""Publishing a month: out for comment, approved, then a numbered version and its event in one commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import Clock
from config.database import raise_subject, versions_of
from config.durable import emit
from config.refusal import Conflict, Fault, Refusal, refuse
from scheduler.adapters.calendar_repository import (
    add_publication,
    draft_of,
    month_row,
    published_number,
    published_of,
    tell_history,
)
from scheduler.adapters.calendar_tables import MonthRow, PublicationRow
from scheduler.adapters.district_repository import read_district
from scheduler.application.asking import live_on
from scheduler.application.facts import change_of, names_of
from scheduler.application.figures import score_kept
from scheduler.application.planned_reserves import keep_as_planned
from scheduler.application.planning_facts import PlanningSettings, read_problem
from scheduler.application.rebasing import unpublished_changes
from scheduler.application.remarks import BreaksRules, Remark, remarks
from scheduler.application.still_declined import beside_findings, still_declined
from scheduler.domain.calendar import Difference, differences, month_days
from scheduler.domain.delivery import Delivery
from scheduler.domain.terms import MonthState
from scheduler.messages import CalendarPublished, DeliveryChange
from scheduler.solver.judge import hard_findings, score

NOBODY: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Publication:
    """A numbered version that has just been published."""

    month: str
    number: int
    changes: tuple[DeliveryChange, ...]


def put_out_for_comment(session: Session, district_id: str, month: str, *, seen_revision: int) -> None:
    """Let the areas and venues see the draft before it is approved."""
    row = seen_month(session, district_id, month, seen_revision)
    _refuse_unchanged(session, row)
    row.state = MonthState.OUT_FOR_COMMENT


def approve(
    session: Session,
    clock: Clock,
    settings: PlanningSettings,
    district_id: str,
    month: str,
    *,
    seen_revision: int,
    by: str,
    despite_findings: bool = False,
) -> tuple[Remark, ...]:
    """Approve the draft as it was seen; a later edit takes the approval away.

    Refused when nothing differs from what is published, and when it breaks a rule or changes what was
    declined and still asks it of the same party, unless `despite_findings`; returns what was then approved
    in spite, and what is declined and open that the draft leaves alone.
    """
    row = seen_month(session, district_id, month, seen_revision)
    _not_past(clock, month)
    deliveries = draft_of(session, district_id, month)
    if not deliveries:
        raise _no_draft(month)
    problem = read_problem(session, clock, settings, district_id, month)
    found = remarks(problem.district, hard_findings(problem, deliveries))
    _refuse_unchanged(session, row)
    before = published_of(session, district_id, month, row.published_number)
    changed = {one.delivery_id for one in differences(before, deliveries)}
    broken = beside_findings(found, still_declined(session, clock, district_id, deliveries), changed)
    if not despite_findings and (forbidding := [remark for remark in broken if remark.hard]):
        raise BreaksRules(*(Fault(month, remark.sentence) for remark in forbidding))
    row.state, row.approved_revision = MonthState.APPROVED, row.draft_revision
    row.approved_by, row.approved_at = by, clock.now()
    row.score = score_kept(score(problem, deliveries))
    return broken


def publish(
    session: Session, clock: Clock, district_id: str, month: str, *, seen_revision: int, by: str
) -> Publication:
    """Publish the approved draft as the next version; its event goes out with the same commit."""
    row = seen_month(session, district_id, month, seen_revision)
    _not_past(clock, month)
    if row.approved_revision != row.draft_revision or row.state != MonthState.APPROVED:
        raise _not_approved(session, district_id, row)
    after = draft_of(session, district_id, month)
    publication = publish_version(session, clock, district_id, row, after, by=by, why="month", reasons={})
    row.state, row.rebase_conflicts = MonthState.PUBLISHED, None
    return publication


def _not_approved(session: Session, district_id: str, row: MonthRow) -> Refusal:
    """What is missing before the draft can be published."""
    draft = draft_of(session, district_id, row.month)
    if not draft:
        return _no_draft(row.month)
    if row.state == MonthState.PUBLISHED and not differences(
        published_of(session, district_id, row.month, row.published_number), draft
    ):
        return _published_already(row)
    return refuse(
        row.month,
        "草稿第 {revision} 稿尚未审批。请先审批：culture approve {month}",
        "revision {revision} of the draft is not approved. Approve it first: culture approve {month}",
        revision=row.draft_revision,
        month=row.month,
    )


def _refuse_unchanged(session: Session, row: MonthRow) -> None:
    if row.published_number and not unpublished_changes(session, row):
        raise refuse(
            row.month,
            "与已发布的第 {number} 版没有差别，不需要再征求意见或审批。",
            "nothing differs from version {number}; there is nothing to comment on or approve.",
            number=row.published_number,
        )


def _no_draft(month: str) -> Refusal:
    return refuse(
        month,
        "这个月还没有草稿。请先排期：culture plan {month}",
        "this month has no draft. Plan it first: culture plan {month}",
        month=month,
    )


def _published_already(row: MonthRow) -> Refusal:
    return refuse(
        row.month,
        "与已发布的第 {number} 版没有差别，不需要再发布。",
        "nothing differs from version {number}; there is nothing to publish.",
        number=row.published_number,
    )


def publish_version(
    session: Session,
    clock: Clock,
    district_id: str,
    row: MonthRow,
    after: Iterable[Delivery],
    *,
    by: str,
    why: str,
    reasons: Mapping[str, str],
    declined: Mapping[str, tuple[str, ...]] = NOBODY,
) -> Publication:
    """Keep `after` as version n+1, raise the subjects that changed and emit the diff to version n.

    `reasons` gives, by delivery id, why it changed as its parties may hear it, `declined` the sides that are
    not asked again because they have declined just that. Refused if a change
    touches a delivery whose time has come: nothing about a past moment is published.
    """
    after = tuple(after)
    before = published_of(session, district_id, row.month, row.published_number)
    found = differences(before, after)
    if row.published_number and not found:
        raise _published_already(row)
    _refuse_past_changes(clock, found)
    row.published_number += 1
    publication = PublicationRow(
        district_id=district_id,
        month=row.month,
        number=row.published_number,
        at=clock.now(),
        by=by,
        draft_revision=row.draft_revision,
        why=why,
    )
    add_publication(session, publication, after)
    names = names_of(read_district(session, district_id))
    changes = tuple(
        change_of(
            difference,
            names,
            version=raise_subject(session, district_id, f"delivery:{difference.delivery_id}"),
            reason=reasons.get(difference.delivery_id, ""),
            declined=declined.get(difference.delivery_id, ()),
        )
        for difference in found
    )
    for difference, change in zip(found, changes, strict=True):
        live_on(session, district_id, difference)
        keep_as_planned(session, clock, district_id, difference, by=by)
        tell_history(
            session,
            district_id,
            difference.delivery_id,
            "published",
            at=clock.now(),
            by=by,
            number=row.published_number,
            version=change.version,
            changed=list(difference.changed),
            added=difference.before is None,
            removed=difference.after is None,
            reason=reasons.get(difference.delivery_id, ""),
        )
    emit(session, CalendarPublished(district_id, row.month, row.published_number, by, changes))
    return Publication(row.month, row.published_number, changes)


def preview_publication(
    session: Session,
    district_id: str,
    month: str,
    after: Iterable[Delivery],
    reasons: Mapping[str, str] | None = None,
    declined: Mapping[str, tuple[str, ...]] = NOBODY,
) -> CalendarPublished:
    """The event that publishing `after` now would emit; nothing is written."""
    number = published_number(session, district_id, month)
    found = differences(published_of(session, district_id, month, number), after)
    names = names_of(read_district(session, district_id))
    subjects = [f"delivery:{difference.delivery_id}" for difference in found]
    versions = versions_of(session, district_id, subjects)
    changes = tuple(
        change_of(
            difference,
            names,
            version=versions[f"delivery:{difference.delivery_id}"] + 1,
            reason=(reasons or {}).get(difference.delivery_id, ""),
            declined=declined.get(difference.delivery_id, ()),
        )
        for difference in found
    )
    return CalendarPublished(district_id, month, number + 1, "", changes)


def seen_month(session: Session, district_id: str, month: str, seen_revision: int) -> MonthRow:
    """The month's row under lock; a conflict if its draft is not the revision that was seen."""
    month_days(month)
    row = month_row(session, district_id, month, lock=True)
    if row.draft_revision != seen_revision:
        raise Conflict(
            Fault(
                month,
                Bilingual(
                    "您看到的是第 {seen} 稿，草稿现在是第 {now} 稿。请重新查看后再操作。",
                    "you saw revision {seen} of the draft, it is now revision {now}. Look again, then act.",
                ).fill(seen=seen_revision, now=row.draft_revision),
            ),
            fields=("draft_revision",),
        )
    return row


def _not_past(clock: Clock, month: str) -> None:
    _, last = month_days(month)
    if last < clock.today():
        raise refuse(
            month,
            "{month} 已经过去，不能再排期、审批或发布。请选择本月或以后的月份。",
            "{month} is past and can no longer be planned, approved or published. Choose this month or a later one.",
            month=month,
        )


def _refuse_past_changes(clock: Clock, found: Iterable[Difference]) -> None:
    now = clock.now()
    faults = [
        Fault(
            difference.delivery_id,
            Bilingual(
                "{day} {start} 已经过去，不能再改动。请把它改回原样。",
                "{day} {start} is past and can no longer be changed. Put it back as it was.",
            ).fill(day=side.day, start=f"{side.start:%H:%M}"),
        )
        for difference in found
        for side in (difference.before, difference.after)
        if side is not None and side.starts_at(clock.zone) <= now
    ]
    if faults:
        raise Refusal(*faults)
