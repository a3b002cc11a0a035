"""Fixtures of the pages for all tests here."""

from __future__ import annotations

from tests.command_line import culture
from tests.pages_fixtures import browser, drafted_file, house, published_file, published_house

__all__ = ["browser", "culture", "drafted_file", "house", "published_file", "published_house"]
