"""Reads a reply beside the one before it, which was asked back: 不行，停电 is made clear by a code or an item alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from notifications.domain.answering import Asked, Decision, Standing
from notifications.domain.binding import decide
from notifications.domain.codes_named import WORD_OF
from notifications.domain.items_named import ItemsSaid
from notifications.domain.reading_rules import Rule, Word
from notifications.domain.replies import Reading


def decide_after(reading: Reading, before: Reading, asked: Sequence[Asked]) -> Decision:
    """As `decide`, where the reply `before` was asked back: what it said holds as far as this one leaves it open."""
    decision = decide(_made_clear(reading, before, asked), asked)
    denies = before.denies or before.word is Word.DIFFICULTY
    explains = denies and before.rule is not Rule.ASKS and before.reason not in {"", decision.reason}
    if not explains or decision.beside or not any(answer.declined for answer in decision.answers):
        return decision
    reasons = [before.reason, decision.reason] if decision.reason else [before.reason]
    return replace(decision, reason="；".join(reasons), carried=True)


def leaves_nothing_to_read(decision: Decision, before: Reading, asked: Sequence[Asked]) -> bool:
    """Whether the reply before needs no person any more: its reason is counted, or all that is open was answered since.

    What it asked, or wished for beside its agreement, is still to be read.
    """
    if decision.carried:
        return True
    if before.rule is Rule.ASKS or decision.ask_back is not None or not decision.answers:
        return False
    named = {answer.question: len(answer.agreed | answer.declined) for answer in decision.answers}
    whole = all(named.get(one.id) == one.items for one in asked if one.standing is Standing.OPEN)
    return whole and (before.denies or before.reason in decision.reason)


def _made_clear(reading: Reading, before: Reading, asked: Sequence[Asked]) -> Reading:
    """A reply that names only which, with the word that was said before it."""
    explained = reading.reason and before.word not in {Word.DECLINE, Word.DIFFICULTY}
    if explained or reading.items or reading.word not in {None, Word.UNCLEAR}:
        return reading
    if reading.mentioned and reading.rule is Rule.ITEMS_UNCLEAR and before.word in WORD_OF.values():
        agrees = before.word is Word.CONFIRM
        agreed, declined = (reading.mentioned if agrees is of else frozenset[int]() for of in (True, False))
        items = ItemsSaid(agreed, declined, frozenset(), None)
        return replace(reading, word=None, rule=Rule.ITEMS, items=items, denies=before.denies)
    codes = {question.code for question in asked}
    if reading.word is None and reading.digits and codes.issuperset(reading.digits):
        return replace(
            reading,
            word=before.word,
            said=(before.word,) * len(reading.digits),
            rule=before.rule,
            items=before.items,
            part=before.part,
            whole=before.whole,
            denies=before.denies,
        )
    return reading
