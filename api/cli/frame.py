"""The frame around every command: what it is given, how it ends, and what is said of it."""

from __future__ import annotations

import getpass
import logging
import sqlite3
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import sqlalchemy.exc
import typer

from api.bootstrap import House, house_of
from api.cli.entrance import CANCELLED
from api.cli.misspelling import misspelt
from api.cli.presenting import Presenter
from api.cli.report import Report
from config.bilingual import Bilingual, Language
from config.file_trouble import file_trouble
from config.refusal import Outcome, Refusal, refuse
from config.settings import Settings, load_settings
from config.store_trouble import store_trouble

INTERRUPTED = 130
"""What Typer makes of Ctrl+C."""
COMMAND_LINE = "命令行"
ACCOUNTS_OF_NOBODY = frozenset({"root", "administrator", "system", "daemon", "nobody"})
"""Accounts of the machine that name no person; whoever works under one says who by --by or CULTURE_BY."""
LOG = "culture.log"
MOST_LOG_BYTES = 5_000_000


class Frame:
    """What all commands share: the global options, the settings, the house they open, the presenter."""

    def __init__(self) -> None:
        self.presenter = Presenter("zh", as_json=False)
        self.settings_file: Path | None = None
        self.named: str | None = None
        self._settings: Settings | None = None
        self._house: House | None = None

    def choose(
        self, language: Language, *, as_json: bool, settings_file: Path | None, by: str | None
    ) -> None:
        """Take the global options, before the command runs."""
        self.presenter = Presenter(language, as_json=as_json)
        self.settings_file = settings_file
        self.named = by or self.named

    @property
    def by(self) -> str:
        """Who acts: the name that was given, else the command line."""
        return self.named or _login_name()

    @property
    def settings(self) -> Settings:
        if self._settings is None:
            self._settings = load_settings(self.settings_file)
        return self._settings

    def use_port(self, port: int) -> None:
        """Serve the pages on this port, whatever the settings say; before the house is opened."""
        self._settings = self.settings.model_copy(update={"port": port})

    def house(self) -> House:
        """The district of the configured store, opened once; refused when there is none."""
        if self._house is None:
            _log_into(self.settings.home / LOG)
            self._house = house_of(self.settings)
            self.presenter.zone = self._house.clock.zone
        return self._house

    def close(self) -> None:
        if self._house is not None:
            self._house.close()
            self._house = None

    def log_file(self) -> Path:
        """Where the trace of an unexpected error goes; a trace is never shown."""
        return (self._settings.home if self._settings else Path("var")).resolve() / LOG


class _LateFile(RotatingFileHandler):
    """Makes its folder with the first line: where there is no office nothing is left behind."""

    def _open(self) -> TextIOWrapper:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        return super()._open()


def _log_into(log: Path) -> None:
    """What the libraries warn of is kept for support; a person at the terminal reads sentences."""
    kept = _LateFile(log, maxBytes=MOST_LOG_BYTES, backupCount=2, encoding="utf-8", delay=True)
    kept.setFormatter(logging.Formatter("%(asctime)s %(process)d %(name)s %(levelname)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[kept])
    # A tick that is left out is made good by the next.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)


def frame_of(context: typer.Context) -> Frame:
    found = context.find_root().obj
    assert isinstance(found, Frame)
    return found


def _login_name() -> str:
    """Who acts where nobody said: the command line, with the account that a person has of their own."""
    try:
        account = getpass.getuser()
    except (OSError, KeyError, ImportError):  # a machine user without a name
        return COMMAND_LINE
    return COMMAND_LINE if account.lower() in ACCOUNTS_OF_NOBODY else f"{COMMAND_LINE}（{account}）"


def run_in_frame(
    command: Callable[..., Any], arguments: Sequence[str], language: Language, *, as_json: bool
) -> int:
    """Run one command line and end as settled: an exit status, and a sentence wherever it is not done."""
    frame = Frame()
    frame.choose(language, as_json=as_json, settings_file=None, by=None)
    try:
        return _outcome_of(command, list(arguments), frame)
    except Refusal as refusal:
        frame.presenter.refuse(refusal)
        return refusal.outcome
    except typer.TyperException as wrong:
        frame.presenter.refuse(_misspelt(wrong))
        return Outcome.REFUSED
    except (KeyboardInterrupt, typer.Abort):
        return _cancelled(frame)
    except BrokenPipeError:
        sys.stderr.close()
        return Outcome.DONE
    except Exception as error:  # noqa: BLE001 - the last edge: a person gets a sentence, the log gets the trace
        frame.presenter.end(Outcome.FAILED, _failure(frame, arguments, error))
        return Outcome.FAILED
    finally:
        frame.close()


def _outcome_of(command: Callable[..., Any], arguments: list[str], frame: Frame) -> int:
    told = command(args=arguments, prog_name="culture", standalone_mode=False, obj=frame)
    if isinstance(told, Report):
        frame.presenter.show(told)
        return told.outcome
    if told == INTERRUPTED:
        return _cancelled(frame)
    return Outcome(told or 0)


def _cancelled(frame: Frame) -> Outcome:
    frame.presenter.end(Outcome.CANCELLED, Bilingual(*CANCELLED))
    return Outcome.CANCELLED


def _misspelt(wrong: typer.TyperException) -> Refusal:
    context = getattr(wrong, "ctx", None)
    path = context.command_path if context is not None else "culture"
    return refuse(
        path,
        "{why}用法见 {path} --help。",
        "{why} See {path} --help.",
        why=misspelt(wrong.format_message()),
        path=path,
    )


def _failure(frame: Frame, arguments: Sequence[str], error: Exception) -> Bilingual:
    why = _known(error)
    if why is not None:
        return why
    log = frame.log_file()
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            at = datetime.now().astimezone().isoformat(timespec="seconds")
            file.write(f"{at} culture {' '.join(arguments)}\n{traceback.format_exc()}\n")
    except OSError:
        log = Path("-")
    return Bilingual(
        "出了意外（{kind}），没有完成。详情已记在 {log}，请把它交给维护人员。",
        "Something unexpected happened ({kind}) and it was not done. The details are in {log}; show it to support.",
    ).fill(kind=type(error).__name__, log=log)


def _known(error: Exception) -> Bilingual | None:
    """Failures of the surroundings that a person can mend, in one sentence; None for all others."""
    cause = error.orig if isinstance(error, sqlalchemy.exc.DBAPIError) else error
    if isinstance(error, sqlalchemy.exc.OperationalError) or isinstance(cause, sqlite3.DatabaseError):
        return Bilingual(
            "数据库用不了：{why}。请检查 database_url、文件权限和磁盘空间，或运行 culture doctor。",
            "The database cannot be used: {why}. Check database_url, the file's permissions and the disk, "
            "or run culture doctor.",
        ).fill(why=store_trouble(str(cause) or type(cause).__name__))
    if isinstance(error, OSError) and error.filename is not None:
        return Bilingual(
            "文件用不了：{file}（{why}）。请检查路径和权限。",
            "The file {file} cannot be used ({why}). Check the path and its permissions.",
        ).fill(file=error.filename, why=file_trouble(error))
    return None
