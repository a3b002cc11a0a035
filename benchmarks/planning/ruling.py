"""The rules' numbers and the wishes' weights of all problems of the benchmarks."""

from __future__ import annotations

import tomllib
from pathlib import Path

from scheduler.solver.parameters import Parameters, Weights, planning_settings

SETTINGS = Path(__file__).with_name("settings.toml")


def settings() -> tuple[Parameters, Weights]:
    """What stands in the benchmarks' own settings file, so that problems stay the same."""
    return planning_settings(tomllib.loads(SETTINGS.read_text(encoding="utf-8"))["planning"])
