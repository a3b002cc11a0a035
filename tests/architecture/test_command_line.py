"""The command line teaches: every command says in one sentence what it does, in both languages, with an example."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from api.cli.entrance import STATUS_CANCELLED, global_options_apart
from api.cli.lines import columns_of
from api.cli.main import GROUPS, app_for, run
from api.cli.teaching import help_of, in_language
from config.bilingual import Language
from config.refusal import Outcome

ASKED_FOR = {
    *(
        "init",
        "import",
        "plan",
        "show",
        "diff",
        "approve",
        "publish",
        "event",
        "notice",
        "campaign",
        "messages",
    ),
    *("reply", "clock", "serve", "worker", "backup", "restore", "doctor"),
}


def commands(group: Any, path: str = "culture") -> Iterator[tuple[str, Any]]:
    """Every command that can be run, by its whole name."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def all_commands() -> dict[str, Any]:
    return dict(commands(typer.main.get_command(app_for([]))))


def test_every_command_that_was_promised_is_there() -> None:
    assert ASKED_FOR - {name.split()[1] for name in all_commands()} == set()


def test_every_command_says_what_it_does_in_both_languages_with_an_example_of_itself() -> None:
    dumb = {
        name
        for name, command in all_commands().items()
        if not re.match(
            r".*[一-鿿].* · [A-Z].*\.\n\n例 Example: .*\b" + re.escape(name), command.help, re.DOTALL
        )
    }
    assert dumb == set()


def test_every_option_says_what_it_is_for() -> None:
    dumb = {
        f"{name} {parameter.name}"
        for name, command in all_commands().items()
        for parameter in command.params
        if parameter.name != "help" and not parameter.help
    }
    assert dumb == set()


@pytest.mark.parametrize("group", GROUPS)
def test_the_table_of_groups_names_what_each_module_adds(group: str) -> None:
    app = typer.Typer()
    importlib.import_module(f"api.cli.{group}").add_commands(app)
    added = {
        *(command.name for command in app.registered_commands),
        *(group.name for group in app.registered_groups),
    }
    assert added == set(GROUPS[group])


def test_global_options_may_stand_anywhere() -> None:
    words = ["show", "2026-06", "--json", "--lang", "en", "--settings=a.toml", "--area", "x"]
    leading, rest = global_options_apart(words)
    assert leading == ["--json", "--lang", "en", "--settings=a.toml"]
    assert rest == ["show", "2026-06", "--area", "x"]


def test_what_follows_two_dashes_is_left_alone() -> None:
    assert global_options_apart(["reply", "154", "--", "--json"]) == ([], ["reply", "154", "--", "--json"])


def test_the_help_names_every_command_and_the_exit_statuses(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert {name for name in ASKED_FOR if not re.search(rf"^  {name} ", shown, re.MULTILINE)} == set()
    assert "0 完成，1 失败，2 输入被拒，3 无可行解或只有放宽的计划" in "".join(shown.split("\n"))


CHINESE = re.compile("[\u3400-\u9fff，。：；、（）]")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_help_of_every_command_is_whole_in_one_language_and_fits_the_terminal(language: Language) -> None:
    other: Language = "en" if language == "zh" else "zh"
    wide, cut, foreign = [], [], []
    for name, command in all_commands().items():
        context = command.context_class(command, info_name=name)
        sentence, *_, example = command.help.split("\n\n")
        lines = [*help_of(command, context, language, 60)]
        wide += [line for line in lines if columns_of(line) > 60]
        shown = squeezed("".join(lines)).replace(squeezed(example.removeprefix("例 Example: ")), "")
        told = [sentence, *(each.help for each in command.params if each.name != "help")]
        cut += [words for words in told if squeezed(in_language(words, language)) not in shown]
        foreign += [words for words in told if squeezed(in_language(words, other)) in shown]
        foreign += [found for found in CHINESE.findall(shown) if language == "en"]
    assert (wide, cut, foreign) == ([], [], [])


def squeezed(words: str) -> str:
    """Without blanks, as a line break may stand at any, and without the end that a note pushes away."""
    return re.sub(r"\s", "", words).removesuffix(".")


def test_the_status_of_a_cancellation_is_the_settled_one() -> None:
    assert STATUS_CANCELLED == Outcome.CANCELLED
