"""Who is said to have acted at the command line: a name that was given, or words that a coordinator knows."""

from __future__ import annotations

import pytest

from api.cli.frame import Frame


@pytest.mark.parametrize(
    ("account", "shown"),
    [("root", "命令行"), ("Administrator", "命令行"), ("zhangmin", "命令行（zhangmin）")],
)
def test_an_account_of_the_machine_is_told_as_the_command_line(
    monkeypatch: pytest.MonkeyPatch, account: str, shown: str
) -> None:
    monkeypatch.setenv("LOGNAME", account)
    assert Frame().by == shown


def test_a_name_that_was_given_goes_first() -> None:
    frame = Frame()
    frame.choose("zh", as_json=False, settings_file=None, by="周敏")
    assert frame.by == "周敏"
