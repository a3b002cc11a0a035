"""Refused input and the other outcomes that a person must be able to tell apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from config.bilingual import Bilingual


class Outcome(IntEnum):
    """How a deed ended; the number is the exit status of the command line, the name stands in `--json`."""

    DONE = 0
    FAILED = 1
    REFUSED = 2
    INFEASIBLE = 3
    OUT_OF_TIME = 4
    CANCELLED = 5


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with what was given: where it stands, what it is, what to do.

    `place` names the field, file, sheet, row or column, e.g. `areas.csv 第3行 人口`.
    """

    place: str
    sentence: Bilingual


class Refusal(Exception):  # noqa: N818 - a refusal is an outcome, not an error of the program
    """Input that is not taken; nothing was changed."""

    outcome = Outcome.REFUSED

    def __init__(self, *faults: Fault) -> None:
        if not faults:
            raise ValueError("a refusal names at least one fault")
        self.faults: Sequence[Fault] = faults
        super().__init__("; ".join(f"{fault.place}: {fault.sentence.en}" for fault in faults))


class Conflict(Refusal):
    """Somebody else changed it since it was read; `fields` are the ones that differ."""

    def __init__(self, *faults: Fault, fields: Sequence[str] = ()) -> None:
        super().__init__(*faults)
        self.fields = tuple(fields)


def refuse(place: str, zh: str, en: str, **facts: object) -> Refusal:
    """A refusal with one fault, its sentence filled with `facts`."""
    return Refusal(Fault(place, Bilingual(zh, en).fill(**facts)))
