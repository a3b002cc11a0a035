"""The command `culture`: its groups and its global options."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from api.cli.entrance import global_options_apart, language_of
from api.cli.frame import frame_of, run_in_frame
from api.cli.teaching import teach
from api.version import product_version
from config.refusal import Outcome

GROUPS = {
    "beginning": ("init",),
    "importing": ("import",),
    "planning": ("plan",),
    "checking": ("check",),
    "explaining": ("explain",),
    "repairing": ("repair",),
    "allotting": ("allot",),
    "yearly": ("year",),
    "waiting": ("waiting",),
    "merging": ("area",),
    "arranging": ("show", "move"),
    "skipping": ("skip",),
    "pinning": ("pin",),
    "provisional": ("hold",),
    "publishing": ("diff", "approve", "publish"),
    "discarding": ("discard",),
    "happening": ("event",),
    "reserving": ("reserve",),
    "recording": ("held",),
    "progressing": ("progress",),
    "telling": ("messages", "reply"),
    "calling": ("call",),
    "settling": ("settle",),
    "inbox": ("inbox",),
    "reminding": ("notice",),
    "campaigning": ("campaign",),
    "by_sheet": ("sheet",),
    "registering": ("registered",),
    "segments": ("segments",),
    "templates": ("template",),
    "sending": ("sending",),
    "ledger": ("ledger",),
    "running": ("serve", "worker", "clock"),
    "keeping": ("backup", "restore", "upgrade", "doctor"),
}
"""The modules of this package and their commands: only the one that is asked for is loaded."""

HELP = (
    "区文化配送：排期、发布、通知、答复 · A district's culture delivery: plan, publish, tell, listen.\n\n"
    "从这里开始：culture init --demo，culture plan 2026-06，culture show 2026-06，culture approve 2026-06，"
    "culture publish 2026-06，culture serve · "
    "Start here: culture init --demo, culture plan 2026-06, culture show 2026-06, culture approve 2026-06, "
    "culture publish 2026-06, culture serve\n\n"
    "退出状态：0 完成，1 失败，2 输入被拒，3 无可行解或只有放宽的计划，4 到时未得结果，5 已取消 · "
    "Exit status: 0 done, 1 failed, 2 refused, 3 infeasible or relaxed, 4 out of time, 5 cancelled."
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
        typer.Option(
            metavar="NAME",
            help="以谁的名义，默认记作“命令行” · in whose name it is done; else the command line's.",
            envvar="CULTURE_BY",
        ),
    ] = None,
) -> None:
    frame_of(context).choose(lang, as_json=json, settings_file=settings, by=by)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit status."""
    return loaded(arguments)()


def loaded(arguments: Sequence[str]) -> Callable[[], int]:
    """One command line, with all that it needs loaded; to be run for its exit status."""
    if list(arguments) == ["--version"]:
        return _tell_version
    leading, rest = global_options_apart(arguments)
    command = typer.main.get_command(app_for(rest))
    teach(command, language_of(arguments))
    return partial(
        run_in_frame, command, [*leading, *rest], language_of(arguments), as_json="--json" in leading
    )


def _tell_version() -> int:
    print(product_version())
    return Outcome.DONE
