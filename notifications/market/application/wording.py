"""Composes the text of a reminder from its template, in a sandbox; dates are written out, never counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from notifications.market.domain.due import OVER, ReminderDue

TEMPLATES = Path(__file__).parents[1] / "templates"
TEMPLATE = "licence_reminder.zh.txt"

_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Office:
    """Who speaks: named in every text, with the fixed telephone on which a person answers."""

    name: str
    telephone: str


@dataclass(frozen=True, slots=True)
class _Item:
    """One licence as the template reads it; `last_workday` is empty where `apply_by` itself is worked."""

    business: str
    kind: str
    number: str
    expires: str
    apply_by: str
    last_workday: str
    provisional: str
    over: bool


def reminder_text(office: Office, reminders: Sequence[ReminderDue]) -> str:
    """The one text for all reminders of one telephone, nearest deadline first, without the signature.

    It is a reminder 提醒, never service 送达, and promises nothing: that silence may count as granted
    is not for a text.
    """
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, autoescape=False
    )
    ordered = sorted(reminders, key=lambda each: (_deadline_key(each), each.judgement.licence.id))
    return (
        environment.get_template(TEMPLATE)
        .render(
            office=office.name, office_telephone=office.telephone, items=[_item(each) for each in ordered]
        )
        .strip()
    )


def _deadline_key(reminder: ReminderDue) -> date:
    assert reminder.judgement.deadline is not None, "only what has a deadline falls due"
    return reminder.judgement.deadline.apply_by


def _item(reminder: ReminderDue) -> _Item:
    judgement = reminder.judgement
    deadline = judgement.deadline
    assert deadline is not None, "only what has a deadline falls due"
    closed = deadline.last_workday != deadline.apply_by
    return _Item(
        business=judgement.business.name,
        kind=judgement.licence.kind,
        number=judgement.licence.number,
        expires=day_in_text(deadline.expires),
        apply_by=day_in_text(deadline.apply_by),
        last_workday=day_in_text(deadline.last_workday) if closed else "",
        provisional="、".join(f"{year}年" for year in deadline.provisional_years),
        over=reminder.step == OVER,
    )


def day_in_text(day: date) -> str:
    """A civil day as a text carries it, e.g. `2026年9月25日（周五）`."""
    return f"{day.year}年{day.month}月{day.day}日（周{_WEEKDAYS[day.isoweekday() - 1]}）"
