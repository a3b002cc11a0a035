"""What was said with the answer that holds, and whether anybody has spoken with who gave it since."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from notifications.adapters.answer_tables import ReplyRow
from notifications.ledger.adapters.entries import entries_about
from notifications.ledger.application.recording import about_message
from notifications.ledger.domain.entry import Deed, Entry

_BY_CALL = "call:"
_CORRECTED = "corrected:"


@dataclass(frozen=True, slots=True)
class AnswerHeard:
    """The words of the reply that answered, empty where a call did; `spoken_with`: a call reached them since."""

    words: str
    spoken_with: bool


def answers_heard(
    session: Session, district_id: str, message_ids: Collection[str]
) -> Mapping[str, AnswerHeard]:
    """By message how its question was answered last; those without an answer are left out."""
    by_about: dict[str | None, list[Entry]] = {}
    for entry in entries_about(session, district_id, [about_message(each) for each in message_ids]):
        by_about.setdefault(entry.about, []).append(entry)
    found = {
        each: answer
        for each in message_ids
        if (answer := _last_answer(by_about.get(about_message(each), ()))) is not None
    }
    texts = _texts(session, district_id, [source for source, _ in found.values()])
    return {each: AnswerHeard(texts.get(source, ""), spoken) for each, (source, spoken) in found.items()}


def _last_answer(entries: Sequence[Entry]) -> tuple[str, bool] | None:
    """The source of the last answer, and whether somebody was reached by a call with it or since."""
    ordered = sorted(entries, key=lambda each: (each.at, each.id))
    place = max((n for n, each in enumerate(ordered) if each.deed == Deed.ANSWER), default=None)
    if place is None:
        return None
    source = str(ordered[place].facts.get("source", "")) if ordered[place].facts else ""
    since = ordered[place:]
    called = any(each.deed == Deed.CALL and each.facts and each.facts["reached"] for each in since)
    return source.removeprefix(_CORRECTED), called or source.startswith(_BY_CALL)


def _texts(session: Session, district_id: str, reply_ids: Collection[str]) -> dict[str, str]:
    rows = session.execute(
        sa.select(ReplyRow.id, ReplyRow.text).where(
            ReplyRow.district_id == district_id, ReplyRow.id.in_(sorted(set(reply_ids)))
        )
    )
    return {row.id: row.text.strip() for row in rows}
