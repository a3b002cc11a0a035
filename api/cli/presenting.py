"""Shows a report: tables and sentences for people, one JSON object for programs, from the same data."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.cli.report import Listing, Report
from api.words import Words, place_name, read_words, row_words
from config.bilingual import Bilingual, Language
from config.refusal import Conflict, Fault, Outcome, Refusal
from notifications.market.domain.campaign import field_named

WIDTH_OF_A_FILE = 160
"""How wide tables are in a file or a pipe, in columns."""


class Presenter:
    """Speaks one language, to a person or to a program; instants are shown in `zone` where it is known."""

    def __init__(self, language: Language, *, as_json: bool) -> None:
        self.language = language
        self.as_json = as_json
        self.zone: ZoneInfo | None = None
        self.out = _console(sys.stdout)
        self.err = _console(sys.stderr)

    def say(self, sentence: Bilingual) -> None:
        """A sentence while the work goes on; kept off the output that a program reads."""
        (self.err if self.as_json else self.out).print(
            sentence.in_(self.language), markup=False, highlight=False, soft_wrap=True
        )

    def announce(self, facts: Mapping[str, Any], *sentences: Bilingual) -> None:
        """What a command that goes on running has to say at its start: one line of JSON, or the sentences."""
        if self.as_json:
            print(json.dumps(self._plain(facts), ensure_ascii=False), flush=True)
            return
        for sentence in sentences:
            self.say(sentence)
        self.out.file.flush()

    def show(self, report: Report) -> None:
        if self.as_json:
            tables = {listing.key: listing.rows for listing in report.listings}
            self._print_json(report.outcome, {**report.facts, **tables})
            return
        for listing in report.listings:
            if not listing.rows:
                continue  # its sentence says that there is nothing
            if listing.in_lines:
                self._print_lines(listing)
            elif listing.body is None:
                self.out.print(self._table(listing))
            else:
                self._print_texts(listing, listing.body)
        if report.text is not None:
            print(report.text)
        for sentence in report.sentences:
            self.say(sentence)

    def refuse(self, refusal: Refusal) -> None:
        """Each fault with its place, one a line."""
        if self.as_json:
            faults = [{"place": fault.place, "sentence": fault.sentence} for fault in refusal.faults]
            differing = {"fields": refusal.fields} if isinstance(refusal, Conflict) else {}
            self._print_json(refusal.outcome, {"faults": faults, **differing})
            return
        words = read_words()
        for fault in refusal.faults:
            sentence = f"✗ {_placed(words, fault, self.language)}"
            self.err.print(sentence, markup=False, highlight=False, soft_wrap=True)

    def end(self, outcome: Outcome, sentence: Bilingual) -> None:
        """How a command ended that has nothing else to show: failed, cancelled."""
        if self.as_json:
            self._print_json(outcome, {"sentence": sentence})
        else:
            self.err.print(f"✗ {sentence.in_(self.language)}", markup=False, highlight=False, soft_wrap=True)

    def _print_json(self, outcome: Outcome, facts: Mapping[str, Any]) -> None:
        whole = {"outcome": outcome.name.lower(), **facts}
        print(json.dumps(self._plain(whole), ensure_ascii=False, indent=2))

    def _plain(self, value: Any) -> Any:
        if isinstance(value, Bilingual):
            return value.in_(self.language)
        if is_dataclass(value) and not isinstance(value, type):
            return {one.name: self._plain(getattr(value, one.name)) for one in fields(value)}
        if isinstance(value, Mapping):
            return {str(key): self._plain(one) for key, one in value.items()}
        if isinstance(value, AbstractSet):
            return [self._plain(one) for one in sorted(value)]
        if isinstance(value, Sequence) and not isinstance(value, str):
            return [self._plain(one) for one in value]
        if isinstance(value, Enum):
            return value.value
        if isinstance(value, (datetime, date, time)):
            return value.isoformat()
        return str(value) if isinstance(value, Path) else value

    def _table(self, listing: Listing) -> Table:
        table = Table(title=listing.title.in_(self.language) if listing.title else None, title_justify="left")
        for column in listing.columns:
            numbers = all(isinstance(row.get(column.key), (int, float)) for row in listing.rows)
            table.add_column(
                column.title.in_(self.language), justify="right" if numbers else "left", overflow="fold"
            )
        for row in listing.rows:
            table.add_row(*(Text(self._cell(column.cell(row.get(column.key)))) for column in listing.columns))
        return table

    def _print_texts(self, listing: Listing, body: str) -> None:
        """Each row as a heading with its text below, for texts longer than a column."""
        if listing.title:
            self.say(listing.title)
        for row in listing.rows:
            cells = (self._cell(column.cell(row.get(column.key))) for column in listing.columns)
            self.out.print(Text("\n— " + " · ".join(cell for cell in cells if cell), style="bold"))
            self.out.print(Text(self._cell(row[body])), soft_wrap=True)

    def _print_lines(self, listing: Listing) -> None:
        """Each row as one line, its empty cells left out; a narrow terminal breaks it where it ends."""
        if listing.title:
            self.say(listing.title)
        for row in listing.rows:
            cells = (self._cell(column.cell(row.get(column.key))) for column in listing.columns)
            self.out.print(Text("  " + "  ".join(cell for cell in cells if cell)), soft_wrap=True)

    def _cell(self, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return "✓" if value else ""
        if isinstance(value, Bilingual):
            return value.in_(self.language)
        if isinstance(value, datetime):
            return value.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")
        if isinstance(value, time):
            return f"{value:%H:%M}"
        if isinstance(value, float):
            return f"{value:.1f}"
        if isinstance(value, (list, tuple, AbstractSet)):
            return "、".join(self._cell(one) for one in value)
        return str(value)


def _console(stream: Any) -> Console:
    return Console(file=stream, width=None if stream.isatty() else WIDTH_OF_A_FILE, emoji=False)


def _placed(words: Words, fault: Fault, language: Language) -> str:
    """A fault with its place: a campaign's field in the reader's words, in English all others as they are given."""
    in_words = language == "zh" or field_named(fault.place)
    place = place_name(words, fault.place, language) if in_words else row_words(fault.place, language)
    return f"{place}: {fault.sentence.in_(language)}"
