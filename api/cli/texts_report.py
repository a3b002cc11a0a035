"""Texts and replies, sent or about to be, as the terminal and `--json` show them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from api.bootstrap import House
from api.cli.report import Listing, column
from api.costly_words import warnings_of
from api.pages.correspondents import names_of_repliers
from api.pages.texts import texts_of
from config.bilingual import Bilingual
from notifications.application.announcing import Announcement
from notifications.application.inbox_view import ReplyShown
from notifications.application.views import MessageShown
from notifications.domain.message import MESSAGE_STATE_NAMES, MessageState
from notifications.domain.reasons import reason_words
from scheduler.application.names_view import Names

SHOWN_OF_ID = 8
"""So much of the id of a text or a reply is shown: enough to name it, and where it is not, one is asked for more."""

BLANK = Bilingual("（空白短信）", "(a blank text)")
WAYS = {"sms": Bilingual("短信", "text"), "call": Bilingual("打电话", "call")}


def in_parts(parts: int | None) -> Bilingual | None:
    """How many segments a text is billed as; a call has none."""
    if parts is None:
        return None
    return Bilingual("计 {parts} 段", "{parts} parts").fill(parts=parts)


def _noted(warnings: Sequence[Bilingual]) -> Bilingual:
    return Bilingual("".join(each.zh for each in warnings), " ".join(each.en for each in warnings))


WARNINGS_COLUMN = column("warnings", "注意", "note", _noted)
"""What makes a text cost a part more, and what would save it."""

ID_COLUMN = column("id", "编号", "id", lambda value: str(value)[:SHOWN_OF_ID])
MESSAGE_COLUMNS = (
    ID_COLUMN,
    column("at", "时间", "at"),
    column("to", "收件", "to"),
    column("telephone", "号码", "telephone"),
    column("kind_name", "类别", "kind"),
    column("way", "方式", "way", WAYS.__getitem__),
    column("state", "状态", "state", lambda value: MESSAGE_STATE_NAMES[MessageState(value)]),
    column("parts", "段数", "parts", in_parts),
    column("reason", "原因", "reason", reason_words),
)


def message_row(message: MessageShown) -> dict[str, object]:
    """One message with whom it goes to."""
    return {
        "id": message.id,
        "at": message.at,
        "to": message.parties,
        "telephone": message.telephone,
        "kind": message.kind.value,
        "kind_name": message.kind_name,
        "way": message.channel,
        "state": message.state.value,
        "parts": message.parts if message.channel == "sms" else None,
        "month": message.month,
        "version": message.number,
        "asks": message.asks,
        "reason": message.reason,
        "text": message.text,
        "template": message.template,
        "template_version": message.template_version,
    }


def replies_listing(
    session: Session, house: House, replies: Sequence[ReplyShown], title: Bilingual | None = None
) -> Listing:
    """The replies with whom each came from: a masked number alone may fit several."""
    names = names_of_repliers(session, house.district_id, [one.id for one in replies], house.clock.today())
    columns = (
        ID_COLUMN,
        column("at", "时间", "at"),
        column("from", "来自", "from"),
        column("telephone", "号码", "telephone"),
        column("shown", "内容", "text"),
        column("verdict_name", "如何理解", "taken as"),
        column("rule_sentence", "依据", "by the rule"),
    )
    rows = [
        {
            "id": one.id,
            "at": one.at,
            "from": names.get(one.id, ()),
            "telephone": one.telephone,
            "text": one.text,
            "shown": one.text if one.text.strip() else BLANK,
            "verdict": one.verdict.value,
            "verdict_name": one.verdict_name,
            "rule": one.rule.value if one.rule else None,
            "rule_sentence": one.rule_sentence,
            "read_by": one.read_by,
            "corrected_by": one.corrected_by,
        }
        for one in replies
    ]
    return Listing("replies", columns, rows, title)


def left_out(total: int, limit: int | None) -> list[Bilingual]:
    """What is said when a list is cut short: how much is left out, and how to see it."""
    if limit is None or total <= limit:
        return []
    return [
        Bilingual(
            "只列出 {limit} 条，另有 {left} 条没有列出；全部列出请用 --limit {total}。",
            "{limit} are shown, {left} more are not; see all with --limit {total}.",
        ).fill(limit=limit, left=total - limit, total=total)
    ]


def texts_listing(announcement: Announcement, names: Names) -> Listing:
    """Each text as it would be, with whom it goes to and how; numbers masked."""
    columns = (
        column("to", "收件", "to"),
        column("telephone", "号码", "telephone"),
        column("way", "方式", "way", WAYS.__getitem__),
        column("parts", "段数", "parts", in_parts),
        WARNINGS_COLUMN,
    )
    rows = [
        {
            "to": text.to,
            "telephone": text.telephone,
            "way": "call" if text.by_call else "sms",
            "parts": None if text.by_call else text.parts,
            "warnings": text.warnings,
            "text": text.text,
        }
        for text in texts_of(announcement.drafts, names)
    ]
    return Listing("texts", columns, rows, _title(announcement), body="text")


def _title(announcement: Announcement) -> Bilingual:
    """Said before the texts, which may be many: how many they are, in how many parts, and how many calls."""
    texts = [draft for draft in announcement.drafts if not draft.by_call]
    return Bilingual(
        "会发的短信（{texts} 条，{parts} 段；另有 {calls} 个电话要打）：",
        "texts that would go out ({texts}, in {parts} parts; {calls} calls are left to a person):",
    ).fill(
        texts=len(texts),
        parts=sum(draft.composed.segments.parts for draft in texts),
        calls=len(announcement.drafts) - len(texts),
    )


def counted_texts(announcement: Announcement) -> Bilingual:
    """How many texts would go out and what they cost, what could cost less, and the calls left to a person."""
    texts = [draft.composed for draft in announcement.drafts if not draft.by_call]
    costly = sum(bool(warnings_of(each.text)) for each in texts)
    counted = Bilingual(
        "将发出短信 {texts} 条，共计 {parts} 段；另有 {calls} 个电话要打。",
        "{texts} texts will go out in {parts} parts, {calls} calls are left to a person.",
    ).fill(
        texts=len(texts),
        parts=sum(each.segments.parts for each in texts),
        calls=len(announcement.drafts) - len(texts),
    )
    if not costly:
        return counted
    return Bilingual(
        "{counted}其中 {n} 条可以省段，列出短信时写明怎样省。",
        "{counted} {n} of them could cost a part less; the list of the texts says how.",
    ).fill(counted=counted, n=costly)
