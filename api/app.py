"""The web door: every page and endpoint of the house, guarded, hardened, in two languages."""

from __future__ import annotations

from datetime import timedelta

from fastapi import FastAPI

from api.access.doorkeeper import Doorkeeper
from api.access.headers import Hardened
from api.access.rules import AccessRules
from api.access.secret import session_secret
from api.access.signing_in import Person, new_link
from api.bootstrap import House
from api.letterbox import Letterbox
from api.pages import (
    allotting,
    area,
    board,
    by_sheet,
    campaigns,
    clock,
    deliveries,
    discarding,
    events,
    explaining,
    fitting,
    imports,
    inbox,
    ledger,
    merging,
    messages,
    planning,
    progress,
    provisional,
    publishing,
    rain,
    readings,
    recording,
    register,
    reminders,
    repairing,
    reserving,
    sending,
    sign_in,
    signatures,
    skipping,
    start,
    telephones,
    waiting,
    why_not,
    wording,
    year,
)
from api.pages.refusals import answer_refusals
from api.pages.rendering import Pages
from api.routes import health, hooks, month_findings, static_files
from api.routes.static_files import StaticFiles
from api.version import product_version
from api.words import read_words
from config.clock import Clock, SystemClock

DOORS = (
    health,
    static_files,
    hooks,
    month_findings,
    sign_in,
    start,
    board,
    planning,
    publishing,
    discarding,
    deliveries,
    skipping,
    reserving,
    explaining,
    fitting,
    why_not,
    waiting,
    provisional,
    merging,
    rain,
    repairing,
    allotting,
    year,
    area,
    recording,
    progress,
    messages,
    sending,
    inbox,
    ledger,
    telephones,
    register,
    reminders,
    campaigns,
    events,
    clock,
    imports,
    wording,
    by_sheet,
    signatures,
    readings,
)
"""The modules with routes; each route declares its guard (tests/architecture/test_routes_guarded.py)."""


def create_app(house: House, access_clock: Clock | None = None) -> FastAPI:
    """The pages of `house`; links and sessions live by `access_clock`, the machine's own if none is given."""
    rules = house.settings.section("access", AccessRules)
    app = FastAPI(title="Culture delivery", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.keeper = Doorkeeper(
        house,
        rules,
        session_secret(house.settings.home),
        access_clock or SystemClock(house.clock.zone),
    )
    app.state.letterbox = Letterbox()
    app.state.static = StaticFiles()
    app.state.pages = Pages(read_words(), app.state.static, product_version())
    for door in DOORS:
        app.router.routes.extend(door.router.routes)  # plain routes, so that one test can list them all
    answer_refusals(app)
    app.add_middleware(Hardened, hosts=rules.hosts)
    return app


def sign_in_address(house: House, person: Person, access_clock: Clock | None = None) -> str:
    """The address by which `person` signs in once; `culture serve` prints it."""
    rules = house.settings.section("access", AccessRules)
    clock = access_clock or SystemClock(house.clock.zone)
    with house.store.transaction() as session:
        token = new_link(
            session, house.district_id, person, clock.now(), timedelta(minutes=rules.link_minutes)
        )
    return f"http://{house.settings.host}:{house.settings.port}/sign-in?link={token}"
