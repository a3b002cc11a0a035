"""The way in of the command `culture`: it imports next to nothing, so that Ctrl+C is heard from the first moment."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence

from config.collecting import collect_rarely

TYPE_CHECKING = False
if TYPE_CHECKING:  # without `typing`, which takes its time
    from types import FrameType
    from typing import NoReturn

    from config.bilingual import Language

LEADING = {"--json": 0, "--lang": 1, "--settings": 1, "--by": 1}
"""Global options and how many words follow each; they may stand anywhere on the line."""

CANCELLED = ("已取消。", "Cancelled.")
STATUS_CANCELLED = 5
"""The exit status `Outcome.CANCELLED`, at hand while nothing can be imported."""


def main() -> None:
    """Run the command line of this process and leave with its exit status."""
    arguments = sys.argv[1:]

    def interrupted(_number: int, _frame: FrameType | None) -> None:
        _leave_cancelled(arguments)

    signal.signal(signal.SIGINT, interrupted)
    try:
        gc.disable()  # what is loaded stays: to look through it over and over takes a tenth of the time
        from api.cli.main import loaded  # noqa: PLC0415 - takes its time, in which Ctrl+C is heard already

        command = loaded(arguments)
        collect_rarely()
        gc.enable()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        status = command()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # it has ended, and has its status
    except KeyboardInterrupt:
        _leave_cancelled(arguments)
    sys.exit(status)


def _leave_cancelled(arguments: Sequence[str]) -> NoReturn:
    """Say that it is cancelled and go at once: nothing is open that would have to be closed."""
    zh, en = CANCELLED
    sentence = en if language_of(arguments) == "en" else zh
    if "--json" in arguments:
        print(f'{{\n  "outcome": "cancelled",\n  "sentence": "{sentence}"\n}}', flush=True)
    else:
        print(f"✗ {sentence}", file=sys.stderr, flush=True)
    os._exit(STATUS_CANCELLED)


def language_of(arguments: Sequence[str]) -> Language:
    """The language that the line asks for, or the environment; Chinese otherwise."""
    leading, _ = global_options_apart(arguments)
    words = " ".join(leading).replace("=", " ").split()
    chosen = words[words.index("--lang") + 1 :] if "--lang" in words else [os.environ.get("CULTURE_LANG")]
    return "en" if chosen[:1] == ["en"] else "zh"


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
