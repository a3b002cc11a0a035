"""What a person reads out in a call: the arrangement as it is now, beside the lines of the text that it has overtaken."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.bilingual import Language
from notifications.adapters.answer_repository import telling_from
from notifications.adapters.message_repository import facts_from, present_versions, subjects_of
from notifications.adapters.message_tables import MessageRow, MessageSubjectRow
from notifications.adapters.published_changes import last_published
from notifications.adapters.templates import shipped_wording
from notifications.domain.digest import Item, digest_of
from notifications.domain.message import MessageState
from notifications.domain.telling import Telling, telling_of
from notifications.domain.wording import Wording
from scheduler.messages import DeliveryChange

Key = tuple[str, str, str]
"""A delivery, the party that hears of it, and its capacity."""


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a text, by the number that a reply names (0 for none); `now` is empty where it still stands."""

    number: int
    text: str
    now: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A message of which something has changed since: its lines as they are now.

    `void`: a newer message tells each of them, or it is no more; nothing of the old text is left to be told.
    """

    lines: tuple[Line, ...]
    void: bool


def overtaken(
    session: Session, district_id: str, messages: Mapping[str, Language], today: date
) -> dict[str, Overtaken]:
    """By id the messages that no longer say how things are, each read in its language; the others are left out.

    What was over before `today` is read out to nobody.
    """
    spoken = {
        message_id: [row for row in rows if row.delivery_id]
        for message_id, rows in subjects_of(session, district_id, messages).items()
    }
    latest = _latest(
        session, district_id, {row.delivery_id or "" for rows in spoken.values() for row in rows}
    )
    published = _published(session, district_id, [row for rows in spoken.values() for row in rows], latest)
    wording = shipped_wording()
    found: dict[str, Overtaken] = {}
    for message_id, held_to in spoken.items():
        rows = [row for row in held_to if _tells(row)]
        if len(rows) < len(held_to):
            # A nudge or an echo tells nothing of its own, and is nothing any more once that has changed.
            if any(_retold(row, latest) for row in held_to):
                found[message_id] = Overtaken((), void=True)
            continue
        now = {_key(row): telling for row in rows if (telling := _now(row, latest, published)) is not None}
        if now:
            lines = _lines(rows, now, wording, messages[message_id], today)
            gone = {key for key, telling in now.items() if telling.now is None}
            void = all(_key(row) in gone or _retold(row, latest) for row in rows)
            found[message_id] = Overtaken(lines, void)
    return found


def _latest(
    session: Session, district_id: str, delivery_ids: Collection[str]
) -> dict[str, list[MessageSubjectRow]]:
    """By delivery what was told or is to be told of it, the newest last."""
    rows = session.scalars(
        sa.select(MessageSubjectRow)
        .join(
            MessageRow,
            sa.and_(
                MessageRow.district_id == MessageSubjectRow.district_id,
                MessageRow.id == MessageSubjectRow.message_id,
            ),
        )
        .where(
            MessageSubjectRow.district_id == district_id,
            MessageSubjectRow.delivery_id.in_(sorted(delivery_ids)),
            MessageRow.state != MessageState.SUPERSEDED.value,
        )
        .order_by(MessageSubjectRow.version, MessageRow.created_at, MessageRow.written, MessageRow.id)
    )
    found: dict[str, list[MessageSubjectRow]] = {}
    for row in rows:
        if _tells(row):
            found.setdefault(row.delivery_id or "", []).append(row)
    return found


def _published(
    session: Session,
    district_id: str,
    rows: Sequence[MessageSubjectRow],
    latest: Mapping[str, Sequence[MessageSubjectRow]],
) -> dict[str, DeliveryChange]:
    """By delivery the last change, where nobody had to be told of it: no message says how it stands then."""
    present = present_versions(session, district_id, {row.subject for row in rows})
    by_month: dict[str, set[str]] = {}
    for row in rows:
        newest = latest.get(row.delivery_id or "", [row])[-1]
        facts = row.facts or row.told
        if facts and present[row.subject] > newest.version:
            by_month.setdefault(facts["day"][:7], set()).add(row.delivery_id or "")
    return {
        delivery_id: last.change
        for month, delivery_ids in by_month.items()
        for delivery_id, last in last_published(session, district_id, month, delivery_ids).items()
    }


def _now(
    row: MessageSubjectRow,
    latest: Mapping[str, Sequence[MessageSubjectRow]],
    published: Mapping[str, DeliveryChange],
) -> Telling | None:
    """How the delivery differs for its party from what the text says; None where the line still stands."""
    newest = latest.get(row.delivery_id or "", [row])[-1]
    version, now = newest.version, facts_from(newest.facts or newest.elsewhere)
    if (change := published.get(row.delivery_id or "")) is not None:
        version, now = change.version, change.after
    if version <= row.version:
        return None
    telling = telling_from(row)
    return telling_of(telling.party, telling.side, telling.delivery_id, version, told=telling.now, now=now)


def _retold(row: MessageSubjectRow, latest: Mapping[str, Sequence[MessageSubjectRow]]) -> bool:
    own = [each for each in latest.get(row.delivery_id or "", ()) if each.party_id == row.party_id]
    return bool(own) and own[-1].version > row.version


def _tells(row: MessageSubjectRow) -> bool:
    return bool(row.facts or row.told)


def _lines(
    rows: Sequence[MessageSubjectRow],
    now: Mapping[Key, Telling],
    wording: Wording,
    language: Language,
    today: date,
) -> tuple[Line, ...]:
    """The items of the text in its order, each as it is now where it has changed."""
    number = {_key(row): row.item for row in rows}
    found = []
    for item in digest_of([telling_from(row) for row in rows], {}).items:
        keys = [(each.delivery_id, each.party, each.side) for each in item.tellings]
        if not any(key in now for key in keys) and date.fromisoformat(item.days[-1]) < today:
            continue
        changed = [now[key] for key in keys if key in now]
        present = [now.get(key, each) for key, each in zip(keys, item.tellings, strict=True)]
        again = _said(digest_of(present, {}).items, wording, language) if changed else ()
        found.append(Line(number[keys[0]], wording.line(item, language), again))
    return tuple(sorted(found, key=lambda line: (line.number == 0, line.number)))


def _said(items: Sequence[Item], wording: Wording, language: Language) -> tuple[str, ...]:
    return tuple(dict.fromkeys(wording.line(item, language) for item in items))


def _key(row: MessageSubjectRow) -> Key:
    return row.delivery_id or "", row.party_id, row.side
