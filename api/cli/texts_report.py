"""Texts that would go out, as the terminal and `--json` show them."""

from __future__ import annotations

from api.cli.report import Listing, column
from api.pages.texts import texts_of
from config.bilingual import Bilingual
from config.telephones import masked
from notifications.application.announcing import Announcement
from scheduler.application.names_view import Names

WAYS = {"sms": Bilingual("短信", "text"), "call": Bilingual("打电话", "call")}


def in_parts(parts: int) -> Bilingual:
    """How many texts a long one is billed as."""
    return Bilingual("计 {parts} 条", "{parts} parts").fill(parts=parts)


def texts_listing(announcement: Announcement, names: Names) -> Listing:
    """Each text as it would be, with whom it goes to and how; numbers masked."""
    columns = (
        column("to", "收件", "to"),
        column("telephone", "号码", "telephone"),
        column("way", "方式", "way", WAYS.__getitem__),
        column("parts", "条数", "parts", in_parts),
    )
    rows = [
        {
            "to": text.to,
            "telephone": masked(text.number) if text.number else "",
            "way": "call" if text.by_call else "sms",
            "parts": text.parts,
            "text": text.text,
        }
        for text in texts_of(announcement.drafts, names)
    ]
    return Listing("texts", columns, rows, Bilingual("会发的短信：", "texts that would go out:"), body="text")


def counted_texts(announcement: Announcement) -> Bilingual:
    """How many texts would go out, and how many calls are left to a person."""
    calls = sum(draft.by_call for draft in announcement.drafts)
    return Bilingual(
        "将发出短信 {texts} 条，另有 {calls} 个电话要打。",
        "{texts} texts will go out, {calls} calls are left to a person.",
    ).fill(texts=len(announcement.drafts) - calls, calls=calls)
