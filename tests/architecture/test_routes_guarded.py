"""Every route declares who may come in: by role, openly to all, or to machines by signature."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from api.access.guard import PUBLIC_GUARD, Guard, Signed
from api.app import create_app
from api.bootstrap import House

OPEN_TO_ALL = {"GET /healthz", "GET /static/{name}", "GET /sign-in", "POST /sign-in"}


def guards_of(route: BaseRoute) -> list[Guard | Signed]:
    """The guards that stand before a route, wherever in its dependencies they are declared."""
    if not isinstance(route, APIRoute):
        return []
    return [call for call in _calls(route.dependant) if isinstance(call, Guard | Signed)]


def _calls(dependant: Dependant) -> list[object]:
    found: list[object] = [dependant.call]
    for inner in dependant.dependencies:
        found += _calls(inner)
    return found


def name_of(route: BaseRoute) -> str:
    return f"{'/'.join(sorted(getattr(route, 'methods', ['?'])))} {getattr(route, 'path', route)}"


def unguarded(app: FastAPI) -> list[str]:
    return [name_of(route) for route in app.routes if len(guards_of(route)) != 1]


def test_every_route_declares_exactly_one_guard(house: House) -> None:
    assert unguarded(create_app(house)) == []


def test_a_route_without_a_guard_is_found(house: House) -> None:
    app = create_app(house)

    @app.get("/forgotten")
    def forgotten() -> str:
        return ""

    app.mount("/mounted", FastAPI())
    assert unguarded(app) == ["GET /forgotten", "? /mounted"]


def test_what_is_open_to_all_is_listed_here(house: House) -> None:
    routes = create_app(house).routes
    assert {name_of(route) for route in routes if PUBLIC_GUARD in guards_of(route)} == OPEN_TO_ALL


def test_only_webhooks_are_for_machines(house: House) -> None:
    routes = create_app(house).routes
    signed = [name_of(route) for route in routes if any(isinstance(g, Signed) for g in guards_of(route))]
    assert [name for name in signed if not name.startswith("POST /hooks/")] == []
