"""The pages stand on PostgreSQL as on SQLite: every page of a published month, and its deeds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.access.signing_in import Person
from api.app import create_app, sign_in_address
from api.bootstrap import House
from config.database import Store
from tests.pages_district import fill_district, hold_spring, house_on, opened, plan_june, publish_june
from tests.pages_fixtures import form_token, post
from tests.pages_register import fill_register

PAGES = (
    "/",
    "/months/2026-06",
    "/months/2026-06/approve",
    "/months/2026-06/publish",
    "/api/v1/months/2026-06/findings",
    "/deliveries/2606-001",
    "/rain/2026-06-12",
    "/messages",
    "/inbox",
    "/register?words=北站&standing=expired",
    "/register/GW001",
    "/reminders",
    "/events",
    "/import",
)


@pytest.fixture
def house_on_postgres(postgres_store: Store, tmp_path: Path) -> Iterator[House]:
    fill_district(postgres_store)
    plan_june(postgres_store)
    hold_spring(postgres_store)
    with postgres_store.transaction() as session:
        fill_register(session)
    with opened(house_on(postgres_store, tmp_path)) as house:
        publish_june(house)
        yield house


def test_every_page_and_some_deeds_go_on_postgresql(house_on_postgres: House) -> None:
    client = TestClient(
        create_app(house_on_postgres), base_url="http://127.0.0.1:8070", follow_redirects=False
    )
    link = sign_in_address(house_on_postgres, Person("测试员", Role.ADMINISTRATOR)).split("link=")[1]
    client.post("/sign-in", data={"link": link, "form_token": form_token(client, link)})
    assert {path: client.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 200)
    deeds = {
        "/reminders/sweep": {},
        "/register/GW002/status": {"status": "suspended", "seen": "open"},
        "/months/2026-07/plan": {},
    }
    assert {
        path: post(client, path, **fields).status_code for path, fields in deeds.items()
    } == dict.fromkeys(deeds, 303)
