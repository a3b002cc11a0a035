"""Where a fault lies in a file: the JSON pointer of the field, and the sentence that goes with it."""

from __future__ import annotations

from collections.abc import Iterable

from config.bilingual import Bilingual
from config.refusal import Fault, Refusal, refuse

MOST_FAULTS = 50
"""So many faults of one file are told; the rest would only bury them."""
MOST_SHOWN = 60


def below(pointer: str, step: str | int) -> str:
    """The JSON pointer (RFC 6901) of a field or an item of what stands at `pointer`."""
    return f"{pointer}/{str(step).replace('~', '~0').replace('/', '~1')}"


def unfit(pointer: str, value: object, wanted: Bilingual) -> Refusal:
    """The refusal of a value that is not what the field takes."""
    return refuse(
        pointer,
        "这里应是{wanted}，而不是 {value}。请改正。",
        "this should be {wanted}, not {value}. Mend it.",
        wanted=wanted,
        value=shown(value),
    )


def shown(value: object) -> str:
    """A value from a file, short enough for a sentence."""
    if isinstance(value, dict):
        return "{…}"
    if isinstance(value, list):
        return "[…]"
    if value is None or isinstance(value, bool):
        return str(value).lower().replace("none", "null")
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


def raise_together(refusals: Iterable[Refusal]) -> None:
    """Raise all faults as one refusal, if there are any."""
    faults = [fault for refusal in refusals for fault in refusal.faults]
    if faults:
        raise Refusal(*faults)


def told(refusal: Refusal, file: str) -> Refusal:
    """The refusal with the file's name before each pointer, `FILE#/district/areas/0`, and not too long."""
    faults = [Fault(f"{file}#{fault.place}", fault.sentence) for fault in refusal.faults[:MOST_FAULTS]]
    more = len(refusal.faults) - len(faults)
    if more:
        faults.append(
            Fault(
                file,
                Bilingual(
                    "还有 {more} 处类似的错误，先改正以上各处。", "{more} more faults; mend these first."
                ).fill(more=more),
            )
        )
    return Refusal(*faults)
