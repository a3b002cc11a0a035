"""Reads the register's templates out of the package."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from notifications.domain.wording import Wording


@cache
def market_wording() -> Wording:
    """The texts to businesses that ship with the product."""
    folder = files("notifications.market.domain").joinpath("templates")
    return Wording(
        {file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".txt")}
    )
