"""Reads `district.toml`: what a district says of itself, of its office and of its year."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as validated

from config.bilingual import Bilingual
from config.refusal import Fault, Refusal, refuse
from config.telephones import parse_telephones

PROFILE = "district.toml"


@dataclass(frozen=True, slots=True)
class YearTarget:
    """What the year promises: so much of a measure, in the whole district or to each area."""

    year: int
    measure: str
    amount: int
    each_area: bool


@dataclass(frozen=True, slots=True)
class DistrictProfile:
    """What `district.toml` says of the district and of its office; `month_budget` in yuan."""

    id: str
    name: str
    timezone: str
    latitude: float
    longitude: float
    month_budget: int | None
    office: str
    office_telephone: str
    planning_prompt_day: int
    targets: tuple[YearTarget, ...]


_STRICT = ConfigDict(extra="forbid")


@validated(config=_STRICT)
class _DistrictTable:
    id: Annotated[str, Field(pattern=r"^[\w.\-]{1,60}$")]
    name: str
    timezone: str
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    month_budget: Annotated[int, Field(ge=0)] | None = None


@validated(config=_STRICT)
class _OfficeTable:
    name: str
    telephone: str


@validated(config=_STRICT)
class _PlanningTable:
    prompt_day: Annotated[int, Field(ge=1, le=28)] = 15


@validated(config=_STRICT)
class _TargetTable:
    whole_district: dict[str, int]
    each_area: dict[str, int]


@validated(config=_STRICT)
class _ProfileFile:
    district: _DistrictTable
    office: _OfficeTable
    planning: _PlanningTable
    targets: dict[int, _TargetTable]


def read_profile(path: Path) -> DistrictProfile:
    """The district's own line of facts from `district.toml`; Refusal names the key that does not fit."""
    if not path.is_file():
        raise refuse(
            str(path), "没有这个文件，请从示范区复制一份", "there is no such file; copy the demonstration's"
        )
    try:
        file = TypeAdapter(_ProfileFile).validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise refuse(
            path.name, "读不懂：{why}。请改正这一行", "it cannot be read: {why}; mend that line", why=error
        ) from error
    except ValidationError as error:
        raise Refusal(
            *(
                Fault(
                    f"{path.name} {'.'.join(str(part) for part in fault['loc'])}",
                    Bilingual(f"{fault['msg']}。请改正这一项", f"{fault['msg']}; mend this key"),
                )
                for fault in error.errors()
            )
        ) from error
    _check(path, file)
    return _profile(file)


def _check(path: Path, file: _ProfileFile) -> None:
    if file.district.timezone not in available_timezones():
        raise refuse(
            f"{path.name} district.timezone",
            "没有“{zone}”这个时区，请写如 Asia/Shanghai",
            "there is no time zone “{zone}”; write one such as Asia/Shanghai",
            zone=file.district.timezone,
        )
    try:
        parse_telephones(file.office.telephone)
    except ValueError as error:
        raise refuse(
            f"{path.name} office.telephone",
            "“{number}”不像电话号码，请写如 021-0000-0100",
            "“{number}” does not look like a telephone number; write one such as 021-0000-0100",
            number=error,
        ) from error


def _profile(file: _ProfileFile) -> DistrictProfile:
    targets = tuple(
        YearTarget(year, measure, amount, each_area)
        for year, table in sorted(file.targets.items())
        for each_area, amounts in ((False, table.whole_district), (True, table.each_area))
        for measure, amount in sorted(amounts.items())
    )
    return DistrictProfile(
        id=file.district.id,
        name=file.district.name,
        timezone=ZoneInfo(file.district.timezone).key,
        latitude=file.district.latitude,
        longitude=file.district.longitude,
        month_budget=file.district.month_budget,
        office=file.office.name,
        office_telephone=file.office.telephone,
        planning_prompt_day=file.planning.prompt_day,
        targets=targets,
    )
