"""How a refusal, a closed door or a failure is told: in the reader's language, with a way on, without a trace."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from api.access.guard import ClosedDoor
from api.access.visit import visit_of
from config.bilingual import Bilingual
from config.refusal import Conflict, Fault, Refusal

log = logging.getLogger(__name__)

KNOWN = frozenset({401, 403, 404, 405, 409, 422, 500})


def answer_refusals(app: FastAPI) -> None:
    """Tell every way a request can end badly as a page (or as JSON under /api/)."""
    app.add_exception_handler(ClosedDoor, _closed)
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _failed)


def _closed(request: Request, error: Exception) -> Response:
    assert isinstance(error, ClosedDoor)
    return _answer(request, error.status, error.sentence, title=error.title)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return _answer(request, 409 if isinstance(error, Conflict) else 422, None, error.faults)


def _unreadable(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [
        Fault(
            str(found["loc"][-1]),
            Bilingual("没有填写，或填写的内容看不懂。", "is missing or cannot be read."),
        )
        for found in error.errors()
    ]
    return _answer(request, 422, None, faults)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _answer(request, error.status_code, None)


def _failed(request: Request, error: Exception) -> Response:
    number = secrets.token_hex(3)
    log.error("failure %s at %s %s", number, request.method, request.url.path, exc_info=error)
    return _answer(request, 500, None, number=number)


def _answer(
    request: Request,
    status: int,
    sentence: Bilingual | None,
    faults: Sequence[Fault] = (),
    number: str = "",
    title: Bilingual | None = None,
) -> Response:
    if request.url.path.startswith("/api/"):
        told = [{"place": fault.place, "zh": fault.sentence.zh, "en": fault.sentence.en} for fault in faults]
        if sentence is not None:
            told.append({"place": "", "zh": sentence.zh, "en": sentence.en})
        return JSONResponse({"status": HTTPStatus(status).phrase, "faults": told}, status_code=status)
    return visit_of(request).page(
        "refusal.html",
        status=status,
        kind=status if status in KNOWN else (500 if status >= 500 else 404),  # noqa: PLR2004
        title=title,
        sentence=sentence,
        faults=faults,
        number=number,
        back=_came_from(request),
    )


def _came_from(request: Request) -> str:
    """The page of ours that the request came from, unless it is the one refused; else the start page."""
    referrer = urlsplit(request.headers.get("referer", ""))
    here = referrer.netloc == request.headers.get("host")
    seen = request.method != "GET" or referrer.path != request.url.path
    if referrer.netloc and here and seen:
        return "/" + referrer.path.lstrip("/") + (f"?{referrer.query}" if referrer.query else "")
    return "/"
