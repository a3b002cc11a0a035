"""What an office sets about its ledger."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LedgerRules:
    """The section `[ledger]`: contents younger than `keep_days` are not erased; `source` says by which rule.

    `typeface` is the file of a TrueType typeface (.ttf, .ttc) that is embedded in proofs; empty, none is.
    """

    keep_days: int = 183
    source: str = ""
    typeface: str = ""

    def __post_init__(self) -> None:
        if self.keep_days < 1:
            raise ValueError("keep_days: at least 1")
