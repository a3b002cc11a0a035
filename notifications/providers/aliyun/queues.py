"""Pulls receipts and replies from Aliyun's message queues, for an office that no push can reach.

A queue keeps what it gave until it is deleted, and gives it again after a while; so it is deleted only when the
cursor that went with it comes back, which says that it was stored. Sources: the queues' token and types
https://help.aliyun.com/zh/sms/developer-reference/smsreport, from excerpts of 2026-11-23, to be checked against the page.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alibabacloud_tea_openapi.client import Client
from alibabacloud_tea_openapi.utils_models import Config, OpenApiRequest, Params
from darabonba.runtime import RuntimeOptions
from mns.account import Account
from mns.mns_exception import MNSServerException

from notifications.providers import InboundReply, Receipt, Updates
from notifications.providers.aliyun.pushes import receipts_and_replies

log = logging.getLogger(__name__)

TOKEN_ENDPOINT = "dybaseapi.aliyuncs.com"  # noqa: S105 - an address
QUEUE_ADDRESS = "https://1943695596114318.mns.cn-hangzhou.aliyuncs.com"
"""The same for every account."""
REPORTS, REPLIES = "SmsReport", "SmsUp"
AT_ONCE = 16
MOST_PAGES = 20
"""Of one pull; the rest comes with the next."""
BEFORE_IT_ENDS = timedelta(minutes=2)
ZONE = ZoneInfo("Asia/Shanghai")
EMPTY = "MessageNotExist"


class Tokens:
    """Gives the queue of one kind, with a token that still holds."""

    def __init__(self, config: Mapping[str, Any], once: RuntimeOptions, now: Callable[[], datetime]) -> None:
        self._config, self._once, self._now = Config().from_map(dict(config)), once, now
        self._held: dict[str, tuple[datetime, Any]] = {}

    def queue_of(self, kind: str, name: str, address: str, timeout: float) -> Any:
        """The queue as the SDK has it; its token is asked for anew before it ends."""
        until, queue = self._held.get(kind, (self._now(), None))
        if queue is None or until - BEFORE_IT_ENDS <= self._now():
            token = self._ask(kind, name)
            account = Account(address, token["AccessKeyId"], token["AccessKeySecret"], token["SecurityToken"])
            account.mns_client.http.conn.timeout = timeout  # the SDK has none of its own over HTTPS
            queue = account.get_queue(name)
            queue.set_encoding(False)
            ends = datetime.strptime(token["ExpireTime"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZONE)
            self._held[kind] = (ends.astimezone(UTC), queue)
        return queue

    def _ask(self, kind: str, name: str) -> Mapping[str, str]:
        params = Params(
            action="QueryTokenForMnsQueue",
            version="2017-05-25",
            protocol=self._config.protocol,
            pathname="/",
            method="POST",
            auth_type="AK",
            style="RPC",
            req_body_type="formData",
            body_type="json",
        )
        request = OpenApiRequest(query={"MessageType": kind, "QueueName": name})
        body = Client(self._config).call_api(params, request, self._once)["body"]
        if body.get("Code") != "OK":
            raise ValueError(f"no token for the queue: {body.get('Code')}")
        token: Mapping[str, str] = body["MessageTokenDTO"]
        return token


class AliyunQueues:
    """The queues of one account, by kind; those without a name are left alone."""

    def __init__(self, tokens: Tokens, named: Mapping[str, str], address: str, timeout: float) -> None:
        self._tokens, self._address, self._timeout = tokens, address, timeout
        self._named = {kind: name for kind, name in named.items() if name}
        self._offered = ""
        self._handles: dict[str, list[str]] = {}

    def fetch(self, cursor: str) -> Updates:
        """Delete what was stored, and give what waits now."""
        if cursor and cursor == self._offered:
            self._delete()
        self._handles = {}
        receipts: tuple[Receipt, ...] = ()
        replies: tuple[InboundReply, ...] = ()
        seen: list[str] = []
        for kind, name in self._named.items():
            for message in self._waiting(kind, name):
                self._handles.setdefault(kind, []).append(message.receipt_handle)
                seen.append(message.message_id)
                more_receipts, more_replies = _read(message.message_body)
                receipts, replies = receipts + more_receipts, replies + more_replies
        if not seen:
            return Updates((), (), cursor)
        self._offered = hashlib.sha256("\n".join([cursor, *seen]).encode()).hexdigest()[:16]
        return Updates(receipts, replies, self._offered)

    def _waiting(self, kind: str, name: str) -> list[Any]:
        queue = self._queue(kind, name)
        came: list[Any] = []
        for _ in range(MOST_PAGES):
            try:
                page = queue.batch_receive_message(AT_ONCE, 0)
            except MNSServerException as error:
                if error.type == EMPTY:
                    return came
                raise
            came += page
        return came

    def _delete(self) -> None:
        for kind, handles in self._handles.items():
            queue = self._queue(kind, self._named[kind])
            for begin in range(0, len(handles), AT_ONCE):
                queue.batch_delete_message(handles[begin : begin + AT_ONCE])

    def _queue(self, kind: str, name: str) -> Any:
        return self._tokens.queue_of(kind, name, self._address, self._timeout)


def _read(body: str) -> tuple[tuple[Receipt, ...], tuple[InboundReply, ...]]:
    """One thing of a queue, in Base64 or as it is; what is neither receipt nor reply is noted and left out."""
    try:
        text = body if body.lstrip().startswith("{") else base64.b64decode(body).decode()
        return receipts_and_replies([json.loads(text)])
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        log.warning("aliyun: a queue gave what is neither receipt nor reply: %s", type(error).__name__)
        return (), ()
