"""The one guard: a route names in its parameter who may come in, and gets the visit only through it."""

from __future__ import annotations

import hmac
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request

from api.access.roles import ADMINISTRATORS, AREA, CALENDAR, EVERYONE, REGISTER, SIGNED_IN, STAFF, Role
from api.access.visit import Visit, visit_of
from config.bilingual import Bilingual

FORM_FIELD = "form_token"
FORM_HEADER = "x-form-token"
SAFE_METHODS = frozenset({"GET", "HEAD"})


class ClosedDoor(Exception):  # noqa: N818 - an answer to a visitor, not an error of the program
    """A request that is not let in, with the status and the sentence it is answered with.

    `title` heads the page where that of the status would mislead.
    """

    def __init__(self, status: int, sentence: Bilingual, title: Bilingual | None = None) -> None:
        super().__init__(sentence.en)
        self.status = status
        self.sentence = sentence
        self.title = title


SIGN_IN_FIRST = Bilingual(
    "请先登录。登录链接由运行本系统的人在服务器上取得（culture serve 启动时显示）。",
    "Please sign in first. The sign-in link is shown where the system runs, when culture serve starts.",
)
NOT_YOUR_ROLE = Bilingual(
    "您的角色不能做这件事。如需办理，请联系有权限的同事。",
    "Your role may not do this. Ask a colleague who may.",
)
STALE = Bilingual("页面已过期", "The form is out of date")
STALE_FORM = Bilingual(
    "这个页面放得太久，或不是从本系统打开的，没有改动任何内容。请返回、刷新后再提交。",
    "This form is too old or did not come from this system; nothing was changed. "
    "Go back, reload and submit again.",
)


async def _form_token_sent(request: Request) -> str:
    if request.method in SAFE_METHODS:
        return ""
    if FORM_HEADER in request.headers:
        return request.headers[FORM_HEADER]
    value = (await request.form()).get(FORM_FIELD)
    return value if isinstance(value, str) else ""


class Guard:
    """Lets in those with one of `roles`, or everybody (`roles` None); every POST must carry its form's token."""

    def __init__(self, roles: frozenset[Role] | None) -> None:
        self.roles = roles

    def __call__(self, request: Request, token: Annotated[str, Depends(_form_token_sent)]) -> Visit:
        visit = visit_of(request)
        if self.roles is not None and visit.person is None:
            raise ClosedDoor(401, SIGN_IN_FIRST)
        if self.roles is not None and not visit.may(self.roles):
            raise ClosedDoor(403, NOT_YOUR_ROLE)
        if request.method not in SAFE_METHODS and not (
            _from_here(request) and hmac.compare_digest(token.encode(), visit.form_token.encode())
        ):
            raise ClosedDoor(403, STALE_FORM, STALE)
        return visit


def _from_here(request: Request) -> bool:
    """Whether a form was sent from a page of ours, as far as the browser tells."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


class Signed:
    """Declares a door for machines: nobody signs in, the provider's own signature is verified by the route."""

    async def __call__(self) -> None:
        """Lets everything pass, without a thread for it: what is not signed is refused where it would be read."""


PUBLIC_GUARD = Guard(None)
SIGNED_GUARD = Signed()

Anyone = Annotated[Visit, Depends(PUBLIC_GUARD)]
"""Open to all: sign-in, own files, the health of the process."""
Signatory = Annotated[Visit, Depends(Guard(SIGNED_IN))]
"""Whoever is signed in, area officers too."""
AreaOfficer = Annotated[Visit, Depends(Guard(AREA))]
Reader = Annotated[Visit, Depends(Guard(EVERYONE))]
Coordinator = Annotated[Visit, Depends(Guard(CALENDAR))]
MarketOfficer = Annotated[Visit, Depends(Guard(REGISTER))]
Staff = Annotated[Visit, Depends(Guard(STAFF))]
Administrator = Annotated[Visit, Depends(Guard(ADMINISTRATORS))]
