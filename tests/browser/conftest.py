"""A Chromium that looks at the pages of a house at work: published, answered, its simulator beside it."""

from __future__ import annotations

import json
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from api.access.roles import Role
from api.access.signing_in import Person
from api.app import create_app, sign_in_address
from api.bootstrap import House
from api.operations.simulating import simulator_beside
from config.database import Store
from notifications.application.dispatching import send_due
from tests.pages_district import house_on, opened
from tests.pages_fixtures import drafted_file, published_file
from tests.pages_register import sweep_register

__all__ = ["drafted_file", "published_file"]

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


@dataclass(frozen=True, slots=True)
class Site:
    """The pages as a browser finds them, and the house behind them."""

    address: str
    house: House

    def link(self, role: Role = Role.ADMINISTRATOR) -> str:
        """A sign-in link for somebody with the role."""
        return sign_in_address(self.house, Person("测试员", role))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, published_file: Path) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("site")
    shutil.copy(published_file, home / "culture.sqlite")
    store = Store(f"sqlite:///{home / 'culture.sqlite'}")
    port, simulator_port = _free_port(), _free_port()
    with (
        opened(house_on(store, home, port=port, simulator_port=simulator_port)) as house,
        simulator_beside(house.settings),
        _served(house, port),
    ):
        sweep_register(house)
        with house.store.reading() as session:
            desk = house.sending_desk(session)
        send_due(house.outbox.store, desk, house.provider)
        yield Site(f"http://127.0.0.1:{port}", house)
    store.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _served:  # noqa: N801 - read as a word in `with`
    """The pages served by a thread of this process while the block lasts."""

    def __init__(self, house: House, port: int) -> None:
        self._server = uvicorn.Server(
            uvicorn.Config(create_app(house), host="127.0.0.1", port=port, log_level="error")
        )
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()
        deadline = time.monotonic() + 20
        while not self._server.started:
            assert time.monotonic() < deadline, "the pages did not come up in 20 seconds"
            time.sleep(0.02)

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Closed with the last test of this room: Playwright keeps an event loop running in the worker's thread."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def signed_in(chromium: Browser, site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cookies of an administrator who came in by the link."""
    kept = tmp_path_factory.mktemp("cookies") / "state.json"
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(site.link())
    page.get_by_role("button", name="以 测试员 的身份进入").click()
    page.wait_for_url(f"{site.address}/")
    context.storage_state(path=kept)
    context.close()
    return kept


@dataclass(frozen=True, slots=True)
class Tab:
    """A page that is used again, and what it complained of since it was last asked."""

    page: Page
    complaints: list[str]


@pytest.fixture(scope="package")
def tab(chromium: Browser) -> Iterator[Tab]:
    context = chromium.new_context(locale="zh-CN")
    found = Tab(context.new_page(), [])
    found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
    found.page.on(
        "console",
        lambda message: (
            found.complaints.append(message.text)
            if message.type in ("error", "warning") and "status of 4" not in message.text
            else None
        ),
    )
    yield found
    context.close()


@pytest.fixture
def page(tab: Tab, signed_in: Path) -> Iterator[Page]:
    """A page at desk width, signed in; anything that the console complains of fails the test."""
    tab.page.context.clear_cookies()
    tab.page.context.add_cookies(json.loads(signed_in.read_text(encoding="utf-8"))["cookies"])
    tab.page.set_viewport_size({"width": 1440, "height": 900})
    tab.page.emulate_media(color_scheme="null")
    tab.complaints.clear()
    yield tab.page
    tab.page.goto("about:blank")  # what is under way there is over
    assert tab.complaints == []
