"""The simulator's telephones: what each of them shows, and answering from it."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

import httpx
from fastapi import APIRouter, Form
from fastapi.responses import Response

from api.access.guard import ClosedDoor, Reader, Staff
from api.access.visit import Visit
from api.pages.correspondents import names_at
from config.bilingual import Bilingual
from config.refusal import refuse
from notifications.providers.simulator.client import SimulatorProvider

router = APIRouter()

NOT_SIMULATED = Bilingual(
    "现在使用的是真实的短信服务商，没有模拟电话。",
    "A live provider is in use; there are no simulated telephones.",
)
NOT_RUNNING = Bilingual(
    "短信模拟器没有运行。请用 culture serve 启动系统后再看。",
    "The simulator is not running. Start the system with culture serve and look again.",
)
NO_SUCH_TELEPHONE = Bilingual("没有这部电话。", "There is no such telephone.")


@router.get("/telephones")
def telephones(visit: Reader) -> Response:
    found = _telephones(visit)
    return visit.page("telephones.html", telephones=found, names=_names(visit, found))


@router.get("/telephones/{handle}")
def conversation(visit: Reader, handle: str) -> Response:
    number = _number(visit, handle)
    return visit.page(
        "telephone.html",
        handle=handle,
        number=number,
        names=_names(visit, [{"telephone": number}]).get(number, ()),
        talk=_simulator(visit).conversation(number),
    )


@router.post("/telephones/{handle}")
def answer(visit: Staff, handle: str, text: Annotated[str, Form()]) -> Response:
    if not text.strip():
        raise refuse("text", "请输入要回复的内容。", "type what the telephone replies.")
    _simulator(visit).type_reply(_number(visit, handle), text.strip())
    return visit.go(f"/telephones/{handle}")


def handle_of(number: str) -> str:
    """A name for a telephone in addresses, so that no number stands in them."""
    return hashlib.sha256(number.encode()).hexdigest()[:16]


def _number(visit: Visit, handle: str) -> str:
    for each in _telephones(visit):
        if handle_of(each["telephone"]) == handle:
            return str(each["telephone"])
    raise ClosedDoor(404, NO_SUCH_TELEPHONE)


def _telephones(visit: Visit) -> list[dict[str, Any]]:
    try:
        return [{**each, "handle": handle_of(each["telephone"])} for each in _simulator(visit).telephones()]
    except httpx.TransportError:
        raise ClosedDoor(404, NOT_RUNNING) from None


def _simulator(visit: Visit) -> SimulatorProvider:
    provider = visit.house.provider
    if not isinstance(provider, SimulatorProvider):
        raise ClosedDoor(404, NOT_SIMULATED)
    return provider


def _names(visit: Visit, found: list[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    numbers = [str(each["telephone"]) for each in found]
    with visit.house.store.reading() as session:
        return names_at(session, visit.district_id, numbers, visit.today)
