"""The version of the code that makes a text of a template: two texts of the same facts may differ by it alone."""

from __future__ import annotations

import hashlib
import inspect
from functools import cache
from types import ModuleType

from notifications.domain import segments
from notifications.domain.wording import composing, dates

MADE_BY = (composing, dates, segments)
"""Where a template is filled, its filters shape days and names, and the text is tidied and signed."""


@cache
def code_version(modules: tuple[ModuleType, ...] = MADE_BY) -> str:
    """Hexadecimal; changes with every change to the source of these modules."""
    return hashlib.sha256("\0".join(map(inspect.getsource, modules)).encode()).hexdigest()
