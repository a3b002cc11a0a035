"""Databases that are used again: emptied and renamed between tests, which costs a twentieth of making one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import psycopg
from psycopg import sql

from tests.postgres import PostgresServer

TABLES = "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND oid >= 16384 ORDER BY 1"
SEQUENCES = "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'S' AND oid >= 16384 ORDER BY 1"
SHAPE = """SELECT
  (SELECT string_agg(concat(oid, relname, relkind, relnamespace, relhasrules, relhastriggers), ',' ORDER BY oid)
     FROM pg_class WHERE oid >= 16384),
  (SELECT string_agg(concat(attrelid, attnum, attname, atttypid, attnotnull, attisdropped), ',' ORDER BY attrelid, attnum)
     FROM pg_attribute WHERE attrelid >= 16384 AND attnum > 0),
  (SELECT string_agg(concat(oid, pg_get_constraintdef(oid), convalidated), ',' ORDER BY oid)
     FROM pg_constraint WHERE oid >= 16384),
  (SELECT string_agg(concat(oid, tgname, tgenabled), ',' ORDER BY oid) FROM pg_trigger WHERE oid >= 16384),
  (SELECT string_agg(concat(oid, prosrc), ',' ORDER BY oid) FROM pg_proc WHERE oid >= 16384)"""
"""What of a database no test leaves changed, if the next is to have it."""
END_OTHERS = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"


@dataclass(frozen=True, slots=True)
class AtBirth:
    """A database as the template makes it: its shape, the tables and sequences to be emptied, the rows that stay."""

    shape: object
    emptied: sql.Composable
    kept: tuple[str, ...]
    rows: object


@dataclass
class Lender:
    """Lends the databases of one worker; each is the template again when it is lent, under a new name."""

    server: PostgresServer
    template: str
    spare: list[str] = field(default_factory=list)
    at_birth: AtBirth | None = None

    def __post_init__(self) -> None:
        self._desk = psycopg.connect(self.server.url("postgres"), autocommit=True)

    @contextmanager
    def lent(self) -> Iterator[str]:
        """The address of a database that has all tables and no rows."""
        name = self._emptied_spare() or self._made()
        try:
            yield self.server.url(name)
        finally:
            self.spare.append(name)

    def close(self) -> None:
        self._desk.close()

    def _made(self) -> str:
        name = f"test_{uuid4().hex[:12]}"
        self._desk.execute(f"CREATE DATABASE {name} TEMPLATE {self.template} STRATEGY file_copy".encode())
        if self.at_birth is None:
            with psycopg.connect(self.server.url(name)) as connection:
                self.at_birth = _at_birth(connection)
        return name

    def _emptied_spare(self) -> str | None:
        """Renamed, so that nothing a former test left running finds it again; dropped if more than rows differ."""
        if not self.spare:
            return None
        before, name = self.spare.pop(), f"test_{uuid4().hex[:12]}"
        try:
            self._desk.execute(END_OTHERS, (before,))
            self._desk.execute(f"ALTER DATABASE {before} RENAME TO {name}".encode())
        except psycopg.OperationalError:  # somebody came back in between
            self._drop(before)
            return None
        assert self.at_birth is not None
        with psycopg.connect(self.server.url(name), autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")  # no foreign key, no trigger
            same = connection.execute(SHAPE).fetchone() == self.at_birth.shape
            if same:
                connection.execute(self.at_birth.emptied)
                same = _rows(connection, self.at_birth.kept) == self.at_birth.rows
        if same:
            return name
        self._drop(name)
        return None

    def _drop(self, name: str) -> None:
        self._desk.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _at_birth(connection: psycopg.Connection) -> AtBirth:
    tables = [name for (name,) in connection.execute(TABLES.encode())]
    rows = {name: _rows(connection, (name,)) for name in tables}
    kept = tuple(name for name in tables if rows[name] != [[]])
    steps = [f"DELETE FROM {name}" for name in tables if name not in kept]  # noqa: S608 - names of the catalogue
    steps += [f"SELECT setval('{name}', 1, false)" for (name,) in connection.execute(SEQUENCES.encode())]
    shape = connection.execute(SHAPE.encode()).fetchone()
    return AtBirth(shape, sql.SQL("; ").join(map(sql.SQL, steps)), kept, _rows(connection, kept))


def _rows(connection: psycopg.Connection, tables: tuple[str, ...]) -> list[list[tuple[object, ...]]]:
    """All rows of each table, as they are written."""
    asked = [f"SELECT t::text FROM {name} t" for name in tables]  # noqa: S608 - names of the catalogue
    return [sorted(connection.execute(one.encode()).fetchall()) for one in asked]
