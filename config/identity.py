"""Ids that sort as they were made, so that a log read by id is read in order."""

from __future__ import annotations

import os
import time


def sortable_id() -> str:
    """A unique id; of two made one after the other in a process the later sorts later."""
    return f"{time.time_ns():019d}-{os.urandom(4).hex()}"
