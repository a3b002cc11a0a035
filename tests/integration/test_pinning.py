"""One attribute of a delivery is pinned, by page and by command, and planning keeps it and nothing more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from api.access.roles import Role
from api.bootstrap import House
from config.refusal import Conflict, Refusal
from scheduler.adapters.calendar_repository import draft_of, month_row
from scheduler.application.pinning import pin
from scheduler.application.planning_facts import read_problem
from scheduler.domain.delivery import Delivery
from scheduler.solver.standing import PIN_FIELDS
from tests.culture_process import Ended
from tests.pages_district import DISTRICT
from tests.pages_fixtures import Browser, post, text_of

JUNE = "2026-06"
Culture = Callable[..., Ended]


def drafted(house: House) -> dict[str, Delivery]:
    with house.store.reading() as session:
        return {one.id: one for one in draft_of(session, DISTRICT, JUNE)}


def free(house: House) -> Delivery:
    """A delivery of its own that nobody has pinned."""
    return next(one for one in drafted(house).values() if not one.pinned and one.course_id is None)


def test_a_day_pinned_by_command_is_kept_by_planning_and_let_go_again(house: House, culture: Culture) -> None:
    one = free(house)
    pinned = culture("pin", one.id, "--day")
    assert (pinned.status, pinned.json["pinned"]) == (0, ["day"])
    with house.store.reading() as session:
        problem = read_problem(session, house.clock, house.planning, DISTRICT, JUNE)
        assert [(each.id, each.pinned) for each in problem.pinned] == [(one.id, frozenset({"day"}))]
        assert month_row(session, DISTRICT, JUNE).draft_revision == 3
    assert culture("pin", one.id, "--none").json["pinned"] == []
    assert drafted(house)[one.id] == one
    for words in ((one.id,), (one.id, "--day", "--none"), ("2606-999", "--day")):
        assert culture("pin", *words).status == 2


def test_all_of_a_delivery_is_pinned_at_once_and_it_stands(house: House, culture: Culture) -> None:
    one = free(house)
    pinned = culture("pin", one.id, "--all")
    assert (pinned.status, set(pinned.json["pinned"]) >= PIN_FIELDS) == (0, True)
    with house.store.reading() as session:
        problem = read_problem(session, house.clock, house.planning, DISTRICT, JUNE)
    assert [replace(each, pinned=one.pinned) for each in problem.standing if each.pinned] == [one]
    assert problem.pinned == ()
    assert culture("pin", one.id, "--all", "--none").status == 2


def test_the_page_pins_what_is_ticked_and_tells_it(house: House, browser: Browser) -> None:
    one, client = free(house), browser(Role.COORDINATOR)
    page = client.get(f"/deliveries/{one.id}").text
    revision = page.split('name="revision" value="')[1].split('"')[0]
    done = post(client, f"/deliveries/{one.id}/pin", revision=revision, pinned="venue_id")
    assert done.status_code == 303
    assert drafted(house)[one.id].pinned == {"venue_id"}
    assert "测试员 固定了 场地" in text_of(client.get(f"/deliveries/{one.id}").text)
    late = post(client, f"/deliveries/{one.id}/pin", revision=revision, pinned="day")
    assert (late.status_code, drafted(house)[one.id].pinned) == (409, {"venue_id"})


def test_what_cannot_be_pinned_is_refused_and_a_stale_page_is_a_conflict(house: House) -> None:
    one = free(house)
    for kept, seen, trouble in ((("minutes",), 1, Refusal), (("day",), 99, Conflict)):
        with house.outbox.transaction() as session, pytest.raises(trouble):
            pin(session, house.clock, DISTRICT, one.id, kept, seen_revision=seen, by="甲")
    assert drafted(house)[one.id] == one
