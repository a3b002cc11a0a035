"""A delivery is offered the venues of its own area, and keeps one of another that it has."""

from __future__ import annotations

import re

import pytest

from api.pages.places import venue_options
from scheduler.application.names_view import NamedVenue, Names

VENUES = {
    "hall": NamedVenue("hall", "文化馆", "north", "indoor"),
    "square": NamedVenue("square", "广场", "north", "indoor"),
    "teahouse": NamedVenue("teahouse", "茶楼", "south", "indoor"),
}


@pytest.mark.parametrize(
    ("chosen", "area_id", "offered"),
    [
        (None, "north", ["hall", "square"]),
        ("teahouse", "north", ["hall", "square", "teahouse"]),
        (None, "", ["hall", "square", "teahouse"]),
    ],
)
def test_the_venues_of_an_area_are_offered_beside_what_is_chosen(
    chosen: str | None, area_id: str, offered: list[str]
) -> None:
    page = venue_options(Names({"north": "北", "south": "南"}, VENUES, {}, {}), chosen, area_id)
    assert re.findall('value="([^"]+)"', page) == offered
