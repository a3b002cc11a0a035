"""Composes what each telephone would be told now, from the register as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from types import MappingProxyType
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.database import locked_versions
from config.many import one_of
from notifications.domain.segments import segments
from notifications.domain.wording import Composed
from notifications.market.adapters.register import licence_subject, read_register, read_rules
from notifications.market.adapters.tables import ReminderRow
from notifications.market.adapters.templates import market_wording
from notifications.market.application.announcing import Desk, Reachable, Spoken
from notifications.market.application.composed import ComposedText, Composition, in_pages
from notifications.market.application.sweeping import (
    NEARER,
    licence_in,
    reminder_id,
    steps_by_licence,
    told_steps,
)
from notifications.market.domain.deadlines import end_of
from notifications.market.domain.due import OVER, ReminderDue, reminder_due
from notifications.market.domain.judging import judge
from notifications.market.domain.reminder import REMINDER_STATE_NAMES, ReminderState
from notifications.market.domain.wording import compose_reminder, digest_of_facts


@dataclass(slots=True)
class _Recipient:
    reach: Reachable
    reminders: list[ReminderDue] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Who writes the texts: the desk, the licences' versions, and the texts that were written before, by their facts."""

    desk: Desk
    versions: Mapping[str, int]
    written: Mapping[str, ComposedText]


def compose(
    session: Session,
    desk: Desk,
    reminder_ids: Sequence[str],
    written: Mapping[str, ComposedText] = MappingProxyType({}),
) -> Composition:
    """What would be told of these reminders now; licences of one telephone stand in one text, if it fits.

    `written` are texts by the digest of their facts: one of the same facts is not written again.
    """
    # Before anything is read: what is read afterwards is of this version, or of none that was raised yet.
    subjects = sorted({licence_subject(licence_in(each)) for each in reminder_ids})
    versions = locked_versions(session, desk.district_id, subjects) if subjects else {}
    dues, gone = _still_due(session, desk, reminder_ids)
    recipients = _by_telephone(session, desk, dues)
    writer = _Writer(desk, versions, written)
    texts = (text for each in recipients for text in _texts_of(writer, each))
    return Composition(tuple(texts), gone)


def _still_due(
    session: Session, desk: Desk, reminder_ids: Sequence[str]
) -> tuple[list[ReminderDue], dict[str, Bilingual]]:
    rows = {
        row.id: row
        for row in session.execute(
            sa.select(ReminderRow.id, ReminderRow.state, ReminderRow.licence_id).where(
                ReminderRow.district_id == desk.district_id, one_of(ReminderRow.id, reminder_ids)
            )
        )
    }
    gone = {each: _UNKNOWN for each in reminder_ids if each not in rows}
    gone |= {
        row.id: REMINDER_STATE_NAMES[ReminderState(row.state)]
        for row in rows.values()
        if row.state != ReminderState.DUE
    }
    wanted = {row.licence_id: row.id for row in rows.values() if row.id not in gone}
    known = steps_by_licence(session, desk.district_id, wanted)
    rules, today = read_rules(session, desk.district_id), desk.clock.today()
    dues = []
    for business, licence in read_register(session, desk.district_id, wanted):
        judgement = judge(business, licence, rules, desk.workdays, today)
        told = told_steps(known[licence.id], judgement)
        due = reminder_due(judgement, desk.thresholds, told, desk.workdays, today)
        if due is not None and reminder_id(due) == wanted[licence.id]:
            dues.append(due)
        else:
            gone[wanted[licence.id]] = NEARER if due else judgement.reason
    return dues, gone


def _by_telephone(session: Session, desk: Desk, dues: Iterable[ReminderDue]) -> list[_Recipient]:
    """The recipients in the order of their first business; a telephone of several businesses stands once."""
    found = list(dues)
    parties = sorted({due.judgement.business.party for due in found})
    reached = desk.messages.reach(session, desk.district_id, parties, desk.clock.today())
    recipients: dict[str, _Recipient] = {}
    for due in found:
        party = due.judgement.business.party
        reach = reached.get(party, Reachable(None, ""))
        key = f"telephone:{reach.telephone_id}" if reach.telephone_id else party
        recipients.setdefault(key, _Recipient(reach)).reminders.append(due)
    return list(recipients.values())


def _texts_of(writer: _Writer, recipient: _Recipient) -> Iterator[ComposedText]:
    """One text, or as many as it takes to keep each within the most parts of the message layer."""
    for page in in_pages(recipient.reminders, partial(_fits, writer, recipient)):
        yield _text_of(writer, recipient, page)


def _fits(writer: _Writer, recipient: _Recipient, reminders: Sequence[ReminderDue]) -> bool:
    composed = compose_reminder(market_wording(), recipient.reach.language, writer.desk.office, reminders)
    return composed.segments.parts <= writer.desk.messages.most_parts


def _text_of(writer: _Writer, recipient: _Recipient, reminders: Sequence[ReminderDue]) -> ComposedText:
    made_of = (market_wording(), recipient.reach.language, writer.desk.office, reminders)
    facts = digest_of_facts(*made_of)
    written = writer.written.get(facts)
    composed = compose_reminder(*made_of) if written is None else _composed(written)
    businesses = [due.judgement.business for due in reminders]
    return ComposedText(
        businesses={business.party: business.name for business in businesses},
        reach=recipient.reach,
        template=composed.template,
        template_version=composed.template_version,
        text=composed.text,
        segments=composed.segments.parts,
        not_after=min(_not_after(due, writer.desk.clock.zone) for due in reminders),
        items={reminder_id(due): _spoken(due, writer.versions) for due in reminders},
        facts=facts,
    )


def _composed(text: ComposedText) -> Composed:
    return Composed(text.text, text.template, text.template_version, text.reach.language, segments(text.text))


def _spoken(due: ReminderDue, versions: Mapping[str, int]) -> Spoken:
    subject = licence_subject(due.judgement.licence.id)
    return Spoken(subject, versions[subject], due.judgement.business.party)


def _not_after(due: ReminderDue, zone: ZoneInfo) -> datetime:
    """The end of the last working day to apply, or of the licence's last valid day when that is past."""
    deadline = due.judgement.deadline
    assert deadline is not None, "only what has a deadline falls due"
    last = deadline.expires if due.step == OVER else deadline.last_workday
    return end_of(last, zone)


_UNKNOWN = Bilingual("清单里没有这条提醒", "no such reminder stands on the list")
