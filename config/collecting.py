"""How often Python looks for garbage that refers to itself."""

from __future__ import annotations

import gc

NEW_OBJECTS = 50_000
"""Python looks after 700 of itself: of a hundred thousand texts that is a fifth of the time, and finds nothing."""


def collect_rarely() -> None:
    """Leave what is loaded alone from now on, and look only once there is much that is new."""
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 20, 20)
