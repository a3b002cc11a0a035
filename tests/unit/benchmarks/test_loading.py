"""Every module of the benchmarks can be loaded, so that a command of the docs does not end at an import."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import benchmarks.planning

MODULES = [one.name for one in pkgutil.iter_modules(benchmarks.planning.__path__, "benchmarks.planning.")]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_of_the_planning_benchmarks_loads(module: str) -> None:
    assert importlib.import_module(module).__doc__
