"""A RabbitMQ of its own: on loopback, in a scratch folder, started and ended with the measurement."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
"""Where Debian's package puts it; the wrapper in /usr/sbin would insist on the package's own user."""
INSIDE_ONLY = "-kernel inet_dist_use_interface {127,0,0,1}"


def is_there() -> bool:
    """Whether a RabbitMQ can be started on this machine."""
    return SERVER.exists() and shutil.which("epmd") is not None


@contextmanager
def broker(folder: Path) -> Iterator[str]:
    """The running broker's address."""
    folder.mkdir(parents=True, exist_ok=True)
    port, beside, names = _free_ports(3)
    environment = {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "RABBITMQ_NODENAME": "measured@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(beside),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_CONFIG_FILE": str(folder / "none"),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": INSIDE_ONLY,
        "ERL_EPMD_PORT": str(names),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
    }
    # The registry of names is ours as well: left to itself the broker would leave one running.
    registry = subprocess.Popen(["epmd", "-port", str(names), "-address", "127.0.0.1"])  # noqa: S603, S607
    try:
        with (folder / "out").open("wb") as out:
            server = subprocess.Popen([SERVER], env=environment, stdout=out, stderr=out)  # noqa: S603
        try:
            _wait_for(port, server, folder / "out")
            yield f"amqp://guest:guest@127.0.0.1:{port}//"
        finally:
            server.terminate()
            server.wait(30)
    finally:
        registry.terminate()
        registry.wait(10)


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def _wait_for(port: int, server: subprocess.Popen[bytes], out: Path) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0 and b"completed with" in out.read_bytes():
                return
        time.sleep(0.2)
    raise SystemExit(f"RabbitMQ did not come up:\n{out.read_text(errors='replace')[-2000:]}")
