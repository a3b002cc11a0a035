"""Reads the texts' templates out of the package and makes the wording of them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from notifications.domain.wording import Wording


@cache
def shipped_wording() -> Wording:
    """The templates that ship with the product."""
    folder = files("notifications.domain").joinpath("templates")
    return Wording(
        {file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".txt")}
    )
