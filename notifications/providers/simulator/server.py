"""The simulator's doors: handing over, looking up, fetching, the telephones, and faults on demand."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any

import httpx
from fastapi import Depends, FastAPI, Header, HTTPException, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from notifications.providers.simulator.ledger import Ledger, outcome_of
from notifications.providers.simulator.wire import BULK_SIZE, SECRET_HEADER, SIGNATURE_HEADER, signature

PUSH_PAUSES = (1.0, 5.0, 10.0)
"""Seconds after which a push that was not taken is tried again; after the last it is dropped."""

SHORTEST_PAUSE = 0.01
"""Seconds between two looks for receipts that have become due."""


class Handed(BaseModel):
    """One message handed over."""

    reference: str = Field(min_length=1, max_length=64)
    telephone: str = Field(pattern=r"^\+\d{8,15}$")
    text: str = Field(min_length=1, max_length=2000)


class Batch(BaseModel):
    """Messages handed over in one call."""

    messages: list[Handed] = Field(min_length=1, max_length=BULK_SIZE)


class Typed(BaseModel):
    """What a person types on a telephone."""

    text: str = Field(min_length=1, max_length=1000)


class Faults(BaseModel):
    """What is to go wrong with the next calls that hand messages over; delays in seconds hold until changed."""

    busy_next: int = 0
    """Answer 429 so many times; nothing is taken."""
    error_next: int = 0
    """Answer 500 so many times; nothing is taken."""
    error_after_next: int = 0
    """Take the messages, then answer 500, so many times."""
    drop_next: int = 0
    """Take the messages, then break the connection, so many times."""
    delay_before: float = 0
    """Wait before the messages are taken, as if they were still on their way."""
    delay_after: float = 0
    """Wait after the messages are taken, before the answer."""


class BrokenAnswer(Response):
    """Promises a body and never gives it, so that the server breaks the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})


class Stays:
    """Who uses the simulator at present; `all_gone` is called when the last of them has left."""

    def __init__(self, all_gone: Callable[[], None] = lambda: None) -> None:
        self.count = 0
        self._all_gone = all_gone

    def begin(self) -> None:
        self.count += 1

    def end(self) -> None:
        self.count -= 1
        if not self.count:
            self._all_gone()


class Stay(Response):
    """An answer that goes on until the caller leaves or is killed."""

    def __init__(self, stays: Stays) -> None:
        super().__init__()
        self._stays = stays

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope
        self._stays.begin()
        try:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"\n", "more_body": True})
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            self._stays.end()


def simulator_app(
    ledger: Ledger,
    secret: str,
    *,
    callback: str = "",
    receipt_delay: float = 0.05,
    stays: Stays | None = None,
) -> FastAPI:
    """The application; receipts follow a message after `receipt_delay` seconds, pushes go to `callback`."""
    news = asyncio.Event()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(_give_receipts(ledger, news, receipt_delay))]
        if callback:
            tasks.append(asyncio.create_task(_push(ledger, callback, secret)))
        news.set()
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def knows_secret(given: Annotated[str, Header(alias=SECRET_HEADER)] = "") -> None:
        if not hmac.compare_digest(given.encode(), secret.encode()):
            raise HTTPException(401, "the shared secret does not fit")

    app = FastAPI(title="Simulator", lifespan=lifespan, dependencies=[Depends(knows_secret)])
    _add_messages(app, ledger, news)
    _add_telephones(app, ledger)
    _add_stays(app, stays or Stays())
    return app


def _add_messages(app: FastAPI, ledger: Ledger, news: asyncio.Event) -> None:
    faults = Faults()

    @app.post("/faults")
    async def set_faults(wanted: Faults) -> Faults:
        nonlocal faults
        faults = wanted
        return faults

    @app.post("/messages")
    async def take(batch: Batch) -> Response:
        for name, status in (("busy_next", 429), ("error_next", 500)):
            left = getattr(faults, name)
            if left:
                setattr(faults, name, left - 1)
                ledger.record("refused", {"status": status, "messages": batch.model_dump()["messages"]})
                return JSONResponse({"error": name}, status_code=status)
        await asyncio.sleep(faults.delay_before)
        taken = ledger.take(batch.model_dump()["messages"])
        news.set()
        if faults.error_after_next:
            faults.error_after_next -= 1
            return JSONResponse({"error": "error_after_next"}, status_code=500)
        if faults.drop_next or any(outcome_of(each["telephone"]).lost for each in taken):
            faults.drop_next = max(faults.drop_next - 1, 0)
            return BrokenAnswer()
        await asyncio.sleep(faults.delay_after)
        return JSONResponse(
            {"messages": [{name: each[name] for name in ("reference", "id", "code")} for each in taken]}
        )

    @app.get("/messages")
    async def look_up(reference: Annotated[str, Query(min_length=1)]) -> dict[str, Any]:
        found = ledger.by_reference(reference)
        return {"messages": found, "sure": not any(outcome_of(each["telephone"]).lost for each in found)}

    @app.get("/updates")
    async def updates(after: Annotated[int, Query(ge=0)] = 0) -> dict[str, Any]:
        return _payload(ledger.updates(after)) | {"cursor": len(ledger.lines)}


def _add_telephones(app: FastAPI, ledger: Ledger) -> None:
    @app.get("/telephones")
    async def telephones() -> dict[str, Any]:
        return {"telephones": ledger.telephones()}

    @app.get("/telephones/{telephone}")
    async def conversation(telephone: str) -> dict[str, Any]:
        return {"telephone": telephone, "messages": ledger.conversation(telephone)}

    @app.post("/telephones/{telephone}/replies")
    async def reply(telephone: str, typed: Typed) -> dict[str, Any]:
        serial = len(ledger.lines) + 1
        return ledger.record(
            "reply", {"id": f"sim-in-{serial:06d}", "telephone": telephone, "text": typed.text}
        )


def _add_stays(app: FastAPI, stays: Stays) -> None:
    @app.get("/stay")
    async def stay() -> Response:
        return Stay(stays)

    @app.get("/stays")
    async def count() -> dict[str, int]:
        return {"stays": stays.count}


def _payload(lines: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "receipts": [line for line in lines if line["kind"] == "receipt"],
        "replies": [line for line in lines if line["kind"] == "reply"],
    }


async def _give_receipts(ledger: Ledger, news: asyncio.Event, delay: float) -> None:
    while True:
        if not ledger.owes:
            await news.wait()
        news.clear()
        await asyncio.sleep(max(delay, SHORTEST_PAUSE))
        for receipt in ledger.owed_receipts():
            ledger.record("receipt", receipt)


async def _push(ledger: Ledger, callback: str, secret: str) -> None:
    """Push what is new, oldest first; what is not taken after the last pause is dropped, to be fetched."""
    async with httpx.AsyncClient(timeout=10) as client:
        while True:
            upto = len(ledger.lines)
            news = ledger.updates(ledger.pushed_to)
            if not news:
                await asyncio.sleep(0.1)
                continue
            body = json.dumps(_payload(news), ensure_ascii=False).encode()
            headers = {SIGNATURE_HEADER: signature(secret, body), "content-type": "application/json"}
            taken = await _pushed(client, callback, body, headers)
            ledger.record("push", {"upto": upto, "taken": taken, "updates": len(news)})


async def _pushed(client: httpx.AsyncClient, callback: str, body: bytes, headers: dict[str, str]) -> bool:
    for pause in (*PUSH_PAUSES, None):
        try:
            answer = await client.post(callback, content=body, headers=headers)
        except httpx.TransportError:
            taken = False
        else:
            taken = answer.is_success
        if taken or pause is None:
            return taken
        await asyncio.sleep(pause)
    return False
