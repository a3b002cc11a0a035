"""An office with a platform of its own: texts out as a workbook, results and replies back, the same states."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from config.clock import FixedClock
from config.database import Store
from config.durable import Outbox
from config.refusal import Refusal
from config.tabular import open_tables
from notifications.adapters.answer_tables import ReplyRow
from notifications.application.by_sheet import bring_back, fetch_texts
from notifications.application.due import lane_waits
from notifications.providers import Outgoing, UnsignedPush
from notifications.providers.sheet.client import SheetProvider, SheetSettings
from tests.command_line import Terminal, terminal_on
from tests.integration.sending_office import SendingOffice
from tests.pages_district import house_on, opened, publish_june
from tests.unit.notifications.arrangements import FILM, NEXT_DAY

HEAD = ("短信编号 Reference", "手机号 Telephone", "内容 Text", "条数 Parts", "签名 Signature")


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """The tables are the same by either store; the guard's own tests run on both."""
    return sqlite_store


@pytest.fixture
def office(outbox: Outbox, clock: FixedClock, tmp_path: Path) -> SendingOffice:
    provider = SheetProvider(tmp_path / "sheets", SheetSettings(), clock.now)
    made = SendingOffice(outbox, clock, provider, "sheets", 30_000_000)  # type: ignore[arg-type]
    for party in ("venue:square", "provider:cinema", "venue:centre", "area:west"):
        made.contact(party)
    return made


def provider_of(office: SendingOffice) -> SheetProvider:
    assert isinstance(office.provider, SheetProvider)
    return office.provider


def out(office: SendingOffice) -> list[tuple[object, ...]]:
    """The rows of the workbooks that a person fetches now."""
    fetched = fetch_texts(office.outbox.store, office.desk, provider_of(office))
    tables = [table for file in fetched.files for table in open_tables(file)]
    assert [table.rows[0][1] for table in tables] == [HEAD] * len(tables)
    return [cells for table in tables for _, cells in table.rows[1:]]


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    def write(name: str, *lines: str) -> Path:
        file = tmp_path / name
        file.write_text("\n".join(lines), encoding="utf-8")
        return file

    return write


Table = Callable[..., Path]


def states(office: SendingOffice) -> list[str]:
    return [state for _, state in office.states()]


def test_nothing_leaves_until_a_person_fetches_it(office: SendingOffice) -> None:
    office.publish((None, FILM))
    assert office.send().sent == 0
    with office.outbox.store.reading() as session:
        assert not lane_waits(session, office.desk)
    assert states(office) == ["queued"] * 4
    rows = out(office)
    assert [row[1] for row in rows] == [
        number.removeprefix("+86") for number in (row_number(office, str(row[0])) for row in rows)
    ]
    assert {row[4] for row in rows} == {"示范区文化配送"}
    assert {(row[0], f"【{row[4]}】{row[2]}", row[3]) for row in rows} == {
        (message.reference, message.text, message.parts) for message in office.messages()
    }
    assert states(office) == ["sent"] * 4
    assert out(office) == []


def row_number(office: SendingOffice, reference: str) -> str:
    """The number to which the message of this reference goes."""
    with office.outbox.store.reading() as session:
        return str(
            session.scalar(
                sa.text(
                    "select t.number from messages m join telephones t on t.id = m.telephone_id"
                    " and t.district_id = m.district_id where m.reference = :reference"
                ),
                {"reference": reference},
            )
        )


def test_a_text_that_was_overtaken_before_it_was_fetched_is_not_in_the_workbook(
    office: SendingOffice,
) -> None:
    office.publish((None, FILM))
    office.publish((FILM, NEXT_DAY))
    texts = [str(row[2]) for row in out(office)]
    assert len(texts) == 4
    assert [text for text in texts if "6月12日" in text and "6月13日" not in text] == []


def test_a_workbook_written_before_a_crash_is_found_and_nothing_is_fetched_twice(
    office: SendingOffice,
) -> None:
    office.publish((None, FILM))
    provider = provider_of(office)
    send = provider.send

    class Killed(BaseException):
        """Stands for the end of the process."""

    def dies(batch: list[Outgoing]) -> None:
        send(batch)
        raise Killed

    provider.send = dies  # type: ignore[method-assign,assignment]
    with pytest.raises(Killed):
        fetch_texts(office.outbox.store, office.desk, provider)
    assert states(office) == ["submitting"] * 4
    office.provider = SheetProvider(provider.folder, SheetSettings(), office.clock.now)  # type: ignore[assignment]
    assert out(office) == []
    assert states(office) == ["sent"] * 4


def test_results_come_back_as_a_table_and_count_once(office: SendingOffice, table: Table) -> None:
    office.publish((None, FILM))
    first, second, third, fourth = out(office)
    file = table(
        "结果.csv",
        "短信编号,手机,状态,失败原因,时间",
        f"{first[0]},,已送达,,2026-05-20 09:30",
        f"{second[0]},,失败,空号,2026/5/20 9:31:05",
        f",{third[1]},发送成功,,",
        f"{fourth[0]},,待返回,,",
    )
    brought = bring_back(office.outbox, office.desk, [file])
    assert (brought.taken.receipts, brought.waiting, brought.strange) == (3, 1, ())
    by_reference = {row.reference: (row.state, row.reason) for row in office.messages()}
    assert [by_reference[str(row[0])] for row in (first, second, third, fourth)] == [
        ("delivered", ""),
        ("failed", "空号"),
        ("delivered", ""),
        ("sent", ""),
    ]
    again = bring_back(office.outbox, office.desk, [file])
    assert (again.taken.receipts, len(again.strange)) == (0, 1), (
        "the row without a reference names no open text"
    )


def test_rows_that_cannot_be_read_refuse_the_whole_table_each_by_its_place(
    office: SendingOffice, table: Table
) -> None:
    office.publish((None, FILM))
    good, *_ = out(office)
    file = table("结果.csv", "短信编号,状态,时间", f"{good[0]},已送达,", f"{good[0]},大概,昨天", ",失败,")
    with pytest.raises(Refusal) as refusal:
        bring_back(office.outbox, office.desk, [file])
    assert [fault.place for fault in refusal.value.faults] == [
        "结果.csv 第3行 结果",
        "结果.csv 第3行 时间",
        "结果.csv 第4行 短信编号",
    ]
    assert states(office) == ["sent"] * 4


def test_rows_of_others_are_left_out_and_named(office: SendingOffice, table: Table) -> None:
    office.publish((None, FILM))
    out(office)
    file = table("结果.csv", "短信编号,手机,状态", "x-9,,已送达", ",15499990099,已送达")
    brought = bring_back(office.outbox, office.desk, [file])
    assert [(one.place, one.sentence.en) for one in brought.strange] == [
        ("结果.csv 第2行 短信编号", "this row names no text that was fetched here"),
        ("结果.csv 第3行 手机号", "this row names no text that was fetched here"),
    ]
    assert brought.taken.receipts == 0


def test_replies_come_back_and_are_understood_once(office: SendingOffice, table: Table) -> None:
    office.publish((None, FILM))
    rows = out(office)
    venue = office.numbers["venue:square"].removeprefix("+86")
    text = next(str(row[2]) for row in rows if row[1] == venue)
    code = text.split("回复")[1][:3]
    assert code.isdigit()
    file = table("上行.csv", "手机号码,上行内容,上行时间", f"{venue},{code},2026-05-20 10:00")
    assert bring_back(office.outbox, office.desk, [file]).taken.replies == 1
    assert bring_back(office.outbox, office.desk, [file]).taken.replies == 0
    assert [answer[1:3] for answer in office.answers()] == [("venue", "confirmed")]
    with office.outbox.store.reading() as session:
        assert session.scalars(sa.select(ReplyRow.text)).all() == [code]
    assert [row[1] for row in out(office)] == [venue], "the echo waits for the next fetching"


def test_nobody_pushes_for_a_person(office: SendingOffice) -> None:
    with pytest.raises(UnsignedPush):
        provider_of(office).open_push({}, b"")


@pytest.fixture
def terminal(
    drafted_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """An office that sends by its own platform, its June published and nothing sent yet."""
    terminal = terminal_on(drafted_file, tmp_path / "office", monkeypatch, capsys)
    monkeypatch.setenv("CULTURE_PROVIDER", "sheet")
    store = Store(f"sqlite:///{terminal.folder / 'culture.sqlite'}")
    with opened(house_on(store, terminal.folder / "home", provider="sheet")) as house:
        publish_june(house)
    return terminal


def test_the_command_line_fetches_the_texts_and_brings_the_results(terminal: Terminal, table: Table) -> None:
    waiting = terminal.culture("messages", "--state", "queued", "--json").json["counts"]["queued"]
    told = terminal.culture("sheet", "out", "--to", str(terminal.folder / "desk"), "--json")
    assert (told.status, told.json["sent"]) == (0, waiting)
    (file,) = told.json["files"]
    rows = [cells for _, cells in open_tables(Path(file))[0].rows[1:]]
    assert len(rows) == waiting
    results = table("r.csv", "短信编号,状态", *(f"{row[0]},已送达" for row in rows), "x-9,失败")
    back = terminal.culture("sheet", "back", str(results), "--json").json
    assert (back["receipts"], back["left_out"], back["rows_left_out"][0]["value"]) == (waiting, 1, "x-9")
    assert terminal.culture("messages", "--json").json["counts"]["delivered"] == waiting
    faulty = terminal.culture("sheet", "back", str(table("f.csv", "短信编号,状态", "x-9,也许")))
    assert (faulty.status, "f.csv 第2行 结果" in faulty.text) == (2, True)


def test_the_doctor_says_how_many_texts_wait_to_be_fetched(terminal: Terminal) -> None:
    found = {one["what"]: one for one in terminal.culture("doctor", "--json").json["examined"]}
    waiting = terminal.culture("messages", "--state", "queued", "--json").json["counts"]["queued"]
    assert found["provider"]["verdict"] == "good"
    assert f"用 culture sheet out 导出，{waiting} 条在等" in str(found["provider"]["sentence"])


def test_the_command_says_what_to_set_where_texts_go_another_way(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CULTURE_PROVIDER", "simulator")
    said = terminal.culture("sheet", "out")
    assert (said.status, "短信现在经 simulator 发送" in said.text) == (2, True)
