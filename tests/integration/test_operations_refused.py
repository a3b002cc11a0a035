"""Bad input at the command line: one sentence with the place and the way out, exit status 2, nothing changed."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from pathlib import Path

import pytest

from api.cli.main import run
from api.operations.founding import found_demonstration
from config.settings import Settings
from tests.culture_process import Office, office_in


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the demonstration district, to be copied."""
    folder = tmp_path_factory.mktemp("demonstration")
    file = folder / "culture.sqlite"
    settings = Settings(database_url=f"sqlite:///{file}", home=folder)
    found_demonstration(settings, by="office", again=False)
    with sqlite3.connect(file) as store:
        store.execute("PRAGMA journal_mode = DELETE")  # one file, to be copied
    store.close()
    return file


@pytest.fixture
def office(demonstration: Path, tmp_path: Path) -> Office:
    (tmp_path / "var").mkdir()
    shutil.copy(demonstration, tmp_path / "var" / "culture.sqlite")
    return office_in(tmp_path)


def content(office: Office) -> str:
    """What the store holds, as a checksum: a refusal leaves it as it is."""
    with sqlite3.connect(office.folder / "var" / "culture.sqlite") as store:
        return hashlib.sha256("\n".join(store.iterdump()).encode()).hexdigest()


REFUSED = {
    "no such command": (["frob"], "culture: No such command 'frob'. See culture --help."),
    "no such option": (["plan", "--zzz"], "culture plan: No such option: --zzz See culture plan --help."),
    "a month that is none": (["plan", "2026-13"], "month: “2026-13” is no month. Write it like 2026-06."),
    "a month already past": (["plan", "2026-04"], "2026-04 is past"),
    "a month without a draft": (
        ["approve", "2026-07"],
        "2026-07: this month has no draft. Plan it first: culture plan 2026-07",
    ),
    "a month without a draft to publish": (["publish", "2026-07"], "2026-07: this month has no draft."),
    "an unknown area": (
        ["show", "2026-06", "--area", "Atlantis"],
        "--area: There is no “Atlantis”.",
    ),
    "an unknown version": (
        ["diff", "2026-06", "--from", "3"],
        "2026-06: there is no version 3, the newest is 0.",
    ),
    "an unknown delivery": (["move", "2606-999"], "2606-999: the draft has no such delivery."),
    "a file that is not there": (
        ["import", "nowhere.xlsx"],
        "nowhere.xlsx: there is no such file; check the path",
    ),
    "a second founding": (["init", "--demo"], "a demonstration is here already"),
    "both kinds of founding": (["init", "--demo", "--empty"], "init: choose one: --demo"),
    "a clock turned back": (
        ["clock", "--to", "2026-05-01T09:00"],
        "clock --to: the clock only moves forward",
    ),
    "a moment that is none": (["clock", "--to", "tomorrow"], "clock --to: “tomorrow” is not a moment"),
    "a worker on SQLite": (["worker"], "worker: on SQLite one process at a time may work"),
    "a backup that is none": (["restore", "culture.toml", "--yes"], "culture.toml: this is no sound backup"),
    "a restoring that nobody confirms": (
        ["restore", "culture.toml"],
        "restore: not done: nobody can be asked here",
    ),
    "a settings file that is not there": (
        ["--settings", "my.toml", "show", "2026-06"],
        "my.toml: there is no such settings file",
    ),
}


@pytest.mark.parametrize(("words", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_bad_input_is_refused_in_one_sentence(
    office: Office,
    words: list[str],
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (office.folder / "culture.toml").write_text("plan_seconds = 5\n", encoding="utf-8")
    before = content(office)
    monkeypatch.chdir(office.folder)
    status = run(["--lang", "en", *words])
    printed = capsys.readouterr()
    assert status == 2
    assert printed.out == ""
    assert sentence in printed.err
    assert printed.err.count("\n") == 1
    assert content(office) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ("plan_seconds = soon", "culture.toml: the settings file cannot be read: Invalid value (at line 1"),
        ("plan_seconds = 'soon'", "culture.toml plan_seconds: Input should be a valid number"),
        ("plan_second = 5", "culture.toml: there is no setting “plan_second”. Do you mean plan_seconds?"),
    ],
)
def test_a_broken_settings_file_is_refused_with_its_line(
    office: Office, settings: str, sentence: str
) -> None:
    (office.folder / "culture.toml").write_text(settings, encoding="utf-8")
    ended = office.culture("show", "2026-06")
    assert (ended.status, ended.out) == (2, "")
    assert sentence in ended.err


@pytest.mark.slow
def test_a_store_newer_than_the_program_is_refused_by_every_command(office: Office) -> None:
    with sqlite3.connect(office.folder / "var" / "culture.sqlite") as store:
        store.execute("UPDATE alembic_version SET version_num = '9999'")
    before = content(office)
    for words in (["upgrade"], ["init", "--demo", "--again"], ["serve"]):
        ended = office.culture(*words)
        assert ended.status == 2
        assert "database_url: the database is newer than this program (database 9999" in ended.err
    assert content(office) == before


@pytest.mark.slow
def test_a_place_without_data_is_sent_to_init(tmp_path: Path) -> None:
    ended = office_in(tmp_path).culture("show", "2026-06")
    assert (ended.status, ended.out) == (2, "")
    assert ended.err == (
        f"✗ database_url: there is no district here yet ({tmp_path}/var/culture.sqlite). Run culture init --demo or "
        "culture init --empty first. If the data are elsewhere, run it in that folder.\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_program_reads_the_refusal_as_json(office: Office) -> None:
    ended = office.culture("plan", "2026-13", "--json")
    assert (ended.status, ended.err) == (2, "")
    assert ended.json == {
        "outcome": "refused",
        "faults": [{"place": "month", "sentence": "“2026-13” is no month. Write it like 2026-06."}],
    }


@pytest.mark.slow
def test_the_refusal_is_in_chinese_unless_english_is_asked_for(office: Office) -> None:
    ended = office.culture("--lang", "zh", "plan", "2026-13")
    assert ended.status == 2
    assert ended.err == "✗ 月份: “2026-13”不是月份。请写成 2026-06 这样的形式。\n"


@pytest.mark.slow
def test_an_unexpected_failure_is_one_sentence_and_its_trace_is_in_the_log(office: Office) -> None:
    with sqlite3.connect(office.folder / "var" / "culture.sqlite") as store:
        store.execute("UPDATE districts SET timezone = 'Nowhere/At_All'")
    ended = office.culture("clock")
    assert ended.status == 1
    assert ended.err == (
        "✗ Something unexpected happened (ZoneInfoNotFoundError) and it was not done. "
        f"The details are in {office.folder}/var/culture.log; show it to support.\n"
    )
    assert "Traceback" in (office.folder / "var" / "culture.log").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "culture.sqlite").write_text("not a database, but long enough to be one" * 50)
    ended = office_in(tmp_path).culture("show", "2026-06")
    assert ended.status == 1
    assert ended.err.startswith("✗ The database cannot be used: file is not a database.")
    assert ended.err.count("\n") == 1
