"""Ids that sort as they were made, so that a log read by id is read in order."""

from __future__ import annotations

import time
from uuid import uuid4


def sortable_id() -> str:
    """A unique id; of two made one after the other in a process the later sorts later."""
    return f"{time.time_ns():019d}-{uuid4().hex[:8]}"
