"""What is registered with the providers: signatures and templates, what may be refused, and which real texts fit none."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel

from api.access.guard import Reader
from api.providing import registries
from api.wordings import unregistered
from notifications.application.registration_view import coverage
from notifications.providers.registration import findings, findings_of_draft, registration_rules

router = APIRouter()

LATEST = 200
"""Of each kind so many real texts are held against the templates."""


class RegistryWanted(BaseModel):
    """Which provider's registry is looked at, and perhaps the content of a template to try."""

    provider: str = ""
    content: str = ""


@router.get("/signatures")
def signatures(visit: Reader, wanted: Annotated[RegistryWanted, Query()]) -> Response:
    house = visit.house
    kept, rules = registries(house.settings), registration_rules()
    preferred = (wanted.provider, house.settings.provider, *kept, *rules)
    name = next(one for one in preferred if one in rules)
    found = kept.get(name)
    with house.store.reading() as session:
        kinds = coverage(session, house.district_id, found, latest=LATEST) if found else ()
        missing = unregistered(found, house.sending_desk(session).office) if found else []
    content = wanted.content.strip()
    return visit.page(
        "signatures.html",
        name=name,
        names=tuple(rules),
        rules=rules[name],
        found=found,
        wrong=list(findings(found, house.rules.signature)) if found else [],
        kinds=kinds,
        missing=missing,
        content=content,
        tried=list(findings_of_draft(name, content)) if content else [],
    )
