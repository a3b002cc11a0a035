"""The demonstration's register of businesses, and the telephones of all parties."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import config
from config.tabular import read_file
from config.telephones import parse_telephones
from notifications.market.adapters.sheets import BUSINESSES, LICENCE_RULES, LICENCES
from notifications.market.domain.business import BusinessStatus
from notifications.market.domain.licence_rules import Mark, RuleBook
from scheduler.adapters.district_files import read_district

FOLDER = Path(config.__file__).with_name("districts") / "demo"
READINGS = [read_file(sheet, FOLDER / f"{sheet.name}.csv") for sheet in (BUSINESSES, LICENCES, LICENCE_RULES)]
SHOPS = {line.id: line for line in READINGS[0].records}
PERMITS = READINGS[1].records
RULES = READINGS[2].records
TODAY = date(2026, 5, 20)


def contacts() -> list[dict[str, str]]:
    with (FOLDER / "contacts.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_register_is_read_without_a_fault_or_a_warning() -> None:
    assert [(reading.errors, reading.warnings) for reading in READINGS] == [((), ())] * 3


def test_it_holds_440_businesses_in_the_mix_of_one_district() -> None:
    assert Counter(shop.category for shop in SHOPS.values()) == {
        "歌舞娱乐场所": 60,
        "游艺娱乐场所": 15,
        "互联网上网服务营业场所": 65,
        "出版物零售单位": 190,
        "印刷企业": 70,
        "电影院": 6,
        "营业性演出单位": 20,
        "艺术品经营单位": 14,
    }
    assert len(SHOPS) == 440


def test_businesses_stand_in_areas_of_the_district_under_names_and_codes_of_their_own() -> None:
    areas = {area.id for area in read_district(FOLDER).district.areas}
    assert {shop.area_id for shop in SHOPS.values()} <= areas
    assert len({shop.name for shop in SHOPS.values()}) == 440


def test_most_are_open_and_some_suspended_closed_or_moved() -> None:
    states = Counter(shop.status for shop in SHOPS.values())
    assert set(states) == set(BusinessStatus)
    assert states[BusinessStatus.OPEN] >= 380


def test_each_business_has_one_licence_of_the_kind_that_its_category_asks() -> None:
    assert sorted(permit.business_id for permit in PERMITS) == sorted(SHOPS)
    kinds = {(SHOPS[permit.business_id].category, permit.kind) for permit in PERMITS}
    ruled = {(rule.category, rule.kind) for rule in RULES}
    assert kinds == ruled - {("互联网文化单位", "网络文化经营许可证")}
    assert len({permit.number for permit in PERMITS}) == 440


def test_only_filings_have_no_expiry() -> None:
    assert {permit.kind for permit in PERMITS if permit.expires is None} == {"艺术品经营备案"}


def test_every_stretch_before_and_after_the_last_day_to_apply_is_met_on_20_may() -> None:
    book = RuleBook(rule.rule() for rule in RULES)
    stretches: Counter[str] = Counter()
    for permit in PERMITS:
        rule = book.in_force(SHOPS[permit.business_id].category, permit.kind, TODAY)
        if rule is None or rule.lead_days is None or permit.expires is None:
            continue
        left = (permit.expires - timedelta(days=rule.lead_days) - TODAY).days
        if permit.expires < TODAY:
            stretches["expired"] += 1
        elif left < 0:
            stretches["too late to apply"] += 1
        elif left <= 90:
            stretches[f"within {30 * (left // 30 + 1)}"] += 1
    assert stretches == {
        "expired": 3,
        "too late to apply": 5,
        "within 30": 10,
        "within 60": 8,
        "within 90": 6,
    }


def test_a_few_renewals_are_filed_and_one_permit_ends_on_25_october() -> None:
    assert sum(permit.renewal_filed_on is not None for permit in PERMITS) == 3
    assert sum(permit.expires == date(2026, 10, 25) for permit in PERMITS) == 1


def test_no_rule_is_given_for_publications_printing_and_cinemas_and_a_conflict_is_marked() -> None:
    blank = {rule.category for rule in RULES if rule.mark is Mark.MISSING}
    assert blank == {"出版物零售单位", "印刷企业", "电影院"}
    assert {(rule.validity_months, rule.lead_days) for rule in RULES if rule.category in blank} == {
        (None, None)
    }
    assert [rule.category for rule in RULES if rule.mark is Mark.CONFLICTING] == ["营业性演出单位"]


def test_an_internet_cafes_permit_is_not_the_internet_companys_of_the_same_name() -> None:
    validity = {rule.category: rule.validity_months for rule in RULES if rule.kind == "网络文化经营许可证"}
    assert validity == {"互联网上网服务营业场所": None, "互联网文化单位": 36}


def test_every_party_can_be_reached_and_every_contact_is_a_known_party() -> None:
    district = read_district(FOLDER).district
    parties = {
        *(("街道", area.id) for area in district.areas),
        *(("场地", venue.id) for venue in district.venues),
        *(("配送主体", provider.id) for provider in district.providers),
        *(("经营单位", shop) for shop in SHOPS),
    }
    assert {(row["对象类型"], row["对象编号"]) for row in contacts()} == parties


def test_telephones_are_of_the_range_that_nobody_has() -> None:
    for row in contacts():
        assert re.fullmatch(r"\+86 154 \d{4} \d{4}|021-0000-0\d{3}", row["电话"]), row
        assert len(parse_telephones(row["电话"])) == 1


def test_contacts_are_posts_and_no_invented_persons() -> None:
    posts = {row["联系身份"] for row in contacts()}
    assert posts == {"街道专管员", "场地联系人", "配送联系人", "负责人", "值班电话"}
    assert {shop.contact for shop in SHOPS.values()} == {"负责人"}


def test_some_parties_share_a_telephone_and_some_can_only_be_called() -> None:
    holders = Counter(row["电话"] for row in contacts())
    shared = {
        tuple(sorted(row["对象编号"] for row in contacts() if row["电话"] == number))
        for number, count in holders.items()
        if count > 1
    }
    assert ("tianmuxi-centre", "tianmuxi-library") in shared
    assert ("gonghexin-centre", "gonghexin-square") in shared
    assert len(shared) == 6
    call_only = {row["对象类型"] for row in contacts() if row["电话"].startswith("021")}
    assert call_only == {"场地", "配送主体", "经营单位"}
