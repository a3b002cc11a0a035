"""The version of this product, as its footer and its reports name it."""

from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PRODUCT = "culture-delivery"


def product_version() -> str:
    """The installed version, or that of the source tree the program runs from."""
    try:
        return version(PRODUCT)
    except PackageNotFoundError:
        project = Path(__file__).parents[1] / "pyproject.toml"
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
