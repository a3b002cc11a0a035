"""Reads one cell of a table: what each kind of column takes, and what to write when it does not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any, TypeVar

from config.bilingual import Bilingual
from config.telephones import Telephone, parse_telephones

CellValue = str | int | float | bool | date | datetime | time | timedelta | None

C = TypeVar("C", bound=Enum | str)


class BadCell(Exception):  # noqa: N818 - becomes a fault of the row, never ends the reading
    """A cell that its column does not take; `sentence` says what is wrong with it."""

    def __init__(self, zh: str, en: str, **facts: object) -> None:
        self.sentence = Bilingual(zh, en).fill(**facts)
        super().__init__(self.sentence.en)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a column holds: `read` takes a filled cell or raises BadCell; `shape` says how to write it.

    `choices` are the words offered in a template; `question` is asked of the person although the
    cell was taken, when its value calls for one.
    """

    read: Callable[[CellValue], Any]
    shape: Bilingual
    choices: tuple[str, ...] = ()
    question: Callable[[Any], Bilingual | None] | None = None


def shown(value: CellValue) -> str:
    """The cell as the person sees it: whole floats without their point, dates and times in ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value).strip()


def folded(value: CellValue) -> str:
    """The cell with full-width letters, digits and signs made plain, for everything but names."""
    return unicodedata.normalize("NFKC", shown(value)).strip()


FORMULA_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))
"""What a spreadsheet shows, and saves in a CSV, where a formula has no result."""


def is_blank(value: CellValue) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def text(longest: int = 200) -> Kind:
    """Free text of at most `longest` characters, kept as written."""

    def read(value: CellValue) -> str:
        words = shown(value)
        if len(words) > longest:
            raise BadCell(
                "文字过长：{n} 字，最多 {longest} 字",
                "the text is too long: {n} characters, at most {longest}",
                n=len(words),
                longest=longest,
            )
        return words

    return Kind(read, Bilingual(f"文字，最多 {longest} 字", f"text of at most {longest} characters"))


def identifier() -> Kind:
    """A short lasting code of letters, digits, `-`, `_` and `.`; full-width signs are folded."""

    def read(value: CellValue) -> str:
        words = folded(value)
        if not re.fullmatch(r"[\w.\-]{1,60}", words):
            raise BadCell("编号不合规", "this is not a usable code")
        return words

    return Kind(
        read,
        Bilingual("编号：字母、数字、- _ .，不含空格", "a code of letters, digits, - _ . and no blanks"),
    )


def _in_range(number: float, least: float, most: float) -> None:
    if not least <= number <= most:
        raise BadCell(
            "数值超出范围",
            "the number is out of range",
        )


def whole(least: int, most: int) -> Kind:
    """A whole number from `least` to `most`, both included."""

    def read(value: CellValue) -> int:
        words = folded(value).replace(",", "")
        if isinstance(value, bool) or not re.fullmatch(r"[+-]?\d+", words):
            raise BadCell("不是整数", "this is not a whole number")
        _in_range(int(words), least, most)
        return int(words)

    return Kind(
        read, Bilingual(f"{least} 至 {most} 之间的整数", f"a whole number between {least} and {most}")
    )


def decimal(least: float, most: float) -> Kind:
    """A number from `least` to `most`, both included."""

    def read(value: CellValue) -> float:
        words = folded(value)
        if isinstance(value, bool) or not re.fullmatch(r"[+-]?\d+(\.\d+)?", words):
            raise BadCell("不是数值", "this is not a number")
        _in_range(float(words), least, most)
        return float(words)

    return Kind(
        read, Bilingual(f"{least:g} 至 {most:g} 之间的数", f"a number between {least:g} and {most:g}")
    )


def choice(names: Mapping[C, Bilingual]) -> Kind:
    """One of a closed list of words, in Chinese, in English or by its code; reads as the code."""
    words = {}
    for member, name in names.items():
        for word in (name.zh, name.en, str(member.value if isinstance(member, Enum) else member)):
            words[folded(word).casefold()] = member
    offered = tuple(name.zh for name in names.values())

    def read(value: CellValue) -> C:
        member = words.get(folded(value).casefold())
        if member is None:
            raise BadCell("不在可选项之内", "this is not one of the choices")
        return member

    shape = Bilingual(
        "、".join(offered) + " 之一",
        "one of " + ", ".join(f"{name.en} ({name.zh})" for name in names.values()),
    )
    return Kind(read, shape, offered)


_YES = {"是", "有", "已", "y", "yes", "true", "1", "√", "✓"}
_NO = {"否", "无", "未", "n", "no", "false", "0", "×", "x"}


def yes_no() -> Kind:
    """Yes or no."""

    def read(value: CellValue) -> bool:
        word = folded(value).casefold()
        if word in _YES:
            return True
        if word in _NO:
            return False
        raise BadCell("看不出是或否", "this is neither yes nor no")

    return Kind(read, Bilingual("“是”或“否”", "yes or no (是 or 否)"), ("是", "否"))


_BETWEEN_WORDS = re.compile(r"[;；、,，\n]")


def words_of(value: CellValue) -> list[str]:
    """The parts of a cell that lists several things."""
    return [part.strip() for part in _BETWEEN_WORDS.split(shown(value)) if part.strip()]


def listed(inner: Kind) -> Kind:
    """Several values of one kind in one cell, as a frozenset."""

    def read(value: CellValue) -> frozenset[Any]:
        return frozenset(inner.read(part) for part in words_of(value))

    return Kind(
        read,
        Bilingual(
            f"一个或多个，用顿号或分号隔开，每个为{inner.shape.zh}",
            f"one or several, separated by 、 or ; — each of them {inner.shape.en}",
        ),
    )


def telephones() -> Kind:
    """Telephone numbers judged by form only; several in one cell are split and asked about."""

    def read(value: CellValue) -> tuple[Telephone, ...]:
        try:
            return parse_telephones(shown(value))
        except ValueError as error:
            raise BadCell(
                "“{part}”不像电话号码", "“{part}” does not look like a telephone number", part=error
            ) from None

    def question(numbers: tuple[Telephone, ...]) -> Bilingual | None:
        if len(numbers) < 2:  # noqa: PLR2004 - one number leaves nothing to ask
            return None
        kinds = {
            "mobile": Bilingual("手机", "mobile"),
            "landline": Bilingual("座机，只能打电话", "landline, call-only"),
        }
        return Bilingual(
            "一格内有 {n} 个号码（{zh}），请确认各是谁的",
            "{n} numbers stand in one cell ({en}); say whose each is",
        ).fill(
            n=len(numbers),
            zh="；".join(f"{one.shown} {kinds[one.kind].zh}" for one in numbers),
            en="; ".join(f"{one.shown} {kinds[one.kind].en}" for one in numbers),
        )

    return Kind(
        read,
        Bilingual(
            "11 位手机号，或带区号的座机，如 021-0000-0100", "11 digits, or a landline with its area code"
        ),
        question=question,
    )
