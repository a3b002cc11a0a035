"""Why a message stands as it does, in words for people; what a provider said stays as it said it."""

from __future__ import annotations

import re

from config.bilingual import Bilingual
from notifications.domain.message import Happening

_WORDS = {
    "call only": Bilingual("只有座机，请打电话", "a landline only, to be called"),
    "no registered template takes it": Bilingual(
        "合不上已登记的模板，请打电话", "no registered template takes it, to be called"
    ),
    "no telephone": Bilingual("没有联系电话", "no telephone is known"),
    "too late for a text": Bilingual("来不及发短信", "too late for a text"),
    "not after its moment": Bilingual("已过可发时限", "its time had passed"),
    "changed since it was composed": Bilingual("内容已变，改发新通知", "changed since it was composed"),
    "the number no longer stands for the party": Bilingual(
        "号码已不属于收件一方", "the number no longer stands for the party"
    ),
    "an overseas provider needs a legal basis": Bilingual(
        "境外服务商尚无记录在案的法律依据", "an overseas provider needs a legal basis"
    ),
    "the telephone wants no promotional texts": Bilingual(
        "该号码已拒收宣传类短信", "the telephone wants no promotional texts"
    ),
    "the provider takes no links": Bilingual("该服务商不收含链接的短信", "the provider takes no links"),
    "not a valid number": Bilingual("不是有效号码", "not a valid number"),
    "not on the list of allowed numbers": Bilingual(
        "不在允许的号码之列", "not on the list of allowed numbers"
    ),
    "backup restored": Bilingual("恢复备份后先向服务商核对", "asked after, since a backup was restored"),
    "told since the backup is not known": Bilingual(
        "已从备份恢复，备份之后发过什么本系统已不知道",
        "restored from a backup: what was told since is not known",
    ),
    "too many requests": Bilingual("服务商一时接收过多", "too many requests for the provider"),
    "refused with others in one call": Bilingual(
        "同批中有号码被拒，下次单独提交", "refused with others in one call; goes alone the next time"
    ),
    "not handed over: the call before took long, so what is told is judged anew": Bilingual(
        "未交付服务商：前一次交付用时太长，内容重新核对后再发",
        "not handed over: the call before took long, so what is told is judged anew",
    ),
    "not handed over: the lane rests or is stopped": Bilingual(
        "未交付服务商：通道暂歇或已停发", "not handed over: the lane rests or is stopped"
    ),
    Happening.NOT_FOUND.value: Bilingual("服务商查无此条", "not found at the provider"),
    Happening.LOST_SIGHT.value: Bilingual("向服务商查询无果", "the provider could not tell"),
}
_PATTERNS = (
    (r"not taken in (?P<n>\d+) attempts", "试了 {n} 次服务商都没有接收", "not taken in {n} attempts"),
    (
        r"the limit of (?P<n>\d+) in (?P<hours>[\d.]+) hours is reached \((?P<by>.*)\)",
        "已达 {hours} 小时内 {n} 条上限（{by}）",
        "the limit of {n} in {hours} hours is reached ({by})",
    ),
    (
        r"the cap of (?P<n>\d+) an hour is reached",
        "已达每小时 {n} 条上限",
        "the cap of {n} an hour is reached",
    ),
    (
        r"its (?P<n>\d+) parts are more than the (?P<rate>\d+) a second of the lane",
        "共 {n} 段，超过通道每秒 {rate} 段的上限",
        "its {n} parts are more than the {rate} a second of the lane",
    ),
    (r"told by a call, (?P<by>.+)", "{by} 已打电话告知", "told by a call, {by}"),
    (r"sent again by (?P<by>.+)", "由 {by} 重发", "sent again by {by}"),
    (r"released by (?P<by>.+)", "由 {by} 放行", "released by {by}"),
    (r"held by (?P<by>.+)", "由 {by} 扣下", "held by {by}"),
    (r"cancelled by (?P<by>.+)", "由 {by} 取消", "cancelled by {by}"),
    (r"given up by (?P<by>.+)", "由 {by} 放弃", "given up by {by}"),
    (r"not reached.*", "连不上服务商", "the provider was not reached"),
    (r"connection broke: (?P<why>.+)", "与服务商的连接中断（{why}）", "the connection broke ({why})"),
    (r"status (?P<code>\d+)", "服务商返回 {code}", "the provider answered {code}"),
)


def reason_words(reason: str) -> Bilingual:
    """A reason kept with a message as people read it; one that no deed of ours gives is the provider's own."""
    for pattern, zh, en in _PATTERNS:
        if found := re.fullmatch(pattern, reason):
            return Bilingual(zh, en).fill(**found.groupdict())
    return _WORDS.get(reason, Bilingual(reason, reason))
