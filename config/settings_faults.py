"""What is wrong with a setting, in the words of an office: where it stands, what it is, what it should be."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from config.bilingual import Bilingual
from config.refusal import Fault

WANTED = (
    ("missing", "缺少这一项"),
    ("int", "应为整数"),
    ("float", "应为数字"),
    ("bool", "应为 true 或 false"),
    ("string", "应为带引号的文字"),
    ("path", "应为带引号的路径"),
    ("time", '应为时刻，如 "08:00"'),
    ("date", "应为日期，如 2026-01-01"),
    ("literal", "只能是 {expected}"),
    ("enum", "只能是 {expected}"),
    ("greater_than_equal", "不能小于 {ge}"),
    ("greater_than", "必须大于 {gt}"),
    ("less_than_equal", "不能大于 {le}"),
    ("less_than", "必须小于 {lt}"),
    ("list", "应为方括号里的一列"),
    ("tuple", "应为方括号里的一列"),
    ("frozen_set", "应为方括号里的一列"),
    ("dict", "应为一组设置"),
    ("mapping", "应为一组设置"),
    ("dataclass", "应为一组设置"),
)
"""Kinds of faults by the beginning of their name, in Chinese; in English they speak for themselves."""


def faults_of(error: ValidationError, place: str, environment: Mapping[str, str] = os.environ) -> list[Fault]:
    """Each fault that was found in the settings under `place`, or in the variable of the environment it came from."""
    return [_fault(fault, place, environment) for fault in error.errors()]


def _fault(fault: Mapping[str, Any], place: str, environment: Mapping[str, str]) -> Fault:
    name = ".".join(str(part) for part in fault["loc"])
    variable = f"CULTURE_{name.upper()}"
    way_out = Bilingual("请在设置文件里改正或删去这一项", "Mend or remove it in the settings file")
    at = f"{place} {name}".strip()
    if variable in environment and not place.startswith("["):
        way_out = Bilingual("请改正或取消这个环境变量", "Mend or unset this environment variable")
        at = variable
    kind = next((zh for start, zh in WANTED if fault["type"].startswith(start)), "不合要求")
    wanted = Bilingual(kind.format(**fault.get("ctx", {})), fault["msg"])
    if fault["type"] == "missing":
        # What was given is the whole table, in which it is not.
        way_out = Bilingual("请在设置文件里补上", "Put it into the settings file")
        return Fault(
            at,
            Bilingual("{wanted}。{way_out}。", "{wanted}. {way_out}.").fill(wanted=wanted, way_out=way_out),
        )
    sentence = Bilingual("{wanted}，现为 {given!r}。{way_out}。", "{wanted} (it is {given!r}). {way_out}.")
    return Fault(at, sentence.fill(wanted=wanted, given=fault.get("input"), way_out=way_out))


def unreadable(place: str, error: ValueError) -> Fault:
    """What is said of a settings file that is not in the form TOML, or not in UTF-8."""
    where = re.search(r"at line (\d+), column (\d+)", str(error))
    if isinstance(error, UnicodeDecodeError):
        why = Bilingual("编码不是 UTF-8", "it is not UTF-8")
    elif where:
        why = Bilingual(f"第 {where[1]} 行第 {where[2]} 个字起写法不对", str(error))
    else:
        why = Bilingual("文件末尾不完整", str(error))
    sentence = Bilingual(
        "设置文件读不懂：{why}。请改正后再试。",
        "the settings file cannot be read: {why}. Mend it and try again.",
    )
    return Fault(place, sentence.fill(why=why))
