"""The command line lists the inbox with the rule of each reading, and does what a person does about a reply."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.cli.inbox import meaning_of
from config.database import Store
from config.refusal import Outcome
from notifications.adapters.answer_tables import QuestionRow, ReplyRow
from notifications.adapters.message_tables import MessageRow
from notifications.domain.correcting import Meaning
from tests.command_line import Terminal, terminal_on
from tests.conftest import MORNING
from tests.pages_district import DISTRICT


@pytest.fixture
def terminal(
    published_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """An office where one telephone that was asked about June replied what no rule can read; nothing else waits."""
    terminal = terminal_on(published_file, tmp_path / "office", monkeypatch, capsys)
    with store_of(terminal).transaction() as session:
        session.execute(sa.update(MessageRow).where(MessageRow.state == "queued").values(state="sent"))
        asked = sa.select(MessageRow.telephone_id).join(
            QuestionRow,
            sa.and_(
                QuestionRow.district_id == MessageRow.district_id, QuestionRow.message_id == MessageRow.id
            ),
        )
        telephone = session.scalars(asked.where(QuestionRow.code == "27").order_by(QuestionRow.id)).first()
        session.add(
            ReplyRow(
                district_id=DISTRICT,
                id="a1",
                lane="simulator",
                provider_reply_id="a1",
                telephone_id=telephone,
                number="+8615400000001",
                text="老地方见",
                received_at=MORNING,
                verdict="inbox",
                rule="nothing-known",
            )
        )
    return terminal


def store_of(terminal: Terminal) -> Store:
    return Store(f"sqlite:///{terminal.folder / 'culture.sqlite'}")


def test_the_inbox_is_listed_with_the_rule_of_each_reading(terminal: Terminal) -> None:
    listed = terminal.culture("inbox", "list", "--json").json
    assert [(one["id"], one["text"], one["rule"]) for one in listed["replies"]] == [
        ("a1", "老地方见", "nothing-known")
    ]
    assert "没有可识别的答复" in terminal.culture("inbox", "list").text


def test_a_reply_is_marked_as_read(terminal: Terminal) -> None:
    assert terminal.culture("inbox", "read", "a", "--by", "张").status == 0
    assert terminal.culture("inbox", "list", "--json").json["total"] == 0
    [shown] = terminal.culture("inbox", "list", "--all", "--json").json["replies"]
    assert shown["read_by"] == "张"


def test_a_reply_that_nobody_sent_is_refused(terminal: Terminal) -> None:
    said = terminal.culture("inbox", "read", "zz")
    assert (said.status, "没有编号以“zz”开头的回复" in said.text) == (Outcome.REFUSED, True)


def test_a_call_that_reached_nobody_leaves_the_reply_in_the_inbox(terminal: Terminal) -> None:
    unreached = terminal.culture("inbox", "called", "a1", "--unreached")
    assert (unreached.status, "已登记回电：未接通，这条回复仍待阅" in unreached.text) == (0, True)
    assert terminal.culture("inbox", "list", "--json").json["total"] == 1
    called = terminal.culture("inbox", "called", "a1", "--said", "周五前答复")
    assert (called.status, "已登记回电：已接通" in called.text) == (0, True)
    assert terminal.culture("inbox", "list", "--json").json["total"] == 0


def test_a_reading_is_put_right(terminal: Terminal) -> None:
    refused = terminal.culture("inbox", "correct", "a1", "agreed", "--code", "99")
    assert (refused.status, "没有答复码为 99" in refused.text) == (Outcome.REFUSED, True)
    said = terminal.culture("inbox", "correct", "a1", "全部同意", "--code", "27", "--by", "张", "--json").json
    [shown] = said["replies"]
    assert (shown["verdict"], shown["rule"], shown["corrected_by"]) == ("answered", "person", "张")


def test_a_meaning_is_taken_in_either_language_and_another_word_names_them_all(terminal: Terminal) -> None:
    typed = ("全部同意", "全部不同意", "有不同意的", "不是答复")
    assert [meaning_of(words) for words in (*typed, *Meaning)] == [*Meaning, *Meaning]
    helped = re.sub(r"[\s│]", "", terminal.culture("inbox", "correct", "--help").text)
    assert all(f"{zh}（{en.replace(' ', '')}）" in helped for zh, en in zip(typed, Meaning, strict=True))
    wrong = terminal.culture("inbox", "correct", "a1", "也许")
    assert (wrong.status, "请写：全部同意、全部不同意、有不同意的、不是答复" in wrong.text) == (
        Outcome.REFUSED,
        True,
    )
