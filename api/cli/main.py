"""The command `culture`: its groups, its global options, its way in."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer

from api.cli.frame import frame_of, run_in_frame
from api.version import product_version
from config.bilingual import Language

LEADING = {"--json": 0, "--lang": 1, "--settings": 1, "--by": 1}
"""Global options and how many words follow each; they may stand anywhere on the line."""

GROUPS = {
    "beginning": ("init",),
    "importing": ("import",),
    "planning": ("plan",),
    "checking": ("check",),
    "arranging": ("show", "move"),
    "publishing": ("diff", "approve", "publish"),
    "happening": ("event",),
    "telling": ("messages", "reply"),
    "reminding": ("notice",),
    "running": ("serve", "worker", "clock"),
    "keeping": ("backup", "restore", "upgrade", "doctor"),
}
"""The modules of this package and their commands: only the one that is asked for is loaded."""

HELP = (
    "区文化配送：排期、发布、通知、答复 · A district's culture delivery: plan, publish, tell, listen.\n\n"
    "从这里开始 Start here:\n\n"
    "  culture init --demo · culture plan 2026-06 · culture show 2026-06 · culture approve 2026-06 · "
    "culture publish 2026-06 · culture serve\n\n"
    "退出状态 Exit status: 0 完成 done · 1 失败 failed · 2 输入被拒 refused · "
    "3 无可行解或只有放宽的计划 infeasible or relaxed · 4 到时未得结果 out of time · 5 已取消 cancelled."
)


def app_for(words: Sequence[str]) -> typer.Typer:
    """The application with the group of the command that `words` name; with all groups if they name none."""
    app = typer.Typer(help=HELP, no_args_is_help=True, add_completion=False, rich_markup_mode="rich")
    app.callback()(choose)
    wanted = [group for group, commands in GROUPS.items() if set(commands) & set(words[:1])]
    for group in wanted or GROUPS:
        importlib.import_module(f"api.cli.{group}").add_commands(app)
    return app


def choose(
    context: typer.Context,
    *,
    json: Annotated[bool, typer.Option("--json", help="输出 JSON，给程序用 · JSON, for programs.")] = False,
    lang: Annotated[Literal["zh", "en"], typer.Option(help="语言 · language.", envvar="CULTURE_LANG")] = "zh",
    settings: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="设置文件，默认 culture.toml · the settings file.", envvar="CULTURE_SETTINGS"
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="以谁的名义 · in whose name it is done.", envvar="CULTURE_BY"),
    ] = None,
) -> None:
    frame_of(context).choose(lang, as_json=json, settings_file=settings, by=by)


def main() -> None:
    """Run the command line of this process and leave with its exit status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit status."""
    if list(arguments) == ["--version"]:
        print(product_version())
        return 0
    leading, rest = global_options_apart(arguments)
    words = " ".join(leading).replace("=", " ").split()
    chosen = words[words.index("--lang") + 1 :] if "--lang" in words else [os.environ.get("CULTURE_LANG")]
    language: Language = "en" if chosen[:1] == ["en"] else "zh"
    command = typer.main.get_command(app_for(rest))
    return run_in_frame(command, [*leading, *rest], language, as_json="--json" in words)


def global_options_apart(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """The global options, which Typer looks for in front, and the command with its own words."""
    leading: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            return leading, [*rest, word, *words]
        name = word.partition("=")[0]
        if name in LEADING:
            leading.append(word)
            if "=" not in word and LEADING[name]:
                leading += [one for one in [next(words, None)] if one is not None]
        else:
            rest.append(word)
    return leading, rest


if __name__ == "__main__":
    main()
