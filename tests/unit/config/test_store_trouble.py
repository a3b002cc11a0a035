"""What the database says in English is told in the words of an office."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from config.store_trouble import store_trouble


def said_by_sqlite(file: Path) -> str:
    with pytest.raises(sqlite3.Error) as found:
        sqlite3.connect(file).execute("SELECT 1 FROM sqlite_master")
    return str(found.value)


def test_a_file_that_is_none_and_a_folder_that_is_not_there(tmp_path: Path) -> None:
    other = tmp_path / "letter.sqlite"
    other.write_text("dear colleague " * 100, encoding="utf-8")
    assert store_trouble(said_by_sqlite(other)).zh == "这个文件不是数据库"
    assert store_trouble(said_by_sqlite(tmp_path / "nowhere" / "x.sqlite")).zh.startswith("打不开数据库文件")


def test_a_server_that_does_not_answer_and_what_nobody_has_named() -> None:
    refused = (
        'connection to server at "127.0.0.1", port 1 failed: Connection refused\n\tIs the server running?'
    )
    assert store_trouble(refused).zh == "连不上数据库服务器"
    assert "Is the server" not in store_trouble(refused).en
    assert store_trouble("strange thing").zh == "数据库报告“strange thing”"
