"""The month as people take it away: a workbook with a sheet for each area and provider, and plain text."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

from openpyxl import Workbook, load_workbook

from config.bilingual import Bilingual
from scheduler.adapters.month_workbook import NotPlaced, Placed, month_as_text, write_month_workbook
from scheduler.domain.terms import Category
from scheduler.messages import DeliveryFacts

CONFIRMED = Bilingual("已确认", "confirmed")
UNPLACED = NotPlaced(
    "彭浦镇", Category.PERFORMANCE, "大型沪剧全本戏", Bilingual("该类别的配额上限已用完", "no more room")
)


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


def written(file: Path, *deliveries: DeliveryFacts) -> Workbook:
    rows = [Placed(facts, CONFIRMED) for facts in deliveries]
    names = write_month_workbook(file, "示范区 2026-06", rows, [UNPLACED])
    book = load_workbook(file)
    assert book.sheetnames == names
    return book


def test_workbook_has_the_district_each_area_each_provider_and_what_is_not_placed(tmp_path: Path) -> None:
    book = written(tmp_path / "m.xlsx", film(), film(id="2606-002", area="彭浦镇"))

    assert book.sheetnames == ["全区", "北站街道", "彭浦镇", "第一放映队", "没排上"]
    assert [sheet.max_row for sheet in book] == [4, 3, 3, 4, 3]


def test_a_reserve_date_stands_in_the_workbook_and_in_the_text(tmp_path: Path) -> None:
    reserved = film(rain_venue=None, rain_venue_party=None, reserve_day="2026-06-20", reserve_start="19:45")
    sheet = written(tmp_path / "m.xlsx", reserved)["全区"]
    told = {head.value: cell.value for head, cell in zip(sheet[2], sheet[3], strict=True)}
    assert (told["雨天备用场地"], told["雨天备用日"]) == (None, "6月20日(周六)19:45")
    assert "（遇雨改6月20日(周六)19:45同址）" in month_as_text("六月", [reserved])
    assert "(if it rains: Sat 20 Jun 19:45, same place)" in month_as_text("June", [reserved], "en")


def test_days_times_and_counts_are_such_and_not_text(tmp_path: Path) -> None:
    sheet = written(tmp_path / "m.xlsx", film(category="books", volumes=200, titles=20))["全区"]

    assert {head.value: cell.value for head, cell in zip(sheet[2], sheet[3], strict=True)} == {
        "日期": datetime(2026, 6, 12),  # noqa: DTZ001 - a workbook knows civil days only
        "星期": "周五",
        "开始": time(19, 30),
        "结束": time(21, 10),
        "类别": "图书报刊",
        "项目": "露天电影《城南旧事》",
        "街道/镇": "北站街道",
        "场地": "北站街道露天广场",
        "配送主体": "第一放映队",
        "雨天备用场地": "北站街道社区文化活动中心",
        "雨天备用日": None,
        "图书（册）": 200,
        "报刊（种）": 20,
        "状态": "已确认",
        "编号": "2606-001",
    }
    assert [sheet[cell].number_format for cell in ("A3", "C3", "D3", "L3")] == [
        "yyyy-mm-dd",
        "hh:mm",
        "hh:mm",
        "0",
    ]


def test_every_sheet_can_be_filtered_and_keeps_its_head_in_sight(tmp_path: Path) -> None:
    book = written(tmp_path / "m.xlsx", film(), film(id="2606-002"))

    assert [(sheet.auto_filter.ref, sheet.freeze_panes) for sheet in book] == [
        ("A2:O4", "A3"),
        ("A2:O4", "A3"),
        ("A2:O4", "A3"),
        ("A2:D3", "A3"),
    ]


def test_what_is_not_placed_stands_with_its_reason(tmp_path: Path) -> None:
    sheet = written(tmp_path / "m.xlsx", film())["没排上"]

    assert [[cell.value for cell in row] for row in sheet["A2:D3"]] == [
        ["街道/镇", "类别", "项目", "原因"],
        ["彭浦镇", "演出", "大型沪剧全本戏", "该类别的配额上限已用完"],
    ]


def test_a_name_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    cell = written(tmp_path / "m.xlsx", film(programme="=1+1"))["全区"]["F3"]

    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_names_too_long_or_alike_still_make_sheets_of_their_own(tmp_path: Path) -> None:
    long = "区" * 40
    book = written(tmp_path / "m.xlsx", film(area=long, provider=long + "二"))

    assert book.sheetnames == ["全区", "区" * 31, "区" * 29 + " 2", "没排上"]


def test_text_to_paste_groups_by_day_and_names_the_rain_venue() -> None:
    assert month_as_text("2026年6月", [film(), film(id="2606-002", start="19:45")]) == (
        "2026年6月\n"
        "\n"
        "6月12日(周五)\n"
        "  19:30–21:10 露天电影 露天电影《城南旧事》 | 北站街道露天广场 | 第一放映队（雨天：北站街道社区文化活动中心）\n"
        "  19:45–21:10 露天电影 露天电影《城南旧事》 | 北站街道露天广场 | 第一放映队（雨天：北站街道社区文化活动中心）\n"
    )
