"""Binds a reply to the questions put to its telephone: decided, received, outdated, or to be asked back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from notifications.domain.answering import Answer, Asked, Decision, Standing, Why
from notifications.domain.codes import AGREE, DECLINE, ITEM_DIGITS
from notifications.domain.items_named import ItemsSaid
from notifications.domain.reading_rules import Rule, Word
from notifications.domain.replies import Reading

WORD_OF = {AGREE: Word.CONFIRM, DECLINE: Word.DECLINE}
OVER = {Standing.SUPERSEDED, Standing.CLOSED}


@dataclass(frozen=True, slots=True)
class Back:
    """Why a reply cannot be counted as it is, and by which rule."""

    why: Why
    rule: Rule


CONTRADICTS = Back(Why.CONTRADICTION, Rule.CONTRADICTS)
NO_SUCH_CODE = Back(Why.NO_SUCH_CODE, Rule.CODE_UNKNOWN)
NO_SUCH_CHOICE = Back(Why.NO_SUCH_CHOICE, Rule.CHOICE_UNKNOWN)
ITEMS_UNCLEAR = Back(Why.UNCLEAR, Rule.ITEMS_UNCLEAR)
PART_UNNAMED = Back(Why.WHICH_ITEM, Rule.PART_UNNAMED)
DIGIT_OR_ITEM = Back(Why.WHICH_ITEM, Rule.PLAIN_DIGIT)


@dataclass(frozen=True, slots=True)
class _Named:
    """A question named by its code, the choice behind it, and the word said beside it."""

    question: Asked
    choice: str
    word: Word | None


def decide(reading: Reading, asked: Sequence[Asked]) -> Decision:
    """What the reply decides about the questions put to its telephone, newest last."""
    if reading.word in {Word.STOP, Word.AUTOMATIC}:
        assert reading.rule is not None, "words are read by a rule"
        return Decision(reading.rule, reason=reading.reason, opts_out=reading.word is Word.STOP)
    named = list(_named(reading, asked))
    return _coded(reading, named, asked) if named else _uncoded(reading, asked)


def _named(reading: Reading, asked: Sequence[Asked]) -> Iterable[_Named]:
    waiting: tuple[Asked, Word | None] | None = None
    for token, word in zip(reading.digits, reading.said, strict=True):
        question = next((each for each in asked if token.startswith(each.code)), None)
        if waiting is not None and (question is None or _is_choice(token, waiting[0].items)):
            yield _Named(waiting[0], token, waiting[1] or word)
            waiting = None
            continue
        if waiting is not None:
            yield _Named(waiting[0], "", waiting[1])
            waiting = None
        if question is not None and token == question.code:
            waiting = question, word
        elif question is not None:
            yield _Named(question, token[len(question.code) :], word)
    if waiting is not None:
        yield _Named(waiting[0], "", waiting[1])


def _is_choice(choice: str, items: int) -> bool:
    if choice in WORD_OF:
        return True
    item = choice.removeprefix(DECLINE)
    return choice.startswith(DECLINE) and len(item) == ITEM_DIGITS and 1 <= int(item) <= items


def _coded(reading: Reading, named: Sequence[_Named], asked: Sequence[Asked]) -> Decision:
    answers: dict[str, Answer] = {}
    for each in named:
        answer = _chosen(reading, each, alone=len(named) == 1)
        if isinstance(answer, Back):
            return _back(reading, answer)
        before = answers.get(each.question.id, answer)
        if before != answer:
            if not (_names_items(before) and _names_items(answer)):
                return _back(reading, CONTRADICTS)
            answer = Answer(answer.question, before.agreed & answer.agreed, before.declined | answer.declined)
        answers[each.question.id] = answer
    if reading.items and not _agree(reading.items, list(answers.values())):
        return _back(reading, CONTRADICTS if len(answers) == 1 else ITEMS_UNCLEAR)
    in_words = reading.items is not None or any(not each.choice for each in named)
    rule = Rule.CODE_AND_WORDS if in_words else Rule.CODE
    return _decided(reading, rule, [answers[each.id] for each in asked if each.id in answers], asked)


def _chosen(reading: Reading, named: _Named, *, alone: bool) -> Answer | Back:
    """What one code and the words beside it choose."""
    question, choice = named.question, named.choice
    word = named.word
    if choice == "":
        if reading.items:
            return _by_items(question, reading.items, None)
        if word not in WORD_OF.values():
            return NO_SUCH_CHOICE
        return PART_UNNAMED if reading.part and question.items > 1 else _whole(question, word)
    if not _is_choice(choice, question.items):
        return NO_SUCH_CHOICE
    if choice not in WORD_OF:
        item = frozenset({int(choice[1:])})
        return Answer(question.id, _every(question) - item, item)
    meant = WORD_OF[choice]
    if reading.items:
        return _by_items(question, reading.items, meant)
    if reading.rule is Rule.ITEMS_UNCLEAR or _only_asks(reading):
        return Back(Why.UNCLEAR, reading.rule or Rule.ASKS)
    denied = alone and reading.denies and word is not Word.CONFIRM
    if word in {*WORD_OF.values()} - {meant} or (denied and meant is Word.CONFIRM):
        return CONTRADICTS
    return _whole(question, meant)


def _uncoded(reading: Reading, asked: Sequence[Asked]) -> Decision:
    opened = tuple(question.id for question in asked if question.standing is Standing.OPEN)
    choice = _bare_choice(reading)
    if isinstance(choice, Back):
        return _back(reading, choice)
    if choice is not None or reading.items:
        return _bare(reading, choice, asked)
    rule = reading.rule or Rule.NOTHING_KNOWN
    if opened and reading.word is Word.RECEIVED:
        return Decision(rule, received=opened, ask_back=Why.RECEIVED_ONLY, reason=reading.reason)
    if not opened:
        return Decision(rule, reason=reading.reason)
    several = any(question.items > 1 for question in asked if question.id in opened)
    return _back(reading, Back(Why.WHICH_ITEM if rule is Rule.MIXED and several else Why.UNCLEAR, rule))


def _bare_choice(reading: Reading) -> tuple[Word, Rule] | Back | None:
    """1 or 2 typed without a code, or yes or no in words; None where nothing was chosen."""
    said = reading.word if reading.word in WORD_OF.values() else None
    if not reading.digits:
        return (said, reading.rule) if said and reading.rule else None
    if _only_asks(reading):
        return Back(Why.UNCLEAR, Rule.ASKS)
    if reading.leads and len(reading.digits) == 1 and reading.digits[0] in WORD_OF:
        meant = WORD_OF[reading.digits[0]]
        denied = reading.denies and meant is Word.CONFIRM and said is not Word.CONFIRM
        return CONTRADICTS if denied or said not in {None, meant} else (meant, Rule.PLAIN_DIGIT)
    return NO_SUCH_CODE if reading.word is None or said else None


def _bare(reading: Reading, choice: tuple[Word, Rule] | None, asked: Sequence[Asked]) -> Decision:
    """Only where one question can be meant: the one that is open, or else the one that was answered."""
    word, rule = choice or (None, Rule.ITEMS)
    if reading.items and len(fitting := _fitting(reading.items, asked)) > 1:
        again = _said_again(reading, word, fitting)
        return (
            _decided(reading, rule, [again], asked)
            if again
            else _back(reading, Back(Why.WHICH_QUESTION, rule))
        )
    for standing in (Standing.OPEN, Standing.ANSWERED):
        meant = [question for question in asked if question.standing is standing]
        if len(meant) > 1:
            return _back(reading, Back(Why.WHICH_QUESTION, rule))
        if meant and reading.items:
            answer = _by_items(meant[0], reading.items, word)
            return (
                _back(reading, answer)
                if isinstance(answer, Back)
                else _decided(reading, rule, [answer], asked)
            )
        if meant and word:
            if meant[0].items > 1 and rule is Rule.PLAIN_DIGIT and not reading.whole:
                # Where (1) and (2) were asked about, 2 declines all of it or speaks of the second.
                return _back(reading, DIGIT_OR_ITEM)
            if meant[0].items > 1 and rule is not Rule.PLAIN_DIGIT and reading.part:
                return _back(reading, PART_UNNAMED)
            return _decided(reading, rule, [_whole(meant[0], word)], asked)
    old = [question.id for question in asked]
    rule = rule if old else Rule.NOTHING_ASKED
    return Decision(rule, outdated=tuple(old[-1:]), reason=reading.reason)


def _fitting(items: ItemsSaid, asked: Sequence[Asked]) -> list[Asked]:
    """The questions that items named without a code may belong to: what is open, and what was answered and has them."""
    return [
        question
        for question in asked
        if question.standing is Standing.OPEN
        or (question.standing is Standing.ANSWERED and question.items > 1 and items.named <= _every(question))
    ]


def _said_again(reading: Reading, word: Word | None, fitting: Sequence[Asked]) -> Answer | None:
    """The answer just given, said once more of the same items and with no more to it."""
    for question in fitting:
        if question.just_said is None or reading.items is None or reading.reason:
            continue
        answer = _by_items(question, reading.items, word)
        stands = question.just_said
        if isinstance(answer, Answer) and (
            answer.agreed <= stands.agreed and answer.declined <= stands.declined
        ):
            return answer
    return None


def _by_items(question: Asked, items: ItemsSaid, chosen: Word | None) -> Answer | Back:
    """Item by item; what is not named follows `chosen`, or else what was said of the rest."""
    every = _every(question)
    if not items.named <= every or question.items == 1:
        return NO_SUCH_CHOICE
    if chosen and items.rest not in {None, chosen}:
        return CONTRADICTS
    rest = chosen or items.rest
    if items.excepted and rest is None:
        return ITEMS_UNCLEAR
    agreed, declined = items.agreed, items.declined
    if rest is Word.CONFIRM:
        declined |= items.excepted
        agreed = every - declined
    elif rest is Word.DECLINE:
        agreed |= items.excepted
        declined = every - agreed
    if chosen and (items.agreed if chosen is Word.CONFIRM else items.declined):
        # 272 第3场不行: all are declined, or the third alone?
        return CONTRADICTS
    return Answer(question.id, agreed, declined)


def _agree(items: ItemsSaid, answers: Sequence[Answer]) -> bool:
    """Whether the items said in words are among those that the codes came to, for one question."""
    return len(answers) == 1 and items.declined <= answers[0].declined and items.agreed <= answers[0].agreed


def _only_asks(reading: Reading) -> bool:
    """271? asks whether that is the right answer."""
    return reading.rule is Rule.ASKS and not reading.reason


def _names_items(answer: Answer) -> bool:
    return bool(answer.agreed) and bool(answer.declined)


def _whole(question: Asked, word: Word | None) -> Answer:
    every, none = _every(question), frozenset[int]()
    return Answer(question.id, *((every, none) if word is Word.CONFIRM else (none, every)))


def _every(question: Asked) -> frozenset[int]:
    return frozenset(range(1, question.items + 1))


def _back(reading: Reading, back: Back) -> Decision:
    return Decision(back.rule, ask_back=back.why, reason=reading.reason, remarked=reading.rule is Rule.ASKS)


def _decided(reading: Reading, rule: Rule, answers: Sequence[Answer], asked: Sequence[Asked]) -> Decision:
    over = {question.id for question in asked if question.standing in OVER}
    return Decision(
        rule,
        tuple(answer for answer in answers if answer.question not in over),
        tuple(answer.question for answer in answers if answer.question in over),
        reason=reading.reason,
        remarked=reading.rule in {Rule.ASKS, Rule.HEDGES},
    )
