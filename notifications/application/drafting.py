"""Makes of one telephone's tellings the texts it gets, with their codes and moments; writes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from notifications.adapters.contact_repository import NOBODY, Reached
from notifications.application.desk import UNREGISTERED, Desk
from notifications.application.fitting import PageWriter
from notifications.domain.codes import next_code
from notifications.domain.courses_told import Stands, courses_of
from notifications.domain.digest import Digest, digest_of, pages_of
from notifications.domain.notice import NoticeClass, NoticeKind, class_of_change, not_after
from notifications.domain.telling import Telling, TellingKind, starts_at, starts_told
from notifications.domain.wording import Composed
from scheduler.messages import PartyId

BECAUSE_OF_RAIN = "因雨"
"""A reason that begins so makes a change a rain notice."""


@dataclass(frozen=True, slots=True)
class Moments:
    """When a text may leave and when it would be stale, by the class of what it tells."""

    class_: NoticeClass
    due_at: datetime
    not_after: datetime

    @property
    def too_late(self) -> bool:
        return self.due_at >= self.not_after


@dataclass(frozen=True, slots=True)
class Occasion:
    """What the texts are about: a month's version, and which telephones have heard of that month before.

    `settles` is by telephone when a change that waits for more to come is to leave. `stands` are the sessions to
    come of courses of which several change.
    """

    month: str
    number: int
    told_before: Collection[str] = ()
    settles: Mapping[str, datetime] = field(default_factory=dict)
    stands: Stands = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """One text as it would go out: composed and counted, not yet written.

    `code` is empty where no answer by text is asked. By a `call` it goes to a person's list, who says
    it; `reason` tells why it is not texted.
    """

    reached: Reached
    kind: NoticeKind
    digest: Digest
    composed: Composed
    moments: Moments
    code: str = ""
    occasion: Occasion | None = None
    page: int = 1
    reason: str = ""

    @property
    def tellings(self) -> tuple[Telling, ...]:
        return self.digest.tellings

    @property
    def by_call(self) -> bool:
        return self.reached.channel == "call"


def still_ahead(desk: Desk, tellings: Iterable[Telling]) -> list[Telling]:
    """Without those whose start is past: nothing about a past moment is told."""
    now = desk.clock.now()
    return [telling for telling in tellings if starts_at(telling.facts, desk.clock.zone) > now]


def by_telephone(
    tellings: Iterable[Telling], reached: Mapping[PartyId, Reached]
) -> list[tuple[Reached, list[Telling]]]:
    """The tellings of all parties that one telephone stands for, together; a party without any stands alone."""
    groups: dict[str, tuple[Reached, list[Telling]]] = {}
    for telling in tellings:
        at = reached.get(telling.party, NOBODY)
        groups.setdefault(at.telephone_id or telling.party, (at, []))[1].append(telling)
    return [groups[key] for key in sorted(groups)]


def draft_arrangement(
    desk: Desk, occasion: Occasion, reached: Reached, tellings: Sequence[Telling], resting: Collection[str]
) -> list[Draft]:
    """The texts for one telephone about how a month stands: one, or as many pages as it needs.

    What starts before a text could leave is for a person to say, in a draft of its own.
    """
    late, timely = _parted(desk, reached, tellings)
    drafts = _pages(desk, occasion, reached, timely, resting) if timely else []
    if late:
        drafts += _pages(desk, occasion, _to_call(reached), late, (), reason="too late for a text")
    return drafts


def draft_reminder(desk: Desk, day: str, reached: Reached, tellings: Sequence[Telling]) -> list[Draft]:
    """The text that reminds one telephone of what stands on `day` (ISO); it asks nothing."""
    late, timely = _parted(desk, reached, tellings)
    drafts = []
    for at, told, reason in (
        (reached, timely, _why_by_call(reached)),
        (_to_call(reached), late, "too late for a text"),
    ):
        if told:
            digest = digest_of(told, {})
            composed = desk.wording.compose("reminder", at.language, desk.office, day=day, digest=digest)
            draft = Draft(at, NoticeKind.REMINDER, digest, composed, _moments(desk, told), reason=reason)
            if at.channel == "sms" and not desk.takes(composed.text):
                draft = replace(draft, reached=_to_call(at), reason=UNREGISTERED)
            drafts.append(draft)
    return drafts


def _pages(
    desk: Desk,
    occasion: Occasion,
    reached: Reached,
    tellings: Sequence[Telling],
    resting: Collection[str],
    *,
    reason: str = "",
) -> list[Draft]:
    digest = digest_of(tellings, desk.rules.reconfirm)
    kind = _kind(digest, told_before=reached.telephone_id in occasion.told_before)
    if kind is NoticeKind.CHANGE:
        digest = replace(digest, courses=courses_of(digest, occasion.stands))
    texted = reached.channel == "sms"
    by_text = texted and desk.lane.hears(reached.number)
    registered = texted and desk.lane.registered_templates
    writer = PageWriter(
        desk, occasion.month, occasion.number, kind, reached.language, by_text=by_text, registered=registered
    )
    pages = pages_of(digest, lambda page: writer.fits(page, alone=page is digest))
    drafts, used = [], set(resting)
    for number, page in enumerate(pages, 1):
        code = next_code(used) if page.asking and by_text else ""
        used.add(code)
        composed = writer.page(page, code, number, len(pages))
        if not writer.taken(composed):
            return _without_a_template(writer, occasion, reached, digest, tellings)
        draft = _draft(desk, occasion, reached, kind, page, composed)
        drafts.append(replace(draft, code=code, page=number, reason=reason or draft.reason))
    return drafts


def _without_a_template(
    writer: PageWriter, occasion: Occasion, reached: Reached, digest: Digest, tellings: Sequence[Telling]
) -> list[Draft]:
    """One short text with the office's telephone for all of it, its question for a call; else a person says it."""
    short = writer.details_by_call(digest)
    if short is not None:
        return [_draft(writer.desk, occasion, reached, writer.kind, digest, short)]
    return _pages(writer.desk, occasion, _to_call(reached), tellings, (), reason=UNREGISTERED)


def _draft(
    desk: Desk, occasion: Occasion, reached: Reached, kind: NoticeKind, digest: Digest, composed: Composed
) -> Draft:
    moments = _settled(desk, occasion, reached, kind, _moments(desk, digest.tellings))
    return Draft(reached, kind, digest, composed, moments, occasion=occasion, reason=_why_by_call(reached))


def _kind(digest: Digest, *, told_before: bool) -> NoticeKind:
    if digest.reason.startswith(BECAUSE_OF_RAIN):
        return NoticeKind.RAIN
    if told_before or any(telling.kind is not TellingKind.NEW for telling in digest.tellings):
        return NoticeKind.CHANGE
    return NoticeKind.DIGEST if digest.items else NoticeKind.AREA_DIGEST


def _parted(desk: Desk, reached: Reached, tellings: Sequence[Telling]) -> tuple[list[Telling], list[Telling]]:
    """What starts before a text could leave, and the rest."""
    if reached.channel == "call":
        return [], list(tellings)
    late = [telling for telling in tellings if _moments(desk, [telling]).too_late]
    return late, [telling for telling in tellings if telling not in late]


def _moments(desk: Desk, tellings: Iterable[Telling]) -> Moments:
    now = desk.clock.now()
    stale_at = not_after(starts_told(tellings, desk.clock.zone), now)
    assert stale_at is not None, "only what is still ahead is drafted"
    class_ = class_of_change(stale_at, now, desk.rules.urgent_within)
    return Moments(class_, desk.next_moment(class_), stale_at)


def _settled(desk: Desk, occasion: Occasion, reached: Reached, kind: NoticeKind, moments: Moments) -> Moments:
    """An ordinary change waits for more until its window closes, where it may still leave then."""
    now = desk.clock.now()
    if kind is not NoticeKind.CHANGE or moments.class_ is not NoticeClass.OPERATIONAL or moments.due_at > now:
        return moments
    closes = now + desk.settling
    closes = max(now, min(closes, occasion.settles.get(reached.telephone_id or "", closes)))
    leaves_then = desk.next_moment(moments.class_, closes) == closes < moments.not_after
    return replace(moments, due_at=closes) if leaves_then else moments


def _to_call(reached: Reached) -> Reached:
    return Reached(reached.telephone_id, reached.number, reached.language, "call")


def _why_by_call(reached: Reached) -> str:
    if reached.channel == "sms":
        return ""
    return "no telephone" if reached.telephone_id is None else "call only"


def first_start(desk: Desk, tellings: Iterable[Telling]) -> datetime:
    """The earliest start of what stands now."""
    return min(starts_at(telling.facts, desk.clock.zone) for telling in tellings)
