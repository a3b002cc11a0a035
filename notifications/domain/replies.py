"""Reads a reply: the digits that may be an answer, the word it comes to, and the reason given with it.

Nothing is guessed: a question, a hedge or a double negation is unclear, negation is tried before
confirmation, and 收到/好的/知道了 say that the text was received, not that it was agreed to.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Word(StrEnum):
    """What the words of a reply come to."""

    CONFIRM = "confirm"
    DECLINE = "decline"
    RECEIVED = "received"
    UNCLEAR = "unclear"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Reading:
    """A reply as read; `digits` in their order, `word` None when there are only digits.

    `leads` says that the digits open the reply, so that a bare 1 or 2 among words is meant as an answer.
    """

    digits: tuple[str, ...]
    word: Word | None
    reason: str
    leads: bool = False


_DIGITS = re.compile(r"(?<![\d月:/\-.#第+])\d+(?!\d|[日月号點点时分年元人场次个项本间:/%]|[.\-]\d)")

_STOP = re.compile(r"^(td|t|r)$|退订|拒收")
_HARMLESS = re.compile(r"不好意思|不要紧|不客气|不错")
_NO_TROUBLE = re.compile(r"没有?问题|[没无]有?意见|无异议|没有?异议")
_ASKING = re.compile(
    r"\?|吗|什么|怎么|几点|哪|是否|能否|可否|能不能|可不可以|行不行|好不好|同不同意|是不是|有没有"
    r"|^(can|could|may|is|are|what|when|which|where)\b",
)
_DOUBLE = re.compile(
    r"不是不|不会不|没有不|并非不|不得不|不能不|[不没别勿]\S{0,2}(改期|改天|取消|拒绝|延期|推迟)",
)
_HEDGE = re.compile(
    r"一下|稍后|晚点|等|再说|再定|再确认|(?<![接期招])待|还没|尚未|未确认|没确认|不确定|不一定|(?<!不)可能|也许|大概"
    r"|考虑|商量|定不了|说不准|说不定|难说|不好说|不清楚|不知道|请示|问问|如果|要是|的话|除非|但|不过|暂时|尽量|先(?!生)|假如"
    r"|\b(if|but|maybe|perhaps|later|unless)\b",
)
_NEGATION = re.compile(
    r"不能|不行|不可|不同意|不确认|不接受|不便|不方便|不办|不做|不来|不去|不参加|不要|不用|不需要|不好|不了(?!解)|不安排"
    r"|没空|没时间|没有时间|没办法|没法|没人|没有人|没有场地|没场地|无法|拒绝|谢绝|^否$"
    r"|\b(no|not|cannot|decline|refuse|reject|unable)\b|n't\b",
)
_ANOTHER_TIME = re.compile(r"改期|改时间|改天|延期|推迟|取消|\b(reschedule|postpone|cancel)\b")
_CONFIRM = re.compile(
    r"确认|确定|可以|同意|接受|参加|按时|准时|照办|能来|能办|能接|能行|^行[的吧啊]?$|^能的?$"
    r"|\b(yes|y|confirm|confirmed|agree|agreed|accept|accepted)\b",
)
_RECEIVED = re.compile(
    r"收到|(?<![你您最])好|知道|了解|明白|嗯|谢|已阅|知悉|👍|👌|\b(ok|okay|received|noted|thanks|thank you|got it)\b",
)
_ANY_NEGATION = re.compile(r"[不没无别否未勿]")
_CLAUSE = re.compile(r"[\s,;.!。、；，！]+")
_PARTICLE = re.compile(r"[的了吧啊呢哦噢呀啦已我们您你请回复]|\bi\b|\bwe\b")
_LETTER = re.compile(r"[^\W\d_]|👍|👌")


def read_reply(text: str) -> Reading:
    """What a reply says, full-width digits and letters folded; it is bound to no question yet."""
    folded = unicodedata.normalize("NFKC", text).strip().lower()
    found = list(_DIGITS.finditer(folded))
    words = _DIGITS.sub(" ", folded).strip()
    word = _word(words) if _LETTER.search(words) or "?" in words else None
    leads = bool(found) and found[0].start() == 0
    return Reading(tuple(match.group() for match in found), word, _reason(words), leads)


def _word(words: str) -> Word:
    if _STOP.search(words):
        return Word.STOP
    plain = _HARMLESS.sub("", words)
    agreeable = _NO_TROUBLE.sub("同意", plain)
    if _ASKING.search(agreeable) or _DOUBLE.search(agreeable) or _HEDGE.search(agreeable):
        return Word.UNCLEAR
    if any(_NEGATION.search(clause) for clause in _CLAUSE.split(agreeable)):
        return Word.DECLINE
    confirms = any(_CONFIRM.search(clause) for clause in _CLAUSE.split(agreeable))
    if _ANOTHER_TIME.search(agreeable):
        # To a text that tells of a new time, 同意改期 agrees and 请改期 declines: 可以改期 may be either.
        return Word.UNCLEAR if confirms else Word.DECLINE
    if _ANY_NEGATION.search(agreeable):
        return Word.UNCLEAR
    if confirms:
        return Word.CONFIRM
    return Word.RECEIVED if _RECEIVED.search(agreeable) else Word.UNCLEAR


def _reason(words: str) -> str:
    """The clauses that say more than yes or no."""
    kept = []
    for clause in _CLAUSE.split(words):
        rest = clause
        for pattern in (_HARMLESS, _NO_TROUBLE, _NEGATION, _ANOTHER_TIME, _CONFIRM, _RECEIVED, _PARTICLE):
            rest = pattern.sub("", rest)
        if rest:
            kept.append(clause)
    return "，".join(kept)
