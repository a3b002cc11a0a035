"""Rows as PostgreSQL is given them: what is the same in all of them once, of every other column a list.

A list is one JSON parameter: an array of the driver would be escaped in Python, text by text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa


@dataclass(frozen=True, slots=True)
class ListedRows:
    """Rows of one table: the columns given `once`, those that are `listed`, and the parameters in that order."""

    once: tuple[str, ...]
    listed: tuple[str, ...]
    parameters: tuple[str | None, ...]


def listed_rows(
    table: sa.Table, rows: Sequence[Mapping[str, Any]], *, listed: Sequence[str] = ()
) -> ListedRows:
    """These rows, which all name the same columns; `listed` columns stand in a list even where all are the same."""
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    apart = tuple(name for name, values in columns.items() if name in listed or not _are_same(values))
    if len(rows) > 1 and not apart:
        apart = tuple(columns)[:1]
    once = tuple(name for name in columns if name not in apart)
    texts = [_text(table.c[name], columns[name][0]) for name in once]
    lists = [_list(table.c[name], columns[name]) for name in apart]
    return ListedRows(once, apart, (*texts, *lists))


def _are_same(values: Sequence[Any]) -> bool:
    first = values[0]
    return bool(first == values[-1]) and all(value == first for value in values)


def _text(column: sa.Column[Any], value: Any) -> str | None:
    """One value as the text that is cast to the column's type."""
    if value is None or (isinstance(value, str) and not isinstance(column.type, sa.JSON)):
        return value
    if isinstance(value, date) and not isinstance(column.type, sa.JSON):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def _list(column: sa.Column[Any], values: Sequence[Any]) -> str:
    if isinstance(column.type, sa.JSON):
        values = [_text(column, value) for value in values]
    return json.dumps(values, ensure_ascii=False, default=_instant)


def _instant(value: Any) -> str:
    if not isinstance(value, date):
        raise TypeError(f"{value!r} cannot be written")
    return value.isoformat()


@lru_cache(maxsize=256)
def insertion(dialect: sa.Dialect, table: sa.Table, once: tuple[str, ...], listed: tuple[str, ...]) -> str:
    """The statement that inserts such rows."""
    quoted = dialect.identifier_preparer
    columns = ", ".join(quoted.quote(name) for name in (*once, *listed))
    values = ", ".join(
        [_cast(dialect, table.c[name], "%s") for name in once]
        + [_cast(dialect, table.c[name], f"given.{quoted.quote(name)}") for name in listed]
    )
    rows = f" FROM {_given(dialect, listed)}" if listed else ""
    return f"INSERT INTO {quoted.format_table(table)} ({columns}) SELECT {values}{rows}"


@lru_cache(maxsize=256)
def update(dialect: sa.Dialect, table: sa.Table, once: tuple[str, ...], listed: tuple[str, ...]) -> str:
    """The statement that updates a district's row of each listed id; its last parameter is the district."""
    quoted = dialect.identifier_preparer
    setting = ", ".join(
        [f"{quoted.quote(name)} = {_cast(dialect, table.c[name], '%s')}" for name in once]
        + [
            f"{quoted.quote(name)} = {_cast(dialect, table.c[name], f'given.{quoted.quote(name)}')}"
            for name in listed
            if name != "id"
        ]
    )
    return (
        f"UPDATE {quoted.format_table(table)} AS changed SET {setting} FROM {_given(dialect, listed)}"  # noqa: S608 - names of the model
        " WHERE changed.district_id = %s AND changed.id = given.id"
    )


def _given(dialect: sa.Dialect, listed: tuple[str, ...]) -> str:
    lists = ", ".join("json_array_elements_text(CAST(%s AS JSON))" for _ in listed)
    names = ", ".join(dialect.identifier_preparer.quote(name) for name in listed)
    return f"ROWS FROM ({lists}) AS given ({names})"


def _cast(dialect: sa.Dialect, column: sa.Column[Any], value: str) -> str:
    return f"CAST({value} AS {column.type.compile(dialect)})"
