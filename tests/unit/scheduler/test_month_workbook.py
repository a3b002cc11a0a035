"""The month as people take it away: a workbook with a sheet for each area and provider, and plain text."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from scheduler.adapters.month_workbook import month_as_text, write_month_workbook
from scheduler.messages import DeliveryFacts


def film(**changes: object) -> DeliveryFacts:
    facts = {
        "id": "2606-001",
        "category": "film",
        "programme": "露天电影《城南旧事》",
        "area": "北站街道",
        "area_party": "area:A2",
        "venue": "北站街道露天广场",
        "venue_party": "venue:V1",
        "provider": "第一放映队",
        "provider_party": "provider:P1",
        "day": "2026-06-12",
        "start": "19:30",
        "end": "21:10",
        "rain_venue": "北站街道社区文化活动中心",
        "rain_venue_party": "venue:V2",
    }
    return DeliveryFacts(**{**facts, **changes})  # type: ignore[arg-type]


def test_workbook_has_the_district_each_area_and_each_provider(tmp_path: Path) -> None:
    deliveries = [film(), film(id="2606-002", area="彭浦镇", provider="第一放映队")]

    names = write_month_workbook(tmp_path / "m.xlsx", "2026年6月配送计划", deliveries)

    assert names == ["全区", "北站街道", "彭浦镇", "第一放映队"]
    book = load_workbook(tmp_path / "m.xlsx")
    assert [sheet.max_row for sheet in book] == [4, 3, 3, 4]
    assert [cell.value for cell in book["彭浦镇"][3]][:5] == [
        "6月12日(周五)",
        "19:30–21:10",
        "露天电影",
        "露天电影《城南旧事》",
        "彭浦镇",
    ]


def test_a_name_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    write_month_workbook(tmp_path / "m.xlsx", "月", [film(programme="=1+1")])

    cell = load_workbook(tmp_path / "m.xlsx")["全区"]["D3"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_names_too_long_or_alike_still_make_sheets_of_their_own(tmp_path: Path) -> None:
    long = "区" * 40
    names = write_month_workbook(tmp_path / "m.xlsx", "月", [film(area=long, provider=long + "二")])

    assert names == ["全区", "区" * 31, "区" * 29 + " 2"]


def test_text_to_paste_groups_by_day_and_names_the_rain_venue() -> None:
    assert month_as_text("2026年6月", [film(), film(id="2606-002", start="19:45")]) == (
        "2026年6月\n"
        "\n"
        "6月12日(周五)\n"
        "  19:30–21:10 露天电影 露天电影《城南旧事》 | 北站街道露天广场 | 第一放映队(雨天:北站街道社区文化活动中心)\n"
        "  19:45–21:10 露天电影 露天电影《城南旧事》 | 北站街道露天广场 | 第一放映队(雨天:北站街道社区文化活动中心)\n"
    )
