"""Changing one delivery of the draft by hand: judged by the same rules, accepted with findings or refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.clock import Clock
from config.refusal import Conflict, Fault, refuse
from scheduler.adapters.calendar_repository import (
    as_delivery,
    draft_of,
    life_of,
    month_row,
    published_of,
    tell_history,
    write_draft,
)
from scheduler.adapters.calendar_tables import DraftDeliveryRow
from scheduler.application.course_exceptions import refuse_no_exception
from scheduler.application.names_view import Names, read_names
from scheduler.application.planning_facts import PlanningSettings, read_problem
from scheduler.application.rebasing import drop_settled_conflicts, note_edit
from scheduler.application.remarks import BreaksRules, Remark, remarks
from scheduler.domain.calendar import month_days
from scheduler.domain.delivery import Delivery, changed_fields, with_fields
from scheduler.domain.terms import DELIVERY_STATE_NAMES, DeliveryState
from scheduler.solver.moves import judge_exception, judge_move
from scheduler.solver.problem import Problem
from scheduler.solver.reserve import reserve_start
from scheduler.solver.standing import PIN_FIELDS

FIELD_NAMES = {
    "day": Bilingual("日期", "day"),
    "start": Bilingual("开始时间", "start"),
    "venue_id": Bilingual("场地", "venue"),
    "provider_id": Bilingual("配送主体", "provider"),
    "rain_venue_id": Bilingual("雨天备用场地", "rain venue"),
    "reserve_day": Bilingual("雨天备用日", "reserve date"),
}
"""What can be changed by hand."""


@dataclass(frozen=True, slots=True)
class Move:
    """What a change by hand would do: the findings it brings and takes away, the points the score rises by."""

    before: Delivery
    after: Delivery
    revision: int
    brought: tuple[Remark, ...]
    settled: tuple[Remark, ...]
    points: int

    @property
    def breaks_a_rule(self) -> bool:
        return any(remark.hard for remark in self.brought)


ONE_OF_A_COURSE = Bilingual(
    "这是系列课程中的一次；只改这一次，请加 --alone（网页上勾选“只改这一次课”）。",
    "it is one session of a course; to change this one alone add --alone (on the page tick that it is).",
)


def preview_move(
    session: Session,
    clock: Clock,
    settings: PlanningSettings,
    district_id: str,
    delivery_id: str,
    changes: Mapping[str, Any],
    *,
    alone: bool = False,
) -> Move:
    """What `changes` would do to a delivery of the draft; nothing is written.

    `alone`: one session of a course leaves the slot of its course, the others stay.
    """
    row = draft_row(session, district_id, delivery_id)
    refuse_recorded(session, district_id, delivery_id)
    before = as_delivery(row)
    after = _changed(before, changes)
    _refuse_gone_by(session, clock, row, after)
    draft = draft_of(session, district_id, row.month)
    if alone:
        refuse_no_exception(draft, before, after)
    if after.month != row.month:
        first, last = month_days(row.month)
        raise refuse(
            "day",
            "{day} 不在 {month} 之内。请选择 {first} 至 {last} 之间的日期。",
            "{day} is not in {month}. Choose a day from {first} to {last}.",
            day=after.day,
            month=row.month,
            first=first,
            last=last,
        )
    # What a person has fixed a person may fix otherwise, and of a course all sessions together.
    own = [
        one.id
        for one in draft
        if one.id == delivery_id or (one.course_id and one.course_id == before.course_id)
    ]
    problem = read_problem(session, clock, settings, district_id, row.month, release=own)
    after = _in_the_dark(problem, before, after)
    if alone:
        verdict = judge_exception(
            problem, draft, before, with_fields(after, pinned=before.pinned | PIN_FIELDS)
        )
    else:
        verdict = judge_move(problem, draft, [after])
    return Move(
        before,
        after,
        row.revision,
        brought=remarks(problem.district, verdict.introduced),
        settled=remarks(problem.district, verdict.removed),
        points=verdict.points,
    )


def move(
    session: Session,
    clock: Clock,
    settings: PlanningSettings,
    district_id: str,
    delivery_id: str,
    changes: Mapping[str, Any],
    *,
    seen_revision: int,
    by: str,
    despite_findings: bool = False,
    alone: bool = False,
) -> Move:
    """Change one delivery of the draft by hand and pin what was set; one session of a course `alone` whole.

    Refused when it breaks a rule, unless `despite_findings`; a conflict that names the fields when
    somebody else changed the delivery since it was seen.
    """
    row = draft_row(session, district_id, delivery_id, lock=True)
    if row.revision != seen_revision:
        raise conflict_with(row, changes, seen_revision, read_names(session, district_id))
    judged = preview_move(session, clock, settings, district_id, delivery_id, changes, alone=alone)
    if judged.breaks_a_rule and not despite_findings:
        broken = [remark.sentence for remark in judged.brought if remark.hard]
        if not alone and judged.before.session not in {None, 1}:
            broken.append(ONE_OF_A_COURSE)
        raise BreaksRules(*(Fault(delivery_id, sentence) for sentence in broken))
    if judged.before == judged.after:
        return judged
    pinned = judged.after.pinned | frozenset(changed_fields(judged.before, judged.after))
    pinned |= PIN_FIELDS if alone else frozenset()
    write_draft(row, with_fields(judged.after, pinned=pinned), by=by, at=clock.now())
    month = month_row(session, district_id, row.month, lock=True)
    note_edit(session, month)
    drop_settled_conflicts(session, month)
    tell_history(
        session,
        district_id,
        delivery_id,
        "moved",
        at=clock.now(),
        by=by,
        before=_told(judged.before, changes),
        after=_told(judged.after, changes),
        findings=[[remark.sentence.zh, remark.sentence.en] for remark in judged.brought],
    )
    return judged


def _in_the_dark(problem: Problem, before: Delivery, after: Delivery) -> Delivery:
    """The film with its reserve date after dusk, or as it was where neither it nor the film's start was changed."""
    if after.reserve_day is None:
        return after
    same = (before.start, before.reserve_day) == (after.start, after.reserve_day)
    later = before.reserve_start if same else reserve_start(problem, after.start, after.reserve_day)
    return with_fields(after, reserve_start=later)


def draft_row(
    session: Session, district_id: str, delivery_id: str, *, lock: bool = False
) -> DraftDeliveryRow:
    row = session.query(DraftDeliveryRow).filter_by(district_id=district_id, id=delivery_id)
    found = (row.with_for_update() if lock else row).one_or_none()
    if found is None:
        raise refuse(
            delivery_id,
            "草稿里没有这个场次。请核对编号（culture show 可查）。",
            "the draft has no such delivery. Check its number (culture show lists them).",
        )
    return found


def refuse_recorded(session: Session, district_id: str, delivery_id: str) -> None:
    life = life_of(session, district_id, delivery_id)
    if life is not None and life.state not in (DeliveryState.PLANNED, DeliveryState.CANCELLED):
        raise refuse(
            delivery_id,
            "这个场次已记为“{state}”，不能再改动。记错了请先更正结果（culture held）。",
            "this delivery is recorded as “{state}” and can no longer be changed. "
            "If that is wrong, correct it first (culture held).",
            state=DELIVERY_STATE_NAMES[DeliveryState(life.state)],
        )


def _refuse_gone_by(session: Session, clock: Clock, row: DraftDeliveryRow, after: Delivery) -> None:
    """Nothing about a past moment can be published, so that a draft which says it would lead nowhere."""
    published = published_of(session, row.district_id, row.month)
    stood = next((one for one in published if one.id == row.id), None)
    if stood is not None and stood.starts_at(clock.zone) <= clock.now():
        raise refuse(
            row.id,
            "这一场在 {day} {start} 已经开始或过去，不能再改动。请记录结果：culture held {day}",
            "this delivery began on {day} at {start} and can no longer be moved. Record what became of it: "
            "culture held {day}",
            day=stood.day,
            start=f"{stood.start:%H:%M}",
        )
    if after.starts_at(clock.zone) <= clock.now():
        raise refuse(
            "day",
            "{day} {start} 已经过去（现在是 {now}），不能改到那时。请选择以后的时间。",
            "{day} {start} is past (it is {now}); nothing can be moved to it. Choose a time to come.",
            day=after.day,
            start=f"{after.start:%H:%M}",
            now=f"{clock.now().astimezone(clock.zone):%Y-%m-%d %H:%M}",
        )


def _changed(before: Delivery, changes: Mapping[str, Any]) -> Delivery:
    unknown = sorted(changes.keys() - FIELD_NAMES)
    if unknown:
        raise refuse(
            ", ".join(unknown),
            "只能改日期、开始时间、场地、配送主体、雨天备用场地和雨天备用日。",
            "only the day, start, venue, provider, rain venue and reserve date can be changed.",
        )
    try:
        reserve_day = changes.get("reserve_day", before.reserve_day)
        start = changes.get("start", before.start) if reserve_day is not None else None
        return with_fields(before, **changes, reserve_start=start)
    except ValueError as error:
        raise refuse("start", "开始时间须在 15 分钟的格点上，如 19:30。", "{why}", why=error) from error


def conflict_with(
    row: DraftDeliveryRow, changes: Mapping[str, Any], seen_revision: int, names: Names
) -> Conflict:
    present = as_delivery(row)
    fields = tuple(name for name in sorted(changes) if getattr(present, name) != changes[name])
    stands = [_stands(name, getattr(present, name), names) for name in fields] or [Bilingual("–", "–")]
    sentence = Bilingual(
        "{by} 已在您之后修改过（您看到第 {seen} 次修改，现为第 {now} 次）。目前：{stands}。请重新查看后再改。",
        "{by} has changed it since you saw it (you saw revision {seen}, it is {now}). It stands at: {stands}. Look again, then change it.",
    ).fill(
        by=row.edited_by,
        seen=seen_revision,
        now=row.revision,
        stands=Bilingual("，".join(one.zh for one in stands), ", ".join(one.en for one in stands)),
    )
    return Conflict(Fault(row.id, sentence), fields=fields)


def _stands(field: str, value: Any, names: Names) -> Bilingual:
    """A field's present value, as the district names it."""
    if field == "start":
        value = f"{value:%H:%M}"
    elif field == "reserve_day":
        value = value or "–"
    elif field == "provider_id":
        value = names.provider(value)
    elif field in ("venue_id", "rain_venue_id"):
        value = names.venue(value) if value else "–"
    return Bilingual("{field} {value}", "{field} {value}").fill(field=FIELD_NAMES[field], value=value)


def _told(delivery: Delivery, changes: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(getattr(delivery, name)) for name in sorted(changes)}
