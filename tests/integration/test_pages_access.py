"""Who comes in, by which link, with which form."""

from __future__ import annotations

import re
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.access.secret import session_secret
from api.access.signing_in import Person
from api.access.tables import SignedInRow, SignInLinkRow
from api.app import create_app, sign_in_address
from api.bootstrap import House
from config.clock import FixedClock
from config.refusal import Refusal
from scheduler.adapters.district_tables import ProgrammeRow
from tests.conftest import SHANGHAI
from tests.pages_fixtures import Browser, form_token, post

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
COORDINATOR = Person("测试员", Role.COORDINATOR)


def client_of(house: House, clock: FixedClock | None = None) -> TestClient:
    return TestClient(create_app(house, clock), base_url="http://127.0.0.1:8070", follow_redirects=False)


def link_of(house: House, clock: FixedClock | None = None) -> str:
    return sign_in_address(house, COORDINATOR, clock).split("link=")[1]


def enter(client: TestClient, link: str) -> int:
    token = form_token(client, link) if client.get(f"/sign-in?link={link}").status_code == 200 else "none"
    answer = client.post("/sign-in", data={"link": link, "form_token": token})
    return int(answer.status_code)


def test_opening_a_link_shows_whose_it_is_and_uses_nothing_up(house: House) -> None:
    link = link_of(house)
    for _ in range(3):
        page = client_of(house).get(f"/sign-in?link={link}")
        assert (page.status_code, "测试员" in page.text) == (200, True)
    assert enter(client_of(house), link) == 303


def test_a_link_works_once(house: House) -> None:
    link = link_of(house)
    assert enter(client_of(house), link) == 303
    second = client_of(house)
    token = form_token(second, link_of(house))
    assert second.post("/sign-in", data={"link": link, "form_token": token}).status_code == 401
    assert second.get(f"/sign-in?link={link}").status_code == 401


def test_a_link_expires(house: House) -> None:
    clock = FixedClock(NOON, SHANGHAI)
    client, link = client_of(house, clock), link_of(house, clock)
    clock.instant = NOON + timedelta(minutes=29, seconds=59)
    assert client.get(f"/sign-in?link={link}").status_code == 200
    clock.instant = NOON + timedelta(minutes=30)
    assert client.get(f"/sign-in?link={link}").status_code == 401


def test_a_session_ends_by_itself(house: House) -> None:
    clock = FixedClock(NOON, SHANGHAI)
    client = client_of(house, clock)
    enter(client, link_of(house, clock))
    clock.instant = NOON + timedelta(hours=11, minutes=59)
    assert client.get("/").status_code == 200
    clock.instant = NOON + timedelta(hours=12)
    assert client.get("/").status_code == 401


def test_neither_tokens_nor_session_ids_are_kept(house: House) -> None:
    link = link_of(house)
    client = client_of(house)
    enter(client, link)
    session_id = client.cookies["culture_session"].rsplit(".", 1)[0]
    with house.store.reading() as session:
        kept = repr(session.execute(sa.select(SignInLinkRow.__table__)).all())
        kept += repr(session.execute(sa.select(SignedInRow.__table__)).all())
    assert (link in kept, session_id in kept) == (False, False)


def test_signing_in_changes_the_cookie(house: House) -> None:
    client = client_of(house)
    link = link_of(house)
    client.get(f"/sign-in?link={link}")
    before = client.cookies["culture_session"]
    enter(client, link)
    assert client.cookies["culture_session"] != before


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(house: House) -> None:
    for scheme, secure in (("http", False), ("https", True)):
        client = TestClient(create_app(house), base_url=f"{scheme}://127.0.0.1:8070")
        cookie = client.get("/sign-in").headers["set-cookie"]
        assert ("HttpOnly" in cookie, "SameSite=lax" in cookie, "Secure" in cookie) == (True, True, secure)


def test_a_cookie_signed_by_somebody_else_opens_nothing(house: House, browser: Browser) -> None:
    signed_in = browser(Role.VIEWER)
    forged = client_of(house)
    forged.cookies.set("culture_session", signed_in.cookies["culture_session"].rsplit(".", 1)[0] + ".AAAA")
    assert forged.get("/").status_code == 401


def test_signing_out_ends_the_session_everywhere(house: House, browser: Browser) -> None:
    signed_in = browser(Role.VIEWER)
    copy = client_of(house)
    copy.cookies.set("culture_session", signed_in.cookies["culture_session"])
    assert copy.get("/").status_code == 200
    assert post(signed_in, "/sign-out").status_code == 303
    assert (signed_in.get("/").status_code, copy.get("/").status_code) == (401, 401)


@pytest.mark.parametrize("token", ["", "0" * 64])
def test_a_form_without_its_token_changes_nothing(browser: Browser, token: str) -> None:
    client = browser(Role.COORDINATOR)
    answer = client.post("/sign-out", data={"form_token": token})
    assert (answer.status_code, "<h1>页面已过期</h1>" in answer.text) == (403, True)
    assert client.get("/").status_code == 200


def test_a_form_from_another_site_changes_nothing(browser: Browser) -> None:
    client = browser(Role.COORDINATOR)
    answer = client.post(
        "/sign-out", data={"form_token": form_token(client)}, headers={"origin": "https://elsewhere.example"}
    )
    assert answer.status_code == 403
    assert client.get("/").status_code == 200


def test_another_browsers_token_does_not_fit(browser: Browser) -> None:
    one, other = browser(Role.COORDINATOR), browser(Role.COORDINATOR)
    assert one.post("/sign-out", data={"form_token": form_token(other)}).status_code == 403


def test_a_foreign_host_name_is_not_answered(house: House) -> None:
    client = client_of(house)
    assert client.get("/sign-in", headers={"host": "elsewhere.example"}).status_code == 421
    assert client.get("/sign-in", headers={"host": "localhost:8070"}).status_code == 200


def test_every_answer_carries_the_strict_headers(browser: Browser) -> None:
    client = browser(Role.VIEWER)
    for path in ("/", "/months/2026-06", "/nowhere", "/healthz"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
        assert "unsafe" not in headers["content-security-policy"]
        assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")
        assert headers["cache-control"] == "no-store"


def test_no_page_has_scripts_or_styles_of_its_own() -> None:
    templates = Path(__file__).parents[2] / "api" / "pages" / "templates"
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", re.IGNORECASE)
    assert [file.name for file in templates.glob("*.html") if inline.search(file.read_text("utf-8"))] == []


def test_what_people_name_is_shown_and_never_obeyed(house: House, browser: Browser) -> None:
    nasty = "<script>alert(1)</script>\"' onmouseover=alert(1) x="
    with house.store.transaction() as session:
        session.execute(sa.update(ProgrammeRow).values(name=nasty))
    client = browser(Role.COORDINATOR)
    for path in ("/", "/months/2026-06", "/deliveries/2606-001", "/months/2026-06/publish"):
        page = client.get(path).text
        assert ("<script>alert" in page, "\"' onmouseover" in page) == (False, False)
    assert "&lt;script&gt;alert(1)" in client.get("/deliveries/2606-001").text


def test_the_way_back_never_leads_to_another_site(browser: Browser) -> None:
    client = browser(Role.VIEWER)
    ours = {"referer": "http://127.0.0.1:8070//elsewhere.example/page"}
    assert 'href="/elsewhere.example/page"' in client.get("/nowhere", headers=ours).text
    theirs = {"referer": "https://elsewhere.example/page"}
    assert "elsewhere" not in client.get("/nowhere", headers=theirs).text


def test_a_form_refused_at_its_own_address_has_a_way_back_to_it(browser: Browser) -> None:
    client = browser(Role.COORDINATOR)
    page = client.post("/telephones/x", headers={"referer": "http://127.0.0.1:8070/telephones/x"}).text
    assert 'href="/telephones/x"' in page
    assert (
        'href="/nowhere"'
        not in client.get("/nowhere", headers={"referer": "http://127.0.0.1:8070/nowhere"}).text
    )


def test_the_secret_is_made_once_and_nobody_else_can_read_it(tmp_path: Path) -> None:
    first = session_secret(tmp_path / "home", {})
    assert session_secret(tmp_path / "home", {}) == first
    assert [file.name for file in (tmp_path / "home").iterdir()] == ["session_secret"]
    assert stat.S_IMODE((tmp_path / "home" / "session_secret").stat().st_mode) == 0o600


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    session_secret(tmp_path, {})
    (tmp_path / "session_secret").chmod(0o644)
    with pytest.raises(Refusal, match="others can read the session secret"):
        session_secret(tmp_path, {})


def test_the_environment_may_give_the_secret_if_it_is_long_enough(tmp_path: Path) -> None:
    assert session_secret(tmp_path, {"CULTURE_SESSION_SECRET": "s" * 32}) == "s" * 32
    with pytest.raises(Refusal, match="at least 32 characters"):
        session_secret(tmp_path, {"CULTURE_SESSION_SECRET": "short"})


def test_the_reader_chooses_the_language_and_keeps_it(browser: Browser) -> None:
    client = browser(Role.VIEWER)
    assert '<html lang="zh-CN">' in client.get("/").text
    assert '<html lang="en">' in client.get("/?lang=en").text
    assert '<html lang="en">' in client.get("/months/2026-06").text
    assert '<html lang="zh-CN">' in client.get("/?lang=zh").text
