"""Importing from the command line: what is shown, in which order, what is hinted at, and what it ends with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import Terminal, terminal_on

AREAS = "街道编号,街道名称,人口,纬度,经度"
VENUES = "场地编号,所属街道,场地名称,场地类型,容纳人数,开放时间"
EVERY_DAY = "每天 09:00-21:00"


@pytest.fixture
def terminal(
    drafted_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """An office with nine areas and their venues."""
    return terminal_on(drafted_file, tmp_path / "office", monkeypatch, capsys)


def written(terminal: Terminal, name: str, *lines: str) -> str:
    file = terminal.folder / f"{name}.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(file)


def half_good(terminal: Terminal) -> str:
    return written(
        terminal,
        "venues",
        VENUES,
        f"n1,北站街道,新一,没有这类,200,{EVERY_DAY}",
        f"n2,北站街道,新二,图书馆,60,{EVERY_DAY}",
        f"n3,没有这街道,新三,图书馆,60,{EVERY_DAY}",
        f"n4,北站街道,新四,图书馆,很多,{EVERY_DAY}",
    )


def test_faults_are_listed_by_sheet_and_row(terminal: Terminal) -> None:
    areas = written(terminal, "areas", AREAS, "x1,甲街道,1,31.2,121.4", "x2,乙街道,无,31.2,121.4")
    said = terminal.culture("import", half_good(terminal), areas, "--json")
    assert said.status == 2
    assert [one["place"] for one in said.json["faults"]] == [
        "areas.csv 第3行 人口",
        "venues.csv 第2行 场地类型",
        "venues.csv 第4行 所属街道",
        "venues.csv 第5行 容纳人数",
    ]


def test_an_english_reader_finds_the_row_in_english(terminal: Terminal) -> None:
    said = terminal.culture("--lang", "en", "import", half_good(terminal), "--yes").text
    assert "venues.csv row 2 场地类型" in said
    assert "第2行" not in said


def test_where_some_rows_are_good_the_way_to_take_only_them_is_told(terminal: Terminal) -> None:
    file = half_good(terminal)
    for words in ((file,), (file, "--yes")):
        said = terminal.culture("import", *words)
        assert said.status == 2
        assert said.text.splitlines()[-2:] == [
            "没有改动。请改好以上各行再导入；要在原表上标出错处，加 --marked 文件夹。",
            "没有错的有 1 行；只收这些，加 --good-rows --yes。",
        ]
    marked = terminal.culture("import", file, "--marked", str(terminal.folder / "marked")).text
    assert "没有改动。请改好以上各行再导入。" in marked.splitlines()
    taken = terminal.culture("import", file, "--good-rows", "--yes")
    assert taken.status == 0
    assert taken.text.splitlines()[-1] == "已导入：新增 1 行，修改 0 行。有错或待定的 3 处没有收。"


def test_what_was_taken_is_told_in_rows_and_is_nothing_the_second_time(terminal: Terminal) -> None:
    file = written(terminal, "venues", VENUES, f"n2,北站街道,新二,图书馆,60,{EVERY_DAY}")
    taken = terminal.culture("import", file, "--yes")
    assert (taken.status, taken.text.splitlines()[-1]) == (0, "已导入：新增 1 行，修改 0 行。")
    again = terminal.culture("import", file)
    assert (again.status, again.text.splitlines()[-1]) == (0, "与现有数据相同，没有要导入的。")


def test_an_empty_file_is_refused(terminal: Terminal) -> None:
    said = terminal.culture("import", written(terminal, "venues", VENUES))
    assert said.status == 2
    assert said.text == "✗ venues.csv: 没有可导入的行：文件是空的，或只有表头。请填好后再导入。\n"
