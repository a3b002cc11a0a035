"""What one test leaves in its PostgreSQL database no other finds."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests.postgres import PostgresServer
from tests.postgres_lending import TABLES, Lender


@pytest.fixture
def lender(postgres_server: PostgresServer, postgres_template: str) -> Iterator[Lender]:
    found = Lender(postgres_server, postgres_template)
    yield found
    found.close()


def asked(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        answer = connection.execute(statement.encode())
        return answer.fetchall() if answer.description else []


def rows(url: str, tables: list[object]) -> list[object]:
    return [asked(url, f"SELECT t::text FROM {name} t") for name in tables]  # noqa: S608


def number_of(url: str) -> object:
    """The number that PostgreSQL gives a database, whatever its name."""
    return asked(url, "SELECT oid FROM pg_database WHERE datname = current_database()")


def test_a_database_is_lent_again_empty_and_under_another_name(lender: Lender) -> None:
    with lender.lent() as first:
        number, tables = number_of(first), [name for (name,) in asked(first, TABLES)]
        before = rows(first, tables)
        asked(first, "INSERT INTO subject_versions (district_id, subject, version) VALUES ('d', 's', 1)")
        left_open = psycopg.connect(first)
        left_open.execute("SELECT 1 FROM subject_versions FOR UPDATE")
    with lender.lent() as second:
        assert (number_of(second), second == first) == (number, False)
        assert rows(second, tables) == before
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            psycopg.connect(first)
        with pytest.raises(psycopg.OperationalError):
            left_open.execute("SELECT 1")


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE another (one int)",
        "UPDATE alembic_version SET version_num = '9999'",
        "ALTER TABLE subject_versions ALTER COLUMN version DROP NOT NULL",
    ],
)
def test_a_database_of_which_more_than_rows_was_changed_is_not_lent_again(
    lender: Lender, change: str
) -> None:
    with lender.lent() as first:
        number = number_of(first)
        asked(first, change)
    with lender.lent() as second:
        assert number_of(second) != number
