"""Reads the register's templates out of the package."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from notifications.domain.wording import Wording
from notifications.market.domain.campaign_wording import CAMPAIGN_TEMPLATES


@cache
def market_wording() -> Wording:
    """The reminders to businesses that ship with the product."""
    return _wording_in("templates")


@cache
def campaign_wording() -> Wording:
    """The texts of campaigns that ship with the product."""
    return _wording_in("campaign_templates")


def wording_of(template: str) -> Wording:
    """The wording that holds a template of the market's."""
    return campaign_wording() if template in CAMPAIGN_TEMPLATES else market_wording()


def _wording_in(folder: str) -> Wording:
    place = files("notifications.market.domain").joinpath(folder)
    return Wording(
        {file.name: file.read_text("utf-8") for file in place.iterdir() if file.name.endswith(".txt")}
    )
