"""The items of a question that a reply names in words: 全部同意，除第3场; 第1、2项可以，第3项不行，其他都行."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from notifications.domain.reading_rules import Word

MARK = "\ue000"
"""Where the first mention of items stood; the next ones follow it."""

_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?![\d月日号点时分:年次课节班批天周回季期遍方名位手线版章页层楼人本])"
_JOIN = r"\s*(?:[,和与及跟]|到|至|-|~)\s*"
_MEASURE = "(?:场次|场|项|个|条)"
_MENTION = re.compile(
    rf"第\s*{_NUMBER}(?:{_JOIN}第?\s*{_NUMBER})*{_MEASURE}?"
    rf"(?:{_JOIN}第\s*{_NUMBER}{_MEASURE}?|{_JOIN}{_NUMBER}{_MEASURE})*"
    r"|\(\s*\d{1,2}\s*\)|\bitems?\s*\d{1,2}(?:\s*(?:,|and)\s*\d{1,2})*\b"
)
_PLACE = re.compile(r"(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})|(?P<range>到|至|-|~)")
_MARKS = "[\ue000-\uefff]"
_EXCEPT = re.compile(
    rf"(?:除了?|除去|除掉|except(?: for)?)\s*({_MARKS}+)\s*(?:[以之]?外)?|({_MARKS}+)\s*(?:除外|例外|[以之]外|不算|不包括)"
)
_ONLY = re.compile(rf"(?:只|仅|就|only)\S{{0,4}}{_MARKS}|{_MARKS}\s*only")
_REST = re.compile(r"其他|其它|其余|别的|另外|剩下|余下|剩余|都|全|均|一律|others?\b|\brest\b|\ball\b")
_DIGITS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class ItemsSaid:
    """Items agreed to and declined; `rest` holds for all not named, and what is `excepted` is against it."""

    agreed: frozenset[int]
    declined: frozenset[int]
    excepted: frozenset[int]
    rest: Word | None

    @property
    def named(self) -> frozenset[int]:
        return self.agreed | self.declined | self.excepted


def mentions_in(text: str) -> list[tuple[int, int, frozenset[int]]]:
    """Where items are named in a plain, simplified text, from and to, and which."""
    return [(*match.span(), _numbers(match.group())) for match in _MENTION.finditer(text)]


def items_said(
    clauses: Sequence[str], mentioned: Sequence[frozenset[int]], word_of: Callable[[str], Word | None]
) -> ItemsSaid | None:
    """What is said of the items mentioned, None where it is not said plainly; `clauses` carry marks for them."""
    said = _Saying(mentioned)
    for clause in clauses:
        if not said.take(clause, word_of):
            return None
    return said.whole()


class _Saying:
    """What the clauses have said so far."""

    def __init__(self, mentioned: Sequence[frozenset[int]]) -> None:
        self._mentioned = mentioned
        self._by: dict[Word, set[int]] = {Word.CONFIRM: set(), Word.DECLINE: set()}
        self._excepted: set[int] = set()
        self._waiting: set[int] = set()
        self._rest: Word | None = None
        self._first: Word | None = None

    def take(self, clause: str, word_of: Callable[[str], Word | None]) -> bool:
        """False where the clause cannot be reconciled with those before it."""
        for match in _EXCEPT.finditer(clause):
            self._excepted |= self._items(match.group())
        bare = _EXCEPT.sub("", clause)
        items = self._items(bare)
        word = word_of(re.sub(_MARKS, "", bare))
        if word not in self._by:
            self._waiting |= items
            return True
        if items:
            self._by[word] |= items | self._waiting
            self._waiting = set()
            return not _ONLY.search(bare) or self._take_rest(_against(word))
        if self._waiting:
            self._by[word] |= self._waiting
            self._waiting = set()
            return True
        return self._take_bare(word, whole=bool(_REST.search(bare)))

    def _take_bare(self, word: Word, *, whole: bool) -> bool:
        """A clause without an item: the rest, or a word more on the item before it."""
        if whole or self._excepted:
            return self._take_rest(word)
        named = [each for each, items in self._by.items() if items]
        if named:
            return named == [word]
        if self._first not in {None, word}:
            return False
        self._first = word
        return True

    def _take_rest(self, word: Word) -> bool:
        if self._rest not in {None, word}:
            return False
        self._rest = word
        return True

    def whole(self) -> ItemsSaid | None:
        agreed, declined = self._by[Word.CONFIRM], self._by[Word.DECLINE]
        # 可以，第3项不行 speaks of the rest first; 不行，第3项没空 may speak of item 3 alone.
        if self._first is not None and (self._by[self._first] or not self._take_rest(self._first)):
            return None
        if self._waiting or agreed & declined:
            return None
        if not (agreed or declined or self._excepted):
            return None
        return ItemsSaid(frozenset(agreed), frozenset(declined), frozenset(self._excepted), self._rest)

    def _items(self, text: str) -> set[int]:
        found: set[int] = set()
        for mark in re.findall(_MARKS, text):
            found |= self._mentioned[ord(mark) - ord(MARK)]
        return found


def _against(word: Word) -> Word:
    return Word.DECLINE if word is Word.CONFIRM else Word.CONFIRM


def _numbers(mention: str) -> frozenset[int]:
    found: list[int] = []
    through = False
    for match in _PLACE.finditer(mention):
        if match["range"]:
            through = True
            continue
        number = _number(match["number"])
        found.extend(range(found[-1] + 1, number + 1) if through and found else [number])
        through = False
    return frozenset(found)


def _number(written: str) -> int:
    if written.isdigit():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    value = _DIGITS.index(ones) if len(ones) == 1 else 0
    return value + (10 * (_DIGITS.index(tens) if len(tens) == 1 else 1) if ten else 0)
