"""The stores of a measurement: fresh SQLite files, and fresh databases of a PostgreSQL that waits for the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

from tests.postgres import PostgresServer, server_in, stop_server_in

KINDS = ("sqlite", "postgresql")

NewStore = Callable[[str], str]
"""Makes an empty store of a kind and gives its address."""


@contextmanager
def stores(scratch: Path) -> Iterator[NewStore]:
    """Makes stores in a scratch folder; the server, if one was needed, ends with them."""
    scratch.chmod(0o711)  # PostgreSQL runs as nobody, and has to get through
    folder, numbers, server = scratch / "postgresql", count(), None
    with ExitStack() as stack:

        def new(kind: str) -> str:
            nonlocal server
            if kind == "sqlite":
                return f"sqlite:///{scratch}/store{next(numbers)}.sqlite"
            if server is None:
                folder.mkdir()
                server = server_in(folder, durable=True)
                stack.callback(stop_server_in, folder)
            return _database(server, f"measured{next(numbers)}")

        yield new


def _database(server: PostgresServer, name: str) -> str:
    server.run(f"CREATE DATABASE {name}")
    return server.url(name)
