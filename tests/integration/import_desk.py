"""A small district's files and the desk at which they are looked at and taken."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import openpyxl
import sqlalchemy as sa

from api.import_files import GivenFile
from api.import_preview import ImportPreview
from api.importing import ImportTaken, preview_import, take_import
from config.clock import Clock
from config.database import Store
from config.district_clock import DistrictRow
from config.previewing import SheetPreview

DISTRICT = "test"

AREAS = """街道编号,街道名称,人口,纬度,经度
A1,北站街道,68000,31.247,121.471
A2,彭浦镇,153000,31.293,121.436
"""
VENUES = """场地编号,所属街道,场地名称,场地类型,容纳人数,设施,开放时间
V1,北站街道,北站中心,社区文化活动中心,200,舞台、电源,每天 09:00-21:00
V2,A2,彭浦广场,露天场地,500,电源,每天 06:00-22:00
"""
CLOSURES = """场地,首日,末日,原因
北站中心,2026-07-01,2026-07-10,检修
"""
PROVIDERS = """主体编号,主体名称,类别,每日上限,每周上限,每月上限,合同起,合同止
P1,第一放映队,露天电影,1,5,20,2026-01-01,2026-12-31
P2,书法教学组,培训,2,8,30,,
"""
BLACKOUTS = """配送主体,首日,末日,原因
第一放映队,2026-06-01,2026-06-03,设备年检
"""
PROGRAMMES = """项目编号,项目名称,类别,配送主体,时长,布置时间,撤场时间,所需设施,每场费用,预计人数,课次,露天
F1,露天电影,露天电影,第一放映队,100,60,30,电源,2000,200,1,是
T1,书法基础,培训,P2,90,15,15,,600,30,12,否
"""
DAY_MARKS = """日期,性质,名称,来源,可信度
2026-06-19,放假,端午节,国务院办公厅,F
"""
ALLOTMENT = """街道,类别,月份,最少,最多
北站街道,露天电影,2026-06,1,2
彭浦镇,露天电影,2026-06,0,1
"""
ORDERS = """点单编号,街道,月份,项目,排序,指定场地,固定日期
O1,彭浦镇,2026-06,露天电影,1,彭浦广场,2026-06-12
O2,北站街道,2026-06,F1,2,,
"""
COURSES = """课程编号,街道,项目,配送主体,场地,首课日期,开始时间,总课次,已上课次
C1,北站街道,书法基础,书法教学组,北站中心,2026-04-08,09:30,12,6
"""
HELD = """场次编号,类别,街道,项目,配送主体,场地,日期,开始时间,结果,课程编号,第几课
2605-001,培训,北站街道,书法基础,书法教学组,北站中心,2026-05-13,09:30,已举办,C1,6
"""
TARGETS = """年份,指标,数量,各街道均须达到
2026,films,42,否
"""
WHOLE = {
    "areas": AREAS,
    "venues": VENUES,
    "closures": CLOSURES,
    "providers": PROVIDERS,
    "blackouts": BLACKOUTS,
    "programmes": PROGRAMMES,
    "day_marks": DAY_MARKS,
    "targets": TARGETS,
    "allotment": ALLOTMENT,
    "orders": ORDERS,
    "courses": COURSES,
    "held": HELD,
}


def csv(name: str, words: str) -> GivenFile:
    """A CSV file of this stem."""
    return GivenFile(f"{name}.csv", words.encode("utf-8-sig"))


def csvs(**sheets: str) -> tuple[GivenFile, ...]:
    return tuple(csv(name, words) for name, words in sheets.items())


def workbook(name: str, **sheets: str) -> GivenFile:
    """A workbook with one sheet for each title, its cells as text."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, words in sheets.items():
        page: Any = book.create_sheet(title)
        for line in words.strip().splitlines():
            page.append(line.split(","))
    content = io.BytesIO()
    book.save(content)
    return GivenFile(f"{name}.xlsx", content.getvalue())


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one district's files are looked at and taken."""

    store: Store
    clock: Clock
    district_id: str = DISTRICT

    def found(self) -> None:
        """The district's own line, as `init --empty` leaves it."""
        with self.store.transaction() as session:
            session.add(
                DistrictRow(
                    district_id=self.district_id,
                    name="示范区",
                    office="区文化配送中心",
                    office_telephone="021-0000-0100",
                    timezone="Asia/Shanghai",
                    latitude=31.26,
                    longitude=121.45,
                )
            )

    def look(self, *files: GivenFile) -> ImportPreview:
        with self.store.reading() as session:
            return preview_import(session, self.clock, self.district_id, files)

    def take(self, *files: GivenFile, by: str = "officer", **choices: Any) -> ImportTaken:
        with self.store.transaction() as session:
            return take_import(session, self.clock, self.district_id, files, by=by, **choices)

    def take_whole_district(self) -> None:
        self.take(*csvs(**WHOLE))

    def rows(self, table: type[Any]) -> dict[str, Any]:
        """Every row of a table by its id."""
        with self.store.reading() as session:
            return {row.id: row for row in session.scalars(sa.select(table))}

    def edit(self, table: type[Any], id_: str, *, by: str, at: datetime, **values: Any) -> None:
        """One row changed by hand."""
        with self.store.transaction() as session:
            row = session.get_one(table, (self.district_id, id_))
            for name, value in {**values, "edited_by": by, "edited_at": at}.items():
                setattr(row, name, value)

    def count(self, table: type[Any]) -> int:
        with self.store.reading() as session:
            return int(session.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


def desk_of(store: Store, clock: Clock) -> Desk:
    """A desk over a store that holds the district's own line and nothing else."""
    desk = Desk(store, clock)
    desk.found()
    return desk


def sheet(preview: ImportPreview, name: str) -> SheetPreview:
    return next(one for one in preview.sheets if one.sheet == name)


def told(preview: ImportPreview) -> list[tuple[str, str]]:
    """Where each error stands and what it says."""
    return [(error.place, error.sentence.zh) for error in preview.errors]


def statements(store: Store, deed: Any) -> int:
    """How many statements the deed sends to the store."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    sa.event.listen(store.engine, "before_cursor_execute", note)
    try:
        deed()
    finally:
        sa.event.remove(store.engine, "before_cursor_execute", note)
    return len(sent)
