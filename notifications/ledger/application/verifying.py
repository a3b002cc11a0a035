"""Verifies a district's ledger against itself and against heads that were kept elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from config.database import Store
from config.refusal import Refusal, refuse
from notifications.ledger.adapters.entries import WholeLedger, seal_of
from notifications.ledger.domain.chain import FORMAT, Head, beginning
from notifications.ledger.domain.examining import Examination, examine

HEXADECIMAL = re.compile(r"[0-9a-f]{64}")


def verify(store: Store, district_id: str, known: Sequence[Head] = ()) -> Examination:
    """Walk along the whole chain, in one view of the store and with little memory."""
    with store.reading() as session:
        ledger = WholeLedger(session, district_id)
        return examine(district_id, ledger.entries(), ledger.seal, known)


def present_head(store: Store, district_id: str) -> Head:
    """How far the chain reaches now."""
    with store.reading() as session:
        return seal_of(session, district_id) or beginning(district_id)


def exported(district_id: str, head: Head) -> dict[str, Any]:
    """A head as it is handed out, to be kept where this ledger's keeper cannot reach it."""
    return {
        "format": FORMAT,
        "district": district_id,
        "position": head.position,
        "head": head.head,
        "sealed_at": head.at.isoformat() if head.at else None,
    }


def heads_in(text: str, district_id: str, place: str) -> list[Head]:
    """The heads that were exported: a bare head, one JSON object, or several, one after the other.

    Refused: what is no head, or one of another district.
    """
    bare = text.strip().lower()
    if HEXADECIMAL.fullmatch(bare):
        return [Head(None, bare)]
    found = [_head(each, district_id, place) for each in _objects(text, place)]
    if not found:
        raise _no_head(place)
    return found


def _objects(text: str, place: str) -> Iterator[Any]:
    decoder, rest = json.JSONDecoder(), text.strip()
    while rest:
        try:
            value, end = decoder.raw_decode(rest)
        except ValueError as error:
            raise _no_head(place) from error
        yield value
        rest = rest[end:].strip()


def _head(value: Any, district_id: str, place: str) -> Head:
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise _no_head(place)
    position, head, at = value.get("position"), value.get("head"), value.get("sealed_at")
    if type(position) is not int or not isinstance(head, str) or not HEXADECIMAL.fullmatch(head):
        raise _no_head(place)
    if value.get("district") != district_id:
        raise refuse(
            place,
            "这是另一个区（{other}）的链头，这里是 {district_id}。请换本区导出的链头。",
            "this head is of another district ({other}), here is {district_id}. Give one exported here.",
            other=value.get("district"),
            district_id=district_id,
        )
    try:
        return Head(position, head, datetime.fromisoformat(at) if at else None)
    except (TypeError, ValueError) as error:
        raise _no_head(place) from error


def _no_head(place: str) -> Refusal:
    return refuse(
        place,
        "这不是台账的链头。请给出 culture ledger head 导出的文件，或 64 位十六进制的链头。",
        "this is no head of a ledger. Give a file that culture ledger head wrote, or the 64 hexadecimal digits.",
    )
