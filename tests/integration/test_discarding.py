"""A draft is thrown away: what is published stands again, or nothing; ticked or confirmed, and told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from api.access.roles import Role
from api.bootstrap import House
from config.refusal import Conflict, Refusal
from config.work_log import EventRow
from scheduler.adapters.calendar_repository import draft_of, published_of
from scheduler.adapters.calendar_tables import DeliveryHistoryRow, MonthRow, UnplacedRow
from scheduler.application.discarding import discard_draft
from scheduler.application.moving import move
from scheduler.domain.delivery import Delivery
from tests.culture_process import Ended
from tests.pages_district import DISTRICT
from tests.pages_fixtures import Browser, post, text_of

JUNE = "2026-06"
PAGE = f"/months/{JUNE}/discard"


def drafted(house: House) -> set[Delivery]:
    with house.store.reading() as session:
        return set(draft_of(session, DISTRICT, JUNE))


def published(house: House) -> set[Delivery]:
    with house.store.reading() as session:
        return set(published_of(session, DISTRICT, JUNE))


def month(house: House) -> MonthRow:
    with house.store.reading() as session:
        return session.get_one(MonthRow, (DISTRICT, JUNE))


def last_event(house: House) -> EventRow:
    with house.store.reading() as session:
        return list(session.scalars(sa.select(EventRow).order_by(EventRow.id)))[-1]


def discarded(house: House, *, seen: int) -> int:
    with house.outbox.transaction() as session:
        return len(discard_draft(session, house.clock, DISTRICT, JUNE, seen_revision=seen, by="甲"))


@pytest.fixture
def moved(published_house: House) -> Delivery:
    """A film that somebody put a week later in the draft, whatever that breaks."""
    film = min((one for one in drafted(published_house) if one.category == "film"), key=lambda one: one.day)
    with published_house.outbox.transaction() as session:
        move(
            session,
            published_house.clock,
            published_house.planning,
            DISTRICT,
            film.id,
            {"day": film.day + timedelta(days=7)},
            seen_revision=1,
            by="乙",
            despite_findings=True,
        )
    return film


def test_what_is_published_stands_in_the_draft_again(published_house: House, moved: Delivery) -> None:
    seen = month(published_house).draft_revision
    assert drafted(published_house) != published(published_house)
    assert discarded(published_house, seen=seen) == 1
    assert drafted(published_house) == published(published_house)
    row, told = month(published_house), last_event(published_house)
    assert (row.state, row.draft_revision, row.published_number) == ("published", seen + 1, 1)
    assert (told.kind, told.payload["differed"], told.payload["number"]) == ("DraftDiscarded", 1, 1)
    with published_house.store.reading() as session:
        lines = session.scalars(sa.select(DeliveryHistoryRow).filter_by(delivery_id=moved.id))
        assert [line.by for line in lines if line.kind == "discarded"] == ["甲"]


def test_a_month_never_published_has_no_draft_then(house: House) -> None:
    had = len(drafted(house))
    assert (discarded(house, seen=3), had > 0) == (had, True)
    assert (drafted(house), month(house).state, month(house).outcome) == (set(), "draft", None)
    with house.store.reading() as session:
        assert not list(session.scalars(sa.select(UnplacedRow)))


def test_what_differs_in_nothing_or_was_edited_since_is_not_discarded(published_house: House) -> None:
    seen = month(published_house).draft_revision
    with pytest.raises(Refusal, match="no draft to discard"):
        discarded(published_house, seen=seen)
    with pytest.raises(Conflict, match="you saw revision"):
        discarded(published_house, seen=seen - 1)


@pytest.mark.usefixtures("moved")
def test_at_the_command_line_it_is_asked_for(published_house: House, culture: Callable[..., Ended]) -> None:
    before = drafted(published_house)
    refused = culture("discard", JUNE)
    assert (refused.status, drafted(published_house) == before) == (2, True)
    done = culture("discard", JUNE, "--yes")
    assert (done.status, done.json["changed"], drafted(published_house)) == (0, 1, published(published_house))
    assert culture("discard", JUNE, "--yes").status == 2


def test_on_the_page_it_is_shown_and_ticked(
    published_house: House, moved: Delivery, browser: Browser
) -> None:
    client = browser(Role.COORDINATOR)
    seen = f"{month(published_house).draft_revision}"
    assert PAGE in client.get(f"/months/{JUNE}").text
    shown = client.get(PAGE).text
    assert (moved.id in shown, "草稿与第 1 版有 1 处不同" in text_of(shown)) == (True, True)
    assert post(client, PAGE, revision=seen).status_code == 422
    assert drafted(published_house) != published(published_house)
    assert client.post(PAGE, data={"revision": seen, "sure": "true"}).status_code == 403
    assert post(client, PAGE, revision=seen, sure="true").status_code == 303
    assert drafted(published_house) == published(published_house)
    assert "放弃了" in text_of(client.get("/events").text)
    assert "放弃了草稿" in text_of(client.get(f"/deliveries/{moved.id}").text)
