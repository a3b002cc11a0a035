"""Every route with every role, and with nobody: who comes in, and what the one who may is answered."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest
from fastapi.routing import APIRoute

from api.access.roles import ADMINISTRATORS, AREA, CALENDAR, EVERYONE, REGISTER, SIGNED_IN, STAFF, Role
from api.app import create_app
from api.bootstrap import House
from tests.pages_fixtures import Browser, form_token

OPEN = {
    "GET /healthz": 200,
    "GET /static/page.css": 200,
    "GET /sign-in": 200,
    "POST /sign-in": 403,
    "POST /hooks/simulator": 403,
}
"""What is open to all, answered without a form's token or a signature."""

GUARDED = {
    "GET /": (EVERYONE, 200),
    "GET /months": (EVERYONE, 303),
    "GET /months/2026-06": (EVERYONE, 200),
    "GET /months/2026-06/calendar.xlsx": (EVERYONE, 200),
    "GET /months/2026-06/calendar.txt": (EVERYONE, 200),
    "GET /deliveries/2606-001": (EVERYONE, 200),
    "GET /plans/none": (EVERYONE, 404),
    "GET /plans/none/proposal": (EVERYONE, 404),
    "GET /api/v1/months/2026-06/findings": (EVERYONE, 200),
    "GET /rain/2026-06-05": (EVERYONE, 200),
    "GET /held": (EVERYONE, 200),
    "GET /progress": (EVERYONE, 200),
    "POST /held/one": (CALENDAR, 422),
    "POST /held/day": (CALENDAR, 422),
    "POST /held/file": (CALENDAR, 422),
    "GET /messages": (EVERYONE, 200),
    "GET /inbox": (EVERYONE, 200),
    "GET /sending": (EVERYONE, 200),
    "GET /ledger": (EVERYONE, 200),
    "GET /wording": (EVERYONE, 200),
    "GET /wording/change": (EVERYONE, 200),
    "GET /wording/change/versions/00000000": (EVERYONE, 404),
    "GET /sheet": (EVERYONE, 200),
    "GET /signatures": (EVERYONE, 200),
    "GET /deliveries/2606-001/places": (EVERYONE, 200),
    "GET /months/2026-06/fits": (EVERYONE, 200),
    "GET /questions/none": (EVERYONE, 404),
    "POST /questions/none/stop": (CALENDAR, 404),
    "POST /months/2026-06/orders/none/why": (CALENDAR, 422),
    "GET /telephones": (EVERYONE, 404),
    "GET /telephones/none": (EVERYONE, 404),
    "GET /register": (EVERYONE, 200),
    "GET /register/rules": (EVERYONE, 200),
    "GET /register/GW001": (EVERYONE, 200),
    "GET /reminders": (EVERYONE, 200),
    "GET /reminders/previews/none": (EVERYONE, 422),
    "GET /events": (EVERYONE, 200),
    "GET /months/2026-06/approve": (CALENDAR, 200),
    "GET /months/2026-06/publish": (CALENDAR, 200),
    "GET /months/2026-06/discard": (CALENDAR, 200),
    "POST /months/2026-06/discard": (CALENDAR, 422),
    "POST /months/2026-06/approve": (CALENDAR, 422),
    "POST /months/2026-06/comment": (CALENDAR, 422),
    "POST /months/2026-06/publish": (CALENDAR, 422),
    "POST /months/2026-07/plan": (CALENDAR, 303),
    "POST /plans/none/cancel": (CALENDAR, 404),
    "POST /deliveries/2606-001/move": (CALENDAR, 422),
    "POST /deliveries/2606-001/pin": (CALENDAR, 422),
    "POST /deliveries/2606-001/settle": (CALENDAR, 422),
    "POST /deliveries/2606-001/reserve": (CALENDAR, 422),
    "POST /deliveries/2606-001/unreserve": (CALENDAR, 422),
    "POST /deliveries/2606-001/skip": (CALENDAR, 422),
    "POST /deliveries/2606-001/unskip": (CALENDAR, 422),
    "POST /rain/2026-06-05": (CALENDAR, 422),
    "GET /months/2026-06/repair": (CALENDAR, 200),
    "POST /months/2026-06/repair": (CALENDAR, 422),
    "GET /repairs/none": (EVERYONE, 404),
    "GET /allotment": (EVERYONE, 303),
    "GET /allotment/2026": (EVERYONE, 200),
    "POST /allotment/2026": (CALENDAR, 422),
    "POST /allotment/2026/appeals": (CALENDAR, 422),
    "POST /allotment/2026/appeals/none": (CALENDAR, 422),
    "GET /year": (EVERYONE, 303),
    "GET /year/2026": (EVERYONE, 200),
    "POST /year/2025": (CALENDAR, 422),
    "POST /year/2025/cancel": (CALENDAR, 422),
    "POST /year/2026/apply": (CALENDAR, 422),
    "POST /repairs/none": (CALENDAR, 422),
    "POST /repairs/none/stop": (CALENDAR, 404),
    "GET /months/2026-06/waiting": (EVERYONE, 200),
    "GET /holds": (EVERYONE, 200),
    "POST /holds": (CALENDAR, 422),
    "POST /holds/none/release": (CALENDAR, 422),
    "GET /areas/merging": (CALENDAR, 200),
    "POST /areas/merging": (CALENDAR, 422),
    "GET /months/2026-06/repair/undo": (CALENDAR, 422),
    "POST /months/2026-06/repair/undo": (CALENDAR, 422),
    "POST /messages/none/number": (STAFF, 422),
    "POST /messages/none/called": (STAFF, 422),
    "POST /messages/none/again": (STAFF, 422),
    "POST /messages/none/release": (STAFF, 422),
    "POST /messages/none/aside": (STAFF, 422),
    "POST /inbox/none/read": (STAFF, 422),
    "POST /inbox/none/correct": (STAFF, 422),
    "POST /inbox/none/answer": (STAFF, 422),
    "POST /inbox/none/called": (STAFF, 422),
    "POST /sending/stop": (STAFF, 303),
    "POST /sending/go-on": (STAFF, 303),
    "POST /sending/batch": (STAFF, 422),
    "POST /ledger/verify": (STAFF, 200),
    "POST /ledger/head": (STAFF, 200),
    "POST /ledger/proof": (STAFF, 422),
    "POST /wording/change": (STAFF, 422),
    "POST /sheet/out": (STAFF, 422),
    "POST /sheet/files/none": (STAFF, 422),
    "POST /sheet/back": (STAFF, 422),
    "POST /telephones/none": (STAFF, 422),
    "POST /events/again": (STAFF, 422),
    "GET /import": (STAFF, 200),
    "GET /import/template.xlsx": (STAFF, 200),
    "GET /import/none": (STAFF, 422),
    "GET /import/none/marked/0": (STAFF, 422),
    "POST /import": (STAFF, 422),
    "POST /import/none/take": (STAFF, 422),
    "POST /import/none/drop": (STAFF, 303),
    "POST /register/GW001/status": (REGISTER, 422),
    "POST /register/GW001/licences/none/renewal": (REGISTER, 422),
    "POST /reminders/sweep": (REGISTER, 303),
    "POST /reminders/preview": (REGISTER, 422),
    "GET /campaigns": (EVERYONE, 200),
    "GET /campaigns/new": (REGISTER, 200),
    "GET /campaigns/none": (EVERYONE, 422),
    "POST /campaigns": (REGISTER, 422),
    "POST /campaigns/none/preview": (REGISTER, 422),
    "POST /campaigns/none/correct": (REGISTER, 422),
    "POST /campaigns/none/withdraw": (REGISTER, 422),
    "POST /campaigns/none/called": (REGISTER, 422),
    "POST /reminders/previews/none/send": (REGISTER, 422),
    "POST /reminders/called": (REGISTER, 422),
    "GET /readings": (ADMINISTRATORS, 200),
    "GET /clock": (ADMINISTRATORS, 200),
    "POST /clock": (ADMINISTRATORS, 422),
    "GET /area": (AREA, 200),
    "POST /area/orders": (AREA, 422),
    "POST /area/orders/back": (AREA, 422),
    "POST /area/attendance": (AREA, 422),
    "POST /sign-out": (SIGNED_IN, 303),
}
"""Who may, and what those are answered: a POST here carries its token and no other field."""


@pytest.mark.parametrize("role", [*Role, None], ids=lambda role: role or "nobody")
def test_each_door_opens_to_its_roles_only(
    published_house: House, browser: Browser, role: Role | None
) -> None:
    client = browser(role)
    token = form_token(client) if role else "none"
    answered = {}
    for way in GUARDED:
        method, path = way.split(" ")
        answered[way] = client.request(
            method, path, data={"form_token": token} if method == "POST" else None
        ).status_code
    expected = {
        way: (401 if role is None else status if role in roles else 403)
        for way, (roles, status) in GUARDED.items()
    }
    assert answered == expected
    assert published_house.district_id == "demo"


def test_what_is_open_is_open_to_nobody_in_particular(house: House, browser: Browser) -> None:
    client = browser(None)
    answered = {way: client.request(*way.split(" ")).status_code for way in OPEN}
    assert answered == OPEN
    assert house.district_id == "demo"


def test_looking_at_every_page_changes_nothing(published_house: House, browser: Browser) -> None:
    client = browser(Role.ADMINISTRATOR)
    before = _everything_in(published_house)
    for way in (*OPEN, *GUARDED):
        method, path = way.split(" ")
        if method == "GET":
            client.get(path)
    assert _everything_in(published_house) == before


def _everything_in(house: House) -> list[str]:
    assert house.store.file is not None
    with closing(sqlite3.connect(house.store.file)) as connection:
        return list(connection.iterdump())


def test_the_tables_above_name_every_route(house: House) -> None:
    patterns = {
        f"{method} {route.path}": re.compile(f"{method} " + re.sub(r"\{[^}]*\}", "[^/]+", route.path))
        for route in create_app(house).routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    named = {
        name for name, pattern in patterns.items() if any(pattern.fullmatch(way) for way in (*OPEN, *GUARDED))
    }
    assert named == set(patterns)
