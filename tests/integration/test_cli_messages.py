"""What the command line tells of texts and replies: whose they are, what needs a person, what is refused."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.cli.calling import message_begun
from api.finding_telephones import Telephone, telephone_meant
from config.database import Store
from config.refusal import Refusal
from config.telephones import parse_telephones
from config.work_log import JobRow
from notifications.adapters.answer_tables import ReplyRow
from notifications.adapters.contact_tables import PartyRow, TelephoneRow
from notifications.adapters.message_tables import MessageRow
from notifications.application.contacting import Contact, Edit, put_contacts
from tests.command_line import Terminal, terminal_on
from tests.conftest import MORNING
from tests.pages_district import DISTRICT

TODAY = MORNING.date()


@pytest.fixture
def terminal(
    published_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """An office whose June is published, mostly answered, and declined once."""
    return terminal_on(published_file, tmp_path / "office", monkeypatch, capsys)


@pytest.fixture
def store(terminal: Terminal) -> Store:
    return Store(f"sqlite:///{terminal.folder / 'culture.sqlite'}")


def reply_came(store: Store, reply_id: str, number: str, *, verdict: str = "inbox") -> None:
    with store.transaction() as session:
        telephone = session.scalar(sa.select(TelephoneRow.id).where(TelephoneRow.number == number))
        session.add(
            ReplyRow(
                district_id=DISTRICT,
                id=reply_id,
                lane="simulator",
                provider_reply_id=reply_id,
                telephone_id=telephone,
                number=number,
                text="能晚半小时吗",
                received_at=MORNING,
                verdict=verdict,
                why="",
                reason="",
            )
        )


def meant(store: Store, who: str, *texted: str) -> Telephone:
    with store.reading() as session:
        return telephone_meant(session, DISTRICT, who, texted, TODAY)


def add_contacts(store: Store, *contacts: tuple[str, str, str]) -> None:
    """Contacts by party, its name and its number, in the order in which they are asked."""
    with store.transaction() as session:
        put_contacts(
            session,
            DISTRICT,
            [Contact(party, parse_telephones(number)[0]) for party, _, number in contacts],
            Edit("import", MORNING),
        )
        for party, name, _ in contacts:
            session.get_one(PartyRow, (DISTRICT, party)).name = name


def test_a_delivery_that_never_was_is_refused(terminal: Terminal) -> None:
    said = terminal.culture("messages", "--delivery", "9999")
    assert said.status == 2
    assert said.text == "✗ messages --delivery: 没有编号为“9999”的场次。编号见 culture show 月份。\n"


def test_a_month_that_is_none_is_refused(terminal: Terminal) -> None:
    said = terminal.culture("messages", "--month", "2026-99")
    assert said.status == 2
    assert said.text == "✗ 月份: “2026-99”不是月份。请写成 2026-06 这样的形式。\n"


def test_views_that_exclude_each_other_are_refused(terminal: Terminal) -> None:
    assert terminal.culture("messages", "--attention", "--month", "2026-06").status == 2
    assert terminal.culture("messages", "--attention", "--replies").status == 2


def test_a_list_cut_short_says_how_much_is_left_out_and_how_to_see_it(terminal: Terminal) -> None:
    whole = terminal.culture("messages", "--json", "--limit", "10000").json
    total = whole["total"]
    assert len(whole["messages"]) == total
    said = terminal.culture("messages", "--limit", "3")
    assert said.text.splitlines()[-1] == (
        f"只列出 3 条，另有 {total - 3} 条没有列出；全部列出请用 --limit {total}。"
    )


def test_texts_of_one_moment_stand_as_they_were_written_the_newest_last(
    terminal: Terminal, store: Store
) -> None:
    with store.transaction() as session:
        session.execute(sa.update(MessageRow).values(created_at=MORNING))
        ids = session.scalars(sa.select(MessageRow.id).order_by(MessageRow.written)).all()
    listed = terminal.culture("messages", "--json", "--limit", "10000").json["messages"]
    assert [each["id"] for each in listed] == list(ids)
    assert list(ids) != sorted(ids)


def test_a_decline_that_was_solved_otherwise_is_noted_and_off_the_list(terminal: Terminal) -> None:
    [declined] = terminal.culture("messages", "--attention", "--json").json["declines"]
    assert terminal.culture("settle", declined["delivery"], "没有的事", "--rain-venue").status == 2
    assert terminal.culture("settle", declined["delivery"], "另一处场地顶上").status == 0
    assert terminal.culture("messages", "--attention", "--json").json["counts"]["declines"] == 0


def test_attention_shows_declines_texts_and_unread_replies_whole(terminal: Terminal, store: Store) -> None:
    reply_came(store, "r1", "+8615400000001")
    reply_came(store, "r2", "+8615400000002", verdict="answered")
    found = terminal.culture("messages", "--attention", "--json").json
    assert found["counts"] == {
        "declines": 1,
        "untenable": 0,
        "messages": len(found["messages"]),
        "replies": 1,
    }
    assert [(one["side"], one["reason"]) for one in found["declines"]] == [("venue", "当天场地检修")]
    assert [(one["id"], one["from"]) for one in found["replies"]] == [("r1", ["宝山路社区文化活动中心"])]
    assert found["count"] == sum(found["counts"].values())


def test_a_reply_is_listed_with_whom_it_came_from_and_the_same_mask_as_everywhere(
    terminal: Terminal, store: Store
) -> None:
    reply_came(store, "r1", "+8615400000001")
    reply_came(store, "r2", "+8615499990001")
    found = terminal.culture("messages", "--replies", "--json").json
    assert {one["id"]: (one["from"], one["telephone"]) for one in found["replies"]} == {
        "r1": (["宝山路社区文化活动中心"], "154****0001"),
        "r2": ([], "154****0001"),
    }


def test_a_text_is_told_in_segments_and_a_call_with_its_reason(terminal: Terminal) -> None:
    lines = terminal.culture("messages", "--limit", "10000").text.splitlines()
    headings = [line.removeprefix("— ").split(" · ", 3)[3] for line in lines if line.startswith("— ")]
    texts = {re.sub(r".*月度安排 · (.*)计 \d+ 段", r"\1", one) for one in headings if "短信" in one}
    calls = {one.split(" · ", 1)[1] for one in headings if "短信" not in one}
    assert texts == {"短信 · 待发送 · "}
    assert calls == {"月度安排（街镇） · 打电话 · 待人工 · 只有座机，请打电话"}


def test_one_is_meant_by_name_by_part_of_it_and_by_number(store: Store) -> None:
    centre = Telephone("+8615400000001", ("宝山路社区文化活动中心",))
    assert meant(store, "宝山路社区文化活动中心") == centre
    assert meant(store, "venue:bsl-centre") == centre
    assert meant(store, "15400000001") == centre
    assert meant(store, "宝山路社区") == centre


def test_a_name_that_fits_one_whole_is_not_taken_for_those_it_is_part_of(store: Store) -> None:
    add_contacts(
        store,
        ("business:b1", "北站书店", "15400070001"),
        ("business:b2", "北站书店二分店", "15400070002"),
    )
    assert meant(store, "北站书店") == Telephone("+8615400070001", ("北站书店",))


def test_of_a_party_with_two_numbers_the_one_that_was_texted_is_meant(store: Store) -> None:
    add_contacts(
        store,
        ("business:b1", "北站书店", "15400070001"),
        ("business:b1", "北站书店", "15400070002"),
    )
    assert meant(store, "北站书店").number == "+8615400070001"
    assert meant(store, "北站书店", "+8615400070002").number == "+8615400070002"


def test_a_name_that_fits_several_is_refused_with_the_candidates(store: Store) -> None:
    with pytest.raises(Refusal) as refused:
        meant(store, "宝山路")
    assert refused.value.faults[0].sentence.zh == (
        "“宝山路”可以指 3 部电话：宝山路社区文化活动中心 154****0001；宝山路图书馆 154****0002；"
        "宝山路露天广场 154****0003。请写全名，或完整的号码。"
    )


def test_a_name_of_nobody_is_refused(store: Store) -> None:
    with pytest.raises(Refusal, match="nobody is called"):
        meant(store, "没有这个单位")


def test_of_numbers_that_look_alike_the_one_that_was_texted_is_meant(store: Store) -> None:
    add_contacts(store, ("business:b1", "北站书店", "15499990001"))
    assert meant(store, "154****0001", "+8615499990001").names == ("北站书店",)
    with pytest.raises(Refusal, match="may mean 3 telephones"):
        meant(store, "0001")


def test_a_call_is_recorded_with_what_was_said_by_the_beginning_of_its_message(terminal: Terminal) -> None:
    attention = terminal.culture("messages", "--attention", "--json").json
    message = next(row["id"] for row in attention["messages"] if row["way"] == "call")
    terminal.culture("call", message[:8], "--became", "unreached")
    said = terminal.culture("call", message[:8], "--said", "负责人已知", "--json")
    assert [(row["outcome"], row["said"]) for row in said.json["calls"]] == [
        ("未接通", ""),
        ("已告知", "负责人已知"),
    ]
    assert terminal.culture("call", message[:8], "--became", "declined").status == 2
    assert terminal.culture("call", "nothing").status == 2


def test_a_message_is_named_by_its_id_or_by_so_much_of_it_as_tells_it_apart(store: Store) -> None:
    with store.reading() as session:
        ids = sorted(session.scalars(sa.select(MessageRow.id)))
        alike = next(each[0] for each, after in pairwise(ids) if each[0] == after[0])
        assert [message_begun(session, DISTRICT, each) for each in ids] == ids
        assert [message_begun(session, DISTRICT, each[:8]) for each in ids] == ids
        with pytest.raises(Refusal, match=rf"more than one .*{ids[0] if ids[0][0] == alike else alike}"):
            message_begun(session, DISTRICT, alike)
        for unknown in ("", "no such"):
            with pytest.raises(Refusal, match="no message has an id"):
                message_begun(session, DISTRICT, unknown)


def test_every_listed_text_shows_the_id_by_which_it_is_called_about(terminal: Terminal) -> None:
    listed = terminal.culture("messages", "--json", "--limit", "100").json["messages"]
    shown = terminal.culture("messages", "--limit", "100").text
    assert [row["id"] for row in listed if f"— {row['id'][:8]} · " not in shown] == []


def test_an_empty_reply_and_one_too_long_are_refused_before_anything_is_started(terminal: Terminal) -> None:
    for text in ("", "   ", "好" * 1001):
        refused = terminal.culture("reply", "宝山路社区文化活动中心", text)
        assert (refused.status, refused.text) == (
            2,
            "✗ reply: 请写明回复的内容，不超过 1000 个字。\n",
        )


def test_work_not_yet_done_is_told_with_the_texts(terminal: Terminal, store: Store) -> None:
    assert "后台还有工作没做完" not in terminal.culture("messages", "--limit", "1").text
    with store.transaction() as session:
        session.add(JobRow(district_id=DISTRICT, id="send_due:1", name="send_due", arguments={}, at=MORNING))
    assert "后台还有工作没做完" in terminal.culture("messages", "--limit", "1").text
