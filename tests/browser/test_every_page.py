"""Every page at a desk's and a telephone's width: nothing overflows, nothing bars a reader; what fails is pictured."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from notifications.market.application.campaigning import write_campaign
from notifications.market.application.choosing import Choice
from notifications.market.application.previewing import freeze_preview
from notifications.market.domain.campaign import CampaignKind, Matter
from scheduler.adapters.calendar_repository import as_values, draft_of
from scheduler.adapters.calendar_tables import PlanRunRow
from tests.browser.conftest import Site
from tests.pages_district import DISTRICT

pytestmark = pytest.mark.browser

WIDTHS = (1440, 390)
FINGER = 44
"""Pixels that whatever is pressed alone takes at least on a telephone."""
TOO_SMALL = """least => [...document.querySelectorAll(
  "button, .button, select, summary, textarea, nav a, input:not([type=checkbox], [type=radio], [type=hidden])"
)].filter(each => each.checkVisibility() && each.getBoundingClientRect().height < least - 0.5)
  .map(each => each.outerHTML.slice(0, 120))"""
MONTH = "/months/2026-06"
PAGES = (
    "/",
    MONTH,
    f"{MONTH}?view=week&week=2",
    f"{MONTH}?view=agenda",
    f"{MONTH}?version=1",
    f"{MONTH}?area=bz&category=film",
    f"{MONTH}/approve",
    f"{MONTH}/publish",
    "/months/2026-08",
    "/months/2026-13",
    "/deliveries/2606-001",
    "/deliveries/2606-009",
    "/deliveries/2606-009/places",
    "/rain/2026-06-12",
    f"{MONTH}/repair",
    f"{MONTH}/fits?place=area:bz&day=2026-06-13",
    f"{MONTH}/waiting",
    "/holds?party=venue:bz-centre&first=2026-06-12",
    "/areas/merging?area=bz&into=bsl&first=2026-08-01",
    f"{MONTH}/discard",
    "/progress",
    "/allotment/2026?category=film&area=bz&month=2026-08",
    "/year/2026",
    "/plans/browser",
    "/plans/outdated/proposal",
    f"{MONTH}?done=1",
    "/held",
    "/held?day=2026-06-05",
    "/clock",
    "/messages",
    "/inbox",
    "/inbox?tab=all",
    "/ledger",
    "/readings",
    "/sheet",
    "/signatures?provider=aliyun&content=12",
    "/wording",
    "/wording/digest",
    "/telephones",
    "{telephone}",
    "/register",
    "/register/rules",
    "/register/GW001",
    "/reminders",
    "/reminders?tab=person",
    "{preview}",
    "/campaigns",
    "/campaigns/new?kind=policy",
    "{campaign}",
    "/events",
    "/events?kind=jobs",
    "/import",
    "/nowhere",
    "/?lang=en",
    f"{MONTH}?lang=en",
    "/deliveries/2606-001?lang=en",
    "/messages?lang=en",
    "/register?lang=en",
    "/reminders?lang=en",
    "/?lang=zh",
)


@pytest.fixture(scope="session")
def made(site: Site) -> dict[str, str]:
    """Addresses that exist only once something was done."""
    house = site.house
    with house.outbox.transaction() as session:
        outdated = [as_values(each) for each in draft_of(session, DISTRICT, "2026-06")[5:]]
        if session.get(PlanRunRow, (DISTRICT, "browser")) is None:
            session.add_all(
                PlanRunRow(
                    district_id=DISTRICT,
                    asked_by="测试员",
                    asked_at=house.clock.now(),
                    cancel_asked=False,
                    outcome="optimal",
                    best=80,
                    bound=80,
                    gap=0.0,
                    seconds=3.4,
                    placed=103,
                    unplaced=1,
                    options={"seconds": 60},
                    **more,
                )
                for more in (
                    {"id": "browser", "month": "2026-07", "state": "done"},
                    {
                        "id": "outdated",
                        "month": "2026-06",
                        "state": "outdated",
                        "proposal": [
                            {**each, "day": f"{each['day']}", "start": f"{each['start']}"}
                            for each in outdated
                        ],
                    },
                )
            )
        desk = house.market_desk(session)
        preview = freeze_preview(session, desk, by="测试员")
        matter = Matter(CampaignKind.OTHER, "节日值守", date(2026, 6, 20), words="请安排值守并保持电话畅通")
        campaign = write_campaign(session, desk, matter, Choice(everybody=True), by="测试员")
    return {"preview": f"/reminders/previews/{preview}", "campaign": f"/campaigns/{campaign}"}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_and_open_to_all(
    page: Page, site: Site, made: dict[str, str], path: str, width: int, tmp_path: Path
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    if path == "{telephone}":
        page.goto(f"{site.address}/telephones")
        path = page.locator(".phones a").first.get_attribute("href") or ""
    page.goto(site.address + path.format(**made))
    with _pictured(page, tmp_path / f"{width}.png"):
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert _findings(page) == []
        if width == min(WIDTHS):
            assert page.evaluate(TOO_SMALL, FINGER) == []


def test_what_a_browser_says_in_its_own_language_is_said_in_the_page_s(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/clock?lang=zh")
    page.locator("input[name=to]").last.fill("2026-06-12T19:30")
    assert page.locator(".said-input").inner_text() == "2026-06-12 周五 19:30"
    page.goto(f"{site.address}/import")
    assert page.locator(".files-chosen").inner_text().split() == ["选择文件", "还没有选择"]
    page.locator("input[type=file]").set_input_files(
        {"name": "场地.csv", "mimeType": "text/csv", "buffer": b"1"}
    )
    assert "场地.csv" in page.locator(".files-chosen").inner_text()


def test_what_is_opened_in_a_list_keeps_its_words(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/messages?lang=zh")
    opened = page.locator("details.call summary").first
    opened.click()
    assert opened.evaluate("each => getComputedStyle(each).color") != "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize("path", ["/", MONTH, "/deliveries/2606-001", "/messages", "/rain/2026-06-12"])
def test_a_page_is_as_readable_in_the_dark(page: Page, site: Site, path: str, tmp_path: Path) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(site.address + path)
    with _pictured(page, tmp_path / "dark.png"):
        assert _findings(page) == []


@contextmanager
def _pictured(page: Page, file: Path) -> Iterator[None]:
    """Keep a picture of a page that fails."""
    try:
        yield
    except AssertionError:
        page.screenshot(path=file, full_page=True)
        raise


def _findings(page: Page) -> list[str]:
    """What axe objects to, each with the first place."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]
