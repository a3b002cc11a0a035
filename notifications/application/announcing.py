"""A published version becomes one digest for each telephone that it touches; the rest hear nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from notifications.adapters.answer_tables import QuestionItemRow
from notifications.adapters.contact_repository import Reached, reach
from notifications.adapters.message_repository import (
    Heard,
    delivery_subject,
    facts_from,
    last_heard,
    present_versions,
    resting_codes,
    sessions_told,
    subjects_of,
    told_telephones,
    waiting_arrangements,
)
from notifications.adapters.message_tables import (
    MessageRow,
    MessageSubjectRow,
)
from notifications.adapters.published_changes import last_published
from notifications.application.closing import close_questions_on, overtake, reopen_questions
from notifications.application.desk import Desk
from notifications.application.drafting import Draft, Occasion, by_telephone, draft_arrangement, still_ahead
from notifications.application.reminding import remind_of_the_rest
from notifications.application.taking_back import take_back
from notifications.application.writing import write_draft
from notifications.domain.courses_told import Stands, several_changed
from notifications.domain.notice import NoticeKind
from notifications.domain.telling import (
    Side,
    Telling,
    TellingKind,
    parties_of,
    stands_in,
    starts_at,
    telling_of,
)
from scheduler.messages import CalendarPublished, DeliveryChange, DeliveryFacts, PartyId


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a version brings about: the texts, and the older ones that they take the place of."""

    drafts: tuple[Draft, ...]
    replaced: tuple[str, ...]


@dataclass(slots=True)
class _News:
    """What a delivery is now, for whoever has to do with it: its facts, version, the reason told, who declined it."""

    now: DeliveryFacts | None
    version: int
    reason: str
    declined: Collection[str] = ()


def _news_of(change: DeliveryChange) -> _News:
    return _News(change.after, change.version, change.reason, change.declined)


@dataclass(frozen=True, slots=True)
class _Drafted:
    """What is to be written, the texts not yet told that it replaces, and what is again as it was heard."""

    announcement: Announcement
    waiting: Sequence[MessageRow]
    undone: Sequence[tuple[Heard, int]]


def preview_announcement(
    session: Session, desk: Desk, month: str, number: int, changes: Sequence[DeliveryChange]
) -> Announcement:
    """The exact texts that publishing these changes would bring about; nothing is written."""
    return _draft(session, desk, month, number, changes).announcement


def announce(session: Session, desk: Desk, event: CalendarPublished) -> Announcement:
    """Write the texts that a published version brings about, and take back those that they replace."""
    subjects = [delivery_subject(change.delivery_id) for change in event.changes]
    present = present_versions(session, desk.district_id, subjects)
    # What has changed again since is told by the event of that change.
    changes = [
        change for change in event.changes if present[delivery_subject(change.delivery_id)] <= change.version
    ]
    drafted = _draft(session, desk, event.month, event.number, changes)
    _write(session, desk, drafted, f"calendar/{event.month}/{event.number}")
    close_questions_on(session, desk, [change.delivery_id for change in changes if change.after is None])
    changed = {change.delivery_id for change in changes}
    remind_of_the_rest(session, desk, changed, f"{event.month}/{event.number}")
    return drafted.announcement


def tell_anew(session: Session, desk: Desk, message: MessageRow) -> bool:
    """An arrangement that was to leave and never did: whatever was composed as if it had is written anew.

    False where it may leave as it is, or where the event of what has changed is still to be heard.
    """
    month, telephone = message.month or "", message.telephone_id or ""
    waiting = waiting_arrangements(session, desk.district_id, month, (), {telephone})
    spoken = subjects_of(session, desk.district_id, [each.id for each in waiting])
    of = {row.subject: row for rows in spoken.values() for row in sorted(rows, key=lambda row: row.version)}
    last = last_published(session, desk.district_id, month, {row.delivery_id or "" for row in of.values()})
    present = present_versions(session, desk.district_id, of)
    if any(
        row.delivery_id not in last or last[row.delivery_id].change.version < present[subject]
        for subject, row in of.items()
    ):
        return False
    if len(waiting) == 1 and all(row.version == present[row.subject] for row in spoken[message.id]):
        return False
    number = max(each.number for each in last.values())
    drafted = _draft(session, desk, month, number, (), telephones={telephone})
    _write(session, desk, drafted, f"calendar/{month}/{number}/{message.id}/{message.attempts}")
    return True


def _write(session: Session, desk: Desk, drafted: _Drafted, occasion_key: str) -> None:
    for message in drafted.waiting:
        take_back(session, desk, message)
    reopen_questions(session, desk, drafted.undone)
    for draft in drafted.announcement.drafts:
        _supersede_questions(session, desk, draft.tellings)
        write_draft(session, desk, draft, occasion_key)


def _draft(
    session: Session,
    desk: Desk,
    month: str,
    number: int,
    changes: Sequence[DeliveryChange],
    telephones: Collection[str] = (),
) -> _Drafted:
    news = {change.delivery_id: _news_of(change) for change in changes}
    heard = last_heard(session, desk.district_id, news)
    touched = set(_touched(changes, heard))
    reached = reach(session, desk.district_id, {party for party, _, _ in touched}, desk.clock.today())
    written_to = {*telephones, *(at.telephone_id for at in reached.values() if at.telephone_id)}
    waiting = waiting_arrangements(session, desk.district_id, month, news, written_to)
    touched |= _still_owed(session, desk, month, waiting, news)
    heard |= last_heard(session, desk.district_id, news)
    tellings = still_ahead(desk, _tellings(touched, news, heard))
    reached = reach(session, desk.district_id, {telling.party for telling in tellings}, desk.clock.today())
    occasion = Occasion(
        month,
        number,
        told_telephones(session, desk.district_id, month),
        _settles(waiting),
        _stands(session, desk, month, tellings),
    )
    drafts = _drafts(session, desk, occasion, tellings, reached)
    announcement = Announcement(tuple(drafts), tuple(message.id for message in waiting))
    return _Drafted(announcement, waiting, _undone(touched, news, heard))


def _touched(changes: Iterable[DeliveryChange], heard: Iterable[Heard]) -> Iterable[Heard]:
    """Who has, had, or was told to have to do with the changed deliveries."""
    for change in changes:
        for facts in (change.before, change.after):
            if facts is not None:
                for party, side in parties_of(facts):
                    yield party, side, change.delivery_id
    yield from heard


def _still_owed(
    session: Session, desk: Desk, month: str, waiting: Sequence[MessageRow], news: dict[str, _News]
) -> set[Heard]:
    """What the texts to be replaced were going to say; deliveries that did not change join the news."""
    spoken = subjects_of(session, desk.district_id, [message.id for message in waiting])
    rows = sorted((row for rows in spoken.values() for row in rows), key=lambda row: -row.version)
    others = {row.delivery_id for row in rows if row.delivery_id is not None} - set(news)
    # A text that was open on the wire meanwhile may speak of an older state than the last that was heard of.
    for delivery_id, last in last_published(session, desk.district_id, month, others).items():
        news[delivery_id] = _news_of(last.change)
    owed: set[Heard] = set()
    for row in rows:
        assert row.delivery_id is not None, "an arrangement speaks of deliveries"
        owed.add((row.party_id, _side(row), row.delivery_id))
        facts = facts_from(row.facts or row.elsewhere)
        news.setdefault(row.delivery_id, _News(facts, row.version, row.reason))
    return owed


def _tellings(
    touched: Iterable[Heard], news: dict[str, _News], heard: dict[Heard, DeliveryFacts | None]
) -> Iterable[Telling]:
    for party, side, delivery_id in sorted(touched):
        item = news[delivery_id]
        told = heard.get((party, side, delivery_id))
        telling = telling_of(
            party,
            side,
            delivery_id,
            item.version,
            told=told,
            now=item.now,
            reason=item.reason,
            declined=side in item.declined,
        )
        if telling is not None:
            yield telling


def _stands(session: Session, desk: Desk, month: str, tellings: Sequence[Telling]) -> Stands:
    """The sessions to come in the month of the courses of which several change, as each party knows them after it."""
    courses = several_changed(tellings)
    if not courses:
        return {}
    ids = sessions_told(session, desk.district_id, courses, {each.party for each in tellings})
    known = last_heard(session, desk.district_id, ids) | {
        (each.party, each.side, each.delivery_id): each.now for told in courses.values() for each in told
    }
    now = desk.clock.now()
    return {
        key: facts
        for key, facts in known.items()
        if facts is not None and facts.day.startswith(month) and starts_at(facts, desk.clock.zone) > now
    }


def _undone(
    touched: Iterable[Heard], news: dict[str, _News], heard: dict[Heard, DeliveryFacts | None]
) -> list[tuple[Heard, int]]:
    """Whom nothing has to be told, because each stands as the party has heard it, with its version now."""
    return [
        (key, news[key[2]].version)
        for key in sorted(touched)
        if (now := stands_in(news[key[2]].now, key[0], key[1])) is not None
        and telling_of(*key, news[key[2]].version, told=heard.get(key), now=now) is None
    ]


def _settles(waiting: Iterable[MessageRow]) -> dict[str, datetime]:
    """By telephone when the first of its changes that wait for more is to leave."""
    return {
        message.telephone_id: message.due_at
        for message in sorted(waiting, key=lambda message: message.due_at, reverse=True)
        if message.telephone_id and message.kind == NoticeKind.CHANGE.value
    }


def _drafts(
    session: Session,
    desk: Desk,
    occasion: Occasion,
    tellings: Sequence[Telling],
    reached: dict[PartyId, Reached],
) -> Iterable[Draft]:
    telephones = {at.telephone_id for at in reached.values() if at.telephone_id}
    resting = resting_codes(session, desk.district_id, telephones, desk.clock.now())
    for at, told in by_telephone(tellings, reached):
        yield from draft_arrangement(desk, occasion, at, told, resting.get(at.telephone_id or "", ()))


def _supersede_questions(session: Session, desk: Desk, tellings: Iterable[Telling]) -> None:
    """A question about a former state decides nothing any more; a change that asks nothing leaves it."""
    for telling in tellings:
        asked = sa.and_(
            QuestionItemRow.party_id == telling.party,
            QuestionItemRow.side == telling.side,
            QuestionItemRow.delivery_id == telling.delivery_id,
        )
        if telling.kind is TellingKind.CANCELLED or telling.asks(desk.rules.reconfirm):
            overtake(session, desk, asked)
        else:
            session.execute(
                sa.update(QuestionItemRow)
                .where(QuestionItemRow.district_id == desk.district_id, asked)
                .values(starts_at=starts_at(telling.facts, desk.clock.zone))
            )


def _side(row: MessageSubjectRow) -> Side:
    side: Side = row.side  # type: ignore[assignment]
    return side
