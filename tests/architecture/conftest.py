"""Fixtures of the pages for all tests here, and the sources that they read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.architecture.sources import sources
from tests.pages_fixtures import browser, drafted_file, house, published_file, published_house

__all__ = ["browser", "drafted_file", "house", "published_file", "published_house"]


@pytest.fixture(scope="package", autouse=True)
def _sources_forgotten() -> Iterator[None]:
    """The trees of all sources are large: no later test carries them along."""
    yield
    sources.cache_clear()
