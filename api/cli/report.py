"""What a command has to tell: facts, sentences and tables, from which people and programs are served alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from config.bilingual import Bilingual
from config.refusal import Outcome

Cell = Callable[[Any], Any]


def as_it_is(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the key in `--json`, the heading for people, and how a person reads its value."""

    key: str
    title: Bilingual
    cell: Cell = as_it_is


@dataclass(frozen=True, slots=True)
class Listing:
    """A table: `key` names its rows in `--json`; a row has a value for each column and may have more."""

    key: str
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]]
    title: Bilingual | None = None
    body: str | None = None
    """The key of a long text that is printed below its row's other values, not in a column."""
    in_lines: bool = False
    """Whether each row is a line of its own: what has more columns than a terminal has room for."""


@dataclass(frozen=True, slots=True)
class Report:
    """How a command ended and what it tells; the sentences are for people, facts and rows for programs."""

    sentences: Sequence[Bilingual] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    listings: Sequence[Listing] = ()
    outcome: Outcome = Outcome.DONE
    text: str | None = None
    """Plain text to print as it is, e.g. to paste elsewhere."""


def column(key: str, zh: str, en: str, cell: Cell = as_it_is) -> Column:
    return Column(key, Bilingual(zh, en), cell)


def told(zh: str, en: str, **facts: Any) -> Report:
    """A report of one sentence, filled with the facts that a program gets too."""
    return Report((Bilingual(zh, en).fill(**facts),), facts)


def joined(listings: Sequence[Listing]) -> Listing:
    """Listings of one kind as one, their rows one after the other."""
    return replace(listings[0], rows=[row for one in listings for row in one.rows])
