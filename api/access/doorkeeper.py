"""Knows a browser by its signed cookie, its person by the session, and its forms by their token."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from fastapi import Request
from fastapi.responses import Response
from itsdangerous import BadSignature, Signer

from api.access.rules import AccessRules
from api.access.signing_in import Person, sign_in, sign_out, signed_in, whose_link
from api.bootstrap import House
from config.clock import Clock

COOKIE = "culture_session"


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """Links and sessions live by the machine's `clock`: moving a demonstration's day must not end them."""

    house: House
    rules: AccessRules
    secret: str
    clock: Clock

    def browser_of(self, request: Request) -> str | None:
        """The id in the browser's cookie, None without a cookie that we signed."""
        try:
            return self._signer.unsign(request.cookies.get(COOKIE, "")).decode("ascii")
        except (BadSignature, UnicodeDecodeError):
            return None

    def person_of(self, browser: str | None) -> Person | None:
        """Who is signed in in this browser."""
        if browser is None:
            return None
        with self.house.store.reading() as session:
            return signed_in(session, self.house.district_id, browser, self.clock.now())

    def form_token(self, browser: str) -> str:
        """What every form of this browser carries; a foreign site cannot know it."""
        return hmac.new(self.secret.encode(), f"form:{browser}".encode(), "sha256").hexdigest()

    def whose_link(self, token: str) -> Person | None:
        with self.house.store.reading() as session:
            return whose_link(session, self.house.district_id, token, self.clock.now())

    def let_in(self, token: str) -> str | None:
        """Use a sign-in link up; the new session's id, or None if the link no longer works."""
        lifetime = timedelta(hours=self.rules.session_hours)
        with self.house.store.transaction() as session:
            return sign_in(session, self.house.district_id, token, self.clock.now(), lifetime)

    def see_out(self, browser: str) -> None:
        with self.house.store.transaction() as session:
            sign_out(session, self.house.district_id, browser, self.clock.now())

    def mark(self, request: Request, response: Response, browser: str) -> None:
        """Have the browser keep the id, out of reach of scripts and of forms on other sites."""
        response.set_cookie(
            COOKIE,
            self._signer.sign(browser).decode("ascii"),
            max_age=self.rules.session_hours * 3600,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )

    @property
    def _signer(self) -> Signer:
        return Signer(self.secret, salt="culture.session", digest_method=hashlib.sha256)


def new_browser() -> str:
    """An id for a browser that nobody is signed in with yet, so that its sign-in form has a token."""
    return secrets.token_urlsafe(32)
