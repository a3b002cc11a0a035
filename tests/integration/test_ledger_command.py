"""`culture ledger` on the command line: verify, head, proof and erase, for a person and for a program."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from api.access.tables import NumberReadingRow
from api.bootstrap import House
from api.cli.main import run
from notifications.adapters.contact_tables import TelephoneRow
from notifications.adapters.message_tables import MessageRow
from notifications.domain.message import Happening
from notifications.ledger.application.recording import HandedOver, record_step, record_submitted
from notifications.ledger.domain.entry import digest_of

Said = Callable[..., tuple[int, str]]
ODD = "改期😀\n<b>第2场</b> & =1+1\x07" + "很长" * 900


@pytest.fixture
def said(
    published_house: House,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Said:
    """Runs a command on the store of a house in whose ledger two texts stand, one of them odd."""
    house = published_house
    with house.store.transaction() as session:
        rows = session.scalars(
            sa.select(MessageRow).where(MessageRow.telephone_id.is_not(None)).order_by(MessageRow.id).limit(2)
        ).all()
        rows[1].text = ODD
        for row in rows:
            telephone = session.get_one(TelephoneRow, (house.district_id, row.telephone_id))
            handed = HandedOver(row, telephone.number, ["venue:v"], 1)
            record_submitted(session, house.district_id, house.clock.now(), [handed])
            record_step(session, row, Happening.ACCEPTED, house.clock.now(), "")
    monkeypatch.setenv("DATABASE_URL", house.store.url)
    monkeypatch.setenv("CULTURE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)

    def speak(*words: str) -> tuple[int, str]:
        capsys.readouterr()
        status = run(["--lang", "en", *words])
        printed = capsys.readouterr()
        return status, printed.out + printed.err

    return speak


def facts(said: Said, *words: str) -> dict[str, Any]:
    _, printed = said("--json", *words)
    found: dict[str, Any] = json.loads(printed)
    return found


def tamper(house: House, statement: str) -> None:
    with house.store.transaction() as session:
        session.execute(sa.text(statement))


def test_an_untouched_ledger_is_told_to_be_whole_with_its_unsealed_tail(said: Said) -> None:
    found = facts(said, "ledger", "verify")
    assert (found["outcome"], found["holds"], found["sealed"], found["unsealed"]) == ("done", True, 0, 4)
    assert said("ledger", "verify")[1].splitlines()[0] == (
        "0 entries are sealed, 0 contents erased; 4 are not yet sealed."
    )


def test_heads_gather_in_a_file_and_are_verified_together(said: Said) -> None:
    for _ in range(2):
        assert said("ledger", "head", "--out", "heads.jsonl")[0] == 0
    status, printed = said("ledger", "verify", "--head", "heads.jsonl")
    assert status == 0
    assert printed.splitlines()[-1] == "The ledger is whole and fits 2 heads."


def test_an_exported_head_is_the_same_line_for_a_person_and_in_json(said: Said) -> None:
    line = json.loads(said("ledger", "head")[1])
    told = facts(said, "ledger", "head")
    assert {key: told[key] for key in line} == line
    assert said("ledger", "verify", "--head", line["head"])[0] == 0


def test_the_first_broken_entry_is_named_and_the_exit_status_is_one(
    said: Said, published_house: House
) -> None:
    said("ledger", "head")
    tamper(published_house, "UPDATE ledger_entries SET deed = 'call' WHERE position = 3")
    status, printed = said("ledger", "verify")
    assert status == 1
    assert "Broken: entry 3 (" in printed
    assert ") is not as it was sealed." in printed
    assert facts(said, "ledger", "verify")["broken"]["position"] == 3


def test_a_tail_cut_off_with_its_seal_is_told_by_the_exported_head(
    said: Said, published_house: House
) -> None:
    said("ledger", "head", "--out", "heads.jsonl")
    tamper(published_house, "DELETE FROM ledger_entries WHERE position > 2")
    tamper(
        published_house,
        "UPDATE ledger_seals SET position = 2, head = (SELECT head FROM ledger_entries WHERE position = 2)",
    )
    assert said("ledger", "verify")[0] == 0
    status, printed = said("ledger", "verify", "--head", "heads.jsonl")
    assert status == 1
    assert printed.splitlines()[-1] == "Broken: the ledger is cut off from entry 3 on."


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("abc", "given.txt: this is no head of a ledger."),
        ("", "given.txt: this is no head of a ledger."),
        ('{"format": "culture-ledger/1"}', "this is no head of a ledger."),
        (
            json.dumps({"format": "culture-ledger/1", "district": "other", "position": 1, "head": "0" * 64}),
            "this head is of another district (other)",
        ),
    ],
)
def test_what_is_no_head_of_this_ledger_is_refused(
    said: Said, tmp_path: Path, given: str, sentence: str
) -> None:
    (tmp_path / "given.txt").write_text(given, encoding="utf-8")
    status, printed = said("ledger", "verify", "--head", "given.txt")
    assert status == 2
    assert sentence in printed


def test_a_head_that_is_neither_file_nor_number_is_refused(said: Said) -> None:
    status, printed = said("ledger", "verify", "--head", "x" * 300)
    assert status == 2
    assert printed.startswith("✗ --head: ")


def test_a_proof_is_written_for_people_with_numbers_masked(said: Said, tmp_path: Path) -> None:
    status, printed = said("ledger", "proof", "--month", "2026-06", "--xlsx", "p.xlsx", "--pdf", "p.pdf")
    assert status == 0, printed
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    proof, check = book.worksheets
    rows = [[cell.value for cell in row] for row in proof.iter_rows(min_row=6)]
    assert [row[2] for row in rows] == ["handed over", "provider's word"] * 2
    assert [row[3].count("*") >= 4 for row in rows] == [True] * 4
    assert rows[2][4].startswith("改期😀\n<b>第2场</b> & =1+1")
    assert [row[6].value for row in check.iter_rows(min_row=2)] == [""] * 4
    assert (tmp_path / "p.pdf").read_bytes().startswith(b"%PDF-")


def test_with_whole_numbers_anybody_can_check_the_digests_and_the_reading_is_on_record(
    said: Said, published_house: House, tmp_path: Path
) -> None:
    said("--by", "审计员", "ledger", "proof", "--month", "2026-06", "--numbers", "--xlsx", "p.xlsx")
    check = openpyxl.load_workbook(tmp_path / "p.xlsx").worksheets[1]
    rows = [[cell.value for cell in row] for row in check.iter_rows(min_row=2)]
    first = rows[0]
    assert digest_of(first[6], first[7]) == first[4]
    with published_house.store.reading() as session:
        read = session.scalars(sa.select(NumberReadingRow.by)).all()
    assert set(read) == {"审计员"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "say of what: a recipient, a month, a sending of licence reminders or a campaign, one of them"),
        (["--month", "2026-06", "--preview", "x"], "say of what"),
        (["--month", "2031-01"], "the ledger holds nothing of “calendar of 2031-01”."),
        (["--preview", "x"], "the ledger holds nothing of “licence reminders x”."),
        (["--recipient", "nobody"], "nobody is called “nobody”"),
    ],
)
def test_a_proof_of_nothing_is_refused(said: Said, words: list[str], sentence: str) -> None:
    status, printed = said("ledger", "proof", *words)
    assert status == 2
    assert sentence in printed


def test_what_must_be_kept_is_not_erased(said: Said) -> None:
    status, printed = said("ledger", "erase", "--before", "2026-05-01")
    assert status == 2
    assert "is kept 183 days: erase at most what is before 2025-11-18." in printed
    assert facts(said, "ledger", "erase", "--before", "2025-11-18")["count"] == 0
