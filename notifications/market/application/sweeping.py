"""The daily sweep: fills the officer's list with the reminders due, and takes off what no longer holds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.district_clock import DistrictRow
from config.many import one_of
from notifications.market.adapters.register import read_register, read_rules
from notifications.market.adapters.tables import ReminderRow
from notifications.market.application.announcing import Desk, Fate
from notifications.market.domain.due import ReminderDue, reminder_due
from notifications.market.domain.judging import STANDINGS_FOR_A_PERSON, Judgement, judge
from notifications.market.domain.reminder import TOLD_STATES, ReminderState


@dataclass(slots=True)
class Swept:
    """What one sweep did: reminders listed anew, kept, taken off; licences left to a person to look at."""

    listed: int = 0
    kept: int = 0
    withdrawn: int = 0
    for_a_person: int = 0


def sweep(session: Session, desk: Desk) -> Swept:
    """List every reminder due and untold today; run twice, or after days without a run, it lists each once.

    Nothing is sent: the officer approves a frozen preview. What expired or cannot be judged is only counted.
    """
    district_id, now, today = desk.district_id, desk.clock.now(), desk.clock.today()
    session.get(DistrictRow, district_id, with_for_update=True)  # one sweep at a time
    rules = read_rules(session, district_id)
    rows = reminders_by_licence(session, district_id)
    _settle_what_never_arrived(session, desk, [row for known in rows.values() for row in known])
    swept = Swept()
    for business, licence in read_register(session, district_id):
        judgement = judge(business, licence, rules, desk.workdays, today)
        swept.for_a_person += judgement.standing in STANDINGS_FOR_A_PERSON
        known = rows.get(licence.id, [])
        due = reminder_due(judgement, desk.thresholds, told_steps(known, judgement), desk.workdays, today)
        swept.withdrawn += _withdraw_others(known, judgement, due, now)
        if due is None:
            continue
        listed = next((row for row in known if row.id == reminder_id(due)), None)
        if listed is not None and listed.state == ReminderState.DUE:
            swept.kept += 1
        else:
            swept.listed += 1
        if listed is None:
            listed = _new_row(district_id, due, now)
            session.add(listed)
        _put_on_list(listed, due, now)
    session.flush()
    return swept


def told_steps(known: Sequence[ReminderRow | sa.Row[*tuple[Any, ...]]], judgement: Judgement) -> list[str]:
    """The steps already told of this licence's present period."""
    return [
        row.step
        for row in known
        if row.expires == judgement.licence.expires and ReminderState(row.state) in TOLD_STATES
    ]


def reminder_id(due: ReminderDue) -> str:
    """The lasting id of a step of one licence's period, e.g. `L001/2026-10-25/before-30`."""
    return f"{due.judgement.licence.id}/{due.judgement.licence.expires}/{due.step}"


def licence_in(reminder_id: str) -> str:
    """The id of the licence that a reminder's id speaks of."""
    return reminder_id.rsplit("/", 2)[0]


def reminders_by_licence(session: Session, district_id: str) -> dict[str, list[ReminderRow]]:
    """All reminders ever listed, by licence."""
    found: dict[str, list[ReminderRow]] = {}
    for row in session.scalars(sa.select(ReminderRow).where(ReminderRow.district_id == district_id)):
        found.setdefault(row.licence_id, []).append(row)
    return found


def steps_by_licence(
    session: Session, district_id: str, licence_ids: Collection[str]
) -> dict[str, list[sa.Row[*tuple[Any, ...]]]]:
    """Step, state and expiry of every reminder ever listed of these licences."""
    found: dict[str, list[sa.Row[*tuple[Any, ...]]]] = {each: [] for each in licence_ids}
    for row in session.execute(
        sa.select(ReminderRow.licence_id, ReminderRow.step, ReminderRow.state, ReminderRow.expires).where(
            ReminderRow.district_id == district_id, one_of(ReminderRow.licence_id, licence_ids)
        )
    ):
        found[row.licence_id].append(row)
    return found


def _settle_what_never_arrived(session: Session, desk: Desk, known: Sequence[ReminderRow]) -> None:
    """A text that turned stale told nobody: its reminder may be listed again. One that failed needs a call."""
    sent = {row.notice_id: row for row in known if row.state == ReminderState.SENT and row.notice_id}
    standing = desk.messages.standing(session, desk.district_id, sorted(sent)) if sent else {}
    for notice_id, found in standing.items():
        if found.fate is not Fate.ALIVE:
            row = sent[notice_id]
            state, reason = _NEVER_ARRIVED[found.fate]
            row.state, row.changed_at = state, desk.clock.now()
            row.reason_zh, row.reason_en = reason.zh, reason.en


def _withdraw_others(
    known: Sequence[ReminderRow], judgement: Judgement, due: ReminderDue | None, now: datetime
) -> int:
    """Take off the lists what stands there for this licence and is overtaken: a call, too, once more is due."""
    stale = [
        row
        for row in known
        if (row.state == ReminderState.DUE and (due is None or row.id != reminder_id(due)))
        or (row.state == ReminderState.CALL and (due is not None or judgement.deadline is None))
    ]
    reason = NEARER if due else judgement.reason
    for row in stale:
        row.state, row.changed_at = ReminderState.WITHDRAWN, now
        row.reason_zh, row.reason_en = reason.zh, reason.en
    return len(stale)


def _new_row(district_id: str, due: ReminderDue, now: datetime) -> ReminderRow:
    return ReminderRow(
        district_id=district_id,
        id=reminder_id(due),
        licence_id=due.judgement.licence.id,
        expires=due.judgement.licence.expires,
        step=due.step,
        listed_at=now,
    )


def _put_on_list(row: ReminderRow, due: ReminderDue, now: datetime) -> None:
    """Make the row say what is due now; a row that says so already is left untouched."""
    assert due.judgement.deadline is not None, "only what has a deadline falls due"
    wanted = {
        "state": ReminderState.DUE,
        "due_on": due.due_on,
        "apply_by": due.judgement.deadline.apply_by,
        "provisional_years": list(due.provisional_years),
    }
    if all(getattr(row, name) == value for name, value in wanted.items()):
        return
    for name, value in wanted.items():
        setattr(row, name, value)
    row.reason_zh = row.reason_en = ""
    row.changed_at = now


NEARER = Bilingual("已到更近的提醒节点", "a nearer step was reached")
_NEVER_ARRIVED = {
    Fate.STALE: (
        ReminderState.WITHDRAWN,
        Bilingual("短信发出前内容已失效，未曾告知", "the text turned stale before it left; nobody was told"),
    ),
    Fate.FAILED: (
        ReminderState.CALL,
        Bilingual("短信未能送到手机，请致电", "the text did not reach the telephone; call"),
    ),
}
