"""The written replies of `replies.tsv`: what was asked, what came back, and how it must be read.

`asked` lists the questions put to the telephone, oldest first, as code:items, with ~ for one that was superseded,
= for one that was answered and ! for a matter, of which only receipt is asked. `reading` is what must come of it: `yes 27`, `no 27`, `27: yes 1 2 no 3` (the other
items stay open), `received`, `back` and why it is asked back, `outdated 41`, `opts out`, `noted` where nothing is
to be done, or `a person` reads it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from notifications.domain.answering import Answer, Asked, Decision, Standing

CORPUS = Path(__file__).with_name("replies.tsv")
MATTER = "!"
MARKS = {"~": Standing.SUPERSEDED, "=": Standing.ANSWERED}


@dataclass(frozen=True, slots=True)
class Written:
    """One row: a text, what had been asked, and what must be made of it, by which rule, with which reason."""

    kind: str
    asked: tuple[Asked, ...]
    reading: str
    rule: str
    reason: str
    text: str


def written_replies() -> Iterator[Written]:
    with CORPUS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            asked = tuple(_asked(each) for each in row["asked"].split() if each != "none")
            yield Written(row["kind"], asked, row["reading"], row["rule"], row["reason"], row["text"])


def _asked(written: str) -> Asked:
    code, items = written.rstrip("".join((*MARKS, MATTER))).split(":")
    standing = MARKS.get(written[-1], Standing.OPEN)
    return Asked(code, code, int(items), standing, receipt_suffices=MATTER in written)


def reading_of(decision: Decision, asked: Sequence[Asked]) -> str:
    """A decision as the corpus writes it."""
    if decision.opts_out:
        return "opts out"
    if decision.received:
        return "received"
    if decision.ask_back:
        return f"back {decision.ask_back.value}"
    items = {question.id: question.items for question in asked}
    answered = [_answered(answer, items[answer.question]) for answer in decision.answers]
    outdated = [f"outdated {question}" for question in decision.outdated]
    return "; ".join([*answered, *outdated]) or ("noted" if decision.noted else "a person")


def _answered(answer: Answer, items: int) -> str:
    for word, numbers in (("yes", answer.agreed), ("no", answer.declined)):
        if len(numbers) == items:
            return f"{word} {answer.question}"
    said = (("yes", answer.agreed), ("no", answer.declined))
    parts = [f"{word} {' '.join(map(str, sorted(numbers)))}" for word, numbers in said if numbers]
    return f"{answer.question}: {' '.join(parts)}"
