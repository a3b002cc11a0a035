"""Many rows in one statement: written, and asked for by a list of texts, at a cost that does not grow by the row."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from config.listed_rows import insertion, listed_rows, update

if TYPE_CHECKING:
    from config.database import Base


class _ArrayOfTexts(sa.types.UserDefinedType[list[str]]):
    """PostgreSQL's array of texts, given as its literal."""

    cache_ok = True
    render_bind_cast = True

    def get_col_spec(self, **_options: Any) -> str:
        return "TEXT[]"

    def bind_processor(self, _dialect: sa.Dialect) -> Any:
        return _array_of


class _Texts(sa.TypeDecorator[list[str]]):
    """A list of texts as one parameter: an array, or JSON where the database has no arrays."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> Any:
        has_arrays = dialect.name == "postgresql"
        return dialect.type_descriptor(_ArrayOfTexts() if has_arrays else sa.Text())

    def process_bind_param(self, value: list[str] | None, dialect: sa.Dialect) -> Any:
        return value if dialect.name == "postgresql" else json.dumps(value)


def _array_of(texts: list[str]) -> str:
    """As PostgreSQL reads an array of texts; its driver would look at each of them several times."""
    if any(map(_ESCAPED.search, texts)):
        texts = [_ESCAPED.sub(r"\\\g<0>", text) for text in texts]
    return '{"' + '","'.join(texts) + '"}' if texts else "{}"


_ESCAPED = re.compile(r'["\\]')


class _OneOf(FunctionElement[bool]):
    name = "one_of"
    inherit_cache = True
    type = sa.Boolean()

    def self_group(self, against: Any = None) -> Any:  # noqa: ARG002 - its parameter in SQLAlchemy
        """Left as it is: SQLAlchemy would add `= 1` for SQLite, which then reads the whole table and no index."""
        return self


@compiles(_OneOf, "postgresql")
def _by_array(element: _OneOf, compiler: SQLCompiler, **options: Any) -> str:
    column, values = element.clauses
    return f"{compiler.process(column, **options)} = ANY ({compiler.process(values, **options)})"


@compiles(_OneOf)
def _by_json(element: _OneOf, compiler: SQLCompiler, **options: Any) -> str:
    column, values = element.clauses
    listed = compiler.process(values, **options)
    return f"{compiler.process(column, **options)} IN (SELECT value FROM json_each({listed}))"  # noqa: S608 - a parameter


def one_of(
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None] | sa.Column[str],
    values: Collection[str],
) -> sa.ColumnElement[bool]:
    """The column holds one of these texts; unlike `in_` it is one parameter and compiled once, however many."""
    return cast("sa.ColumnElement[bool]", _OneOf(column, sa.bindparam(None, sorted(values), type_=_Texts())))


def one_of_given(
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None], name: str
) -> sa.ColumnElement[bool]:
    """As `one_of`, for a statement made once: the texts are given, sorted, with its execution under `name`."""
    return cast("sa.ColumnElement[bool]", _OneOf(column, sa.bindparam(name, type_=_Texts())))


def insert_many(session: Session, row: type[Base], values: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that name the same columns, in the caller's transaction, after what it wrote before."""
    if not values:
        return
    session.flush()
    table, connection = cast("sa.Table", row.__table__), session.connection()
    if connection.dialect.name != "postgresql":
        _insert_by_column(connection, table, values)
        return
    rows = listed_rows(table, _with_defaults(table, values))
    connection.exec_driver_sql(insertion(connection.dialect, table, rows.once, rows.listed), rows.parameters)


def insert_new(
    session: Session, row: type[Base], district_id: str, values: Sequence[Mapping[str, Any]]
) -> list[bool]:
    """Insert those rows of the district whose ids are not there yet; for each whether it was inserted."""
    if not values:
        return []
    session.flush()
    first = {each["id"]: place for place, each in reversed(list(enumerate(values)))}
    rows = [{"district_id": district_id, **values[place]} for place in sorted(first.values())]
    inserted = _inserted(session, cast("sa.Table", row.__table__), district_id, rows)
    return [each["id"] in inserted and first[each["id"]] == place for place, each in enumerate(values)]


def _inserted(
    session: Session, table: sa.Table, district_id: str, rows: Sequence[dict[str, Any]]
) -> set[str]:
    connection = session.connection()
    if connection.dialect.name != "postgresql":  # whose one writer nobody can forestall
        asked = [each["id"] for each in rows]
        ids = sa.select(table.c.id).where(table.c.district_id == district_id, one_of(table.c.id, asked))
        known = set(connection.scalars(ids))
        new = [each for each in rows if each["id"] not in known]
        if new:
            _insert_by_column(connection, table, new)
        return {each["id"] for each in new}
    given = listed_rows(table, _with_defaults(table, rows))
    statement = insertion(connection.dialect, table, given.once, given.listed)
    asked_back = f"{statement} ON CONFLICT DO NOTHING RETURNING id"
    return {each.id for each in connection.exec_driver_sql(asked_back, given.parameters)}


def update_many(
    session: Session, row: type[Base], district_id: str, values: Mapping[str, Mapping[str, Any]]
) -> None:
    """Update the district's row of each id; all name the same columns."""
    if not values:
        return
    session.flush()
    table, connection = cast("sa.Table", row.__table__), session.connection()
    if connection.dialect.name != "postgresql":
        _update_by_column(connection, table, district_id, values)
        return
    named = [{"id": key, **each} for key, each in values.items()]
    rows = listed_rows(table, named, listed=("id",))
    connection.exec_driver_sql(
        update(connection.dialect, table, rows.once, rows.listed), (*rows.parameters, district_id)
    )


def _with_defaults(table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    by_default = _by_default(table, rows[0])
    return [{**row, **by_default} for row in rows] if by_default else rows


def _by_default(table: sa.Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that a row does not name, and the value that the model gives them."""
    return {
        column.name: column.default.arg
        for column in table.c
        if column.name not in row and isinstance(column.default, ScalarElementColumnDefault)
    }


def _insert_by_column(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """The values are made ready a column at a time: SQLAlchemy, which does it row by row, takes twice as long."""
    by_default = _by_default(table, rows[0])
    names = [*rows[0], *by_default]
    ready = [_ready(connection, table.c[name], [row[name] for row in rows]) for name in rows[0]]
    ready += [[value] * len(rows) for value in by_default.values()]
    statement, order = _insertion(connection.dialect, table, tuple(names))
    connection.exec_driver_sql(statement, list(zip(*(ready[place] for place in order), strict=True)))


@lru_cache(maxsize=256)
def _insertion(dialect: sa.Dialect, table: sa.Table, names: tuple[str, ...]) -> tuple[str, tuple[int, ...]]:
    """The statement that inserts these columns, and the place of each of its parameters among them."""
    written = sa.insert(table).compile(dialect=dialect, column_keys=list(names))
    assert written.positiontup is not None, "SQLite's parameters are in order"
    return str(written), tuple(names.index(name) for name in written.positiontup)


def _update_by_column(
    connection: sa.Connection, table: sa.Table, district_id: str, values: Mapping[str, Mapping[str, Any]]
) -> None:
    names = list(next(iter(values.values())))
    ready = [_ready(connection, table.c[name], [each[name] for each in values.values()]) for name in names]
    quoted = connection.dialect.identifier_preparer
    setting = ", ".join(f"{quoted.quote(name)} = ?" for name in names)
    connection.exec_driver_sql(
        f"UPDATE {quoted.format_table(table)} SET {setting} WHERE district_id = ? AND id = ?",  # noqa: S608 - names of the model
        list(zip(*ready, [district_id] * len(values), values, strict=True)),
    )


def _ready(connection: sa.Connection, column: sa.Column[Any], values: list[Any]) -> list[Any]:
    """As the driver takes them; each instant once, for nearly all rows of a lot have the same."""
    process = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    if process is None:
        return values
    if isinstance(column.type, sa.JSON):
        return [process(value) for value in values]
    ready = {value: process(value) for value in set(values)}
    return [ready[value] for value in values]
