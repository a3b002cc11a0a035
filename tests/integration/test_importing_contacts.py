"""Contacts come in with their days: a changed number closes the old one, several in a cell are asked about."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from api.importing import preview_import
from config.clock import FixedClock
from config.database import Store
from config.refusal import Refusal
from notifications.adapters.contact_repository import parties_at, reach, telephone_of
from notifications.adapters.contact_tables import ContactRow, PartyRow, TelephoneRow
from notifications.application.party_importing import Answers
from tests.conftest import SHANGHAI
from tests.integration.import_desk import (
    AREAS,
    DISTRICT,
    PROVIDERS,
    VENUES,
    Desk,
    csv,
    csvs,
    desk_of,
    sheet,
    told,
)

HEADER = "对象类型,对象编号,联系身份,电话,启用日期,停用日期\n"
CONTACTS = (
    HEADER
    + """街道,A1,街道专管员,154 0001 0001,2026-01-01,
场地,北站中心,场地联系人,154 0002 0001,2026-01-01,
场地,V1,值班电话,021-0000-0201,2026-01-01,
配送主体,P1,配送联系人,154 0003 0001,2026-01-01,
"""
)
TODAY = date(2026, 5, 20)
FIRST, SECOND = "+8615400020001", "+8615400020009"
CHANGED = CONTACTS.replace("154 0002 0001", "154 0002 0009")
TWO = HEADER + "配送主体,P2,教学组长,154 0003 0002；154 0003 0003,,\n"


@pytest.fixture
def desk(store: Store, clock: FixedClock) -> Desk:
    desk = desk_of(store, clock)
    desk.take(*csvs(areas=AREAS, venues=VENUES, providers=PROVIDERS, contacts=CONTACTS))
    return desk


def reached(desk: Desk, party: str, day: date = TODAY) -> tuple[str, str]:
    with desk.store.reading() as session:
        found = reach(session, DISTRICT, [party], day)[party]
    return found.number, found.channel


def days(desk: Desk, party: str) -> list[tuple[str, date | None, date | None]]:
    """The party's numbers with their days, in the order in which they began."""
    query = (
        sa.select(TelephoneRow.number, ContactRow.valid_from, ContactRow.valid_to)
        .join(TelephoneRow, TelephoneRow.id == ContactRow.telephone_id)
        .where(ContactRow.party_id == party)
        .order_by(ContactRow.valid_from, TelephoneRow.number)
    )
    with desk.store.reading() as session:
        return [(number, first, last) for number, first, last in session.execute(query)]


def test_each_party_is_reached_at_its_number_and_known_by_its_name(desk: Desk) -> None:
    assert reached(desk, "area:A1") == ("+8615400010001", "sms")
    assert reached(desk, "venue:V1") == (FIRST, "sms")
    names = {id_: row.name for id_, row in desk.rows(PartyRow).items()}
    assert names == {"area:A1": "北站街道", "venue:V1": "北站中心", "provider:P1": "第一放映队"}


def test_a_landline_is_call_only_and_comes_after_who_can_be_texted(desk: Desk) -> None:
    landline = next(row for row in desk.rows(TelephoneRow).values() if row.number == "+862100000201")
    assert landline.call_only
    desk.take(csv("contacts", HEADER + "场地,V2,值班电话,021-0000-0202,,\n"))
    assert reached(desk, "venue:V2") == ("+862100000202", "call")


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    preview = desk.take(csv("contacts", CONTACTS)).preview
    assert preview.changes_nothing
    assert desk.count(ContactRow) == 4


def test_a_changed_number_closes_the_old_one_yesterday_and_opens_the_new_one_today(desk: Desk) -> None:
    (change,) = sheet(desk.look(csv("contacts", CHANGED)), "contacts").changed
    assert (change.number, change.key, change.label) == (3, "venue:V1", "北站中心 场地联系人")
    assert [(field.title.zh, field.before.zh, field.after.zh) for field in change.changes] == [
        ("电话", "154 0002 0001", "154 0002 0009（2026-05-20起）")
    ]
    desk.take(csv("contacts", CHANGED))
    assert days(desk, "venue:V1") == [
        (FIRST, date(2026, 1, 1), date(2026, 5, 19)),
        ("+862100000201", date(2026, 1, 1), None),
        (SECOND, TODAY, None),
    ]
    assert reached(desk, "venue:V1", date(2026, 5, 19)) == (FIRST, "sms")
    assert reached(desk, "venue:V1") == (SECOND, "sms")


def test_a_number_that_was_given_away_stands_for_nobody_it_stood_for_before(desk: Desk) -> None:
    desk.take(csv("contacts", CHANGED))
    desk.take(csv("contacts", HEADER + "场地,V2,场地联系人,154 0002 0001,,\n"))
    with desk.store.reading() as session:
        telephone = telephone_of(session, DISTRICT, FIRST)
        assert telephone is not None
        assert parties_at(session, DISTRICT, telephone.id, TODAY) == {"venue:V2"}
        assert parties_at(session, DISTRICT, telephone.id, date(2026, 5, 19)) == {"venue:V1"}


def test_a_number_that_comes_back_begins_a_second_time(desk: Desk) -> None:
    desk.take(csv("contacts", CHANGED))
    assert isinstance(desk.clock, FixedClock)
    desk.clock.instant = datetime(2026, 7, 1, 9, tzinfo=SHANGHAI)
    desk.take(csv("contacts", CONTACTS))
    assert days(desk, "venue:V1") == [
        (FIRST, date(2026, 1, 1), date(2026, 5, 19)),
        ("+862100000201", date(2026, 1, 1), None),
        (SECOND, TODAY, date(2026, 6, 30)),
        (FIRST, date(2026, 7, 1), None),
    ]


def test_several_numbers_in_a_cell_are_split_and_asked_about(desk: Desk) -> None:
    preview = desk.look(csv("contacts", TWO))
    (question,) = preview.questions
    assert question.choices == ("154 0003 0002", "154 0003 0003")
    assert question.cell.place == "contacts.csv 第2行 电话"
    assert not preview.all_good
    with pytest.raises(Refusal):
        desk.take(csv("contacts", TWO))
    assert reached(desk, "provider:P2") == ("", "call")


@pytest.mark.parametrize(
    ("answers", "first"),
    [
        (Answers(as_written=True), "+8615400030002"),
        (Answers({"contacts:2:telephones": "154 0003 0003"}), "+8615400030003"),
    ],
)
def test_the_answer_says_which_number_is_told_first(desk: Desk, answers: Answers, first: str) -> None:
    seen = desk.look(csv("contacts", TWO)).digest
    desk.take(csv("contacts", TWO), digest=seen, answers=answers)
    assert reached(desk, "provider:P2") == (first, "sms")
    assert desk.count(ContactRow) == 6
    assert desk.look(csv("contacts", TWO)).questions == ()


def test_the_preview_after_the_answer_may_be_taken_as_well(desk: Desk) -> None:
    as_written = Answers(as_written=True)
    with desk.store.reading() as session:
        preview = preview_import(session, desk.clock, DISTRICT, [csv("contacts", TWO)], answers=as_written)
    assert preview.all_good
    desk.take(csv("contacts", TWO), digest=preview.digest, answers=as_written)
    assert reached(desk, "provider:P2") == ("+8615400030002", "sms")


def test_a_role_with_an_open_question_is_left_out_of_the_good_rows(desk: Desk) -> None:
    desk.take(csv("contacts", TWO + "场地,V2,场地联系人,154 0002 0002,,\n"), accept="good_rows")
    assert reached(desk, "provider:P2") == ("", "call")
    assert reached(desk, "venue:V2") == ("+8615400020002", "sms")


def test_an_answer_that_is_none_of_the_numbers_is_refused(desk: Desk) -> None:
    with pytest.raises(Refusal) as refused:
        desk.take(csv("contacts", TWO), answers=Answers({"contacts:2:telephones": "154 9999 9999"}))
    assert refused.value.faults[0].place == "contacts:2:telephones"


def test_two_people_of_one_role_stand_side_by_side(desk: Desk) -> None:
    both = HEADER + "场地,V2,场地联系人,154 0002 0002,,\n场地,V2,场地联系人,154 0002 0003,,\n"
    assert desk.take(csv("contacts", both)).preview.all_good
    assert [number for number, *_ in days(desk, "venue:V2")] == ["+8615400020002", "+8615400020003"]


def test_a_contact_edited_by_hand_is_not_overwritten_unasked(desk: Desk) -> None:
    (contact,) = [row for row in desk.rows(ContactRow).values() if row.role == "场地联系人"]
    desk.edit(ContactRow, contact.id, by="协调员", at=desk.clock.now())
    ((_, conflict),) = desk.take(csv("contacts", CHANGED)).preview.conflicts
    assert (conflict.key, conflict.edited_by) == ("venue:V1", "协调员")
    assert reached(desk, "venue:V1") == (FIRST, "sms")
    desk.take(csv("contacts", CHANGED), overwrite_hand_edits=True)
    assert reached(desk, "venue:V1") == (SECOND, "sms")


def test_parties_that_the_file_does_not_name_keep_their_numbers(desk: Desk) -> None:
    preview = desk.take(csv("contacts", "\n".join(CONTACTS.splitlines()[:2]))).preview
    assert sheet(preview, "contacts").absent == 3
    assert reached(desk, "provider:P1") == ("+8615400030001", "sms")


@pytest.mark.parametrize(
    ("line", "place", "sentence"),
    [
        ("场地,V9,值班,154 0002 0002,,", "对象编号", "“V9”不在场地表中或有重名"),
        ("街道,V1,值班,154 0002 0002,,", "对象编号", "“V1”不在街道表中或有重名"),
        ("居委会,V1,值班,154 0002 0002,,", "对象类型", "不在可选项之内"),
        ("场地,V1,值班,12345,,", "电话", "“12345”不像电话号码"),
        ("场地,V1,值班,,,", "电话", "不能为空"),
        ("场地,V1,值班,154 0002 0002,2026-06-01,2026-05-01", "停用日期", "结束早于开始"),
    ],
)
def test_each_kind_of_bad_contact_is_named(desk: Desk, line: str, place: str, sentence: str) -> None:
    ((where, what),) = told(desk.look(csv("contacts", HEADER + line + "\n")))
    assert (where.rpartition(" ")[2], what) == (place, sentence)


def test_a_contact_of_a_venue_at_fault_waits_for_it(desk: Desk) -> None:
    new = VENUES + "V3,北站街道,北站广场,露天场地,很多,电源,每天 06:00-22:00\n"
    preview = desk.look(*csvs(venues=new, contacts=HEADER + "场地,北站广场,值班,154 0002 0004,,\n"))
    assert sheet(preview, "contacts").errors == ()
    assert [fault.row for fault in sheet(preview, "contacts").waiting] == [2]


def test_a_second_extension_of_one_number_is_warned_of(desk: Desk) -> None:
    lines = "场地,V2,值班,021-0000-0300转1,,\n配送主体,P2,值班,021-0000-0300转2,,\n"
    taken: Any = desk.take(csv("contacts", HEADER + lines))
    (warning,) = taken.preview.warnings
    assert (warning.row, warning.sentence.zh) == (3, "此号码已登记分机“1”，分机“2”不会记入")
