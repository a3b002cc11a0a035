"""The registry of what an office registered with a provider, and what that provider is likely to refuse in it.

The rules are data with their sources, in `registration_rules.toml`; the provider's own review decides.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from config.bilingual import Bilingual
from notifications.domain.links import has_link
from notifications.providers import Capabilities
from notifications.providers.registered_templates import RegisteredTemplate

RULES = Path(__file__).with_name("registration_rules.toml")
_ANY_VARIABLE = re.compile(r"\$?\{\w+\}")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


@dataclass(frozen=True, slots=True)
class Registered:
    """What stands in the settings of one provider: its signature and its templates."""

    provider: str
    signature: str
    templates: Sequence[RegisteredTemplate]


@dataclass(frozen=True, slots=True)
class RegistrationRules:
    """What one provider accepts; lengths in characters, `value_most` 0 where it does not say."""

    sources: Sequence[str]
    read: date
    signature_least: int
    signature_most: int
    signature_pattern: str
    template_most: int
    value_most: int
    links: bool
    touching_variables: bool
    variable_pattern: str
    barred_signs: str
    barred_words: Sequence[str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the provider is likely to refuse: `place` is a template's code, or “signature”."""

    place: str
    sentence: Bilingual


@cache
def registration_rules() -> Mapping[str, RegistrationRules]:
    """The rules by provider."""
    tables = tomllib.loads(RULES.read_text(encoding="utf-8"))
    return {name: RegistrationRules(**table) for name, table in tables.items()}


def findings(registered: Registered, office_signature: str) -> Iterator[Finding]:
    """All that stands in the way; nothing for a provider without rules but a signature that is not the office's."""
    if registered.signature != office_signature:
        yield Finding(
            "signature",
            ANOTHER_SIGNATURE.fill(registered=registered.signature, office=office_signature),
        )
    rules = registration_rules().get(registered.provider)
    if rules is None:
        return
    yield from _of_the_signature(registered.signature, rules)
    for template in registered.templates:
        for sentence in _of_a_template(template.content, template.most, rules):
            yield Finding(template.code, sentence)


def findings_of_draft(provider: str, content: str) -> Iterator[Bilingual]:
    """What a provider with rules is likely to refuse in a template that is only thought of."""
    rules = registration_rules()[provider]
    variables = _ANY_VARIABLE.findall(content)
    if len(set(variables)) != len(variables):
        yield TWICE
    yield from _of_a_template(content, rules.value_most, rules)


def objections_to_words(lane: Capabilities, words: str) -> list[Bilingual]:
    """What a provider is likely to refuse in words that are put into a notice, as far as its rules are known."""
    found = [SIGNATURE_MARKS] if {"【", "】"} & set(words) else []
    rules = registration_rules().get(lane.name)
    links = lane.links_allowed if rules is None else rules.links
    if not links and has_link(words):
        found.append(LINK)
    return found if rules is None else [*found, *_barred_in(words, rules)]


def _of_the_signature(signature: str, rules: RegistrationRules) -> Iterator[Finding]:
    if not rules.signature_least <= len(signature) <= rules.signature_most:
        yield Finding(
            "signature",
            Bilingual(
                "签名应为 {least} 到 {most} 个字，现为 {length} 个",
                "a signature has {least} to {most} characters, this one {length}",
            ).fill(least=rules.signature_least, most=rules.signature_most, length=len(signature)),
        )
    if not re.fullmatch(rules.signature_pattern, signature):
        yield Finding(
            "signature",
            Bilingual(
                "签名只能有汉字、字母和数字，不带括号、空格和符号",
                "a signature has Chinese characters, letters and digits only",
            ),
        )


def _of_a_template(content: str, most: int, rules: RegistrationRules) -> Iterator[Bilingual]:
    fixed = _ANY_VARIABLE.sub("", content)
    if len(content) > rules.template_most:
        yield TOO_LONG.fill(most=rules.template_most, length=len(content))
    if not re.search(r"\w", fixed):
        yield ALL_VARIABLES
    if rules.value_most and most > rules.value_most:
        yield VALUE_TOO_LONG.fill(most=rules.value_most, given=most)
    strange = [
        each for each in _ANY_VARIABLE.findall(content) if not re.fullmatch(rules.variable_pattern, each)
    ]
    if strange:
        yield STRANGE_VARIABLE.fill(given="、".join(strange))
    if not rules.touching_variables and re.search(r"\}\$?\{", content):
        yield TOUCHING
    if not rules.links and has_link(content):
        yield LINK
    yield from _barred_in(fixed, rules)


def _barred_in(fixed: str, rules: RegistrationRules) -> Iterator[Bilingual]:
    signs = sorted({sign for sign in fixed if sign in rules.barred_signs})
    if signs:
        yield BARRED_SIGN.fill(given=" ".join(signs))
    words = [word for word in rules.barred_words if word.casefold() in fixed.casefold()]
    if words:
        yield BARRED_WORD.fill(given="、".join(words))
    if _MOBILE.search(fixed):
        yield MOBILE


ANOTHER_SIGNATURE = Bilingual(
    "登记的签名“{registered}”不是短信所用的“{office}”（[sending] signature）。请改成一样的，否则每条都会被拒绝",
    "the registered signature “{registered}” is not that of the texts, “{office}” ([sending] signature). "
    "Make them the same, or every text is refused",
)
TOO_LONG = Bilingual(
    "模板最长 {most} 个字，现为 {length} 个",
    "a template has at most {most} characters, this one {length}",
)
ALL_VARIABLES = Bilingual(
    "模板不能全是变量，要有固定的文字", "a template needs words of its own, not variables only"
)
VALUE_TOO_LONG = Bilingual(
    "变量最长 {most} 个字，而设置写了 {given}",
    "a value has at most {most} characters, the settings say {given}",
)
STRANGE_VARIABLE = Bilingual("变量的写法不对：{given}", "variables are not written so: {given}")
TWICE = Bilingual("同一个变量写了两次", "a variable stands twice")
TOUCHING = Bilingual("两个变量之间要有文字", "there must be words between two variables")
BARRED_SIGN = Bilingual("含有不收的符号：{given}", "it has signs that are not taken: {given}")
BARRED_WORD = Bilingual(
    "含有通知短信不收的字词：{given}", "it has words that a notice must not have: {given}"
)
SIGNATURE_MARKS = Bilingual(
    "【】只用于签名，正文请改用“”或（）", "【】 belong to the signature alone; write “” or ()"
)
LINK = Bilingual("通知短信不能含链接", "a notice must not have a link")
MOBILE = Bilingual("不能写个人手机号，请写固定电话", "it must not name a mobile number; give a fixed line")
