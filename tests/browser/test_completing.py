"""While a template is written, what may stand between its braces is offered and taken by a key."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser


def test_a_name_is_offered_between_braces_and_taken_with_tab(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/wording/digest")
    draft = page.get_by_role("textbox")
    draft.fill("")
    draft.type("mon")
    expect(page.get_by_role("option")).to_have_count(0)
    draft.fill("")
    draft.type("{{ mon")
    expect(page.get_by_role("option").first).to_have_text("month")
    draft.press("Tab")
    draft.type("|mo")
    expect(page.get_by_role("option")).to_have_text(["|moment", "|month"])
    draft.press("ArrowDown")
    draft.press("Enter")
    draft.type(" }}放映")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(draft).to_have_value("{{ month|month }}放映")
    page.get_by_role("button", name="用真实数据试填").click()
    expect(page.get_by_text("6月放映").first).to_be_visible()
