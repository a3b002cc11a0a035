"""The tables of all rooms, gathered: what the migrations make and the doctor compares."""

from __future__ import annotations

import importlib
import pkgutil

import sqlalchemy as sa

import config.district_clock
import config.durable  # noqa: F401 - brings in its tables
import notifications
import scheduler
from config.database import Base


def metadata() -> sa.MetaData:
    """Every table of the project: those of `config` and of each room's modules named `…tables`."""
    for room in (scheduler, notifications):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if module.name.rpartition(".")[2].endswith("tables"):
                importlib.import_module(module.name)
    return Base.metadata
