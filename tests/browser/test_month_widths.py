"""The month's grid at the widths of common desks: every day in view, no mark over a start time."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser

COVERED = """[...document.querySelectorAll(".month .chip")].filter(chip => {
  const mark = chip.querySelector(".answer");
  if (!mark) return false;
  const at = mark.getBoundingClientRect();
  return [...chip.querySelectorAll(".time, .what")].map(text => text.getBoundingClientRect())
    .some(text => Math.min(text.bottom, at.bottom) - Math.max(text.top, at.top) > 0.5);
}).map(chip => chip.innerText)"""
CUT = """[...document.querySelectorAll(".month .chip .time")]
  .filter(time => time.scrollWidth > time.clientWidth).map(time => time.innerText)"""


@pytest.mark.parametrize("width", [1280, 1366])
def test_the_month_is_whole_on_a_common_desk(page: Page, site: Site, width: int, tmp_path: Path) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    page.goto(f"{site.address}/months/2026-06")
    page.screenshot(path=tmp_path / f"{width}.png", full_page=True)
    assert page.locator(".month .chip .answer").count() > 50
    frame = page.locator(".board-frame")
    assert frame.evaluate("each => each.scrollWidth <= each.clientWidth")
    assert page.evaluate(COVERED) == []
    assert page.evaluate(CUT) == []


def test_on_a_telephone_the_calendar_is_on_the_first_screen(page: Page, site: Site, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site.address}/months/2026-06")
    page.screenshot(path=tmp_path / "390.png")
    assert page.locator(".mini").evaluate("each => each.getBoundingClientRect().top") < 844
    assert not page.locator(".filters").is_visible()
    page.locator(".fold > summary").click()
    assert page.locator(".filters").is_visible()
