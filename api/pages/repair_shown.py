"""The ways to repair a month as their page shows them: what changes, and the texts that would go out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.access.visit import Visit
from api.pages.texts import ShownText, texts_of
from config.bilingual import Bilingual
from notifications.application.announcing import preview_announcement
from scheduler.application.found_repairs import MonthFound
from scheduler.application.names_view import Names
from scheduler.application.publishing_view import ToldDifference, told_differences
from scheduler.application.repairing import preview_proposal
from scheduler.messages import CalendarPublished
from scheduler.solver.proposing import Proposal
from scheduler.solver.telling_ways import characters, filling_words


@dataclass(frozen=True, slots=True)
class Parts:
    """Differences as the template of differences wants them."""

    changes: tuple[ToldDifference, ...]
    names: Names

    @property
    def added(self) -> tuple[ToldDifference, ...]:
        return tuple(each for each in self.changes if each.before is None)

    @property
    def changed(self) -> tuple[ToldDifference, ...]:
        return tuple(each for each in self.changes if each.before and each.after)

    @property
    def removed(self) -> tuple[ToldDifference, ...]:
        return tuple(each for each in self.changes if each.after is None)


@dataclass(frozen=True, slots=True)
class MonthShown:
    """What was found for one month, as the page shows it; `ways` lead to the same page with another proposal chosen."""

    found: MonthFound
    number: int
    chosen: Proposal | None
    ways: tuple[str, ...]
    page: Parts
    texts: tuple[ShownText, ...]
    characters: tuple[Bilingual, ...] = ()
    """What each way is, in a few words."""
    fillings: tuple[Bilingual | None, ...] = ()
    """Of each way, where it fills the least that is allotted."""


def month_shown(
    session: Session,
    visit: Visit,
    found: MonthFound,
    place: int,
    picked: Sequence[int],
    names: Names,
) -> MonthShown:
    """One month with the proposal that was picked for it; `place` is the month's place among those picked."""
    preview, number = found.preview, picked[place]
    proposals = preview.repair.proposals
    ways = []
    for other in range(1, len(proposals) + 1):
        numbers = [*picked[:place], other, *picked[place + 1 :]]
        ways.append("?" + "&".join(f"proposal={one}" for one in numbers))
    if not proposals:
        return MonthShown(found, number, None, (), Parts((), names), ())
    chosen = proposals[number - 1]
    event = preview_proposal(session, visit.district_id, preview, chosen)
    changes = told_differences(preview.standing.plan, chosen.deliveries, names)
    texts = texts_going_out(session, visit, event, names)
    fillings = tuple(filling_words(preview.repair.problem, one) for one in proposals)
    parts = Parts(changes, names)
    return MonthShown(
        found, number, chosen, tuple(ways), parts, texts, tuple(characters(proposals)), fillings
    )


def texts_going_out(
    session: Session, visit: Visit, event: CalendarPublished, names: Names
) -> tuple[ShownText, ...]:
    """What a publication would send."""
    desk = visit.house.sending_desk(session)
    announcement = preview_announcement(session, desk, event.month, event.number, event.changes)
    return texts_of(announcement.drafts, names)
