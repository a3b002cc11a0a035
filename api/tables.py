"""The tables of all rooms, gathered: what the migrations make and the doctor compares."""

from __future__ import annotations

import importlib
import pkgutil

import sqlalchemy as sa

import api
import config
import notifications
import scheduler
from config.database import Base

ROOMS = (config, scheduler, notifications, api)
IN_CONFIG = ("config.clock_slots", "config.database", "config.district_clock", "config.work_log")
"""Modules of the ground floor that keep rows of their own beside what they do."""


def metadata() -> sa.MetaData:
    """Every table of the project: those of `config` and of each room's modules named `…tables`."""
    for name in (*IN_CONFIG, *table_modules()):
        importlib.import_module(name)
    return Base.metadata


def table_modules() -> list[str]:
    """The modules of all rooms whose name ends in `tables`, by name."""
    return sorted(
        module.name
        for room in ROOMS
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}.")
        if module.name.endswith("tables") and module.name != __name__
    )
