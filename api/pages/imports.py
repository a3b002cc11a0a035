"""Importing tables: upload, look at old → new and at every faulty row, then take all or the good rows."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Request, UploadFile
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.access.guard import ClosedDoor, Staff
from api.access.roles import CALENDAR, REGISTER
from api.access.visit import XLSX, Visit
from api.import_files import GivenFile
from api.import_marking import marked_workbooks, template_workbook
from api.import_preview import ImportPreview
from api.import_uploads import drop_upload, keep_upload, kept_files
from api.importing import Accept, Answers, preview_import, take_import
from config.bilingual import Bilingual
from config.durable import enqueue
from config.refusal import Fault, Refusal
from notifications.adapters.sheets_contacts import CONTACTS
from notifications.market.adapters.sheets import REGISTER_SHEETS
from scheduler.application.import_log import read_imports

router = APIRouter()

NOT_MARKED = Bilingual("这个文件没有需要标注的地方。", "There is nothing to mark in this file.")
NOT_YOURS = Bilingual(
    "您的角色不能导入这张表：登记册由文化市场管理导入，其余由配送统筹导入。请去掉这张表，或交给对方。",
    "your role does not import this sheet: the market officer takes the register, the coordinator the rest. "
    "Leave it out, or hand it over.",
)
REGISTERED = frozenset(sheet.name for sheet in REGISTER_SHEETS)
ANSWER = "answer:"
LOG_LINES = 20


@router.get("/import")
def choose_files(visit: Staff, taken: str = "") -> Response:
    return _choose(visit, taken=taken)


@router.get("/import/template.xlsx")
def template(visit: Staff) -> Response:
    return _workbook(visit, template_workbook())


@router.post("/import")
def upload(visit: Staff, files: Annotated[list[UploadFile], File()]) -> Response:
    given = [GivenFile(file.filename or "", file.file.read()) for file in files]
    clock = visit.house.clock
    try:
        with visit.house.outbox.transaction() as session:
            upload_id = keep_upload(session, clock, visit.district_id, given, by=visit.by)
            _refuse_foreign(visit, preview_import(session, clock, visit.district_id, given))
    except Refusal as refusal:
        return _choose(visit, refusal)
    return visit.go(f"/import/{upload_id}")


@router.get("/import/{upload_id}")
def look(visit: Staff, upload_id: str) -> Response:
    return _preview(visit, upload_id)


@router.get("/import/{upload_id}/marked/{number}")
def marked(visit: Staff, upload_id: str, number: int) -> Response:
    """One of the uploaded files again, its faulty cells coloured and explained."""
    with visit.house.store.reading() as session:
        files, preview = _kept(visit, session, upload_id)
    workbooks = marked_workbooks(files, preview)
    if not 0 <= number < len(workbooks):
        raise ClosedDoor(404, NOT_MARKED)
    return _workbook(visit, workbooks[number])


@router.post("/import/{upload_id}/take")
async def take_form(visit: Staff, request: Request, upload_id: str) -> Response:
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    return take(visit, upload_id, form)


def take(visit: Visit, upload_id: str, form: dict[str, str]) -> Response:
    """Take what was seen: refused when it would do anything else by now."""
    accept: Accept = "good_rows" if form.get("accept") == "good_rows" else "all"
    first = {
        name.removeprefix(ANSWER): value for name, value in form.items() if name.startswith(ANSWER) and value
    }
    try:
        with visit.house.outbox.transaction() as session:
            taken = take_import(
                session,
                visit.house.clock,
                visit.district_id,
                kept_files(session, visit.house.clock, visit.district_id, upload_id),
                by=visit.by,
                accept=accept,
                overwrite_hand_edits="overwrite" in form,
                digest=form.get("digest"),
                answers=Answers(first=first),
            )
            _refuse_foreign(visit, taken.preview)
            drop_upload(session, visit.district_id, upload_id)
            enqueue(session, visit.district_id, "sweep_licences", {}, key=taken.import_id)
    except Refusal as refusal:
        return _preview(visit, upload_id, refusal)
    return visit.go(f"/import?taken={taken.import_id}")


@router.post("/import/{upload_id}/drop")
def drop(visit: Staff, upload_id: str) -> Response:
    with visit.house.outbox.transaction() as session:
        drop_upload(session, visit.district_id, upload_id)
    return visit.go("/import")


def _refuse_foreign(visit: Visit, preview: ImportPreview) -> None:
    """Who plans keeps the district's facts, who keeps the register its sheets; numbers of telephones both do."""
    foreign = [
        sheet.title
        for sheet in preview.sheets
        if sheet.sheet != CONTACTS.name and not visit.may(REGISTER if sheet.sheet in REGISTERED else CALENDAR)
    ]
    if foreign:
        raise Refusal(*(Fault(visit.said(title), NOT_YOURS) for title in foreign))


def _choose(visit: Visit, refusal: Refusal | None = None, taken: str = "") -> Response:
    with visit.house.store.reading() as session:
        log = read_imports(session, visit.district_id, most=LOG_LINES)
    return visit.page("import.html", status=422 if refusal else 200, refusal=refusal, log=log, taken=taken)


def _preview(visit: Visit, upload_id: str, refusal: Refusal | None = None) -> Response:
    with visit.house.store.reading() as session:
        files, preview = _kept(visit, session, upload_id)
    marked_names = [file.name for file in marked_workbooks(files, preview)]
    return visit.page(
        "import_preview.html",
        status=422 if refusal else 200,
        upload_id=upload_id,
        preview=preview,
        marked=marked_names,
        refusal=refusal,
    )


def _kept(visit: Visit, session: Session, upload_id: str) -> tuple[tuple[GivenFile, ...], ImportPreview]:
    files = kept_files(session, visit.house.clock, visit.district_id, upload_id)
    return files, preview_import(session, visit.house.clock, visit.district_id, files)


def _workbook(visit: Visit, file: GivenFile) -> Response:
    return visit.file(file.content, XLSX, file.name)
