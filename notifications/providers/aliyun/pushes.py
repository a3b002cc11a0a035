"""Reads what Aliyun pushes: lists of receipts or of replies in JSON, to an address that carries a key.

The shapes are those of SmsReport and SmsUp in the HTTP batch mode,
https://help.aliyun.com/zh/sms/developer-reference/smsreport-2 and …/smsup-http, read on 2026-12-01 in stored copies.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from notifications.providers import InboundReply, Receipt, UnsignedPush, Updates
from notifications.providers.aliyun.error_codes import reason_of
from notifications.providers.push_keys import refuse_without_key

HOME_COUNTRY = "+86"
_MAINLAND = re.compile(r"1\d{10}")
ZONE = ZoneInfo("Asia/Shanghai")
ANSWER = ("application/json", '{"code": 0, "msg": "OK"}')


def id_of(token: str, telephone: str) -> str:
    """What a message is known by at Aliyun: the token of its call together with its number (E.164)."""
    return f"{token}/{telephone}"


def open_push(secret: str, body: bytes, query: str) -> Updates:
    """The receipts or replies of one push; UnsignedPush without the key, or if it is no list of either."""
    refuse_without_key("aliyun", secret, query)
    try:
        listed = list[dict[str, Any]](json.loads(body))
        return Updates(*receipts_and_replies(listed), "")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnsignedPush(f"not a list of Aliyun's: {type(error).__name__}") from None


def receipts_and_replies(
    listed: Sequence[Mapping[str, Any]],
) -> tuple[tuple[Receipt, ...], tuple[InboundReply, ...]]:
    """Each thing in our terms: a receipt says whether it was a success, a reply does not."""
    return (
        tuple(_receipt(each) for each in listed if "success" in each),
        tuple(_reply(each) for each in listed if "success" not in each),
    )


def _receipt(listed: Mapping[str, Any]) -> Receipt:
    telephone, code = _e164(listed["phone_number"]), str(listed.get("err_code", ""))
    known_as = id_of(str(listed.get("out_id") or listed["biz_id"]), telephone)
    delivered = listed["success"] is True
    return Receipt(
        f"{listed['biz_id']}/{telephone}-{code}",
        "",
        delivered,
        "" if delivered else reason_of(code, str(listed.get("err_msg", ""))),
        _instant(listed["report_time"]),
        known_as,
    )


def _reply(listed: Mapping[str, Any]) -> InboundReply:
    telephone = _e164(listed["phone_number"])
    at = _instant(listed["send_time"])
    return InboundReply(f"{telephone}-{listed['sequence_id']}", telephone, str(listed["content"]), at)


def _e164(number: object) -> str:
    """Aliyun writes numbers of the mainland without their country, others with it but without a plus."""
    digits = str(number).removeprefix("+")
    return HOME_COUNTRY + digits if _MAINLAND.fullmatch(digits) else f"+{digits}"


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZONE).astimezone(UTC)
