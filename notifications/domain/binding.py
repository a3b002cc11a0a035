"""Binds a reply to the questions put to its telephone: decided, received, outdated, or to be asked back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from notifications.domain import not_countable as back
from notifications.domain.answering import Answer, Asked, Decision, Standing, Why
from notifications.domain.codes_named import WORD_OF, Named, codes_named, is_choice
from notifications.domain.items_named import ItemsSaid
from notifications.domain.items_run_together import items_run_together, may_be_choices, may_be_whole_numbers
from notifications.domain.not_countable import Back
from notifications.domain.reading_rules import Rule, Word
from notifications.domain.replies import Reading

OVER = {Standing.SUPERSEDED, Standing.CLOSED}


def decide(reading: Reading, asked: Sequence[Asked]) -> Decision:
    """What the reply decides about the questions put to its telephone, newest last."""
    if reading.word in {Word.STOP, Word.AUTOMATIC}:
        assert reading.rule is not None, "words are read by a rule"
        return Decision(reading.rule, reason=reading.reason, opts_out=reading.word is Word.STOP)
    by_items = _run_together(reading, asked)
    if isinstance(by_items, Back):
        return _back(reading, by_items)
    reading = by_items or reading
    named = list(codes_named(reading, asked))
    return _coded(reading, named, asked) if named else _uncoded(reading, asked)


def _run_together(reading: Reading, asked: Sequence[Asked]) -> Reading | Back | None:
    """Items typed as runs of digits, alone or behind the code of their question; None where they are not."""
    of_code = [any(run.startswith(question.code) for question in asked) for run in reading.digits]
    code = [question for question in asked if reading.digits and reading.digits[0] == question.code]
    runs, said = reading.digits[len(code) :], reading.said[len(code) :]
    items = items_run_together(runs, said)
    if items is None or reading.rule not in {Rule.MIXED, Rule.EITHER_WAY}:
        return None
    meant = code or [question for question in asked if question.standing is Standing.OPEN]
    fitting = [question for question in meant if items.named <= _every(question)]
    if any(of_code[len(code) :]):
        # 24 may be a code, or the items 2 and 4.
        return back.ITEMS_UNCLEAR if fitting and not all(of_code) else None
    if any(may_be_whole_numbers(runs, question.items) for question in fitting) or may_be_choices(runs, said):
        return back.ITEM_OR_CHOICE
    return replace(
        reading,
        digits=reading.digits[: len(code)],
        said=(None,) * len(code),
        word=None,
        rule=Rule.ITEMS,
        items=items,
    )


def _coded(reading: Reading, named: Sequence[Named], asked: Sequence[Asked]) -> Decision:
    answers: dict[str, Answer] = {}
    for each in named:
        answer = _chosen(reading, each, alone=len(named) == 1)
        if isinstance(answer, Back):
            return _back(reading, answer)
        before = answers.get(each.question.id, answer)
        if before != answer:
            if not (_names_items(before) and _names_items(answer)):
                return _back(reading, back.CONTRADICTS)
            answer = Answer(answer.question, before.agreed & answer.agreed, before.declined | answer.declined)
        answers[each.question.id] = answer
    if reading.items and not _agree(reading.items, list(answers.values())):
        return _back(reading, back.CONTRADICTS if len(answers) == 1 else back.ITEMS_UNCLEAR)
    in_words = reading.items is not None or any(not each.choice for each in named)
    rule = Rule.CODE_AND_WORDS if in_words else Rule.CODE
    decision = _decided(reading, rule, [answers[each.id] for each in asked if each.id in answers], asked)
    return replace(decision, beside=_beside(reading, named, answers)) if len(answers) > 1 else decision


def _beside(
    reading: Reading, named: Sequence[Named], answers: Mapping[str, Answer]
) -> tuple[tuple[str, str], ...]:
    """The reason said with each question; one that stands with a neighbour's digits is shared by what is declined."""
    declining = any(answer.declined for answer in answers.values())
    said: dict[str, str] = {}
    for each in named:
        shared = reading.bare[each.place] and declining and not answers[each.question.id].declined
        if reading.reasons[each.place] and not shared:
            said[each.question.id] = reading.reasons[each.place]
    return tuple(said.items())


def _chosen(reading: Reading, named: Named, *, alone: bool) -> Answer | Back:
    """What one code and the words beside it choose."""
    question, choice = named.question, named.choice
    word = named.word
    if choice == "":
        if reading.items:
            return _by_items(question, reading.items, None)
        if word is Word.RECEIVED and question.receipt_suffices:
            return _whole(question, Word.CONFIRM)
        if word is Word.DIFFICULTY and question.receipt_suffices:
            return _whole(question, Word.DECLINE)
        if word not in WORD_OF.values():
            return back.NO_SUCH_CHOICE
        return back.PART_UNNAMED if reading.part and question.items > 1 else _whole(question, word)
    if not is_choice(choice, question.items):
        return back.NO_SUCH_CHOICE
    if choice not in WORD_OF:
        item = frozenset({int(choice[1:])})
        return Answer(question.id, _every(question) - item, item)
    meant = WORD_OF[choice]
    if reading.items:
        return _by_items(question, reading.items, meant)
    if reading.rule is Rule.ITEMS_UNCLEAR or _only_asks(reading):
        return Back(Why.UNCLEAR, reading.rule or Rule.ASKS)
    denied = word is Word.DIFFICULTY or (alone and reading.denies and word is not Word.CONFIRM)
    if word in {*WORD_OF.values()} - {meant} or (denied and meant is Word.CONFIRM):
        return back.CONTRADICTS
    return _whole(question, meant)


def _uncoded(reading: Reading, asked: Sequence[Asked]) -> Decision:
    opened = tuple(question.id for question in asked if question.standing is Standing.OPEN)
    choice = _bare_choice(reading)
    if isinstance(choice, Back):
        return _back(reading, choice)
    if choice is not None or reading.items:
        return _bare(reading, choice, asked)
    rule = reading.rule or Rule.NOTHING_KNOWN
    if reading.word is Word.DIFFICULTY and any(each.receipt_suffices for each in _spoken_of(asked)):
        return _vexed(reading, asked)
    if opened and reading.word is Word.RECEIVED:
        return _received(reading, rule, asked)
    if not opened:
        return Decision(rule, reason=reading.reason)
    several = any(question.items > 1 for question in asked if question.id in opened)
    return _back(reading, Back(Why.WHICH_ITEM if rule is Rule.MIXED and several else Why.UNCLEAR, rule))


def _spoken_of(asked: Sequence[Asked]) -> list[Asked]:
    """The questions that words without a code can mean: those that are open, or else those answered."""
    opened = [question for question in asked if question.standing is Standing.OPEN]
    return opened or [question for question in asked if question.standing is Standing.ANSWERED]


def _vexed(reading: Reading, asked: Sequence[Asked]) -> Decision:
    """A difficulty answers the one matter that can be meant; of several nobody knows which."""
    meant = _spoken_of(asked)
    if len(meant) > 1:
        return _back(reading, Back(Why.WHICH_QUESTION, Rule.DIFFICULTY))
    return _decided(reading, Rule.DIFFICULTY, [_whole(meant[0], Word.DECLINE)], asked)


def _received(reading: Reading, rule: Rule, asked: Sequence[Asked]) -> Decision:
    """That it was received answers one question that asks no more; of several nobody knows which is meant."""
    opened = [question for question in asked if question.standing is Standing.OPEN]
    answered = [question for question in opened if question.receipt_suffices]
    if len(answered) == len(opened) == 1:
        return _decided(reading, rule, [_whole(answered[0], Word.CONFIRM)], asked)
    received = tuple(question.id for question in opened if not question.receipt_suffices)
    why = Why.WHICH_QUESTION if answered else Why.RECEIVED_ONLY
    return Decision(rule, received=received, ask_back=why, reason=reading.reason)


def _bare_choice(reading: Reading) -> tuple[Word, Rule] | Back | None:
    """1 or 2 typed without a code, or yes or no in words; None where nothing was chosen."""
    said = reading.word if reading.word in WORD_OF.values() else None
    if not reading.digits:
        return (said, reading.rule) if said and reading.rule else None
    if _only_asks(reading):
        return Back(Why.UNCLEAR, Rule.ASKS)
    if reading.leads and len(reading.digits) == 1 and reading.digits[0] in WORD_OF:
        meant = WORD_OF[reading.digits[0]]
        vexed = reading.word is Word.DIFFICULTY
        denied = (reading.denies or vexed) and meant is Word.CONFIRM and said is not Word.CONFIRM
        return back.CONTRADICTS if denied or said not in {None, meant} else (meant, Rule.PLAIN_DIGIT)
    return back.NO_SUCH_CODE if reading.word is None or said else None


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
                return _back(reading, back.DIGIT_OR_ITEM)
            if meant[0].items > 1 and rule is not Rule.PLAIN_DIGIT and reading.part:
                return _back(reading, back.PART_UNNAMED)
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
        return back.NO_SUCH_CHOICE
    if chosen and items.rest not in {None, chosen}:
        return back.CONTRADICTS
    rest = chosen or items.rest
    if items.excepted and rest is None:
        return back.ITEMS_UNCLEAR
    agreed, declined = items.agreed, items.declined
    if rest is Word.CONFIRM:
        declined |= items.excepted
        agreed = every - declined
    elif rest is Word.DECLINE:
        agreed |= items.excepted
        declined = every - agreed
    if chosen and (items.agreed if chosen is Word.CONFIRM else items.declined):
        # 272 第3场不行: all are declined, or the third alone?
        return back.CONTRADICTS
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
    # What it said beyond yes and no is counted for nothing yet, so a person reads it meanwhile.
    remarked = bool(reading.reason) or reading.rule is Rule.ASKS
    return Decision(back.rule, ask_back=back.why, reason=reading.reason, remarked=remarked)


def _decided(reading: Reading, rule: Rule, answers: Sequence[Answer], asked: Sequence[Asked]) -> Decision:
    over = {question.id for question in asked if question.standing in OVER}
    return Decision(
        rule,
        tuple(answer for answer in answers if answer.question not in over),
        tuple(answer.question for answer in answers if answer.question in over),
        reason=reading.reason,
        remarked=reading.rule in {Rule.ASKS, Rule.HEDGES},
    )
