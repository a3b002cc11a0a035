"""A command line that is not understood is told so in Chinese throughout, with what is near."""

from __future__ import annotations

import pytest

from api.cli.main import run
from api.cli.misspelling import misspelt

SAID = {
    ("frob",): "culture: 没有“frob”这个命令。用法见 culture --help。",
    ("publsh",): "culture: 没有“publsh”这个命令，是指 publish 吗？用法见 culture --help。",
    ("event", "budget", "2026-06", "-500"): (
        "culture event budget: 以“-”开头的数字读成了选项：数字不能是负的。用法见 culture event budget --help。"
    ),
    ("plan", "--zzz"): "culture plan: 没有 --zzz 这个选项。用法见 culture plan --help。",
    (
        "plan",
        "--second",
        "5",
    ): "culture plan: 没有 --second 这个选项，是指 --seconds、--seed 吗？用法见 culture plan --help。",
    ("plan", "--seconds", "0"): "culture plan: --seconds / --time 不能小于 1。用法见 culture plan --help。",
    ("plan", "--seed", "x"): "culture plan: --seed 应为数字。用法见 culture plan --help。",
    ("plan", "--seconds"): "culture: --seconds 后面要写内容。用法见 culture --help。",
    ("campaign", "correct", "2026-001", "--day", "2026/5/27"): (
        "culture campaign correct: --day 的值“2026/5/27”读不懂，请写成 YYYY-MM-DD，如 2026-05-27。"
        "用法见 culture campaign correct --help。"
    ),
    ("show",): "culture show: 还没有写 MONTH。用法见 culture show --help。",
    ("show", "2026-06", "x", "y"): "culture show: 多写了 x y。用法见 culture show --help。",
    ("--lang", "fr", "show"): "culture: --lang 的值“fr”不对，只能是 zh、en。用法见 culture --help。",
}


@pytest.mark.parametrize(("words", "sentence"), SAID.items(), ids=[" ".join(words) for words in SAID])
def test_what_is_wrong_with_a_command_line_is_told_in_chinese(
    words: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == 2
    assert capsys.readouterr().err == f"✗ {sentence}\n"


def test_the_form_of_a_day_is_told_in_english_too() -> None:
    said = misspelt(
        "Invalid value for '--day': Value error, '2026/5/27' does not match the formats '%Y-%m-%d'."
    )
    assert (
        said.en == "The value “2026/5/27” of --day cannot be read; write it as YYYY-MM-DD, like 2026-05-27."
    )
