"""Fixtures for the tests of the pages: a house with a filled June, and browsers without and with a person."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import fasteners
import pytest
from fastapi.testclient import TestClient
from httpx import Response

from api.access.roles import AREA, Role
from api.access.signing_in import Person
from api.app import create_app, sign_in_address
from api.bootstrap import House
from config.database import Store
from tests.pages_district import fill_district, hold_spring, house_on, opened, plan_june, publish_june
from tests.pages_register import fill_register

Browser = Callable[[Role | None], TestClient]


@pytest.fixture(scope="session")
def drafted_file(shared: Path, sqlite_template: Path) -> Path:
    """A store with the district, its register and a drafted June, to be copied."""

    def draft(file: Path) -> None:
        with _opened(file) as store:
            fill_district(store)
            plan_june(store)
            hold_spring(store)
            with store.transaction() as session:
                fill_register(session)

    return _made_once(shared / "drafted.sqlite", sqlite_template, draft)


@pytest.fixture(scope="session")
def published_file(shared: Path, tmp_path_factory: pytest.TempPathFactory, drafted_file: Path) -> Path:
    """The same after June was published and mostly answered."""

    def publish(file: Path) -> None:
        home = tmp_path_factory.mktemp("pages-published")
        with _opened(file) as store, opened(house_on(store, home)) as house:
            publish_june(house)

    return _made_once(shared / "published.sqlite", drafted_file, publish)


def _made_once(file: Path, source: Path, fill: Callable[[Path], None]) -> Path:
    """A copy of `source`, filled by whichever worker needs it first."""
    with fasteners.InterProcessLock(file.with_suffix(".lock")):
        if not file.exists():
            growing = file.with_suffix(".growing")
            shutil.copy(source, growing)
            fill(growing)
            growing.rename(file)
    return file


@contextmanager
def _opened(file: Path) -> Iterator[Store]:
    """A store whose file is whole when it is closed."""
    store = Store(f"sqlite:///{file}")
    try:
        yield store
    finally:
        with store.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        store.close()


@pytest.fixture
def house(request: pytest.FixtureRequest, drafted_file: Path, tmp_path: Path) -> Iterator[House]:
    """A house of its own; with `published_house` asked for, the one after June was published."""
    wanted = "published_house" in request.fixturenames
    source: Path = request.getfixturevalue("published_file") if wanted else drafted_file
    file = tmp_path / "culture.sqlite"
    shutil.copy(source, file)
    with _opened(file) as store, opened(house_on(store, tmp_path / "home")) as found:
        yield found


@pytest.fixture
def published_house(house: House) -> House:
    """The house after June was published and mostly answered."""
    return house


@pytest.fixture
def browser(house: House) -> Browser:
    """Makes a browser: signed in with a role, or with nobody."""
    app = create_app(house)

    def signed_in_as(role: Role | None) -> TestClient:
        client = TestClient(
            app, base_url="http://127.0.0.1:8070", follow_redirects=False, raise_server_exceptions=False
        )
        if role is not None:
            area = "bz" if role in AREA else None
            link = sign_in_address(house, Person("测试员", role, area)).split("link=")[1]
            answer = client.post("/sign-in", data={"link": link, "form_token": form_token(client, link)})
            assert answer.status_code == 303
        return client

    return signed_in_as


def form_token(client: TestClient, link: str = "") -> str:
    """The token that the forms of this browser carry, read from a page with a form."""
    page = client.get(f"/sign-in?link={link}" if link else "/").text
    if not link and 'name="form_token"' not in page:
        page = client.get("/area").text
    token: str = page.split('name="form_token" value="')[1].split('"')[0]
    return token


def post(client: TestClient, path: str, **fields: str) -> Response:
    """Send a form of this browser."""
    answer: Response = client.post(path, data={**fields, "form_token": form_token(client)})
    return answer


def text_of(page: str) -> str:
    """What a reader sees of a page's content."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1])))
