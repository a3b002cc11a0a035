"""The questions that a reply names by their codes, each with the choice behind it and the word said beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from notifications.domain.answering import Asked
from notifications.domain.codes import AGREE, DECLINE, ITEM_DIGITS
from notifications.domain.reading_rules import Word
from notifications.domain.replies import Reading

WORD_OF = {AGREE: Word.CONFIRM, DECLINE: Word.DECLINE}


@dataclass(frozen=True, slots=True)
class Named:
    """A question named by its code at a `place` among the digits, the choice behind it, and the word said beside it."""

    question: Asked
    choice: str
    word: Word | None
    place: int


def codes_named(reading: Reading, asked: Sequence[Asked]) -> Iterable[Named]:
    """Each question named, in the order of the digits; a code and its choice may be apart."""
    waiting: Named | None = None
    for place, (token, word) in enumerate(zip(reading.digits, reading.said, strict=True)):
        question = next((each for each in asked if token.startswith(each.code)), None)
        if waiting is not None and (question is None or is_choice(token, waiting.question.items)):
            yield replace(waiting, choice=token, word=waiting.word or word)
            waiting = None
            continue
        if waiting is not None:
            yield waiting
            waiting = None
        if question is not None and token == question.code:
            waiting = Named(question, "", word, place)
        elif question is not None:
            yield Named(question, token[len(question.code) :], word, place)
    if waiting is not None:
        yield waiting


def is_choice(choice: str, items: int) -> bool:
    """Whether digits behind a code choose something of a question with so many items."""
    if choice in WORD_OF:
        return True
    item = choice.removeprefix(DECLINE)
    return choice.startswith(DECLINE) and len(item) == ITEM_DIGITS and 1 <= int(item) <= items
