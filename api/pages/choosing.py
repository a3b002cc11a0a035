"""What a form chooses: what it leaves empty is not chosen, and numbers stand in one field."""

from __future__ import annotations

import re

from pydantic import BeforeValidator

from config.refusal import refuse

EMPTY_IS_NONE = BeforeValidator(lambda given: given or None)
"""For a choice among names: browsers send the empty one too."""


def numbers_in(declined: str) -> frozenset[int]:
    """The item numbers written in a field, such as `1、3`; refused if there are none, or anything else."""
    numbers = re.split(r"[\s,，、]+", declined.strip())
    if not all(re.fullmatch("[0-9]{1,2}", number) for number in numbers):
        raise refuse(
            "declined",
            "请写明不能承接的序号，如 1、3；只问一项时写 1。",
            "name the numbers that are declined, such as 1, 3; where only one is asked, 1.",
        )
    return frozenset(int(number) for number in numbers)
