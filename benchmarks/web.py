"""What the month board and its neighbours cost the server, with 108 and 216 deliveries: `python -m benchmarks.web`.

Milliseconds of processor time of one request, the test client's own share included, so that what else
the machine does is left out; beside it the time on the wall.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from fastapi.testclient import TestClient

from api.access.roles import Role
from api.access.signing_in import Person
from api.app import create_app, sign_in_address
from api.tables import metadata
from config.database import Store
from config.durable import migrate_engine
from scheduler.domain.delivery import Delivery
from tests.pages_district import fill_district, house_on, june, opened, plan_june
from tests.pages_fixtures import form_token

PATHS = (
    "/months/2026-06",
    "/months/2026-06?view=week",
    "/months/2026-06?view=agenda",
    "/",
    "/deliveries/2606-001",
)
RUNS = 30


def main() -> None:
    """Print each page's median in milliseconds, of the processor and on the wall, and its size."""
    print(f"{'deliveries':>10} {'page':32} {'cpu ms':>8} {'wall ms':>8} {'KB':>6}")
    for deliveries in (june(), _twice(june())):
        with tempfile.TemporaryDirectory(prefix="culture-web-") as directory:
            _measure(Path(directory), deliveries)


def _twice(deliveries: tuple[Delivery, ...]) -> tuple[Delivery, ...]:
    """Every delivery once more under another id: a month twice as full."""
    return (*deliveries, *(replace(each, id=f"{each.id}b") for each in deliveries))


def _measure(home: Path, deliveries: tuple[Delivery, ...]) -> None:
    store = Store(f"sqlite:///{home / 'web.sqlite'}")
    metadata().create_all(store.engine)
    migrate_engine(store)
    fill_district(store)
    plan_june(store, deliveries)
    with opened(house_on(store, home)) as house:
        client = TestClient(create_app(house), base_url="http://127.0.0.1:8070", follow_redirects=False)
        link = sign_in_address(house, Person("measure", Role.COORDINATOR)).split("link=")[1]
        client.post("/sign-in", data={"link": link, "form_token": form_token(client, link)})
        for path in PATHS:
            worked, waited, size = [], [], 0
            for _ in range(RUNS):
                began, begun = time.process_time(), time.perf_counter()
                size = len(client.get(path).content)
                worked.append(1000 * (time.process_time() - began))
                waited.append(1000 * (time.perf_counter() - begun))
            print(
                f"{len(deliveries):>10} {path:32} {statistics.median(worked):>8.1f} "
                f"{statistics.median(waited):>8.1f} {size / 1024:>6.0f}"
            )
    store.close()


if __name__ == "__main__":
    main()
