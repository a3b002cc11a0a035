"""What a reminder says of each licence, as its template reads it; dates are written out, never counted down."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from config.bilingual import Language
from notifications.domain.wording import Composed, Office, Wording
from notifications.domain.wording.code_version import code_version
from notifications.market.domain.due import OVER, ReminderDue

TEMPLATE = "licence_reminder"


@dataclass(frozen=True, slots=True)
class Item:
    """One licence in a text; days are ISO, `last_workday` is empty where the office works on `apply_by`."""

    business: str
    kind: str
    number: str
    expires: str
    apply_by: str
    last_workday: str
    provisional: tuple[int, ...]
    over: bool


def compose_reminder(
    wording: Wording, language: Language, office: Office, reminders: Sequence[ReminderDue]
) -> Composed:
    """The one text for all reminders of one telephone, nearest last day first, signed and counted.

    It is a reminder 提醒, never service 送达; that silence may count as granted never appears in it.
    """
    return wording.compose(TEMPLATE, language, office, items=items_of(reminders))


def digest_of_facts(
    wording: Wording, language: Language, office: Office, reminders: Sequence[ReminderDue]
) -> str:
    """Hexadecimal digest of all that `compose_reminder` makes its text of: where it is the same, the text is."""
    by = (code_version(), wording.version(TEMPLATE, language))
    made_of = (TEMPLATE, *by, language, office, items_of(reminders))
    return hashlib.sha256(repr(made_of).encode("utf-8", "surrogatepass")).hexdigest()


def items_of(reminders: Sequence[ReminderDue]) -> list[Item]:
    """What the template reads of each licence, nearest last day first."""
    return sorted((item_of(each) for each in reminders), key=lambda item: (item.apply_by, item.number))


def item_of(reminder: ReminderDue) -> Item:
    judgement, deadline = reminder.judgement, reminder.judgement.deadline
    assert deadline is not None, "only what has a deadline falls due"
    closed = deadline.last_workday != deadline.apply_by
    return Item(
        business=judgement.business.name,
        kind=judgement.licence.kind,
        number=judgement.licence.number,
        expires=deadline.expires.isoformat(),
        apply_by=deadline.apply_by.isoformat(),
        last_workday=deadline.last_workday.isoformat() if closed else "",
        provisional=deadline.provisional_years,
        over=reminder.step == OVER,
    )


def specimen(wording: Wording, language: Language, office: Office) -> Composed:
    """The text for one licence, to see beforehand what a provider has registered for it."""
    item = Item(
        "示范网吧", "网络文化经营许可证", "示范0001", "2026-10-25", "2026-09-25", "2026-09-24", (), over=False
    )
    return wording.compose(TEMPLATE, language, office, items=[item])
