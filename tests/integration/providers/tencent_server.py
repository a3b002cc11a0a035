"""A server on loopback that keeps to Tencent's published interface for text messages, with faults on demand.

Sources, all from excerpts of 2026-11-23, to be checked against the pages: SendSms https://cloud.tencent.com/document/product/382/55981, PullSmsSendStatus
…/55977, PullSmsReplyStatus …/55978, the signature TC3-HMAC-SHA256 …/52072.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.integration.providers.loopback import Faults, JsonAnswers, serving

SECRET_ID = "id-of-the-tests"
SECRET = "a secret of the tests"
APP_ID = "1400000000"
SIGNATURE = "示范区文化配送"
TEMPLATES = {"101": "{1}{2}放映，地点{3}。", "102": "{1}的安排取消。"}
BARRED = "+8615400000099"
"""A number on a barred list."""


@dataclass
class TencentAccount:
    """The one application of the server: what it took, what waits to be pulled, every request as it came."""

    taken: list[tuple[str, str]] = field(default_factory=list)
    receipts: list[dict[str, Any]] = field(default_factory=list)
    replies: list[dict[str, Any]] = field(default_factory=list)
    requests: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    pulls_left: int | None = None
    """How many pulls are still answered before the next ones fail; None for all."""


class _Answers(JsonAnswers):
    account: TencentAccount
    content_type = "application/json"

    def do_POST(self) -> None:  # noqa: N802 - the base class's name
        body = self.rfile.read(int(self.headers["content-length"]))
        action, given = self.headers["x-tc-action"], json.loads(body)
        self.account.requests.append((action, given))
        assert (self.headers["x-tc-version"], self.headers["x-tc-region"]) == ("2021-01-11", "ap-guangzhou")
        faults = self.account.faults
        if not self._signed(body):
            self._error("AuthFailure.SignatureFailure", "The provided credentials could not be validated.")
        elif given["SmsSdkAppId"] != APP_ID:
            self._error("UnauthorizedOperation.SmsSdkAppIdVerifyFail", "no such application")
        elif faults.times and faults.code and faults.status == 200:
            faults.times -= 1
            self._error(faults.code, "as the test asked")
        elif faults.times and not faults.code:
            faults.times -= 1
            self.answer(faults.status, {})
        elif action == "SendSms":
            self._send(given)
        else:
            self._pull(action, given["Limit"])

    def _signed(self, body: bytes) -> bool:
        said = re.fullmatch(
            r"TC3-HMAC-SHA256 Credential=(.+?)/(.+?)/sms/tc3_request, SignedHeaders=content-type;host, Signature=(.+)",
            self.headers.get("authorization", ""),
        )
        if said is None or said[1] != SECRET_ID:
            return False
        headers = "".join(f"{name}:{self.headers[name]}\n" for name in ("content-type", "host"))
        whole = f"POST\n/\n\n{headers}\ncontent-type;host\n{hashlib.sha256(body).hexdigest()}"
        scope = f"{said[2]}/sms/tc3_request"
        digest = hashlib.sha256(whole.encode()).hexdigest()
        words = f"TC3-HMAC-SHA256\n{self.headers['x-tc-timestamp']}\n{scope}\n{digest}"
        key = f"TC3{SECRET}".encode()
        for part in (said[2], "sms", "tc3_request", words):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return key.hex() == said[3]

    def _send(self, given: dict[str, Any]) -> None:
        faults, numbers = self.account.faults, given["PhoneNumberSet"]
        assert 1 <= len(numbers) <= 200
        assert len(given.get("SessionContext", "").encode()) < 512
        statuses = []
        for number in numbers:
            code = self._code(given, number)
            if code == "Ok":
                words = re.sub(
                    r"\{(\d)\}",
                    lambda found: given["TemplateParamSet"][int(found[1]) - 1],
                    TEMPLATES[given["TemplateId"]],
                )
                self.account.taken.append((number, f"【{given['SignName']}】{words}"))
            statuses.append(
                {
                    "SerialNo": f"2028:{len(self.account.taken):032}" if code == "Ok" else "",
                    "PhoneNumber": number,
                    "Fee": int(code == "Ok"),
                    "SessionContext": given.get("SessionContext", ""),
                    "Code": code,
                    "Message": "send success" if code == "Ok" else "as the test asked",
                    "IsoCode": "CN",
                }
            )
        self.answer(200, {"Response": {"SendStatusSet": statuses, "RequestId": "r-1"}}, faults)

    def _code(self, given: dict[str, Any], number: str) -> str:
        faults = self.account.faults
        if given["TemplateId"] not in TEMPLATES:
            return "FailedOperation.TemplateUnapprovedOrNotExist"
        if given["SignName"] != SIGNATURE:
            return "FailedOperation.SignatureIncorrectOrUnapproved"
        if number == BARRED:
            return "FailedOperation.PhoneNumberInBlacklist"
        if faults.times:
            faults.times -= 1
            return faults.code
        return "Ok"

    def _pull(self, action: str, limit: int) -> None:
        assert limit <= 100
        if self.account.pulls_left == 0:
            self._error("InternalError.OtherError", "as the test asked")
            return
        if self.account.pulls_left:
            self.account.pulls_left -= 1
        name = f"{action}Set"
        waiting = self.account.receipts if action == "PullSmsSendStatus" else self.account.replies
        came = waiting[:limit]
        del waiting[:limit]
        self.answer(200, {"Response": {name: came, "RequestId": "r-2"}})

    def _error(self, code: str, message: str) -> None:
        self.answer(200, {"Response": {"Error": {"Code": code, "Message": message}, "RequestId": "r-3"}})


@contextmanager
def tencent_server() -> Iterator[tuple[str, TencentAccount]]:
    """A running server: its host and port, and its application."""
    account = TencentAccount()
    with serving(type("Answers", (_Answers,), {"account": account})) as endpoint:
        yield endpoint, account
