"""Approving, publishing and rain on pages: what was seen is what is done, or a conflict says so."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.bootstrap import House
from config.work_log import EventRow
from notifications.adapters.message_tables import MessageRow
from scheduler.adapters.calendar_tables import MonthRow, PublicationRow, PublishedDeliveryRow
from tests.pages_district import DISTRICT, hear_publications, publish_june
from tests.pages_fixtures import Browser, post, text_of

MONTH = "/months/2026-06"
FILMS = "/rain/2026-06-12"
"""Two outdoor films stand on that day."""


def month(house: House) -> MonthRow:
    with house.store.reading() as session:
        return session.get_one(MonthRow, (DISTRICT, "2026-06"))


def test_approving_leads_to_publishing_and_publishing_to_the_board(house: House, browser: Browser) -> None:
    client = browser(Role.COORDINATOR)
    assert "没有违反任何规则" in client.get(f"{MONTH}/approve").text
    assert post(client, f"{MONTH}/approve", revision="3").headers["location"] == f"{MONTH}/publish"
    assert (month(house).state, month(house).approved_by) == ("approved", "测试员")
    assert post(client, f"{MONTH}/publish", revision="3").headers["location"] == f"{MONTH}?done=1"
    assert (month(house).state, month(house).published_number) == ("published", 1)
    with house.store.reading() as session:
        assert [row.kind for row in session.scalars(sa.select(EventRow))] == ["CalendarPublished"]


def test_comments_are_asked_for_before_approval(house: House, browser: Browser) -> None:
    client = browser(Role.COORDINATOR)
    assert post(client, f"{MONTH}/comment", revision="3").status_code == 303
    assert month(house).state == "out_for_comment"
    assert "征求意见" in client.get(MONTH).text


def test_what_is_not_approved_is_not_published(house: House, browser: Browser) -> None:
    client = browser(Role.COORDINATOR)
    assert "这一稿尚未审批，还不能发布" in client.get(f"{MONTH}/publish").text
    refused = post(client, f"{MONTH}/publish", revision="3")
    assert (refused.status_code, "尚未审批" in text_of(refused.text)) == (422, True)
    assert month(house).published_number == 0


def test_who_saw_an_older_draft_is_told_and_nothing_is_done(house: House, browser: Browser) -> None:
    client = browser(Role.COORDINATOR)
    for deed in ("approve", "publish"):
        late = post(client, f"{MONTH}/{deed}", revision="2")
        assert late.status_code == 409
        assert "您看到的是第 2 稿，草稿现在是第 3 稿" in text_of(late.text)
    assert (month(house).state, month(house).published_number) == ("draft", 0)


def test_a_second_publishing_of_the_same_draft_is_refused(published_house: House, browser: Browser) -> None:
    again = post(browser(Role.COORDINATOR), f"{MONTH}/publish", revision="3")
    assert again.status_code == 422
    assert month(published_house).published_number == 1


def test_the_texts_shown_are_the_texts_that_are_written(house: House, browser: Browser) -> None:
    shown = _texts(browser(Role.COORDINATOR).get(f"{MONTH}/publish").text)
    publish_june(house)
    with house.store.reading() as session:
        written = session.scalars(sa.select(MessageRow)).all()
    assert sorted(shown) == sorted(row.text for row in written)
    assert len({row.telephone_id for row in written}) == 27 + 30 + 9  # venues, crews, areas


def test_rain_shows_each_film_with_its_ways_and_changes_nothing(
    published_house: House, browser: Browser
) -> None:
    page = browser(Role.COORDINATOR).get(FILMS).text
    assert re.findall(r'value="(\w+)" checked', page) == ["indoor", "indoor"]
    assert len(_texts(page)) == 8
    assert month(published_house).published_number == 1


def test_choosing_to_go_on_takes_its_texts_away(published_house: House, browser: Browser) -> None:
    client = browser(Role.COORDINATOR)
    films = _films(client)
    page = client.get(FILMS, params={f"deed:{films[0]}": "go_on", f"deed:{films[1]}": "indoor"}).text
    assert len(_texts(page)) == 4
    assert month(published_house).published_number == 1


def test_rain_is_acted_on_once_and_published_alone(published_house: House, browser: Browser) -> None:
    client = browser(Role.COORDINATOR)
    films = _films(client)
    deeds = {f"deed:{films[0]}": "indoor", f"deed:{films[1]}": "go_on"}
    assert post(client, FILMS, number="1", **deeds).status_code == 303
    with published_house.store.reading() as session:
        assert [row.why for row in session.scalars(sa.select(PublicationRow))] == ["month", "rain"]
        moved = {
            row.number: row.venue_id
            for row in session.scalars(
                sa.select(PublishedDeliveryRow).where(PublishedDeliveryRow.id == films[0])
            )
        }
    assert [venue.rpartition("-")[2] for venue in moved.values()] == ["open_air", "centre"]
    again = post(client, FILMS, number="1", **deeds)
    assert again.status_code in (409, 422)
    assert month(published_house).published_number == 2


def test_rain_on_a_day_without_films_says_so(published_house: House, browser: Browser) -> None:
    page = browser(Role.COORDINATOR).get("/rain/2026-06-11")
    assert (page.status_code, "没有露天电影" in page.text) == (422, True)
    assert month(published_house).published_number == 1


@pytest.mark.usefixtures("published_house")
def test_rain_after_all_films_moved_indoors_says_where_they_are(browser: Browser) -> None:
    client = browser(Role.COORDINATOR)
    films = _films(client)
    post(client, FILMS, number="1", **{f"deed:{film}": "indoor" for film in films})
    page = client.get(FILMS)
    assert page.status_code == 200
    assert "6月12日(周五)的露天电影都已另有安排" in page.text
    for film in films:
        assert f'<a href="/deliveries/{film}"><span class="step-words film">' in page.text
    assert 'href="/messages?kind=rain"' in page.text
    assert page.text.count("已移入室内") == len(films)


def test_rain_texts_shown_are_written(published_house: House, browser: Browser) -> None:
    client = browser(Role.COORDINATOR)
    shown = _texts(client.get(FILMS).text)
    films = _films(client)
    post(client, FILMS, number="1", **{f"deed:{film}": "indoor" for film in films})
    hear_publications(published_house)
    with published_house.store.reading() as session:
        written = [row.text for row in session.scalars(sa.select(MessageRow).where(MessageRow.number == 2))]
    assert sorted(shown) == sorted(written)


def _texts(page: str) -> list[str]:
    found = re.findall(r'<li class="text[^"]*">.*?<p[^>]*>(.*?)</p>', page, re.DOTALL)
    return [text.replace("&#34;", '"').replace("&#39;", "'").replace("&amp;", "&") for text in found]


def _films(client: TestClient) -> list[str]:
    return sorted(set(re.findall(r'name="deed:([^"]+)"', client.get(FILMS).text)))
