"""The calls made about messages: who called, when, whether anybody was reached, and what was said."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from notifications.ledger.adapters.entries import entries_about
from notifications.ledger.application.recording import about_message
from notifications.ledger.domain.entry import Deed

UNREACHED = Bilingual("未接通", "nobody answered")
ANSWERED = Bilingual("已告知并答复", "told, and answered")
TOLD = Bilingual("已告知", "told")


@dataclass(frozen=True, slots=True)
class CallShown:
    """One call on record; besides a reply, only one that reached somebody acknowledges a message."""

    at: datetime
    by: str
    outcome: Bilingual
    said: str


def calls_on(session: Session, district_id: str, message_ids: Collection[str]) -> dict[str, list[CallShown]]:
    """By message its calls, oldest first; messages without any are left out, erased calls too."""
    message_of = {about_message(message_id): message_id for message_id in message_ids}
    found: dict[str, list[CallShown]] = {}
    entries = entries_about(session, district_id, message_of)
    for entry in sorted(entries, key=lambda entry: (entry.at, entry.id)):
        if entry.deed == Deed.CALL and entry.facts and entry.about is not None:
            facts = entry.facts
            outcome = UNREACHED if not facts["reached"] else ANSWERED if facts["answered"] else TOLD
            shown = CallShown(entry.at, facts["by"], outcome, facts["reason"])
            found.setdefault(message_of[entry.about], []).append(shown)
    return found
