"""Uploaded files wait between looking and taking, a day at most."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from api.import_files import GivenFile
from api.import_uploads import drop_upload, keep_upload, kept_files
from config.clock import FixedClock
from config.database import Store
from config.refusal import Refusal
from scheduler.adapters.district_tables import AreaRow
from scheduler.adapters.import_tables import UploadedFileRow
from tests.conftest import MORNING
from tests.integration.import_desk import AREAS, DISTRICT, Desk, csv, csvs, desk_of


@pytest.fixture
def desk(store: Store, clock: FixedClock) -> Desk:
    return desk_of(store, clock)


def keep(desk: Desk, *files: GivenFile) -> str:
    with desk.store.transaction() as session:
        return keep_upload(session, desk.clock, DISTRICT, files, by="officer")


def kept(desk: Desk, upload_id: str) -> tuple[GivenFile, ...]:
    with desk.store.reading() as session:
        return kept_files(session, desk.clock, DISTRICT, upload_id)


def set_clock(desk: Desk, instant: datetime) -> None:
    assert isinstance(desk.clock, FixedClock)
    desk.clock.instant = instant


def test_what_was_uploaded_is_what_is_looked_at_and_taken(desk: Desk) -> None:
    files = csvs(areas=AREAS)
    upload = keep(desk, *files)
    assert kept(desk, upload) == files
    digest = desk.look(*kept(desk, upload)).digest
    desk.take(*kept(desk, upload), digest=digest)
    assert desk.count(AreaRow) == 2


def test_a_dropped_upload_is_gone(desk: Desk) -> None:
    upload, other = keep(desk, csv("areas", AREAS)), keep(desk, csv("areas", AREAS))
    with desk.store.transaction() as session:
        drop_upload(session, DISTRICT, upload)
    with pytest.raises(Refusal) as refused:
        kept(desk, upload)
    assert refused.value.faults[0].sentence.zh == "上传的文件已导入或已过期，请重新上传"
    assert len(kept(desk, other)) == 1


def test_an_upload_ends_after_a_day_and_the_next_one_clears_it_away(desk: Desk) -> None:
    upload = keep(desk, csv("areas", AREAS))
    set_clock(desk, MORNING + timedelta(days=1, minutes=1))
    with pytest.raises(Refusal):
        kept(desk, upload)
    keep(desk, csv("areas", AREAS))
    assert desk.count(UploadedFileRow) == 1


def test_an_upload_of_nothing_is_refused(desk: Desk) -> None:
    with pytest.raises(Refusal):
        keep(desk, GivenFile("", b""))
