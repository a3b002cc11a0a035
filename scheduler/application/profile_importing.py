"""Takes the district's own line in: name, office, place, budget; and its targets as a sheet like any other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from config.bilingual import Bilingual
from config.district_clock import DistrictRow
from config.previewing import FieldChange, RowChange, SheetPreview
from config.tabular import RawTable, Reading, Row, RowFault
from scheduler.adapters.district_files import PROFILE, DistrictProfile
from scheduler.adapters.fact_words import worded
from scheduler.adapters.sheets_targets import TARGETS, TargetLine

_TITLE = Bilingual("本区", "district")
_FIELDS = {
    "name": ("name", Bilingual("名称", "name")),
    "office": ("office", Bilingual("办公室", "office")),
    "office_telephone": ("office_telephone", Bilingual("办公室电话", "office telephone")),
    "latitude": ("latitude", Bilingual("纬度", "latitude")),
    "longitude": ("longitude", Bilingual("经度", "longitude")),
    "month_budget": ("month_budget", Bilingual("每月经费", "month budget")),
}


@dataclass(frozen=True, slots=True)
class ProfileImport:
    """What `district.toml` would change of the district itself."""

    preview: SheetPreview
    values: dict[str, Any]


def compare_profile(session: Session, district_id: str, profile: DistrictProfile) -> ProfileImport:
    """Old → new of the district's line; another district's file, or another time zone, is an error."""
    row = session.get_one(DistrictRow, district_id)
    errors = []
    if profile.id != district_id:
        errors.append(_error("district.id", profile.id, _OTHER_DISTRICT.fill(id=district_id), _OTHER_REMEDY))
    if profile.timezone != row.timezone:
        errors.append(_error("district.timezone", profile.timezone, _OTHER_ZONE, _ZONE_REMEDY))
    values = {name: getattr(profile, field) for name, (field, _) in _FIELDS.items()}
    changes = tuple(
        FieldChange(name, _FIELDS[name][1], worded(name, getattr(row, name)), worded(name, value))
        for name, value in values.items()
        if getattr(row, name) != value
    )
    changed = (RowChange(None, district_id, profile.name, changes),) if changes and not errors else ()
    preview = SheetPreview(
        "district",
        _TITLE,
        PROFILE,
        changed=changed,
        unchanged=int(not changes and not errors),
        errors=tuple(errors),
    )
    return ProfileImport(preview, values if changed else {})


def write_profile(session: Session, district_id: str, profile: ProfileImport) -> None:
    """Write what was compared in this same transaction."""
    row = session.get_one(DistrictRow, district_id)
    for name, value in profile.values.items():
        setattr(row, name, value)


def targets_of(profile: DistrictProfile) -> Reading[TargetLine]:
    """The year's targets that `district.toml` states, as if they stood in a sheet."""
    positions = {column.name: index for index, column in enumerate(TARGETS.columns)}
    lines = [
        TargetLine(target.year, target.measure, target.amount, target.each_area) for target in profile.targets
    ]
    rows = tuple(Row(number, line) for number, line in enumerate(lines, 1))
    return Reading(TARGETS, RawTable(Path(PROFILE), "targets", ()), positions, rows)


def _error(key: str, value: str, sentence: Bilingual, remedy: Bilingual) -> RowFault:
    return RowFault("error", PROFILE, None, key, None, value, sentence, remedy)


_OTHER_DISTRICT = Bilingual(
    "这是另一个区的文件，本系统里是“{id}”", "this is another district's file; here is “{id}”"
)
_OTHER_REMEDY = Bilingual(
    "请核对是否拿错文件，或改正 id", "Check that it is the right file, or correct the id"
)
_OTHER_ZONE = Bilingual("时区与现有数据不同", "the time zone is not the one that the data stands in")
_ZONE_REMEDY = Bilingual("时区建立后不能改", "It cannot be changed once the district is there")
