"""What a form leaves empty is not chosen."""

from __future__ import annotations

from pydantic import BeforeValidator

EMPTY_IS_NONE = BeforeValidator(lambda given: given or None)
"""For a choice among names: browsers send the empty one too."""
