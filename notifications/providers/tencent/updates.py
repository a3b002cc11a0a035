"""Reads what Tencent pushes and what is pulled from it: the same receipts and replies in two spellings.

The pushes: https://www.tencentcloud.com/document/product/382/43547 and …/43548 (receipts are a list, a reply stands
alone); the pulled receipts: https://cloud.tencent.com/document/product/382/55977; read on 2026-12-01 in stored copies.
The pulled replies: the official SDK's `PullSmsReplyStatus`, version 2021-01-11.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from notifications.providers import InboundReply, Receipt, UnsignedPush, Updates
from notifications.providers.push_keys import refuse_without_key

ARRIVED = "SUCCESS"
ZONE = ZoneInfo("Asia/Shanghai")
ANSWER = ("application/json", '{"result": 0, "errmsg": "OK"}')


def open_push(secret: str, body: bytes, query: str) -> Updates:
    """The receipts of one push, or its reply; UnsignedPush without the key, or if it is neither."""
    refuse_without_key("tencent", secret, query)
    try:
        said = json.loads(body)
        if isinstance(said, dict):
            return Updates((), (_pushed_reply(said),), "")
        return Updates(tuple(_pushed_receipt(each) for each in said), (), "")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnsignedPush(f"nothing of Tencent's: {type(error).__name__}") from None


def pulled_receipt(listed: Any) -> Receipt:
    """A receipt of the SDK's `PullSmsSendStatus`; it gives our reference back where Tencent has opened that."""
    at = datetime.fromtimestamp(listed.UserReceiveTime, UTC)
    receipt = _receipt(listed.SerialNo, listed.ReportStatus, listed.Description, at)
    return replace(receipt, reference=listed.SessionContext or "")


def pulled_reply(listed: Any) -> InboundReply:
    """A reply of the SDK's `PullSmsReplyStatus`."""
    return _reply(listed.PhoneNumber, listed.ReplyContent, listed.ReplyTime)


def _pushed_receipt(said: Mapping[str, Any]) -> Receipt:
    at = datetime.strptime(said["user_receive_time"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZONE)
    return _receipt(str(said["sid"]), said["report_status"], said["errmsg"], at.astimezone(UTC))


def _pushed_reply(said: Mapping[str, Any]) -> InboundReply:
    return _reply(f"+{said['nationcode']}{said['mobile']}", str(said["text"]), int(said["time"]))


def _receipt(serial: str, status: str, code: str, at: datetime) -> Receipt:
    delivered = status == ARRIVED
    return Receipt(f"{serial}-{status}", "", delivered, "" if delivered else code, at, serial)


def _reply(telephone: str, text: str, seconds: int) -> InboundReply:
    """Tencent gives a reply no name; number, second and words make one, the same by push and by pull."""
    words = hashlib.sha256(text.encode()).hexdigest()[:16]
    return InboundReply(
        f"{telephone}-{seconds}-{words}", telephone, text, datetime.fromtimestamp(seconds, UTC)
    )
