"""The page of a delivery's other places: why it is here, where else, and from there to the move."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from api.access.roles import Role
from tests.pages_fixtures import Browser, post, text_of

FILM = "2606-009"
"""Friday 5 June, 19:45, on the open-air site of 天目西路街道."""
PLACES = f"/deliveries/{FILM}/places"


@pytest.fixture
def client(browser: Browser) -> TestClient:
    return browser(Role.COORDINATOR)


def test_the_page_says_why_it_is_here_and_where_else_it_could_go(client: TestClient) -> None:
    said = text_of(client.get(PLACES).text)
    assert f"{FILM}“" in said
    assert "其他可比的时间地点" in said
    assert "看看改到这里" in said


def test_a_place_is_taken_over_into_the_move_form_and_nothing_is_moved_yet(client: TestClient) -> None:
    page = client.get(PLACES).text
    fields = dict(
        re.findall(
            r'<input type="hidden" name="(day|start|venue_id|provider_id|rain_venue_id|revision)" value="([^"]*)">',
            page,
        )
    )
    looked = post(client, f"/deliveries/{FILM}/move", deed="look", **fields)
    assert "可以：不违反任何规则" in text_of(looked.text)


def test_a_place_that_is_blocked_says_by_which_rule(client: TestClient) -> None:
    said = text_of(client.get(f"{PLACES}?day=2026-06-12&start=15:00").text)
    assert "所问之处都去不了" in said
    assert "开映时天还没黑" in said


def test_what_cannot_be_read_is_refused_and_what_is_not_there_is_not_found(client: TestClient) -> None:
    assert client.get(f"{PLACES}?day=soon").status_code == 422
    assert client.get(f"{PLACES}?start=19:31").status_code == 422
    assert client.get("/deliveries/2606-999/places").status_code == 404


def test_the_delivery_page_leads_there_and_a_reader_may_look_but_not_move(
    client: TestClient, browser: Browser
) -> None:
    assert f'href="{PLACES}"' in client.get(f"/deliveries/{FILM}").text
    reader = browser(Role.MARKET_OFFICER).get(PLACES)
    assert (reader.status_code, "看看改到这里" in reader.text) == (200, False)
