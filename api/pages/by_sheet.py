"""Texts by a platform of the office's own: fetched as workbooks, their results and replies brought back as tables."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, UploadFile
from fastapi.responses import Response

from api.access.guard import ClosedDoor, Reader, Staff
from api.access.visit import XLSX, Visit
from api.fetched_sheets import hand_out, sheet_provider
from api.import_files import GivenFile, on_disk
from config.bilingual import Bilingual
from config.refusal import Refusal, refuse
from notifications.application.by_sheet import BroughtBack, bring_back, fetch_texts
from notifications.application.lane_view import lane_shown
from notifications.providers.sheet.client import SheetProvider

router = APIRouter()

MOST_LISTED = 20
NO_SUCH_WORKBOOK = Bilingual(
    "没有这张表，也许已经删除。", "There is no such workbook; it may have been deleted."
)


@router.get("/sheet")
def sheet(visit: Reader) -> Response:
    return _page(visit)


@router.post("/sheet/out")
def out(visit: Staff) -> Response:
    """Make workbooks of all that is due and still holds."""
    provider = sheet_provider(visit.house)
    with visit.house.store.reading() as session:
        desk = visit.house.sending_desk(session)
    fetch_texts(visit.house.store, desk, provider)
    return visit.go("/sheet")


@router.post("/sheet/files/{name}")
def workbook(visit: Staff, name: str) -> Response:
    """Hand a workbook out; it holds whole numbers, so who got it is put on record."""
    found = [file for file in sheet_provider(visit.house).workbooks if file.name == name]
    if not found:
        raise ClosedDoor(404, NO_SUCH_WORKBOOK)
    with visit.house.store.transaction() as session:
        hand_out(session, visit.house, found, by=visit.by)
    return visit.file(found[0].read_bytes(), XLSX, name)


@router.post("/sheet/back")
def back(visit: Staff, files: Annotated[list[UploadFile], File()]) -> Response:
    given = [GivenFile(file.filename or "", file.file.read()) for file in files if file.filename]
    try:
        sheet_provider(visit.house)
        if not given:
            raise refuse(
                "sheet", "没有选择文件，请选择 CSV 或 XLSX", "no file was chosen; choose a CSV or XLSX"
            )
        with visit.house.store.reading() as session:
            desk = visit.house.sending_desk(session)
        with on_disk(given) as paths:
            brought = bring_back(visit.house.outbox, desk, paths)
    except Refusal as refusal:
        return _page(visit, refusal=refusal)
    return _page(visit, brought=brought)


def _page(visit: Visit, *, brought: BroughtBack | None = None, refusal: Refusal | None = None) -> Response:
    provider = visit.house.provider
    with visit.house.store.reading() as session:
        lane = lane_shown(session, visit.house.sending_desk(session))
    by_sheet = isinstance(provider, SheetProvider)
    files = provider.workbooks[::-1] if isinstance(provider, SheetProvider) else []
    return visit.page(
        "by_sheet.html",
        status=422 if refusal else 200,
        lane=lane,
        by_sheet=by_sheet,
        files=[file.name for file in files[:MOST_LISTED]],
        brought=brought,
        refusal=refusal,
    )
