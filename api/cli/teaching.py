"""The help of a command in the reader's language, in lines that fit the terminal."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import typer

from api.cli.lines import columns_of, lines_of, padded
from config.bilingual import Bilingual, Language

MOST_COLUMNS, FEWEST_COLUMNS = 100, 40
"""A line is no longer than a person reads with ease, and no shorter than a command with its words."""
TERM = 26
"""The widest that an option may be beside which its meaning still stands."""

USAGE = Bilingual("用法：", "Usage: ")
EXAMPLE = Bilingual("例：", "Example: ")
ARGUMENTS = Bilingual("要写的", "Arguments")
OPTIONS = Bilingual("选项", "Options")
COMMANDS = Bilingual("命令", "Commands")
DEFAULT = Bilingual("默认 {value}", "by default {value}")
REQUIRED = Bilingual("必写", "required")
VARIABLE = Bilingual("或环境变量 {name}", "or the variable {name}")
THIS_HELP = Bilingual("显示这份说明", "show this help")
EVERYWHERE = Bilingual(
    "每条命令都可以加 --json、--lang、--settings、--by，说明见 culture --help。",
    "Every command also takes --json, --lang, --settings and --by: see culture --help.",
)
KINDS = {
    "str": Bilingual("文字", "text"),
    "int": Bilingual("整数", "number"),
    "float": Bilingual("数", "number"),
    "date": Bilingual("日期", "date"),
    "file": Bilingual("文件", "file"),
    "path": Bilingual("文件", "file"),
}
"""What is written behind an option, where it names nothing of its own."""

Print = Callable[[str], None]


def teach(command: Any, language: Language) -> None:
    """Let the command, and all below it, tell their help in the language."""
    command.format_help = lambda context, _formatter: _tell(command, context, language)
    for each in getattr(command, "commands", {}).values():
        teach(each, language)


def in_language(words: str, language: Language) -> str:
    """The reader's half of `中文 · English`; words without a Chinese half stand for both."""
    chinese, found, english = words.partition(" · ")
    return (chinese if language == "zh" else english) if found else words


def _tell(command: Any, context: typer.Context, language: Language) -> None:
    width = max(FEWEST_COLUMNS, min(MOST_COLUMNS, shutil.get_terminal_size().columns))
    for line in help_of(command, context, language, width):
        typer.echo(line)


def help_of(command: Any, context: typer.Context, language: Language, width: int) -> Iterator[str]:
    """The lines of a command's help: what it does, how it is written, an example, all that it takes."""
    sentence, *further = (command.help or "").split("\n\n")
    yield from lines_of(in_language(sentence, language), width)
    yield ""
    yield from _headed(USAGE.in_(language), " ".join(_usage(command, context, language)), width)
    for each in further:
        words = each.strip()
        if words.startswith("例 Example: "):
            yield from _headed(EXAMPLE.in_(language), words.removeprefix("例 Example: "), width)
        else:
            yield ""
            yield from lines_of(in_language(words, language), width)
    for title, rows in _sections(command, context, language):
        yield ""
        yield title
        yield from _table(rows, width)
    if context.parent is not None:
        yield ""
        yield from lines_of(EVERYWHERE.in_(language), width)


def _headed(head: str, words: str, width: int) -> Iterator[str]:
    """Words behind their heading, each further line below the first."""
    space = columns_of(head)
    for number, line in enumerate(lines_of(words, width - space)):
        yield (head if number == 0 else " " * space) + line


def _usage(command: Any, context: typer.Context, language: Language) -> Iterator[str]:
    yield context.command_path
    for each in command.params:
        if each.param_type_name == "argument":
            name = (each.metavar or each.name).upper() + ("…" if each.nargs != 1 else "")
            yield name if each.required else f"[{name}]"
    yield f"[{OPTIONS.in_(language)}]"
    if getattr(command, "commands", None):
        yield COMMANDS.in_(language) + "…"


def _sections(
    command: Any, context: typer.Context, language: Language
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for name, each in getattr(command, "commands", {}).items():
        title = getattr(each, "rich_help_panel", None)
        panel = in_language(title, language) if isinstance(title, str) else COMMANDS.in_(language)
        sentence = in_language((each.help or "").split("\n\n")[0], language)
        groups.setdefault(panel, []).append((name, sentence))
    yield from groups.items()
    arguments = [each for each in command.params if each.param_type_name == "argument" and each.help]
    if arguments:
        named = [((each.metavar or each.name).upper(), _meaning(each, language)) for each in arguments]
        yield ARGUMENTS.in_(language), named
    options = [each for each in command.params if each.param_type_name == "option" and not each.hidden]
    told = [(_option(each, context, language), _meaning(each, language)) for each in options]
    yield OPTIONS.in_(language), [*told, ("--help", THIS_HELP.in_(language))]


def _option(option: Any, context: typer.Context, language: Language) -> str:
    names = " / ".join([*option.opts, *option.secondary_opts])
    if option.is_flag:
        return names
    written = option.metavar or str(option.display_type(context)).strip("<>").removesuffix(" range")
    kind = KINDS.get(re.sub(r"^list\[(\w+)\]$", r"\1", written))
    return f"{names} {kind.in_(language) if kind and not option.metavar else written}"


def _meaning(each: Any, language: Language) -> str:
    """What it is for, what it may be, what it is when it is not written."""
    notes = []
    if each.param_type_name == "option":
        if each.min is not None or each.max is not None:
            ends = ("" if end is None else f"{end:g}" for end in (each.min, each.max))
            notes.append("–".join(ends))
        if each.required:
            notes.append(REQUIRED.in_(language))
        elif (
            each.default not in (None, "", False, (), []) and each.show_default and not callable(each.default)
        ):
            value = getattr(each.default, "value", each.default)
            notes.append(DEFAULT.in_(language).format(value=value))
        if isinstance(each.envvar, str):
            notes.append(VARIABLE.in_(language).format(name=each.envvar))
    words = in_language(each.help, language).removesuffix("." if notes else "")
    left, right = ("（", "）") if language == "zh" else (" (", ")")
    between = "，" if language == "zh" else ", "
    return words + (left + between.join(notes) + right if notes else "")


def _table(rows: Sequence[tuple[str, str]], width: int) -> Iterator[str]:
    """Each term with its meaning beside it, or below it where it is too long."""
    column = max((columns_of(term) for term, _ in rows if columns_of(term) <= TERM), default=TERM) + 2
    for term, meaning in rows:
        lines: Iterable[str] = lines_of(meaning, width - column - 2)
        if columns_of(term) > TERM:
            yield from ("  " + line for line in lines_of(term, width - 2))
        else:
            first, *lines = lines
            yield "  " + padded(term, column) + first
        yield from (" " * (column + 2) + line for line in lines)
