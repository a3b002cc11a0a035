"""The ledger of what was told and heard: how it stands, verified against kept heads, its head and its proofs."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import Response
from pydantic import BaseModel

from api.access.guard import Reader, Staff
from api.access.visit import XLSX, Visit
from api.ledger_words import sentences
from api.proofs import Wanted, file_name, prove, write_pdf
from config.bilingual import Bilingual
from config.refusal import Refusal
from notifications.ledger.adapters.proof_workbook import write_proof_workbook
from notifications.ledger.application.sealing import seal
from notifications.ledger.application.verifying import exported, heads_in, present_head, verify
from notifications.ledger.application.watching import lift_alarm

router = APIRouter()


class ProofForm(BaseModel):
    """Of what a proof is wanted (one of four), as which file, and whether with whole numbers."""

    recipient: str = ""
    month: str = ""
    version: str = ""
    preview: str = ""
    campaign: str = ""
    form: Literal["xlsx", "pdf"] = "pdf"
    numbers: bool = False

    @property
    def wanted(self) -> Wanted:
        version = int(self.version) if self.version.isdecimal() else None
        return Wanted(
            self.recipient.strip() or None,
            self.month or None,
            version,
            self.preview.strip() or None,
            self.campaign.strip() or None,
        )


@router.get("/ledger")
def ledger(visit: Reader) -> Response:
    return _page(visit)


@router.post("/ledger/verify")
def verify_now(visit: Staff, heads: Annotated[list[UploadFile] | None, File()] = None) -> Response:
    """Reckon every entry anew; a head that was kept elsewhere tells of a tail cut off as well."""
    given = [file for file in heads or [] if file.filename]
    try:
        known = [
            head
            for file in given
            for head in heads_in(
                file.file.read().decode("utf-8", "replace"), visit.district_id, file.filename or ""
            )
        ]
    except Refusal as refusal:
        return _page(visit, refusal=refusal)
    found = verify(visit.house.store, visit.district_id, known)
    lift_alarm(visit.house.store, visit.district_id, found)
    return _page(visit, told=sentences(found, len(known)), holds=found.holds)


@router.post("/ledger/head")
def export_head(visit: Staff) -> Response:
    """Seal what is written and hand the head out, to be kept where nobody here can reach it."""
    house = visit.house
    seal(house.store, house.clock, house.district_id)
    head = exported(house.district_id, present_head(house.store, house.district_id))
    line = json.dumps(head, ensure_ascii=False) + "\n"
    return visit.file(line.encode(), "application/jsonl", f"head-{visit.today}.jsonl")


@router.post("/ledger/proof")
def proof(visit: Staff, form: Annotated[ProofForm, Form()]) -> Response:
    file = BytesIO()
    try:
        paper = prove(visit.house, form.wanted, by=visit.by, whole_numbers=form.numbers)
        if form.form == "pdf":
            write_pdf(visit.house, file, paper, visit.language)
        else:
            write_proof_workbook(file, paper, visit.language)
    except Refusal as refusal:
        return _page(visit, refusal=refusal, form=form)
    name = file_name(paper, visit.language, form.form)
    return visit.file(file.getvalue(), XLSX if form.form == "xlsx" else "application/pdf", name)


def _page(
    visit: Visit,
    *,
    told: list[Bilingual] | None = None,
    holds: bool = True,
    refusal: Refusal | None = None,
    form: ProofForm | None = None,
) -> Response:
    return visit.page(
        "ledger.html",
        status=422 if refusal else 200,
        head=present_head(visit.house.store, visit.district_id),
        told=told,
        holds=holds,
        refusal=refusal,
        form=form or ProofForm(),
    )
