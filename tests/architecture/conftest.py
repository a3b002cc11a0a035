"""The house whose doors are looked at."""

from __future__ import annotations

from tests.pages_fixtures import house, pages_store

__all__ = ["house", "pages_store"]
