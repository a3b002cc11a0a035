"""The calls made about messages: who called, when, whether anybody was reached, and what was said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from notifications.ledger.adapters.entries import entries_about
from notifications.ledger.application.recording import about_message, about_reply
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
    return _calls(session, district_id, {about_message(each): each for each in message_ids}, said="reason")


def calls_back_on(
    session: Session, district_id: str, reply_ids: Collection[str]
) -> dict[str, list[CallShown]]:
    """By reply the calls that answered it, oldest first."""
    return _calls(session, district_id, {about_reply(each): each for each in reply_ids}, said="text")


def _calls(
    session: Session, district_id: str, about: Mapping[str, str], *, said: str
) -> dict[str, list[CallShown]]:
    found: dict[str, list[CallShown]] = {}
    entries = entries_about(session, district_id, about)
    for entry in sorted(entries, key=lambda entry: (entry.at, entry.id)):
        if entry.deed == Deed.CALL and entry.facts and entry.about is not None:
            facts = entry.facts
            outcome = UNREACHED if not facts["reached"] else ANSWERED if facts["answered"] else TOLD
            shown = CallShown(entry.at, facts["by"], outcome, facts[said])
            found.setdefault(about[entry.about], []).append(shown)
    return found
