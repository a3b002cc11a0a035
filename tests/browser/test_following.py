"""What the small modules add, and that every deed goes without them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from notifications.application.dispatching import send_due
from notifications.application.receipts import fetch_updates
from scheduler.adapters.calendar_tables import PlanRunRow
from tests.browser.conftest import Site
from tests.pages_district import DISTRICT

pytestmark = pytest.mark.browser


def running(site: Site, run_id: str) -> None:
    """A planning run under way."""
    with site.house.store.transaction() as session:
        session.merge(
            PlanRunRow(
                district_id=DISTRICT,
                id=run_id,
                month="2026-07",
                asked_by="测试员",
                asked_at=site.house.clock.now(),
                state="running",
                cancel_asked=False,
                best=120,
                bound=80,
                gap=0.5,
                seconds=1.0,
                placed=90,
                options={"seconds": 60},
            )
        )


def ended(site: Site, run_id: str) -> None:
    with site.house.store.transaction() as session:
        run = session.get_one(PlanRunRow, (DISTRICT, run_id))
        run.state, run.outcome, run.best, run.gap, run.unplaced = "done", "optimal", 80, 0.0, 0


def test_a_plan_is_followed_to_its_end(page: Page, site: Site) -> None:
    running(site, "followed")
    page.goto(f"{site.address}/plans/followed")
    best = page.locator('[data-figure="best"]')
    expect(best).to_have_text("120")
    with site.house.store.transaction() as session:
        session.get_one(PlanRunRow, (DISTRICT, "followed")).best = 100
    expect(best).to_have_text("100")
    ended(site, "followed")
    expect(page.get_by_role("status")).to_have_text("完成：已证明没有更好的安排（所列时段，先排点单）。")
    expect(page.get_by_role("link", name="看月历")).to_be_visible()


def test_without_scripts_the_plan_page_reloads_by_itself(
    chromium: Browser, signed_in: Path, site: Site
) -> None:
    running(site, "reloaded")
    context = chromium.new_context(storage_state=signed_in, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.address}/plans/reloaded")
    ended(site, "reloaded")
    expect(page.get_by_role("link", name="看月历")).to_be_visible(timeout=8000)
    context.close()


def test_a_telephone_shows_the_answer_to_its_reply_as_it_comes(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/telephones")
    page.get_by_role("link", name="区电影放映队一队 154").click()
    page.get_by_label("输入回复，如短信中的数字").fill("271")
    page.get_by_role("button", name="发送").click()
    expect(page.locator(".talk .mine")).to_have_text("这部电话：271")
    house = site.house
    with house.store.reading() as session:
        desk = house.sending_desk(session)
    fetch_updates(house.outbox, desk, house.provider)
    send_due(house.outbox.store, desk, house.provider)
    expect(page.locator(".talk li").last).to_contain_text("已记录您的答复", timeout=8000)


def test_the_delivery_is_moved_without_scripts(chromium: Browser, signed_in: Path, site: Site) -> None:
    context = chromium.new_context(storage_state=signed_in, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{site.address}/deliveries/2606-021")
    page.get_by_role("region", name="改动安排").locator("input[name=day]").fill("2026-06-11")
    page.get_by_role("button", name="先看看是否可行").click()
    expect(page.get_by_role("status")).to_contain_text("可以：不违反任何规则")
    page.get_by_role("button", name="照此改动").click()
    expect(page.locator(".history")).to_contain_text("手工改动草稿")
    expect(page.locator(".when")).to_contain_text("2026年6月11日 周四")
    context.close()


def test_a_person_comes_in_by_keyboard_alone(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(site.link())
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "primary":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="接下来要做的事")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    context.close()


def test_the_board_counts_and_marks_what_breaks_a_rule(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/months/2026-06")
    expect(page.locator("[data-findings]")).to_have_text("违反 1 处")
    expect(page.locator(".chip.breaks")).to_have_attribute("href", "/deliveries/2606-061")  # it was declined
