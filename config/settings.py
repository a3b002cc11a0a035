"""Settings: the defaults shipped with the product, then the office's own file, then the environment."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Hashable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar, cast

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from config.refusal import Refusal, refuse
from config.settings_faults import faults_of, unreadable
from config.settings_names import unknown_name

DEFAULTS = Path(__file__).with_name("defaults.toml")
OFFICE_FILE = Path("culture.toml")

PROVIDERS = "providers"
"""A table that no default is shipped for: the providers of text messages, each with what it needs."""

T = TypeVar("T")
Port = Annotated[int, Field(ge=1, le=65535)]


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    """Made once for each shape: that costs more than the reading of many tables."""
    return TypeAdapter(shape)


class Settings(BaseSettings):
    """What an office sets; every name can come from the environment as `CULTURE_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="CULTURE_", extra="forbid", frozen=True)

    database_url: str = "sqlite:///var/culture.sqlite"
    """SQLite file or PostgreSQL address; `DATABASE_URL` in the environment goes first."""
    home: Path = Path("var")
    """Where files that are not in the database live: the simulator's log, secrets made here, backups."""
    executor: str = "engine"
    """The stable, unique name of this process among those that share a PostgreSQL database."""
    simulator_port: Annotated[int, Field(ge=0, le=65535)] = 0
    """Where the simulator listens on this machine; 0 is any free port, so that two offices never meet on one."""
    host: str = "127.0.0.1"
    port: Port = 8070
    provider: str = "simulator"
    plan_seconds: Annotated[float, Field(gt=0)] = 60.0
    """The longest a month is planned, in seconds."""
    planning_prompt_day: Annotated[int, Field(ge=1, le=28)] = 15
    """On the working day on or before this day of the month the next month's planning is prompted."""
    reminder_lead_days: Annotated[int, Field(ge=0)] = 1
    """How many days before a delivery its parties are reminded."""
    sections: dict[str, dict[str, Any]] = {}
    """The tables of the settings files that the rooms read for themselves: planning, sending, market …"""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment goes before the files, which come in as arguments."""
        return env_settings, init_settings

    def section(self, name: str, shape: type[T]) -> T:
        """The table `name` of the settings files as `shape`; refused with the key that does not fit.

        A dotted name is that of a table within a table.
        """
        table: Any = self.sections
        for part in name.split("."):
            table = table.get(part, {}) if isinstance(table, dict) else table
        try:
            fitted: T = _adapter(cast("Hashable", shape)).validate_python(table)
        except ValidationError as error:
            raise Refusal(*faults_of(error, f"[{name}]")) from error
        return fitted


@dataclass(frozen=True, slots=True)
class _Source:
    file: Path
    table: dict[str, Any]


def load_settings(file: Path | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the defaults, then `file` (or `culture.toml` if it is there), then the environment."""
    named = file or (Path(environment["CULTURE_SETTINGS"]) if "CULTURE_SETTINGS" in environment else None)
    if named is not None and not named.exists():
        raise refuse(
            str(named), "没有这个设置文件，请检查路径。", "there is no such settings file; check the path."
        )
    office = named or OFFICE_FILE
    sources = [_Source(DEFAULTS, deepcopy(_shipped()))]
    if office.exists():
        sources.append(_Source(office, _read(office)))
        _refuse_unknown_names(sources[1], sources[0])
    plain: dict[str, Any] = {}
    sections: dict[str, dict[str, Any]] = {}
    for source in sources:
        for key, value in source.table.items():
            if isinstance(value, dict):
                sections[key] = _merged(sections.get(key, {}), value)
            else:
                plain[key] = value
    if environment.get("DATABASE_URL"):
        plain["database_url"] = environment["DATABASE_URL"]
    try:
        return Settings(**plain, sections=sections)
    except ValidationError as error:
        raise Refusal(*faults_of(error, office.name, environment)) from error


def _refuse_unknown_names(office: _Source, defaults: _Source) -> None:
    """The office's file may set the plain settings and the tables that are shipped, and its provider's."""
    plain = set(Settings.model_fields) - {"sections"}
    tables = {name for name, value in defaults.table.items() if isinstance(value, dict)} | {PROVIDERS}
    faults = [
        unknown_name(office.file.name, f"[{name}]" if isinstance(value, dict) else name, known)
        for known in [{*plain, *(f"[{table}]" for table in tables)}]
        for name, value in office.table.items()
        if name not in (tables if isinstance(value, dict) else plain)
    ]
    if faults:
        raise Refusal(*faults)


@cache
def _shipped() -> dict[str, Any]:
    return _read(DEFAULTS)


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal(unreadable(file.name, error)) from error


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged
