"""Each page speaks the reader's language and says where it stands; what is in the other one is the office's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.bootstrap import House
from tests.pages_fixtures import Browser

MONTH = "/months/2026-06"
PAGES = (
    *("/", MONTH, f"{MONTH}?view=week&week=2", f"{MONTH}/approve", f"{MONTH}/publish", f"{MONTH}/repair"),
    *(
        "/months/2026-08",
        "/months/2026-13",
        "/deliveries/2606-001",
        "/deliveries/2606-009",
        "/rain/2026-06-12",
    ),
    *(
        "/deliveries/2606-001/places",
        "/allotment/2026?category=film&area=bz&month=2026-08",
        "/held",
        "/clock",
    ),
    *(
        "/messages",
        "/sending",
        "/inbox?tab=all",
        "/ledger",
        "/readings",
        "/sheet",
        "/wording",
        "/wording/digest",
    ),
    *(
        "/signatures?provider=aliyun&content=12",
        "/telephones",
        "/register",
        "/register/rules",
        "/register/GW001",
    ),
    *("/reminders", "/reminders?tab=person", "/events", "/events?kind=jobs", "/import", "/area", "/nowhere"),
)
CHINESE = re.compile("[\u3400-\u9fff]+")
LATIN = re.compile(r"[A-Za-z][A-Za-z-]+")
KNOWN = {
    *("English", "Excel", "PDF", "CSV", "XLSX", "Tab", "TOML", "SMS"),
    *("culture", "init", "demo", "serve", "provider", "sheet", "settle"),
}
"""Latin words of a Chinese page: names of things, and commands to be typed."""


@pytest.fixture
def client(published_house: House, browser: Browser) -> TestClient:
    """An administrator of an office that has published."""
    assert published_house.settings.provider == "simulator"
    return browser(Role.ADMINISTRATOR)


@pytest.mark.parametrize(("language", "foreign"), [("en", CHINESE), ("zh", LATIN)])
def test_no_page_falls_into_the_other_language(
    client: TestClient, published_house: House, language: str, foreign: re.Pattern[str]
) -> None:
    office = " ".join(of_the_office(published_house))
    fallen = {
        (path, word)
        for path in PAGES
        for word in foreign.findall(words_of(client.get(path, params={"lang": language}).text))
        if word not in office and word not in KNOWN
    }
    assert fallen == set()


def words_of(page: str) -> str:
    """All that a page says: its text, its labels, titles and values; not what is code or in another language."""
    page = re.sub(r"<(script|style|code|pre|textarea)\b.*?</\1>", " ", page, flags=re.DOTALL)
    page = re.sub(
        r'<(\w+)\b[^>]* lang="[^"]+"[^>]*>.*?</\1>', " ", page.split("<head>", 1)[1], flags=re.DOTALL
    )
    said = re.findall(r'(?:aria-label|title|placeholder|data-(?:label|none|some|choose))="([^"]*)"', page)
    return re.sub(r"https?://\S+", " ", unescape(" ".join([re.sub(r"<[^>]+>", " ", page), *said])))


def of_the_office(house: House) -> Iterator[str]:
    """Every text that the store holds: names, texts, rules with their sources."""
    with house.store.reading() as session:
        for table in sa.inspect(session.connection()).get_table_names():
            for row in session.execute(sa.text(f'SELECT * FROM "{table}"')):  # noqa: S608 - a name of our own
                yield from (value for value in row if isinstance(value, str))


@pytest.mark.parametrize(
    ("path", "way"),
    [
        ("/deliveries/2606-001", "/months"),
        ("/rain/2026-06-12", "/months"),
        ("/wording/digest", "/messages"),
        ("/ledger", "/messages"),
        ("/register/rules", "/register"),
        ("/clock", "/"),
    ],
)
def test_the_head_says_under_which_way_a_page_stands(client: TestClient, path: str, way: str) -> None:
    ways = client.get(path).text.split('<nav class="ways"')[1].split("</nav>")[0]
    assert re.findall(r'href="([^"]+)" aria-current="page"', ways) == [way]
