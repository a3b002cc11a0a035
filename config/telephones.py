"""Recognises telephone numbers by their form: mobiles can be texted, landlines only called."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

import phonenumbers

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:10|2\d)\d{8}|[3-9]\d{2}\d{7,8}")
_BETWEEN_NUMBERS = re.compile(r"[;；、,，/|\n]|\s+或\s*|或")
_HOME_COUNTRY = 86
_NO_BRACKETS = str.maketrans("()", "  ")


@dataclass(frozen=True, slots=True)
class Telephone:
    """One number in E.164 with its kind; a landline is call-only. `extension` is dialled after it answers."""

    number: str
    kind: Literal["mobile", "landline"]
    extension: str = ""

    @property
    def call_only(self) -> bool:
        return self.kind == "landline"

    @property
    def shown(self) -> str:
        """The number as a person would write it, e.g. `154 0001 0001`, `021-0000-0100`."""
        extension = f"转{self.extension}" if self.extension else ""
        national = self.number.removeprefix(f"+{_HOME_COUNTRY}")
        if national == self.number:
            return self.number + extension
        if self.kind == "mobile":
            return f"{national[:3]} {national[3:7]} {national[7:]}{extension}"
        code = 2 if national[0] in "12" else 3
        return f"0{national[:code]}-{national[code:-4]}-{national[-4:]}{extension}"


def parse_telephones(text: str) -> tuple[Telephone, ...]:
    """Every number in a cell, in order, doubles once; ValueError names the part that is no number.

    Only the form is judged: +86 154 … is possible though not valid, and is taken. Full-width digits
    are folded; a local number without its area code is refused.
    """
    parts = [part.strip() for part in _BETWEEN_NUMBERS.split(unicodedata.normalize("NFKC", text))]
    numbers: list[Telephone] = []
    for part in filter(None, parts):
        for found in _numbers_in(part):
            if found not in numbers:
                numbers.append(found)
    return tuple(numbers)


def _numbers_in(part: str) -> list[Telephone]:
    try:
        return [_one(part)]
    except ValueError:
        pieces = part.split()
        if len(pieces) == 1:
            raise
        try:
            return [_one(piece) for piece in pieces]
        except ValueError:
            raise ValueError(part) from None


def _one(text: str) -> Telephone:
    body, _, extension = text.partition("转")
    body, extension = body.translate(_NO_BRACKETS).strip(), extension.strip()
    if not re.fullmatch(r"\+?[\d\s\-.]+", body) or not re.fullmatch(r"\d*", extension):
        raise ValueError(text)
    try:
        number = phonenumbers.parse(body, "CN")
    except phonenumbers.NumberParseException:
        raise ValueError(text) from None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    national = str(number.national_number)
    if number.country_code != _HOME_COUNTRY:
        if not phonenumbers.is_possible_number(number):
            raise ValueError(text)
        fixed = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE
        return Telephone(e164, "landline" if fixed else "mobile", extension)
    if _MOBILE.fullmatch(national):
        return Telephone(e164, "mobile", extension)
    if _LANDLINE.fullmatch(national) and body.startswith(("0", "+", "86", "400", "800")):
        return Telephone(e164, "landline", extension)
    raise ValueError(text)


def masked(number: str) -> str:
    """A number in E.164 for those who need not see it whole: `154****0012`, `021-****-0100`.

    The same in every list, so that one telephone is known by it anywhere; names stand beside it.
    """
    digits = _digits(number)
    if not digits.isdigit():
        return "****"
    if _MOBILE.fullmatch(digits):
        return f"{digits[:3]}****{digits[-4:]}"
    code = 2 if digits[0] in "12" else 3
    return f"0{digits[:code]}-****-{digits[-4:]}"


def fits_mask(number: str, mask: str) -> bool:
    """Whether a number (E.164) may be the one that is written with some digits as `*`."""
    return "*" in mask and re.fullmatch(re.escape(mask).replace(r"\*", r"\d"), _digits(number)) is not None


def _digits(number: str) -> str:
    return number.removeprefix(f"+{_HOME_COUNTRY}")
