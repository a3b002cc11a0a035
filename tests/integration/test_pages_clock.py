"""The demonstration's clock on its page: moved forward only, by administrators only."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from api.access.roles import Role
from api.bootstrap import House
from api.clock import begin
from api.operations.seeing_through import see_through
from api.operations.simulating import simulator_beside
from tests.pages_district import DISTRICT
from tests.pages_fixtures import Browser, post, text_of

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_moving_it_has_done_what_came_due(house: House, browser: Browser) -> None:
    with house.store.transaction() as session:
        begin(session, DISTRICT, house.clock.now())
    client = browser(Role.ADMINISTRATOR)
    assert 'href="/clock"' in client.get("/").text
    shown = post(client, "/clock", to="2026-05-21T09:30").headers["location"]
    assert "时钟正走向 2026年5月21日 周四 09:30，现在到 2026年5月20日 周三 09:00" in text_of(
        client.get(shown).text
    )
    with simulator_beside(house.settings):
        assert see_through(house, "clock", seconds=60).done
    assert house.clock.now() == datetime(2026, 5, 21, 9, 30, tzinfo=SHANGHAI)
    assert "时钟已走到 2026年5月21日 周四 09:30，途中到点的事都按各自的时刻办过了" in text_of(
        client.get(shown).text
    )


def test_one_that_stopped_on_the_way_says_so(house: House, browser: Browser) -> None:
    stopped = browser(Role.ADMINISTRATOR).get("/clock?to=2026-05-21T09:30").text
    assert house.district_id == DISTRICT
    assert "时钟停在 2026年5月20日 周三 09:00，还没有走到" in text_of(stopped)


def test_it_never_goes_back(house: House, browser: Browser) -> None:
    client = browser(Role.ADMINISTRATOR)
    before = house.clock.now()
    late = post(client, "/clock", to="2026-05-01T09:00")
    assert (late.status_code, "时钟只能向前拨" in late.text, house.clock.now()) == (422, True, before)


def test_others_are_not_led_to_it(house: House, browser: Browser) -> None:
    assert house.district_id == DISTRICT
    assert 'href="/clock"' not in browser(Role.COORDINATOR).get("/").text
