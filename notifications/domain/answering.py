"""Binds a reply to the questions put to its telephone: decided, received, outdated, or to be asked back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from config.bilingual import Bilingual
from notifications.domain.codes import AGREE, DECLINE, ITEM_DIGITS
from notifications.domain.replies import Reading, Word

MOST_BACK_A_QUESTION = 1
MOST_BACK_A_DAY = 2


class Standing(StrEnum):
    """How a question stands when a reply comes in; an answered one may be answered anew until a set time."""

    OPEN = "open"
    ANSWERED = "answered"
    SUPERSEDED = "superseded"
    CLOSED = "closed"


class ReplyVerdict(StrEnum):
    """What was made of a reply; the last four are for a person to read."""

    ANSWERED = "answered"
    OUTDATED = "outdated"
    ASKED_BACK = "asked back"
    LATE = "late"
    INBOX = "inbox"
    NOT_THEIRS = "not theirs"
    STRANGER = "stranger"


REPLY_VERDICT_NAMES = {
    ReplyVerdict.ANSWERED: Bilingual("已计入", "counted"),
    ReplyVerdict.OUTDATED: Bilingual("所答安排已变更，未计入", "the arrangement had changed, not counted"),
    ReplyVerdict.ASKED_BACK: Bilingual("已请再答复", "asked back"),
    ReplyVerdict.LATE: Bilingual("已过答复时限，未计入", "came too late, not counted"),
    ReplyVerdict.INBOX: Bilingual("待人工阅读", "for a person to read"),
    ReplyVerdict.NOT_THEIRS: Bilingual(
        "号码已不属该联系人，未计入", "no longer the contact's number, not counted"
    ),
    ReplyVerdict.STRANGER: Bilingual("陌生号码", "unknown number"),
}

FOR_A_PERSON = (ReplyVerdict.LATE, ReplyVerdict.INBOX, ReplyVerdict.NOT_THEIRS, ReplyVerdict.STRANGER)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question put to one telephone: its code, and how many numbered items it holds."""

    id: str
    code: str
    items: int
    standing: Standing


class Why(StrEnum):
    """Why a reply is asked back."""

    WHICH_QUESTION = "which question"
    NO_SUCH_CODE = "no such code"
    NO_SUCH_CHOICE = "no such choice"
    CONTRADICTION = "contradiction"
    UNCLEAR = "unclear"
    RECEIVED_ONLY = "received only"


@dataclass(frozen=True, slots=True)
class Answer:
    """One question decided whole: every item is either agreed to or declined."""

    question: str
    agreed: frozenset[int]
    declined: frozenset[int]


@dataclass(frozen=True, slots=True)
class Counted:
    """The numbers of the items an answer was counted for, how many had been overtaken and how many had begun.

    `changed` says that a decision is new, `added` that only a reason came to one that stands.
    """

    agreed: tuple[int, ...]
    declined: tuple[int, ...]
    outdated: int
    begun: int
    changed: bool
    added: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reply decides. `ask_back` is set when it cannot be counted as it is; then nothing is answered.

    `outdated` are questions that were superseded or closed: they decide nothing and are answered with the
    present arrangement. `received` are open questions whose text is now known to have been read.
    """

    answers: tuple[Answer, ...] = ()
    outdated: tuple[str, ...] = ()
    received: tuple[str, ...] = ()
    ask_back: Why | None = None
    reason: str = ""

    @property
    def for_the_inbox(self) -> bool:
        """Neither an answer nor a question of ours: a person reads it."""
        return not (self.answers or self.outdated or self.received or self.ask_back)


def may_ask_back(about_this_question: int, to_this_number_today: int) -> bool:
    """Auto-responders answer answers: once a question and twice a number a day, then a person reads it."""
    return about_this_question < MOST_BACK_A_QUESTION and to_this_number_today < MOST_BACK_A_DAY


def decide(reading: Reading, asked: Sequence[Asked]) -> Decision:
    """What the reply decides about the questions put to its telephone, newest last."""
    if reading.word is Word.STOP:
        return Decision(reason=reading.reason)
    choices = _coded(reading.digits, asked)
    if isinstance(choices, Why):
        return Decision(ask_back=choices, reason=reading.reason)
    if choices:
        if _contradicts(reading.word, choices.values()):
            return Decision(ask_back=Why.CONTRADICTION, reason=reading.reason)
        return _decided(choices, asked, reading.reason)
    return _uncoded(reading, asked)


def _coded(digits: Sequence[str], asked: Sequence[Asked]) -> dict[str, str | frozenset[int]] | Why:
    """For each question named by its code: agree, decline, or the items declined."""
    choices: dict[str, str | frozenset[int]] = {}
    for question, choice in _by_code(digits, asked):
        if not _is_choice(choice, question.items):
            return Why.NO_SUCH_CHOICE
        chosen: str | frozenset[int] = choice if len(choice) == 1 else frozenset({int(choice[1:])})
        before = choices.get(question.id, chosen)
        if isinstance(before, frozenset) and isinstance(chosen, frozenset):
            choices[question.id] = before | chosen
        elif before == chosen:
            choices[question.id] = chosen
        else:
            return Why.CONTRADICTION
    return choices


def _by_code(digits: Sequence[str], asked: Sequence[Asked]) -> Iterable[tuple[Asked, str]]:
    waiting: Asked | None = None
    for token in digits:
        if waiting is not None:
            yield waiting, token
            waiting = None
            continue
        named = next((question for question in asked if token.startswith(question.code)), None)
        if named is None:
            continue
        if token == named.code:
            waiting = named
        else:
            yield named, token[len(named.code) :]
    if waiting is not None:
        yield waiting, ""


def _is_choice(choice: str, items: int) -> bool:
    if choice in {AGREE, DECLINE}:
        return True
    item = choice.removeprefix(DECLINE)
    return choice.startswith(DECLINE) and len(item) == ITEM_DIGITS and 1 <= int(item) <= items


def _contradicts(word: Word | None, choices: Iterable[str | frozenset[int]]) -> bool:
    against = {Word.CONFIRM: DECLINE, Word.DECLINE: AGREE}.get(word) if word else None
    return against is not None and against in choices


def _decided(choices: dict[str, str | frozenset[int]], asked: Sequence[Asked], reason: str) -> Decision:
    answers, outdated = [], []
    for question in asked:
        if question.id not in choices:
            continue
        if question.standing in {Standing.SUPERSEDED, Standing.CLOSED}:
            outdated.append(question.id)
        else:
            answers.append(_answer(question, choices[question.id]))
    return Decision(tuple(answers), tuple(outdated), reason=reason)


def _answer(question: Asked, choice: str | frozenset[int]) -> Answer:
    every = frozenset(range(1, question.items + 1))
    if isinstance(choice, frozenset):
        return Answer(question.id, every - choice, choice)
    return (
        Answer(question.id, every, frozenset())
        if choice == AGREE
        else Answer(question.id, frozenset(), every)
    )


def _uncoded(reading: Reading, asked: Sequence[Asked]) -> Decision:
    opened = tuple(question.id for question in asked if question.standing is Standing.OPEN)
    choice = _bare_choice(reading)
    if isinstance(choice, Why):
        return Decision(ask_back=choice, reason=reading.reason)
    if choice is not None:
        return _bare(choice, asked, reading.reason)
    if not opened:
        return Decision(reason=reading.reason)
    if reading.word is Word.RECEIVED:
        return Decision(received=opened, ask_back=Why.RECEIVED_ONLY, reason=reading.reason)
    return Decision(ask_back=Why.UNCLEAR, reason=reading.reason)


def _bare_choice(reading: Reading) -> str | Why | None:
    """1 or 2 typed or said without a code; None where nothing was chosen."""
    said = {Word.CONFIRM: AGREE, Word.DECLINE: DECLINE}.get(reading.word) if reading.word else None
    if reading.word is None and reading.digits:
        return reading.digits[0] if reading.digits in {(AGREE,), (DECLINE,)} else Why.NO_SUCH_CODE
    if reading.leads and reading.digits[0] in {AGREE, DECLINE}:
        if said is not None and said != reading.digits[0]:
            return Why.CONTRADICTION
        return reading.digits[0]
    return said


def _bare(choice: str, asked: Sequence[Asked], reason: str) -> Decision:
    """Only where one question can be meant: the one that is open, or else the one that was answered."""
    for standing in (Standing.OPEN, Standing.ANSWERED):
        meant = [question for question in asked if question.standing is standing]
        if len(meant) == 1:
            return Decision((_answer(meant[0], choice),), reason=reason)
        if meant:
            return Decision(ask_back=Why.WHICH_QUESTION, reason=reason)
    old = [question.id for question in asked]
    return Decision(outdated=tuple(old[-1:]), reason=reason)
