"""The templates of texts: what there is, and a draft of one tried on real rows; nothing is kept or sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response
from pydantic import BaseModel

from api.access.guard import ClosedDoor, Reader, Staff
from api.access.visit import Visit
from api.costly_words import warnings_of
from api.wordings import TEMPLATE_NAMES, try_on_rows, wordings
from config.bilingual import Bilingual, Language
from config.refusal import Refusal
from notifications.adapters.template_sources import kept_source
from notifications.application.wording_versions import versions_used
from notifications.domain.wording import Wording

router = APIRouter()

ROWS_TRIED = 3
NO_SUCH_TEMPLATE = Bilingual("没有这个模板。", "There is no such template.")
NO_SUCH_VERSION = Bilingual(
    "没有短信是用模板的这个版本写的。", "No text was written by this version of the template."
)


class DraftForm(BaseModel):
    """A draft as it is written, in the language of its text."""

    draft: str
    language: Language = "zh"


@dataclass(frozen=True, slots=True)
class Filled:
    """What the draft makes of one text that was written, beside what that one cost."""

    parts_before: int
    parts: int
    text: str
    warnings: tuple[Bilingual, ...]


@router.get("/wording")
def listed(visit: Reader) -> Response:
    with visit.house.store.reading() as session:
        used = versions_used(session, visit.district_id)
    return visit.page("wording.html", wordings=wordings(), used=used, template_names=TEMPLATE_NAMES)


@router.get("/wording/{name}")
def look(visit: Reader, name: str, language: Language = "zh") -> Response:
    source = _wording_of(name).source(name, language)
    return _page(visit, name, DraftForm(draft=source, language=language))


@router.get("/wording/{name}/versions/{mark}")
def version(visit: Reader, name: str, mark: str, language: Language = "zh") -> Response:
    wording = _wording_of(name)
    with visit.house.store.reading() as session:
        used = versions_used(session, visit.district_id).get((name, language), ())
        kept = kept_source(session, visit.district_id, name, language, mark)
    in_use = wording.version(name, language) == mark
    found = next((each for each in used if each.mark == mark), None)
    if found is None and kept is None and not in_use:
        raise ClosedDoor(404, NO_SUCH_VERSION)
    source, shared = (kept.source, kept.shared) if kept is not None else ("", "")
    if in_use:
        source, shared = wording.source(name, language), wording.shared(language)
    return visit.page(
        "wording_version.html",
        name=name,
        template_names=TEMPLATE_NAMES,
        language=language,
        mark=mark,
        found=found,
        in_use=in_use,
        source=source,
        shared=shared,
    )


@router.post("/wording/{name}")
def try_draft(visit: Staff, name: str, form: Annotated[DraftForm, Form()]) -> Response:
    return _page(visit, name, form)


def _wording_of(name: str) -> Wording:
    if name not in wordings():
        raise ClosedDoor(404, NO_SUCH_TEMPLATE)
    return wordings()[name]


def _page(visit: Visit, name: str, form: DraftForm) -> Response:
    wording, filled, refusal = _wording_of(name), [], None
    draft = form.draft.replace("\r\n", "\n")
    with visit.house.store.reading() as session:
        used = versions_used(session, visit.district_id).get((name, form.language), ())
    try:
        with visit.house.store.reading() as session:
            tried = try_on_rows(session, visit.house, name, form.language, draft, limit=ROWS_TRIED)
        for each in tried:
            text = each.composed.text
            filled.append(Filled(each.parts, each.composed.segments.parts, text, warnings_of(text)))
    except Refusal as found:
        refusal = found
    return visit.page(
        "wording_draft.html",
        status=422 if refusal and draft != wording.source(name, form.language) else 200,
        name=name,
        form=form,
        draft=draft,
        used=used,
        template_names=TEMPLATE_NAMES,
        in_use=wording.version(name, form.language),
        draft_version=wording.with_draft(name, form.language, draft).version(name, form.language)
        if filled
        else "",
        completions=json.dumps(wording.completions(name)),
        variables=wording.variables(name),
        filled=filled,
        refusal=refusal,
    )
