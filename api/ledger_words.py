"""How an examined ledger stands, in sentences, alike at the command line and on the page."""

from __future__ import annotations

from datetime import tzinfo

from config.bilingual import Bilingual
from notifications.ledger.application.watching import Alarm
from notifications.ledger.domain.examining import Examination, Finding, Flaw

FLAWS = {
    Flaw.MISSING: Bilingual("第 {position} 条不见了", "entry {position} is missing"),
    Flaw.ALTERED: Bilingual(
        "第 {position} 条（{entry_id}）与封存时不同", "entry {position} ({entry_id}) is not as it was sealed"
    ),
    Flaw.CONTENT_ALTERED: Bilingual(
        "第 {position} 条（{entry_id}）的内容与摘要不符",
        "the content of entry {position} ({entry_id}) does not fit its digest",
    ),
    Flaw.CONTENT_GONE: Bilingual(
        "第 {position} 条（{entry_id}）的内容没有了，却没有清除记录",
        "the content of entry {position} ({entry_id}) is gone, and no erasure is on record",
    ),
    Flaw.SEAL_ALTERED: Bilingual("封条与第 {position} 条不符", "the seal does not fit entry {position}"),
    Flaw.CUT_OFF: Bilingual(
        "台账从第 {position} 条起被截掉了", "the ledger is cut off from entry {position} on"
    ),
    Flaw.REWRITTEN: Bilingual(
        "第 {after} 条到第 {position} 条之间被改写，与导出的链头不符",
        "it was rewritten between entries {after} and {position}: the exported head does not fit",
    ),
    Flaw.HEAD_UNKNOWN: Bilingual(
        "台账里没有这个链头：链头所在的一段被截掉或改写了",
        "the ledger does not hold this head: it was cut off or rewritten up to there",
    ),
}
UNSEALED_UNPROVEN = Bilingual(
    "未封存的条目在封存之前若被改动，这里查不出来；运行中几秒钟封存一次。",
    "What is not yet sealed could be altered unseen until it is; while the system runs it is sealed within seconds.",
)


def sentences(found: Examination, heads: int) -> list[Bilingual]:
    """How the ledger stands, with so many `heads` that it was held against; every flaw is named."""
    counted = Bilingual(
        "已封存 {sealed} 条，其中 {erased} 条内容已清除；未封存 {unsealed} 条。",
        "{sealed} entries are sealed, {erased} contents erased; {unsealed} are not yet sealed.",
    ).fill(sealed=found.sealed, erased=found.erased, unsealed=found.unsealed)
    told = [counted, UNSEALED_UNPROVEN] if found.unsealed else [counted]
    flaws = [_flaw(one) for one in (*filter(None, [found.broken]), *found.heads)]
    if flaws:
        return [*told, *flaws]
    if heads:
        whole = Bilingual("台账完整，与 {heads} 个链头相符。", "The ledger is whole and fits {heads} heads.")
        return [*told, whole.fill(heads=heads)]
    return [
        *told,
        Bilingual(
            "台账前后相符。要查出截尾和整体改写，请用 --head 与存在别处的链头比较。",
            "The ledger fits itself. To find a cut-off tail or a ledger written anew, give --head, kept elsewhere.",
        ),
    ]


def alarm_sentence(alarm: Alarm, zone: tzinfo) -> Bilingual:
    """What the sealer's alarm says, without what to do about it."""
    at = f"{alarm.since.astimezone(zone):%Y-%m-%d %H:%M}"
    if alarm.finding is None:
        return Bilingual("收发台账自 {at} 起没有封存", "the ledger has not been sealed since {at}").fill(
            at=at
        )
    return Bilingual(
        "收发台账被改动过：{said}（封存时发现，{at}）",
        "the ledger was tampered with: {said} (found when sealing, {at})",
    ).fill(said=_said(alarm.finding), at=at)


def _flaw(one: Finding) -> Bilingual:
    return Bilingual("不符：{said}。", "Broken: {said}.").fill(said=_said(one))


def _said(one: Finding) -> Bilingual:
    position = "–" if one.position is None else one.position
    return FLAWS[one.flaw].fill(position=position, entry_id=one.entry_id or "–", after=one.since)
