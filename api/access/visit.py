"""One request as a route sees it: the house, who came, in which language; and the answers it can give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access.doorkeeper import Doorkeeper, new_browser
from api.access.roles import Role
from api.access.signing_in import Person
from api.bootstrap import House
from config.bilingual import Bilingual, Language

if TYPE_CHECKING:
    from api.pages.rendering import Pages

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LANGUAGE_COOKIE = "culture_language"


@dataclass(frozen=True, slots=True)
class Visit:
    """A request that its guard let in; at public doors `person` may be None."""

    request: Request
    keeper: Doorkeeper
    pages: Pages
    browser: str
    person: Person | None
    language: Language
    now: datetime
    """The district's present instant, read once so that a page tells of one moment."""

    @property
    def house(self) -> House:
        return self.keeper.house

    @property
    def district_id(self) -> str:
        return self.house.district_id

    @property
    def today(self) -> date:
        return self.now.astimezone(self.house.clock.zone).date()

    @property
    def by(self) -> str:
        """The name that stands beside what this person does."""
        assert self.person is not None, "only a guarded door leads to a deed"
        return self.person.name

    @property
    def form_token(self) -> str:
        return self.keeper.form_token(self.browser)

    def may(self, roles: frozenset[Role]) -> bool:
        """Whether the person has one of the roles: to show or hide a way, never instead of a guard."""
        return self.person is not None and self.person.role in roles

    def said(self, words: Bilingual) -> str:
        return words.in_(self.language)

    def address_in(self, language: Language) -> str:
        """The address of this page in the other language."""
        query = {**self.request.query_params, "lang": language}
        return f"{self.request.url.path}?{urlencode(query)}"

    def page(self, template: str, /, *, status: int = 200, **facts: Any) -> HTMLResponse:
        """The page made from `template`, in the reader's language."""
        response = HTMLResponse(self.pages.render(template, self, facts), status_code=status)
        if self.keeper.browser_of(self.request) is None:
            self.keeper.mark(self.request, response, self.browser)
        asked = self.request.query_params.get("lang")
        if asked in ("zh", "en"):
            response.set_cookie(LANGUAGE_COOKIE, asked, max_age=31_536_000, httponly=True, samesite="lax")
        return response

    def file(self, content: bytes, media_type: str, name: str) -> Response:
        """A file to keep, under a name that may be Chinese."""
        kept = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
        return Response(content, media_type=media_type, headers=kept)

    def go(self, path: str) -> RedirectResponse:
        """After a deed, on to the page that shows what it did (303: read with GET)."""
        return RedirectResponse(path, status_code=303)


def visit_of(request: Request) -> Visit:
    """Who came with this request; judges nothing."""
    keeper: Doorkeeper = request.app.state.keeper
    browser = keeper.browser_of(request)
    return Visit(
        request=request,
        keeper=keeper,
        pages=request.app.state.pages,
        browser=browser or new_browser(),
        person=keeper.person_of(browser),
        language=_language_of(request.query_params, request.cookies),
        now=keeper.house.clock.now(),
    )


def _language_of(query: Mapping[str, str], cookies: Mapping[str, str]) -> Language:
    """The language asked for in the address, else the one kept in the cookie, else Chinese."""
    asked = query.get("lang") or cookies.get(LANGUAGE_COOKIE)
    return "en" if asked == "en" else "zh"
