"""A register ten times as large takes hardly more statements: rows are read and written in bulk."""

from __future__ import annotations

import pytest

from api.import_files import GivenFile
from config.clock import FixedClock
from config.database import Store
from notifications.adapters.contact_tables import ContactRow
from notifications.market.adapters.tables import BusinessRow, LicenceRow
from scheduler.adapters.district_tables import OrderRow
from tests.integration.import_desk import AREAS, WHOLE, Desk, csvs, desk_of, statements

RULES = """经营类别,许可证种类,生效日期,依据,可信度,有效月数,提前天数,备案
出版物零售单位,出版物经营许可证,2016-06-01,出版物市场管理规定,F,,30,否
"""
FEW = 25
"""Statements beyond those of the small register: a batch more here and there, never one for each row."""


def register(businesses: int, *, expires: str = "2027-07-10") -> tuple[GivenFile, ...]:
    numbers = range(1, businesses + 1)
    shops = "".join(f"B{n},第{n}书店,出版物零售单位,营业,示范路{n}号,A{n % 2 + 1},负责人\n" for n in numbers)
    licences = "".join(f"L{n},B{n},出版物经营许可证,示文{n},2024-07-11,{expires},\n" for n in numbers)
    contacts = "".join(f"经营单位,B{n},负责人,154 {n // 10000:04} {n % 10000:04}\n" for n in numbers)
    return csvs(
        areas=AREAS,
        businesses="单位编号,单位名称,经营类别,状态,地址,街道编号,联系岗位\n" + shops,
        licences="许可证编号,单位编号,许可证种类,证号,发证日期,到期日期,续期受理日期\n" + licences,
        licence_rules=RULES,
        contacts="对象类型,对象编号,联系身份,电话\n" + contacts,
    )


@pytest.fixture
def desk(store: Store, clock: FixedClock) -> Desk:
    return desk_of(store, clock)


def test_4400_businesses_come_in_with_few_more_statements_than_440(desk: Desk) -> None:
    small = statements(desk.store, lambda: desk.take(*register(440)))
    large = statements(desk.store, lambda: desk.take(*register(4400)))
    assert (desk.count(BusinessRow), desk.count(LicenceRow), desk.count(ContactRow)) == (4400, 4400, 4400)
    assert large <= small + FEW


def test_4400_renewed_licences_are_compared_and_written_in_bulk(desk: Desk) -> None:
    desk.take(*register(4400))
    looked = statements(desk.store, lambda: desk.look(*register(4400, expires="2029-07-10")))
    taken = statements(desk.store, lambda: desk.take(*register(4400, expires="2029-07-10")))
    assert looked <= FEW
    assert taken <= 3 * FEW


def test_a_year_of_orders_comes_in_with_few_statements(desk: Desk) -> None:
    desk.take_whole_district()
    lines = "".join(f"N{n},北站街道,2026-{n % 12 + 1:02},F1,{n % 200 + 1},,\n" for n in range(1, 4401))
    files = csvs(orders=WHOLE["orders"].splitlines()[0] + "\n" + lines)
    assert statements(desk.store, lambda: desk.take(*files)) <= FEW
    assert desk.count(OrderRow) == 4402
