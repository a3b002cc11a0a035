"""The pages of what stands beside the plan: who waits, what is kept provisionally, which areas merge."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.bootstrap import House
from scheduler.adapters.calendar_tables import UnplacedRow
from scheduler.adapters.district_repository import read_mergers
from scheduler.adapters.district_tables import OrderRow
from scheduler.application.planning_facts import read_problem
from scheduler.solver.judge import hard_findings
from tests.pages_district import AREAS, DISTRICT
from tests.pages_fixtures import Browser, post, text_of

JUNE = "2026-06"
MERGING = "/areas/merging"
ANSWERED = {"area": AREAS[0][0], "into": AREAS[1][0], "first": "2026-08-01"}


@pytest.fixture
def client(browser: Browser) -> TestClient:
    return browser(Role.COORDINATOR)


def keep(client: TestClient, **changes: str) -> tuple[int, str]:
    hall = {
        "party": "venue:bz-centre",
        "first": "2026-06-12",
        "last": "",
        "until": "2026-05-31",
        "why": "换届选举",
    }
    answer = post(client, "/holds", **(hall | changes))
    return answer.status_code, text_of(answer.text) if answer.text else ""


def held(house: House) -> set[str]:
    """The rules that planning finds kept places in."""
    with house.store.reading() as session:
        problem = read_problem(session, house.clock, house.planning, DISTRICT, JUNE)
    return {one.rule for one in hard_findings(problem, problem.draft) if one.rule == "held"} | {
        hold.party for hold in problem.district.holds
    }


def test_an_empty_cell_is_kept_seen_and_released(house: House, client: TestClient) -> None:
    cell = client.get(f"/months/{JUNE}/fits?place=venue:bz-centre&day=2026-06-12").text
    asked = re.search(r'href="(/holds\?party=venue[^"]+)"', cell)
    assert asked
    form = client.get(asked[1].replace("&amp;", "&")).text
    assert 'value="venue:bz-centre" selected' in form
    assert 'name="first" required value="2026-06-12"' in form
    assert keep(client) == (303, "")
    page = client.get("/holds").text
    assert re.search("6月12日.+5月31日.+换届选举.+测试员", text_of(page))
    assert "bz-centre" in held(house)
    released = re.search(r'action="(/holds/[^/]+/release)"', page)
    assert released
    assert post(client, released[1]).status_code == 303
    assert held(house) == set()
    again = post(client, released[1])
    assert (again.status_code, "不能确定是哪一项暂留" in again.text) == (422, True)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"party": "venue:nowhere"}, "请选择一个场地或主体"),
        ({"first": "soon"}, "请选择日期"),
        ({"last": "2026-06-11"}, "不能早于第一天 2026-06-12"),
        ({"until": "2026-06-13"}, "到期日应在今天与最后一天"),
        ({"first": "2026-05-01", "until": "2026-05-01"}, "已经过去"),
        ({"why": " "}, "请写明为什么暂留"),
    ],
)
def test_a_hold_that_does_not_fit_is_shown_again_with_its_fault(
    house: House, client: TestClient, changes: dict[str, str], says: str
) -> None:
    status, page = keep(client, **changes)
    assert (status, says in page, held(house)) == (422, True, set())


def test_those_who_wait_are_listed_in_their_order_with_the_rule(house: House, client: TestClient) -> None:
    with house.store.transaction() as session:
        row = session.scalars(sa.select(UnplacedRow)).first()
        assert row is not None
        for rank in (2, 1):
            order = {"id": f"W{rank}", "programme_id": "minyue", "rank": rank}
            session.add(_order(house, row.area_id, **order))
    assert f'href="/months/{JUNE}/waiting"' in client.get(f"/months/{JUNE}").text
    page = text_of(client.get(f"/months/{JUNE}/waiting").text)
    assert "先看排序，再看登记日期" in page
    assert re.search("1 .+W1.+2 .+W2", page)
    assert ("排序" in page, "次序" in page) == (True, False)
    assert "候补" not in text_of(client.get(f"/months/{JUNE}/waiting?lang=en").text)
    unplanned = client.get("/months/2026-09/waiting?lang=zh")
    assert (unplanned.status_code, "还没有编排" in unplanned.text) == (422, True)


def _order(house: House, area_id: str, **fields: object) -> OrderRow:
    return OrderRow(
        district_id=DISTRICT,
        area_id=area_id,
        month=JUNE,
        weekdays=[],
        permit_recorded=False,
        edited_at=house.clock.now(),
        edited_by="import",
        **fields,
    )


def test_areas_merge_once_what_passes_was_shown(house: House, client: TestClient) -> None:
    assert "还没有街道合并" in client.get(MERGING).text
    shown = text_of(client.get(MERGING, params=ANSWERED).text)
    assert re.search("将自 2026-08-01 起并入.+会转入场地 \\d+ 处", shown)
    with house.store.reading() as session:
        assert read_mergers(session, DISTRICT) == ()
    assert post(client, MERGING, **ANSWERED).status_code == 303
    with house.store.reading() as session:
        assert [one.area_id for one in read_mergers(session, DISTRICT)] == [ANSWERED["area"]]
    after = client.get(MERGING).text
    assert f"{AREAS[0][1]} 自8月1日" in text_of(after)
    assert f'<option value="{ANSWERED["area"]}"' not in after
    twice = post(client, MERGING, **ANSWERED)
    assert (twice.status_code, f"{AREAS[0][1]}已合并" in twice.text) == (422, True)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"into": ANSWERED["area"]}, "不能并入自己"),
        ({"first": "2026-08-02"}, "请从以后某月的 1 日起"),
        ({"first": "then"}, "请选择日期"),
    ],
)
def test_a_merger_that_does_not_fit_is_told_before_anything_is_done(
    client: TestClient, changes: dict[str, str], says: str
) -> None:
    for answer in (
        client.get(MERGING, params=ANSWERED | changes),
        post(client, MERGING, **(ANSWERED | changes)),
    ):
        assert (answer.status_code, says in answer.text) == (422, True)
