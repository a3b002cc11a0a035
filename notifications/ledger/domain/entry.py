"""An entry of the ledger 台账: one thing told or heard, held by a salted digest that outlives its content."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from config.bilingual import Bilingual


class Deed(StrEnum):
    """What an entry records."""

    SUBMITTED = "submitted"
    WIRE = "wire"
    RECEIPT = "receipt"
    REPLY = "reply"
    READING = "reading"
    ANSWER = "answer"
    CALL = "call"
    DECISION = "decision"
    ERASED = "erased"


DEED_NAMES = {
    Deed.SUBMITTED: Bilingual("交付发送", "handed over"),
    Deed.WIRE: Bilingual("服务商答复", "provider's word"),
    Deed.RECEIPT: Bilingual("回执", "receipt"),
    Deed.REPLY: Bilingual("收到回复", "reply"),
    Deed.READING: Bilingual("如何理解", "taken as"),
    Deed.ANSWER: Bilingual("计入答复", "answer counted"),
    Deed.CALL: Bilingual("电话告知", "call"),
    Deed.DECISION: Bilingual("人工处理", "a person's decision"),
    Deed.ERASED: Bilingual("内容清除", "contents erased"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `position` and `head` are None until it is sealed, `salt` and `content` once it is erased.

    `digest`, `head` and `salt` are hexadecimal; `content` is canonical JSON, exactly as it was digested.
    """

    id: str
    deed: str
    at: datetime
    digest: str
    salt: str | None
    content: str | None
    about: str | None
    telephone_id: str | None
    position: int | None = None
    head: str | None = None

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the content holds; nothing once it is erased, or where it is not what an entry holds."""
        try:
            found = json.loads(self.content or "{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def canonical(value: Any) -> str:
    """The one way in which a value is written down before it is digested."""
    return _canonical(value)


_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def digest_of(salt: str, content: str) -> str:
    """HMAC-SHA-256 of a content under its own salt: without the salt nobody can try contents out."""
    return hmac.digest(bytes.fromhex(salt), content.encode(), "sha256").hex()


def new_entry(
    entry_id: str,
    deed: Deed,
    at: datetime,
    salt: str,
    about: str,
    facts: Mapping[str, Any],
    *,
    telephone_id: str | None = None,
) -> Entry:
    """An entry not yet sealed; what it is about and whom it concerns stand in its content."""
    content = canonical({**facts, "about": about, "telephone_id": telephone_id})
    return Entry(
        entry_id, deed, at.astimezone(UTC), digest_of(salt, content), salt, content, about, telephone_id
    )


def is_whole(entry: Entry) -> bool:
    """Whether an entry's content is the one that was digested, and is found where it belongs."""
    if entry.salt is None or entry.content is None or not _is_hexadecimal(entry.salt):
        return False
    if not hmac.compare_digest(digest_of(entry.salt, entry.content), entry.digest):
        return False
    facts = entry.facts
    return (facts.get("about"), facts.get("telephone_id")) == (entry.about, entry.telephone_id)


def _is_hexadecimal(text: str) -> bool:
    try:
        bytes.fromhex(text)
    except ValueError:
        return False
    return True
