"""The register of businesses comes in by the same deed, field by field, beside areas and telephones."""

from __future__ import annotations

from datetime import date, datetime

import pytest
import sqlalchemy as sa

from config.clock import FixedClock
from config.database import Store, SubjectVersion
from notifications.adapters.contact_repository import reach
from notifications.market.adapters.tables import BusinessRow, LicenceRow, LicenceRuleRow
from notifications.market.application.keeping import set_status
from notifications.market.domain.business import BusinessStatus
from tests.conftest import SHANGHAI
from tests.integration.import_desk import AREAS, DISTRICT, Desk, csv, csvs, desk_of, sheet, told

BUSINESSES = """单位编号,单位名称,经营类别,状态,地址,街道编号,联系岗位
B1,北站第1歌舞厅,歌舞娱乐场所,营业,示范路1号,A1,负责人
B2,彭浦第1网吧,互联网上网服务营业场所,停业,示范路2号,彭浦镇,负责人
"""
LICENCES = """许可证编号,单位编号,许可证种类,证号,发证日期,到期日期,续期受理日期
L1,B1,娱乐经营许可证,示文001,2024-07-11,2026-07-10,
L2,B2,网络文化经营许可证,示文002,2024-07-11,2027-07-10,
"""
RULES = """经营类别,许可证种类,生效日期,依据,可信度,有效月数,提前天数,备案
歌舞娱乐场所,娱乐经营许可证,2013-03-11,娱乐场所管理办法,F,24,30,否
"""
CONTACTS = """对象类型,对象编号,联系身份,电话
经营单位,B1,负责人,154 0004 0001
"""
REGISTER = {"businesses": BUSINESSES, "licences": LICENCES, "licence_rules": RULES, "contacts": CONTACTS}


@pytest.fixture
def desk(store: Store, clock: FixedClock) -> Desk:
    desk = desk_of(store, clock)
    desk.take(*csvs(areas=AREAS, **REGISTER))
    return desk


def versions(desk: Desk) -> dict[str, int]:
    with desk.store.reading() as session:
        return {row.subject: row.version for row in session.scalars(sa.select(SubjectVersion))}


def test_businesses_licences_rules_and_their_telephones_come_in_together(desk: Desk) -> None:
    businesses = desk.rows(BusinessRow)
    assert {id_: (row.area_id, row.status) for id_, row in businesses.items()} == {
        "B1": ("A1", "open"),
        "B2": ("A2", "suspended"),
    }
    assert desk.rows(LicenceRow)["L1"].expires == date(2026, 7, 10)
    assert desk.count(LicenceRuleRow) == 1
    with desk.store.reading() as session:
        found = reach(session, DISTRICT, ["business:B1"], date(2026, 5, 20))
    assert found["business:B1"].number == "+8615400040001"


def test_the_same_files_again_change_nothing(desk: Desk) -> None:
    before = versions(desk)
    taken = desk.take(*csvs(areas=AREAS, **REGISTER)).preview
    assert taken.changes_nothing
    assert {one.sheet: one.unchanged for one in taken.sheets} == {
        "areas": 2,
        "businesses": 2,
        "licences": 2,
        "licence_rules": 1,
        "contacts": 1,
    }
    assert versions(desk) == before


def test_a_renewed_licence_is_shown_old_and_new_and_makes_its_texts_stale(desk: Desk) -> None:
    renewed = csv("licences", LICENCES.replace("2026-07-10", "2028-07-10"))
    before = versions(desk).get("licence:L1", 0)
    (change,) = sheet(desk.look(renewed), "licences").changed
    assert (change.number, change.key, change.label) == (2, "L1", "示文001")
    assert [(field.title.zh, field.before.zh, field.after.zh) for field in change.changes] == [
        ("到期日期", "2026-07-10", "2028-07-10")
    ]
    desk.take(renewed)
    assert desk.rows(LicenceRow)["L1"].expires == date(2028, 7, 10)
    assert versions(desk)["licence:L1"] == before + 1


def test_a_business_closed_by_hand_is_not_opened_by_an_older_file(desk: Desk) -> None:
    at = datetime(2026, 5, 19, 10, tzinfo=SHANGHAI)
    with desk.store.transaction() as session:
        set_status(
            session, DISTRICT, "B1", BusinessStatus.CLOSED, seen=BusinessStatus.OPEN, by="市场管理员", at=at
        )
    preview = desk.take(csv("businesses", BUSINESSES)).preview
    ((_, conflict),) = preview.conflicts
    assert (conflict.key, conflict.edited_by, conflict.edited_at) == ("B1", "市场管理员", at)
    assert [(field.before.zh, field.after.zh) for field in conflict.changes] == [("注销", "营业")]
    assert desk.rows(BusinessRow)["B1"].status == "closed"
    desk.take(csv("businesses", BUSINESSES), overwrite_hand_edits=True)
    assert desk.rows(BusinessRow)["B1"].status == "open"


def test_a_file_without_a_column_of_states_is_not_taken_for_all_open(desk: Desk) -> None:
    without = "\n".join(
        ",".join(cell for place, cell in enumerate(line.split(",")) if place != 3)
        for line in BUSINESSES.splitlines()
    )
    preview = desk.look(csv("businesses", without))
    assert [error.place for error in preview.errors] == ["businesses.csv 第1行 状态"]
    assert preview.changes_nothing


def test_absence_from_the_file_closes_no_business(desk: Desk) -> None:
    preview = desk.take(csv("businesses", "\n".join(BUSINESSES.splitlines()[:2]))).preview
    assert sheet(preview, "businesses").absent == 1
    assert desk.rows(BusinessRow)["B2"].status == "suspended"


@pytest.mark.parametrize(
    ("name", "words", "place", "sentence"),
    [
        ("businesses", BUSINESSES.replace("彭浦镇", "澎浦镇"), "街道编号", "“澎浦镇”不在街道表中或有重名"),
        ("businesses", BUSINESSES.replace("停业", "关了"), "状态", "不在可选项之内"),
        ("licences", LICENCES.replace("L2,B2", "L2,B7"), "单位编号", "“B7”不在经营单位表中或有重名"),
        ("licences", LICENCES.replace("2026-07-10", "2023-07-10"), "到期日期", "到期日期早于发证日期"),
        (
            "licences",
            LICENCES.replace("2024-07-11,2026-07-10", ",2023-07-10"),
            "到期日期",
            "到期日期 2023-07-10 早于发证日期 2024-07-11（其一在登记册里）",
        ),
        ("licence_rules", RULES.replace(",否", ",是"), "备案", "备案没有有效月数和提前天数"),
    ],
)
def test_each_kind_of_bad_register_row_is_named(
    desk: Desk, name: str, words: str, place: str, sentence: str
) -> None:
    ((where, what),) = told(desk.look(csv(name, words)))
    assert (where.rpartition(" ")[2], what) == (place, sentence)


def test_licences_and_contacts_of_a_business_at_fault_wait_for_it(desk: Desk) -> None:
    new = "B3,彭浦第2网吧,互联网上网服务营业场所,关了,示范路3号,A2,负责人\n"
    files = csvs(
        businesses=BUSINESSES + new,
        licences=LICENCES + "L3,B3,网络文化经营许可证,示文003,2024-07-11,2027-07-10,\n",
        contacts=CONTACTS + "经营单位,彭浦第2网吧,负责人,154 0004 0003\n",
    )
    preview = desk.look(*files)
    assert [(one.sheet, len(one.errors), len(one.waiting)) for one in preview.sheets] == [
        ("businesses", 1, 0),
        ("licences", 0, 1),
        ("contacts", 0, 1),
    ]
    desk.take(*files, accept="good_rows")
    assert sorted(desk.rows(LicenceRow)) == ["L1", "L2"]
