"""Says in Chinese what the reader of the command line finds wrong with it; in English it speaks for itself."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from config.bilingual import Bilingual

WRONG = (
    (r"No such command '(?P<given>.+?)'\.(?: Did you mean (?P<near>.+?)\?)?", "没有“{given}”这个命令"),
    (r"No such option: (?P<given>\S+?)(?: Did you mean (?P<near>.+?)\?)?", "没有 {given} 这个选项"),
    (r"No such option: (?P<given>\S+) \(Possible options: (?P<near>.+)\)", "没有 {given} 这个选项"),
    (r"Missing command\.", "还没有写命令"),
    (r"Missing argument '(?P<given>.+?)'\.", "还没有写 {given}"),
    (r"Missing option '(?P<given>.+?)'\.", "还没有写 {given}"),
    (r"Missing parameter: (?P<given>.+)", "还没有写 {given}"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((?P<given>.+)\)", "多写了 {given}"),
    (r"Option '(?P<given>.+?)' requires an argument\.", "{given} 后面要写内容"),
    (r"Option '(?P<given>.+?)' does not take a value\.", "{given} 后面不写内容"),
    (
        r"Invalid value for (?P<place>.+?): (?:Value error, )?'(?P<given>.+?)' is not one of (?P<range>.+)\.",
        "{place} 的值“{given}”不对，只能是 {range}",
    ),
    (
        r"Invalid value for (?P<place>.+?): Input should be greater than or equal to (?P<range>\S+)",
        "{place} 不能小于 {range}",
    ),
    (
        r"Invalid value for (?P<place>.+?): Input should be less than or equal to (?P<range>\S+)",
        "{place} 不能大于 {range}",
    ),
    (r"Invalid value for (?P<place>.+?): Input should be a valid (?:number|integer).*", "{place} 应为数字"),
    (r"Invalid value for (?P<place>.+?): .+", "{place} 的值不对"),
)
"""What the reader of the command line says, and the same in Chinese."""
NO_DATE = r"Invalid value for (?P<place>.+?): (?:Value error, )?'(?P<given>.*?)' does not match the formats? (?P<format>'[^']+')(?:, .+)?\."
NO_DATE_WORDS = Bilingual(
    "{place} 的值“{given}”读不懂，请写成 {form}，如 {example}。",
    "The value “{given}” of {place} cannot be read; write it as {form}, like {example}.",
)
EXAMPLE = datetime(2026, 5, 27, 9, 30, tzinfo=UTC)
NEGATIVE = Bilingual(
    "以“-”开头的数字读成了选项：数字不能是负的。",
    "A number that begins with “-” is read as an option: no number here can be negative.",
)


def misspelt(message: str) -> Bilingual:
    """What is wrong with a command line, from the English message about it."""
    english = " ".join(message.split()) or "Missing command."
    if re.match(r"No such option: -\d", english):
        return NEGATIVE
    plain = re.sub(r" \(env var: .+?\)", "", english)
    if found := re.fullmatch(NO_DATE, plain):
        return _no_date(found["place"], found["given"], found["format"].strip("'"))
    for pattern, chinese in WRONG:
        if found := re.fullmatch(pattern, plain):
            names = {name: _plain(value or "") for name, value in found.groupdict().items()}
            near = f"，是指 {names['near']} 吗？" if names.get("near") else "。"
            return Bilingual(chinese.format(**names) + near, english)
    return Bilingual("命令写法不对。", english)


def _no_date(place: str, given: str, written: str) -> Bilingual:
    """The form that is wanted, with an example."""
    form = written
    for code, letters in (("%Y", "YYYY"), ("%m", "MM"), ("%d", "DD"), ("%H", "HH"), ("%M", "MM")):
        form = form.replace(code, letters)
    return NO_DATE_WORDS.fill(place=_plain(place), given=given, form=form, example=EXAMPLE.strftime(written))


def _plain(words: str) -> str:
    """Without the marks of the English message."""
    return words.replace("'", "").replace(", ", "、")
