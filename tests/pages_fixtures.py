"""Fixtures for the tests of the pages: a house with a filled June, and browsers without and with a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from api.access.roles import Role
from api.access.signing_in import Person
from api.app import create_app, sign_in_address
from api.bootstrap import House
from config.database import Store
from tests.pages_district import fill_district, hold_spring, house_on, opened, plan_june, publish_june
from tests.pages_register import fill_register

Browser = Callable[[Role | None], TestClient]


@pytest.fixture
def pages_store(sqlite_store: Store) -> Store:
    """A store with the district and a drafted June."""
    fill_district(sqlite_store)
    plan_june(sqlite_store)
    hold_spring(sqlite_store)
    with sqlite_store.transaction() as session:
        fill_register(session)
    return sqlite_store


@pytest.fixture
def house(pages_store: Store, tmp_path: Path) -> Iterator[House]:
    with opened(house_on(pages_store, tmp_path / "home")) as found:
        yield found


@pytest.fixture
def published_house(house: House) -> House:
    """The same house after June was published and mostly answered."""
    publish_june(house)
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
            link = sign_in_address(house, Person("测试员", role)).split("link=")[1]
            answer = client.post("/sign-in", data={"link": link, "form_token": form_token(client, link)})
            assert answer.status_code == 303
        return client

    return signed_in_as


def form_token(client: TestClient, link: str = "") -> str:
    """The token that the forms of this browser carry, read from a page with a form."""
    page = client.get(f"/sign-in?link={link}" if link else "/").text
    token: str = page.split('name="form_token" value="')[1].split('"')[0]
    return token


def post(client: TestClient, path: str, **fields: str) -> Response:
    """Send a form of this browser."""
    answer: Response = client.post(path, data={**fields, "form_token": form_token(client)})
    return answer
