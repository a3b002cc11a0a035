"""Reads a reply: the digits that may be an answer, what the words come to and by which rule, and the reason.

Nothing is guessed: where the rules of reading find two meanings, or none, the reply is unclear.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from notifications.domain.folding import HAN, in_common_words, plain, simplified
from notifications.domain.items_named import MARK, ItemsSaid, items_said, mentions_in
from notifications.domain.reading_rules import (
    ANY_NEGATION,
    EXCEPTS,
    FILLING,
    HARMLESS,
    LEFT_OVER,
    NO_TROUBLE,
    NOTED,
    PART,
    READING_RULES,
    STOP,
    WHOLE,
    Rule,
    Word,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A reply as read; `digits` in their order, each with the word `said` beside it.

    `word` is None when there are only digits; `rule` is the one by which the words were read. `leads` says
    that the digits stand by themselves, so that a bare 1 or 2 among words is meant as an answer. `items` are
    those named in words; `part` says that a part was named without its number, `whole` that the whole was, `denies` that anything was denied.
    `mentioned` are items named, whatever was said of them. `reasons` stand beside each of `digits`; where it is
    `bare`, no words of its own stand beside it and it shares its neighbour's.
    """

    digits: tuple[str, ...]
    word: Word | None
    reason: str
    leads: bool = False
    said: tuple[Word | None, ...] = ()
    rule: Rule | None = None
    items: ItemsSaid | None = None
    part: bool = False
    whole: bool = False
    denies: bool = False
    mentioned: frozenset[int] = frozenset()
    reasons: tuple[str, ...] = ()
    bare: tuple[bool, ...] = ()


MOST_DIGITS = 8
"""Longer runs of digits are telephone numbers, never answers."""

_DIGITS = re.compile(
    r"(?<![\d月/\-.#第+])(?<!\d:)\d+(?!\d|[日月号點点时分年元人场次个项本间楼层岁名位万天节台套册:/%]|[.\-]\d)"
)
_DIGITS_IN_HAN = re.compile("[〇零一二两三四五六七八九]{1,8}")
_HAN_DIGITS = str.maketrans("〇零一二两三四五六七八九", "001223456789")
_CLAUSE = re.compile(rf"[,;.!:()\n]+|(?<={HAN})\s+|\s+(?={HAN})")
_LETTER = re.compile(r"[^\W\d_]")
_GREETING = re.compile(r"^(?:您好|你好|亲|回复|答复|答|选|我?选择|回|请|reply|hello|hi)*$")
_DECIDING = {Word.CONFIRM, Word.DECLINE}


def read_reply(text: str) -> Reading:
    """What a reply says; it is bound to no question yet."""
    shown = plain(text)
    if _DIGITS_IN_HAN.fullmatch(shown.strip(",.!")):
        shown = shown.translate(_HAN_DIGITS)
    marked, names = _marked(shown)
    mentioned = [items for _, items in names]
    found = [match for match in _DIGITS.finditer(marked) if len(match.group()) <= MOST_DIGITS]
    pieces = _pieces(marked, found)
    raw = [clause for piece in pieces for clause in _clauses(piece)]
    clauses = [in_common_words(clause) for clause in raw]
    word, rule = _word(clauses)
    if word is None and ("?" in shown or mentioned):
        word, rule = Word.UNCLEAR, Rule.ASKS if "?" in shown else Rule.ITEMS_UNCLEAR
    if not mentioned and word in _DECIDING and any(map(LEFT_OVER.search, clauses)):
        word, rule = Word.UNCLEAR, Rule.ITEMS_UNCLEAR
    whole = any(map(WHOLE.search, clauses))
    items = None
    vexed = any(_word([clause])[0] is Word.DIFFICULTY for clause in clauses)
    if mentioned and rule not in {Rule.ASKS, Rule.DENIES_TWICE, Rule.HEDGES, Rule.STOP, Rule.AUTOMATIC}:
        items = None if vexed else items_said(clauses, mentioned, lambda clause: _word([clause])[0])
        word, rule = (None, Rule.ITEMS) if items else (Word.UNCLEAR, Rule.ITEMS_UNCLEAR)
    reason = _named(_reason(zip(raw, clauses, strict=True)), names)
    reasons, bare = _reasons(pieces)
    return Reading(
        tuple(match.group() for match in found),
        word,
        reason,
        leads=_leads(found, pieces, marked, word),
        said=_said(pieces, word),
        rule=rule,
        items=items,
        part=any(PART.search(clause) for clause in clauses) and not whole,
        whole=whole,
        denies=_denies(clauses),
        mentioned=frozenset[int]().union(*mentioned),
        reasons=tuple(_named(each, names) for each in reasons) if len(found) > 1 else (reason,) * len(found),
        bare=bare,
    )


def _marked(shown: str) -> tuple[str, list[tuple[str, frozenset[int]]]]:
    """The text with a mark for each mention of items, and what each mark stands for."""
    names: list[tuple[str, frozenset[int]]] = []
    marked, end = "", 0
    for start, stop, items in mentions_in(simplified(shown)):
        marked += shown[end:start] + chr(ord(MARK) + len(names))
        names.append((shown[start:stop], items))
        end = stop
    return marked + shown[end:], names


def _named(text: str, names: Sequence[tuple[str, frozenset[int]]]) -> str:
    for place, (name, _) in enumerate(names):
        text = text.replace(chr(ord(MARK) + place), name)
    return text


def _pieces(marked: str, found: Sequence[re.Match[str]]) -> list[str]:
    """The words before, between and after the digits."""
    ends = [0, *(match.end() for match in found)]
    starts = [*(match.start() for match in found), len(marked)]
    return [marked[end:start].strip() for end, start in zip(ends, starts, strict=True)]


def _clauses(piece: str) -> Iterable[str]:
    return (clause.strip() for clause in _CLAUSE.split(piece) if clause.strip())


def _leads(found: Sequence[re.Match[str]], pieces: Sequence[str], marked: str, word: Word | None) -> bool:
    """Whether the first digits open the reply, or stand alone beside an answer in words or a greeting."""
    if not found or not _LETTER.search(pieces[0]):
        return bool(found)
    if len(found) > 1 or any(_LETTER.search(piece) for piece in pieces[1:]):
        return False
    apart = not re.search(rf"(?:{HAN}|\w)\Z", marked[: found[0].start()]) or bool(
        _GREETING.match(in_common_words(pieces[0]))
    )
    return apart and (
        word in {*_DECIDING, Word.DIFFICULTY, Word.RECEIVED} or bool(_GREETING.match(pieces[0].strip(",: ")))
    )


def _said(pieces: Sequence[str], word: Word | None) -> tuple[Word | None, ...]:
    """The word beside each of several runs of digits: behind it, or before it where the words come first."""
    if len(pieces) - 1 == 1:
        return (word,)
    own = [_word([in_common_words(clause) for clause in _clauses(piece)])[0] for piece in pieces]
    if own[0] in _DECIDING and own[-1] in _DECIDING:
        # 同意27，64不同意: each has its word on its outer side, and what has one on both is not guessed.
        return tuple(
            before if after is None else after if before is None else None for before, after in pairwise(own)
        )
    behind = _behind(pieces)
    said: list[Word | None] = []
    for each in own[:0:-1] if behind else own[:-1]:
        # 27 64 同意 and 同意27 64 say one word for both.
        said.append(each or (said[-1] if said else None))
    return tuple(reversed(said) if behind else said)


def _behind(pieces: Sequence[str]) -> bool:
    """Whether words stand behind the digits that they go with; a greeting before the first changes nothing."""
    if not _LETTER.search(pieces[0]):
        return True
    first, last = (
        _word([in_common_words(clause) for clause in _clauses(each)])[0] for each in (pieces[0], pieces[-1])
    )
    return first not in _DECIDING and last in _DECIDING


def _reasons(pieces: Sequence[str]) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    """The reason beside each run of digits, on the side where its words are, and which have no words there."""
    behind = _behind(pieces)
    beside = list(pieces[:0:-1] if behind else pieces[:-1])
    if not behind and beside:
        beside[-1] = f"{beside[-1]},{pieces[-1]}"
    reasons: list[str] = []
    for piece in beside:
        raw = list(_clauses(piece))
        own = _reason((clause, in_common_words(clause)) for clause in raw)
        reasons.append(own if _LETTER.search(piece) or not reasons else reasons[-1])
    bare = [not _LETTER.search(piece) for piece in beside]
    if behind:
        reasons.reverse()
        bare.reverse()
    return tuple(reasons), tuple(bare)


def _word(clauses: Sequence[str]) -> tuple[Word | None, Rule | None]:
    """What the words come to, and by which rule."""
    if not any(_LETTER.search(clause) or "?" in clause for clause in clauses):
        return None, None
    whole = re.sub(r"\s", "", "".join(clauses))
    if STOP.search(whole):
        return Word.STOP, Rule.STOP
    agreeable = _agreeable(clauses)
    fitting = [known for known in READING_RULES if any(map(known.words.search, agreeable))]
    rules = {known.rule for known in fitting}
    if not fitting:
        negated = any(map(ANY_NEGATION.search, agreeable))
        return Word.UNCLEAR, Rule.SOME_NEGATION if negated else Rule.NOTHING_KNOWN
    first = fitting[0]
    if first.rule is Rule.DECLINES and _mixed(agreeable):
        return Word.UNCLEAR, Rule.MIXED
    if first.rule is Rule.DIFFICULTY and Rule.AGREES in rules:
        return Word.UNCLEAR, Rule.MIXED
    if first.rule is Rule.ANOTHER_TIME and Rule.AGREES in rules:
        # To a text that tells of a new time, 同意改期 agrees and 请改期 declines: 可以改期 may be either.
        return Word.UNCLEAR, Rule.EITHER_WAY
    if first.word in {Word.CONFIRM, Word.RECEIVED} and any(map(ANY_NEGATION.search, agreeable)):
        return Word.UNCLEAR, Rule.SOME_NEGATION
    return first.word, first.rule


def _agreeable(clauses: Iterable[str]) -> list[str]:
    return [NOTED.sub("收到", NO_TROUBLE.sub("同意", HARMLESS.sub("", clause))) for clause in clauses]


def _mixed(agreeable: Sequence[str]) -> bool:
    """Whether one clause plainly agrees while another declines."""
    firsts = [
        next((known.rule for known in READING_RULES if known.words.search(clause)), None)
        for clause in agreeable
    ]
    return Rule.AGREES in firsts


def _denies(clauses: Sequence[str]) -> bool:
    denying = [EXCEPTS, *(known.words for known in READING_RULES if known.word is Word.DECLINE)]
    return any(words.search(clause) for words in denying for clause in _agreeable(clauses))


def _reason(clauses: Iterable[tuple[str, str]]) -> str:
    """The clauses that say more than yes or no, as they were typed."""
    bare = (*(known.words for known in READING_RULES if known.word is not Word.UNCLEAR), FILLING)
    kept = []
    for typed, clause in clauses:
        rest = NO_TROUBLE.sub("", HARMLESS.sub("", clause))
        for pattern in bare:
            rest = pattern.sub("", rest)
        if _LETTER.search(rest):
            kept.append(typed)
    return "，".join(kept)
