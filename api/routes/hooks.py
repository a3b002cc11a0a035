"""Where providers push receipts and replies; their own signature is the key."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.access.guard import SIGNED_GUARD, ClosedDoor
from api.bootstrap import House
from api.letterbox import Push
from config.bilingual import Bilingual
from notifications.providers import UnsignedPush

router = APIRouter()

MOST_BYTES = 1_000_000
UNKNOWN_LANE = Bilingual("没有这个短信通道。", "There is no such lane.")
UNSIGNED = Bilingual("签名不符，未读取任何内容。", "The signature does not fit; nothing was read.")
TOO_LARGE = Bilingual("内容过大。", "Too large.")


@router.post("/hooks/{lane}", dependencies=[Depends(SIGNED_GUARD)])
async def push(request: Request, lane: str) -> Response:
    """Verify, store once, then answer; what follows from it happens after."""
    house: House = request.app.state.keeper.house
    provider = house.provider_of_lane(lane)
    if provider is None:
        raise ClosedDoor(404, UNKNOWN_LANE)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise ClosedDoor(413, TOO_LARGE)
    try:
        updates = provider.open_push(dict(request.headers), bytes(body), request.url.query)
    except UnsignedPush:
        raise ClosedDoor(403, UNSIGNED) from None
    await request.app.state.letterbox.put(Push(house, lane, updates))
    media_type, answer = provider.capabilities.push_answer
    return Response(answer, media_type=media_type)
