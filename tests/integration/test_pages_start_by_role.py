"""The start page shows each role what it has to do next, and leaves the others' work to them."""

from __future__ import annotations

import re

import pytest

from api.access.roles import Role
from api.bootstrap import House
from notifications.adapters.answer_tables import ReplyRow
from notifications.adapters.contact_tables import ContactRow, PartyRow, TelephoneRow
from notifications.domain.answering import ReplyVerdict
from notifications.market.application.previewing import freeze_preview
from tests.pages_district import DISTRICT
from tests.pages_fixtures import Browser
from tests.pages_register import sweep_register

CALENDAR_WORK = {"/deliveries/", "/months/"}
MARKET_WORK = {"/reminders", "/reminders/previews/"}


@pytest.fixture
def busy(published_house: House) -> House:
    """A house in which a delivery is declined, a reminder due, and a business has written."""
    sweep_register(published_house)
    with published_house.outbox.transaction() as session:
        freeze_preview(session, published_house.market_desk(session), by="文管")
        now = published_house.clock.now()
        session.add(TelephoneRow(district_id=DISTRICT, id="tb", number="+8615400099999", call_only=False))
        session.merge(PartyRow(district_id=DISTRICT, id="business:GW001"))
        session.flush()
        session.add(
            ContactRow(
                district_id=DISTRICT, id="cb", party_id="business:GW001", telephone_id="tb", position=1
            )
        )
        session.add(
            ReplyRow(
                district_id=DISTRICT,
                id="rb",
                lane="simulator",
                provider_reply_id="rb",
                telephone_id="tb",
                number="+8615400099999",
                text="我们换地址了",
                received_at=now,
                verdict=ReplyVerdict.INBOX.value,
            )
        )
    return published_house


def led_to(browser: Browser, role: Role) -> dict[str, str]:
    page = browser(role).get("/").text
    return dict(re.findall(r'<a href="([^"]+)"><span class="step-words">(.*?)</span>', page))


def kinds(paths: dict[str, str]) -> tuple[bool, bool]:
    """Whether work of the calendar is among the ways, and work of the register."""
    return (
        any(path.startswith(tuple(CALENDAR_WORK)) for path in paths),
        any(path.startswith("/reminders") for path in paths),
    )


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        (Role.COORDINATOR, (True, False)),
        (Role.MARKET_OFFICER, (False, True)),
        (Role.ADMINISTRATOR, (True, True)),
        (Role.VIEWER, (True, True)),
    ],
)
def test_each_role_is_led_to_its_own_work(
    busy: House, browser: Browser, role: Role, shown: tuple[bool, bool]
) -> None:
    assert busy.district_id == DISTRICT
    assert kinds(led_to(browser, role)) == shown


def test_the_market_officer_sees_reminders_previews_and_what_businesses_wrote(
    busy: House, browser: Browser
) -> None:
    ways = led_to(browser, Role.MARKET_OFFICER)
    assert ways["/reminders"] == "2 条许可证到期提醒等待发送"
    assert ways["/inbox"] == "1 条经营单位的回复需要人阅读"
    assert [words for path, words in ways.items() if path.startswith("/reminders/previews/")] == [
        "一份冻结的提醒预览还没有发送"
    ]
    assert "/messages" not in ways, "the calls about deliveries are the coordinator's"
    page = browser(Role.MARKET_OFFICER).get("/").text
    assert ("最近要提醒的许可证" in page, "年进度" in page) == (True, False)
    assert "/inbox" not in led_to(browser, Role.COORDINATOR)
    assert busy.district_id == DISTRICT


def test_a_viewer_is_offered_nothing_that_it_may_not_do(busy: House, browser: Browser) -> None:
    viewer, coordinator = browser(Role.VIEWER), browser(Role.COORDINATOR)
    assert busy.district_id == DISTRICT
    page = viewer.get("/").text
    assert 'href="/import"' not in page
    assert 'href="/import"' in coordinator.get("/").text
    ways = re.findall('<span class="step-way">(.*?)</span>', page)
    assert ways
    assert set(ways) == {"查看 ›"}
    assert {viewer.get(path).status_code for path in led_to(browser, Role.VIEWER)} == {200}
