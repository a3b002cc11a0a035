"""Whether the process answers and its store can be read; tells nothing else."""

from __future__ import annotations

import sqlalchemy as sa
from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

from api.access.guard import Anyone

router = APIRouter()


@router.get("/healthz")
def health(visit: Anyone) -> PlainTextResponse:
    with visit.house.store.reading() as session:
        session.execute(sa.select(1))
    return PlainTextResponse("ok\n")
