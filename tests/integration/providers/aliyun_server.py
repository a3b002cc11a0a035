"""A server on loopback that keeps to Aliyun's published interface for text messages, with faults on demand.

Sources, all from excerpts of 2026-11-23, to be checked against the pages: SendSms https://help.aliyun.com/document_detail/419273.html, SendBatchSms
https://help.aliyun.com/document_detail/419274.html, QuerySendDetails https://help.aliyun.com/document_detail/419277.html,
the signature ACS3-HMAC-SHA256 https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from tests.integration.providers.loopback import Faults, JsonAnswers, serving

KEY_ID = "key-of-the-tests"
SECRET = "a secret of the tests"
SIGNATURE = "示范区文化配送"
TEMPLATES = {"SMS_1": "${day}${time}放映，地点${place}。", "SMS_2": "${day}的安排取消。"}
BARRED = "15400000099"
"""A number that Aliyun calls illegal here."""


@dataclass
class AliyunAccount:
    """The one account of the server: what it took, and every request as it came."""

    taken: list[dict[str, Any]] = field(default_factory=list)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    templates: dict[str, str] = field(default_factory=lambda: dict(TEMPLATES))
    hides_details: bool = False
    """Count what was taken and list nothing, as https://github.com/aliyun/alibabacloud-java-sdk/issues/42 tells."""
    now: datetime = field(default_factory=datetime.now)

    def take(
        self, number: str, signature: str, template: str, values: Mapping[str, str], out_id: str
    ) -> None:
        """Keep one text with the content that its template gives."""
        content = re.sub(r"\$\{(\w+)\}", lambda found: values[found[1]], self.templates[template])
        self.taken.append(
            {
                "PhoneNum": number,
                "Content": f"【{signature}】{content}",
                "OutId": out_id,
                "TemplateCode": template,
                "SendStatus": 1,
                "ErrCode": "",
                "SendDate": f"{self.now:%Y-%m-%d %H:%M:%S}",
                "ReceiveDate": "",
            }
        )


class _Answers(JsonAnswers):
    account: AliyunAccount

    def do_POST(self) -> None:  # noqa: N802 - the base class's name
        length = int(self.headers.get("content-length", "0"))
        body = self.rfile.read(length)
        given = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        action = self.headers["x-acs-action"]
        self.account.requests.append((action, given))
        if not self._signed(given, body):
            self._error(400, "SignatureDoesNotMatch", "Specified signature does not match our calculation.")
        elif action == "QuerySendDetails":
            self._details(given)
        else:
            self._send(action, {**given, **dict(parse_qsl(body.decode()))})

    def _signed(self, given: Mapping[str, str], body: bytes) -> bool:
        said = re.fullmatch(
            r"ACS3-HMAC-SHA256 Credential=(.+),SignedHeaders=(.+),Signature=(.+)",
            self.headers.get("authorization", ""),
        )
        if said is None or said[1] != KEY_ID:
            return False
        names = said[2].split(";")
        query = "&".join(f"{quote(name, safe='~')}={quote(given[name], safe='~')}" for name in sorted(given))
        digest = hashlib.sha256(body).hexdigest()
        headers = "".join(f"{name}:{self.headers[name].strip()}\n" for name in names)
        whole = f"POST\n/\n{query}\n{headers}\n{said[2]}\n{digest}"
        words = f"ACS3-HMAC-SHA256\n{hashlib.sha256(whole.encode()).hexdigest()}"
        return hmac.new(SECRET.encode(), words.encode(), hashlib.sha256).hexdigest() == said[3]

    def _send(self, action: str, given: Mapping[str, str]) -> None:
        faults = self.account.faults
        if faults.times:
            faults.times -= 1
            self._error(faults.status, faults.code, "as the test asked")
            return
        if action == "SendSms":
            numbers, signatures = [given["PhoneNumbers"]], [given["SignName"]]
            values = [json.loads(given["TemplateParam"])]
        else:
            assert action == "SendBatchSms"
            numbers, signatures = json.loads(given["PhoneNumberJson"]), json.loads(given["SignNameJson"])
            values = json.loads(given["TemplateParamJson"])
        assert len(numbers) == len(signatures) == len(values) <= 100
        template, out_id = given["TemplateCode"], given["OutId"]
        assert len(out_id) < 256
        code = "isv.SMS_TEMPLATE_ILLEGAL" if template not in self.account.templates else ""
        code = code or ("isv.SMS_SIGNATURE_ILLEGAL" if set(signatures) != {SIGNATURE} else "")
        code = code or ("isv.MOBILE_NUMBER_ILLEGAL" if BARRED in numbers else "")
        if code:
            self._error(200, code, f"message of {code}")
            return
        for number, signature, each in zip(numbers, signatures, values, strict=True):
            self.account.take(number, signature, template, each, out_id)
        biz_id = f"{len(self.account.requests)}^0"
        self.answer(200, {"Code": "OK", "Message": "OK", "RequestId": "r-1", "BizId": biz_id}, faults)

    def _details(self, given: Mapping[str, str]) -> None:
        found = [
            each
            for each in self.account.taken
            if each["PhoneNum"] == given["PhoneNumber"]
            and each["SendDate"][:10].replace("-", "") == given["SendDate"]
        ]
        size, page = int(given["PageSize"]), int(given["CurrentPage"])
        assert 1 <= size <= 50
        self.answer(
            200,
            {
                "Code": "OK",
                "Message": "OK",
                "RequestId": "r-2",
                "TotalCount": str(len(found)),
                "SmsSendDetailDTOs": {
                    "SmsSendDetailDTO": []
                    if self.account.hides_details
                    else found[(page - 1) * size : page * size]
                },
            },
        )

    def _error(self, status: int, code: str, message: str) -> None:
        self.answer(status, {"Code": code, "Message": message, "RequestId": "r-3"})


@contextmanager
def aliyun_server() -> Iterator[tuple[str, AliyunAccount]]:
    """A running server: its host and port, and its account."""
    account = AliyunAccount()
    with serving(type("Answers", (_Answers,), {"account": account})) as endpoint:
        yield endpoint, account
