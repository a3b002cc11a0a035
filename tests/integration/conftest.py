"""Fixtures of the pages for all integration tests."""

from __future__ import annotations

from tests.pages_fixtures import browser, house, pages_store, published_house

__all__ = ["browser", "house", "pages_store", "published_house"]
