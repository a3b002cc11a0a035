"""Runs the house until it is told to stop: the engine, the clock that knocks, the simulator, the pages."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from ipaddress import ip_address
from types import FrameType

import uvicorn

from api.app import create_app
from api.bootstrap import House
from api.clock import knock, start_clock
from api.operations.simulating import simulator_beside
from api.wiring import keep_sealed, keep_sending, listen
from config.durable import enqueue
from config.engine_lock import EngineLock, engine_lock_or_refusal
from config.refusal import refuse
from config.settings import Settings
from config.taking_over import LOOK_EVERY_SECONDS, Watch

KNOCK_EVERY_SECONDS = 20.0
LISTEN_EVERY_SECONDS = 2.0
SEND_EVERY_SECONDS = 5.0
SEAL_EVERY_SECONDS = 5.0


@contextmanager
def engine_of(house: House, deed: str) -> Iterator[EngineLock]:
    """Nobody else runs the house's engine meanwhile; refused with the name of the process that does."""
    lock = engine_lock_or_refusal(house.store, deed, house.settings.executor)
    try:
        yield lock
    finally:
        lock.release()


@contextmanager
def house_at_work(house: House, lock: EngineLock) -> Iterator[None]:
    """Simulator, engine and clock run meanwhile, under the engine lock; the work of the dead is taken over."""
    with ExitStack() as stack:
        stack.enter_context(simulator_beside(house.settings))
        engine = house.engine()
        engine.start()
        stack.callback(engine.stop)
        knock(house.outbox, house.clock, house.district_id)
        _sweep_today(house)
        watch = Watch(house.store, engine, lock)
        clock = start_clock(
            (watch.look, LOOK_EVERY_SECONDS),
            (lambda: knock(house.outbox, house.clock, house.district_id), KNOCK_EVERY_SECONDS),
            (lambda: listen(house), LISTEN_EVERY_SECONDS),
            (lambda: keep_sending(house), SEND_EVERY_SECONDS),
            (lambda: keep_sealed(house), SEAL_EVERY_SECONDS),
        )
        stack.callback(clock.shutdown)
        yield


def _sweep_today(house: House) -> None:
    """Have the licences swept once on a day that work begins on: the morning's slot may have been before."""
    with house.outbox.transaction() as session:
        enqueue(session, house.district_id, "sweep_licences", {}, key=f"start-{house.clock.today()}")


def bind(settings: Settings) -> socket.socket:
    """The pages' socket, on loopback only; refused when the port is taken."""
    if not _is_loopback(settings.host):
        raise refuse(
            "host",
            "{host} 不是本机地址。页面只在本机提供；要让别的电脑访问，请在前面架设 HTTPS（见 docs/install.md）。",
            "{host} is not a loopback address. The pages are served on this machine only; "
            "for others put HTTPS in front (docs/install.md).",
            host=settings.host,
        )
    bound = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((settings.host, settings.port))
        bound.listen()  # who follows the address as soon as it is told waits, and is not turned away
    except OSError:
        bound.close()
        raise refuse(
            "port",
            "端口 {port} 已被占用。请结束占用它的程序，或换一个：CULTURE_PORT=…",
            "port {port} is taken. End the program that has it, or choose another one: CULTURE_PORT=…",
            port=settings.port,
        ) from None
    return bound


def serve_pages(house: House, bound: socket.socket) -> None:
    """Serve the pages on the bound socket until Ctrl+C or SIGTERM, which is raised once requests are answered."""
    config = uvicorn.Config(create_app(house), log_config=None, access_log=False, server_header=False)
    uvicorn.Server(config).run(sockets=[bound])


def work_until_stopped() -> None:
    """Wait for Ctrl+C or SIGTERM; the engine works in its own threads."""
    while True:
        time.sleep(1)


@contextmanager
def until_stopped() -> Iterator[None]:
    """Ctrl+C and SIGTERM end what is done in here in good order, and are no failure."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    except KeyboardInterrupt:
        return
    finally:
        signal.signal(signal.SIGTERM, before)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
