"""Keeps uploaded files between looking and taking, for a day at most: they may hold telephone numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.import_files import GivenFile
from config.clock import Clock
from config.identity import sortable_id
from config.refusal import refuse
from config.tabular_files import MOST_BYTES
from scheduler.adapters.import_tables import UploadedFileRow

KEPT_FOR = timedelta(days=1)


def keep_upload(
    session: Session, clock: Clock, district_id: str, files: Sequence[GivenFile], *, by: str
) -> str:
    """Keep the files until they are taken or a day has passed; returns the upload's id.

    Refused: no file at all, or more than 50 MB together.
    """
    if not any(file.content for file in files):
        raise refuse("import", "没有选择文件，请选择 CSV 或 XLSX", "no file was chosen; choose a CSV or XLSX")
    if sum(len(file.content) for file in files) > MOST_BYTES:
        raise refuse(
            "import",
            "文件合计超过 {most} MB，请分几次导入",
            "the files are larger than {most} MB together; import them one after the other",
            most=MOST_BYTES // 2**20,
        )
    now = clock.now()
    session.execute(
        sa.delete(UploadedFileRow).where(
            UploadedFileRow.district_id == district_id, UploadedFileRow.at < now - KEPT_FOR
        )
    )
    upload_id = sortable_id()
    session.add_all(
        UploadedFileRow(
            district_id=district_id,
            upload_id=upload_id,
            position=position,
            name=file.name,
            content=file.content,
            at=now,
            by=by,
        )
        for position, file in enumerate(files)
        if file.content
    )
    return upload_id


def kept_files(session: Session, clock: Clock, district_id: str, upload_id: str) -> tuple[GivenFile, ...]:
    """The files of an upload, as they were given; refused once they are taken, dropped or a day old."""
    rows = session.scalars(
        sa.select(UploadedFileRow)
        .where(
            UploadedFileRow.district_id == district_id,
            UploadedFileRow.upload_id == upload_id,
            UploadedFileRow.at >= clock.now() - KEPT_FOR,
        )
        .order_by(UploadedFileRow.position)
    ).all()
    if not rows:
        raise refuse(
            "import",
            "上传的文件已导入或已过期，请重新上传",
            "the uploaded files were taken already or have expired; upload them again",
        )
    return tuple(GivenFile(row.name, row.content) for row in rows)


def drop_upload(session: Session, district_id: str, upload_id: str) -> None:
    """Forget an upload: after it was taken, or when the person turns away."""
    session.execute(
        sa.delete(UploadedFileRow).where(
            UploadedFileRow.district_id == district_id, UploadedFileRow.upload_id == upload_id
        )
    )
