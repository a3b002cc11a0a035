"""The month board, one delivery, and moving it by hand."""

from __future__ import annotations

import re
from datetime import date

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx import Response

from api.access.roles import Role
from api.bootstrap import House
from scheduler.adapters.calendar_tables import DraftDeliveryRow, MonthRow
from tests.pages_district import DISTRICT
from tests.pages_fixtures import Browser, post, text_of

BOARD = "/months/2026-06"
FILM = "2606-009"
"""Friday 5 June, 19:45, on the open-air site of 天目西路街道."""
FREE_DAY = date(2026, 6, 4)


@pytest.fixture
def client(browser: Browser) -> TestClient:
    return browser(Role.COORDINATOR)


def deliveries_on(page: str) -> set[str]:
    return set(re.findall(r'class="chip [^"]*" href="/deliveries/([^"]+)"', page))


def test_the_board_shows_every_delivery_of_the_draft(client: TestClient) -> None:
    page = client.get(BOARD).text
    assert len(deliveries_on(page)) == 108
    assert "草稿 第 3 稿" in text_of(page)


def test_the_board_says_what_is_not_placed_and_why(client: TestClient) -> None:
    assert "没排上 1 演出 北站街道 江南丝竹音乐会 区越剧团在六月已排满 12 场" in text_of(
        client.get(BOARD).text
    )
    english = text_of(client.get(f"{BOARD}?lang=en").text)
    assert "the troupe's 12 performances of June are all taken" in english


def test_the_board_is_narrowed_by_area_category_and_provider(client: TestClient) -> None:
    def counted(query: str) -> int:
        return len(deliveries_on(client.get(f"{BOARD}?{query}").text))

    assert (counted("area=bz"), counted("category=film"), counted("provider=cinema-1")) == (12, 9, 1)
    assert counted("area=bz&category=film") == 1
    assert "没有符合条件的场次" in client.get(f"{BOARD}?area=bz&provider=cinema-1").text


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/months/1999-01", "1999年1月已经过去，没有在这里排过计划"),
        ("/months/1999-01/calendar.xlsx", "1999年1月已经过去，没有在这里排过计划"),
        (f"{BOARD}?version=99", "2026年6月没有第 99 版；已发布到第 0 版"),
    ],
)
def test_a_month_or_version_that_is_not_there_is_said_not_to_be(
    client: TestClient, address: str, sentence: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert sentence in text_of(answer.text)


def test_a_week_shows_only_its_own_days(client: TestClient) -> None:
    page = client.get(f"{BOARD}?view=week&week=2").text
    assert re.findall(r'<span class="date">(\d+)</span>', page) == ["8", "9", "10", "11", "12", "13", "14"]


def test_weekends_holidays_and_quiet_days_are_shaded(client: TestClient) -> None:
    head = re.findall(
        r'<th scope="col" class="([a-z ]*)"[^>]*>\s*<span class="date">(\d+)', client.get(BOARD).text
    )
    shaded = {int(day): kinds.split() for kinds, day in head if kinds.strip()}
    assert shaded == {
        **{day: ["off"] for day in (6, 13, 14, 19, 20, 21, 27, 28)},
        7: ["off", "quiet"],
        8: ["quiet"],
        9: ["quiet"],
    }


def test_the_agenda_lists_the_same_deliveries_by_day(client: TestClient) -> None:
    page = client.get(f"{BOARD}?view=agenda").text
    cards = re.findall(r'class="card [^"]*" href="/deliveries/([^"]+)"', page)
    assert (len(cards), len(set(cards))) == (108, 108)
    assert deliveries_on(page) == set()


def test_answers_and_unpublished_edits_are_marked(published_house: House, client: TestClient) -> None:
    assert published_house.district_id == DISTRICT
    page = client.get(BOARD).text
    assert re.search(r"✓ 106 双方已确认 … 1 等待答复 ✗ 1 有一方拒绝", text_of(page))
    assert "news" not in page
    _move(client, FILM, day=FREE_DAY)
    moved = client.get(BOARD).text
    assert re.findall(r'class="chip [^"]* news" href="/deliveries/([^"]+)"', moved) == [FILM]
    assert "与发布版有 1 处不同" in moved


def test_a_published_version_is_shown_as_it_was(published_house: House, client: TestClient) -> None:
    assert published_house.district_id == DISTRICT
    _move(client, FILM, day=FREE_DAY)
    version = client.get(f"{BOARD}?version=1").text
    assert "这是已发布的第 1 版" in version
    assert 'action="/months/2026-06/plan"' not in version
    day_five = re.search(r'id="d5">(.*?)</section>', version, re.DOTALL)
    assert day_five
    assert FILM in day_five[1]


def test_a_viewer_sees_no_deeds(browser: Browser) -> None:
    viewer = browser(Role.VIEWER)
    for path in (BOARD, f"/deliveries/{FILM}"):
        assert re.findall(r'<form[^>]*method="post"[^>]*action="([^"]+)"', viewer.get(path).text) == [
            "/sign-out"
        ]


def test_what_is_no_month_is_told_with_the_way_out(client: TestClient) -> None:
    page = client.get("/months/2026-13")
    assert page.status_code == 422
    assert "“2026-13”不是月份。请写成 2026-06 这样的形式。" in text_of(page.text)


def test_a_month_never_planned_is_an_empty_board_with_the_way_on(client: TestClient) -> None:
    page = client.get("/months/2026-08").text
    assert "这个月还没有配送安排" in page
    assert 'action="/months/2026-08/plan"' in page


def test_looking_at_a_move_tells_what_it_would_break_and_changes_nothing(
    house: House, client: TestClient
) -> None:
    page = _move(client, FILM, deed="look", start="17:00")
    assert page.status_code == 200
    assert "会违反规则" in page.text
    assert _standing(house, FILM) == (1, date(2026, 6, 5), "19:45")


def test_a_move_that_keeps_the_rules_is_made_and_pinned(house: House, client: TestClient) -> None:
    looked = _move(client, FILM, deed="look", day=FREE_DAY)
    assert "可以：不违反任何规则" in looked.text
    assert _move(client, FILM, day=FREE_DAY).status_code == 303
    assert _standing(house, FILM) == (2, FREE_DAY, "19:45")
    page = text_of(client.get(f"/deliveries/{FILM}").text)
    assert "已固定 日期" in page
    assert "测试员 手工改动草稿 日期 6月5日 周五 → 6月4日 周四" in page


def test_what_breaks_a_rule_is_counted_for_the_board(client: TestClient) -> None:
    findings = f"/api/v1{BOARD}/findings"
    assert client.get(findings).json() == {"hard": 0, "deliveries": []}
    _move(client, FILM, deed="move_despite", start="17:00")
    assert client.get(findings).json() == {"hard": 1, "deliveries": [FILM]}


def test_an_edit_that_a_repair_contradicts_is_listed_on_the_board(
    published_house: House, client: TestClient
) -> None:
    with published_house.store.transaction() as session:
        month = session.get_one(MonthRow, (DISTRICT, "2026-06"))
        month.rebase_conflicts = [{"delivery_id": FILM, "fields": ["day"], "by": "测试员"}]
    assert "相抵触" not in client.get(BOARD).text
    _move(client, FILM, day=FREE_DAY)
    assert "6月4日 周四 露天电影：故事片专场 日期" in text_of(client.get(BOARD).text)


def test_a_move_that_breaks_a_rule_is_refused_unless_it_is_meant(house: House, client: TestClient) -> None:
    refused = _move(client, FILM, start="17:00")
    assert (refused.status_code, "没有改动" in refused.text) == (422, True)
    assert _standing(house, FILM) == (1, date(2026, 6, 5), "19:45")
    assert _move(client, FILM, deed="move_despite", start="17:00").status_code == 303
    assert _standing(house, FILM) == (2, date(2026, 6, 5), "17:00")


def test_of_two_who_move_one_delivery_the_second_is_told_the_fields(house: House, browser: Browser) -> None:
    first, second = browser(Role.COORDINATOR), browser(Role.ADMINISTRATOR)
    assert _move(first, FILM, day=FREE_DAY).status_code == 303
    late = _move(second, FILM, revision=1, day=date(2026, 6, 11))
    assert late.status_code == 409
    told = text_of(late.text)
    assert "您打开之后，别人已经改动了这个场次" in told
    assert "日期 现在是 6月4日 周四 · 您要改成 6月11日 周四" in told
    assert _standing(house, FILM) == (2, FREE_DAY, "19:45")


def test_a_form_that_cannot_be_read_names_the_field(client: TestClient) -> None:
    page = post(client, f"/deliveries/{FILM}/move", revision="1", day="someday", start="19:45")
    assert page.status_code == 422
    assert "日期 没有填写，或填写的内容看不懂" in text_of(page.text)


def test_a_decline_stands_on_its_delivery_until_it_is_dealt_with(
    published_house: House, client: TestClient
) -> None:
    assert published_house.district_id == DISTRICT
    declined = re.findall(
        r'href="(/deliveries/[^"]+)"><span class="step-words">[^<]*不能承接', client.get("/").text
    )
    assert len(declined) == 1
    page = text_of(client.get(declined[0]).text)
    assert "不能承接 原因：当天场地检修" in page
    assert post(client, f"{declined[0]}/settle", note="已电话改约").status_code == 303
    assert "测试员 记下已处理 · 场地 “已电话改约”" in text_of(client.get(declined[0]).text)
    assert declined[0] not in client.get("/").text


def _move(
    client: TestClient, delivery: str, deed: str = "move", revision: int | None = None, **changes: object
) -> Response:
    """Fill in the move form as it stands on the page, change some fields, and send it."""
    page = client.get(f"/deliveries/{delivery}").text
    form = {
        "revision": _first(r'name="revision" value="(\d+)"', page),
        "day": _first(r'name="day" value="([^"]+)"', page),
        "start": _first(r'name="start" value="([^"]+)"', page),
        **{
            name: _first(rf'name="{name}">.*?value="([^"]+)" selected', page)
            for name in ("venue_id", "provider_id", "rain_venue_id")
        },
        **{name: str(value) for name, value in changes.items()},
    }
    if revision is not None:
        form["revision"] = str(revision)
    return post(client, f"/deliveries/{delivery}/move", deed=deed, **form)


def _first(pattern: str, page: str) -> str:
    found = re.search(pattern, page, re.DOTALL)
    assert found, pattern
    return found[1]


def _standing(house: House, delivery: str) -> tuple[int, date, str]:
    with house.store.reading() as session:
        row = session.scalars(sa.select(DraftDeliveryRow).where(DraftDeliveryRow.id == delivery)).one()
        assert session.get_one(MonthRow, (DISTRICT, "2026-06")).draft_revision == row.revision + 2
        return row.revision, row.day, f"{row.start:%H:%M}"


@pytest.mark.parametrize(
    "address",
    [
        f"{BOARD}?category=zzz",
        f"{BOARD}?area=zzz",
        f"{BOARD}?provider=zzz",
        "/progress?on=abc",
        "/progress?until=abc",
        "/messages?month=9999-99",
        "/messages?month=June",
    ],
)
def test_an_address_that_asks_for_what_is_not_is_refused(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 422


def test_what_is_left_empty_in_an_address_is_not_chosen(client: TestClient) -> None:
    page = client.get(f"{BOARD}?area=&category=&provider=").text
    assert len(deliveries_on(page)) == 108
    assert {client.get(path).status_code for path in ("/progress?until=&lang=zh", "/messages?month=")} == {
        200
    }


def test_progress_says_which_months_are_not_allotted_yet(client: TestClient) -> None:
    page = text_of(client.get("/progress?until=2026-06-20").text)
    assert "2026年7月到2026年12月有 6 个月的配额尚未写入（culture allot 2026 --apply）" in page
