"""What a proof says: each entry as one line that a person reads, in the order in which it was sealed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from config.bilingual import Bilingual
from config.telephones import masked
from notifications.domain.answering import REPLY_VERDICT_NAMES, ReplyVerdict
from notifications.domain.message import Happening
from notifications.ledger.domain.chain import Head
from notifications.ledger.domain.entry import DEED_NAMES, Deed, Entry

ERASED = Bilingual("（内容已按保存期清除）", "(erased after its keeping)")
HAPPENED = {
    Happening.ACCEPTED: Bilingual("服务商已接受", "the provider accepted it"),
    Happening.REFUSED: Bilingual("服务商拒绝", "the provider refused it"),
    Happening.NOT_ACCEPTED: Bilingual("服务商暂不接受，未发出", "the provider did not take it; not sent"),
    Happening.FOUND: Bilingual("查询：服务商已收到", "asked after: the provider has it"),
    Happening.NOT_FOUND: Bilingual("查询：服务商没有收到", "asked after: the provider does not have it"),
    Happening.LOST_SIGHT: Bilingual("去向不明", "its fate is not known"),
    Happening.PERSON_RESENDS: Bilingual("人工决定再发", "a person decided to send it again"),
    Happening.PERSON_GIVES_UP: Bilingual("人工决定不再发", "a person decided not to send it again"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a proof; `check` (salt and content) is left out where numbers are masked, for it holds them."""

    position: int | None
    at: datetime
    deed: Bilingual
    number: str
    said: Bilingual
    entry: Entry
    check: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Became:
    """What became of one business of a campaign: when it was told, its answer, the last call, how it stands."""

    business: str
    told: Bilingual
    answered: Bilingual
    called: Bilingual
    result: Bilingual


@dataclass(frozen=True, slots=True)
class Paper:
    """A proof to be handed out: of what, by whom and when, how the ledger stood, and its lines.

    `summary` comes first, where it is of a campaign: a line for each business.
    """

    district: str
    office: str
    subject: Bilingual
    made_at: datetime
    by: str
    head: Head
    holds: bool
    lines: tuple[Line, ...]
    summary: tuple[Became, ...] = ()

    @property
    def statement(self) -> Bilingual:
        """How the ledger stood when the proof was made."""
        stood = (
            Bilingual("核对完整", "verified as whole")
            if self.holds
            else Bilingual("核对不符，请先查明", "verified as BROKEN; find out first")
        )
        return Bilingual(
            "台账封存至第 {position} 条，{stood}；链头 {head}。",
            "The ledger is sealed up to entry {position}, {stood}; its head is {head}.",
        ).fill(position=self.head.position, stood=stood, head=self.head.head)


def lines_of(
    entries: Sequence[Entry],
    zone: ZoneInfo,
    *,
    whole_numbers: bool,
    whom: Callable[[Entry], str] | None = None,
) -> Iterator[Line]:
    """A line for each entry, times in the district's zone; with `whom` it is of a campaign, and names the businesses."""
    numbers = dict(_numbers(entries))
    for entry in entries:
        number = numbers.get(entry.telephone_id or "", "")
        check = (entry.salt or "", entry.content or "") if whole_numbers and entry.content else None
        shown = number if whole_numbers or not number else masked(number)
        yield Line(
            entry.position,
            entry.at.astimezone(zone),
            DEED_NAMES[Deed(entry.deed)],
            f"{whom(entry)} {shown}".strip() if whom else shown,
            said_by(entry, of_matters=whom is not None),
            entry,
            check,
        )


def said_by(entry: Entry, *, of_matters: bool = False) -> Bilingual:
    """What an entry says, in one sentence or in the words that were sent or came; `of_matters`: of a campaign."""
    facts = entry.facts
    if not facts:
        return ERASED
    match Deed(entry.deed):
        case Deed.SUBMITTED | Deed.REPLY:
            return Bilingual(facts["text"], facts["text"])
        case Deed.WIRE | Deed.DECISION:
            return _with_reason(HAPPENED[Happening(facts["happening"])], facts)
        case Deed.RECEIPT:
            return _with_reason(_RECEIVED[bool(facts["delivered"])], facts)
        case Deed.READING:
            return _with_reason(_read_as(facts), facts)
        case Deed.ANSWER:
            return _with_reason(_confirmed(facts) if of_matters else _answered(facts), facts)
        case Deed.CALL:
            called = _CALLED[bool(facts["reached"])]
            return _with_reason(called.fill(by=facts["by"], text=facts["text"]), facts)
        case Deed.ERASED:
            return Bilingual("清除 {count} 条内容", "{count} contents erased").fill(
                count=len(facts["entries"])
            )


def _read_as(facts: Mapping[str, Any]) -> Bilingual:
    verdict = REPLY_VERDICT_NAMES[ReplyVerdict(facts["verdict"])]
    if not facts.get("by"):
        return verdict
    return Bilingual("{by} 改正：{verdict}", "{by} corrected it: {verdict}").fill(
        by=facts["by"], verdict=verdict
    )


_CALLED = {
    True: Bilingual("{by} 打电话告知：{text}", "{by} told it by a call: {text}"),
    False: Bilingual("{by} 打电话，未接通", "{by} called and reached nobody"),
}

_RECEIVED = {
    True: Bilingual("已送达手机（不等于已阅）", "delivered to the telephone (which is not: read)"),
    False: Bilingual("未送达", "not delivered"),
}


def _confirmed(facts: Mapping[str, Any]) -> Bilingual:
    """An answer to a matter, of which only receipt is asked."""
    if facts.get("declined"):
        return Bilingual("有困难", "says that it is not possible")
    if facts.get("confirmed"):
        return Bilingual("确认收到", "confirmed")
    return Bilingual("没有可计入的答复", "nothing that could be counted")


def _answered(facts: Mapping[str, Any]) -> Bilingual:
    said = [
        (facts.get("confirmed"), Bilingual("同意第 {items} 项", "agreed to {items}")),
        (facts.get("declined"), Bilingual("不同意第 {items} 项", "declined {items}")),
    ]
    parts = [words.fill(items="、".join(map(str, items))) for items, words in said if items]
    if not parts:
        return Bilingual("没有可计入的项目", "nothing that could be counted")
    return Bilingual("；".join(one.zh for one in parts), "; ".join(one.en for one in parts))


def _with_reason(said: Bilingual, facts: Mapping[str, Any]) -> Bilingual:
    reason = facts.get("reason")
    return Bilingual(f"{said.zh}：{reason}", f"{said.en}: {reason}") if reason else said


def _numbers(entries: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    """The number of each telephone, as far as an entry tells it."""
    for entry in entries:
        number = entry.facts.get("number")
        if entry.telephone_id is not None and number:
            yield entry.telephone_id, number
