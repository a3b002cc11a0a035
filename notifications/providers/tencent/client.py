"""Tencent's adapter: one try a call through the official SDK, its answers in the message layer's terms."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.sms.v20210111.models import (
    PullSmsReplyStatusRequest,
    PullSmsSendStatusRequest,
    SendSmsRequest,
)
from tencentcloud.sms.v20210111.sms_client import SmsClient

from notifications.providers import Capabilities, Outgoing, Sight, Sighting, Submission, Updates, Verdict
from notifications.providers.reaching import never_connected
from notifications.providers.registered_templates import Fitted, RegisteredTemplate, fit
from notifications.providers.tencent.error_codes import reason_of, verdict_of
from notifications.providers.tencent.updates import ANSWER, open_push, pulled_receipt, pulled_reply

PUBLISHED_ENDPOINT = "sms.tencentcloudapi.com"
BULK_SIZE = 200
PULL_SIZE = 100
_RECEIPTS = (PullSmsSendStatusRequest, "PullSmsSendStatusSet")
_REPLIES = (PullSmsReplyStatusRequest, "PullSmsReplyStatusSet")


@dataclass(frozen=True, slots=True)
class TencentSettings:
    """The section `[providers.tencent]`: the secret's id, the application, and what is registered for it.

    `pull`: Tencent has opened pulling for the account; what was pulled does not come again. `timeout` in
    seconds holds for each step of one call.
    """

    secret_id: str
    app_id: str
    signature: str
    templates: tuple[RegisteredTemplate, ...]
    region: str = "ap-guangzhou"
    pull: bool = False
    timeout: float = 10.0

    def __post_init__(self) -> None:
        if not self.templates:
            raise ValueError("[providers.tencent]: name at least one registered template")
        for template in self.templates:
            numbers = sorted(template.variables, key=str)
            if set(numbers) != {str(place) for place in range(1, len(numbers) + 1)}:
                raise ValueError(f"template {template.code}: variables are {{1}}, {{2}}, …")


def capabilities_of(settings: TencentSettings) -> Capabilities:
    """What Tencent can do, by its published interface."""
    del settings  # the same for every account
    return Capabilities(
        name="tencent",
        two_way=True,
        bulk_size=BULK_SIZE,
        links_allowed=False,
        look_up="none",
        settle_seconds=0,
        domestic=True,
        live=True,
        known_by="provider id",
        registered_templates=True,
        push_answer=ANSWER,
    )


class TencentProvider:
    """Talks to one application; `secret` is the key that goes with the secret's id."""

    def __init__(
        self,
        settings: TencentSettings,
        secret: str,
        now: Callable[[], datetime],
        *,
        endpoint: str = PUBLISHED_ENDPOINT,
        protocol: str = "https",
    ) -> None:
        self._settings, self._secret, self._now = settings, secret, now
        http = HttpProfile(protocol=protocol, endpoint=endpoint, reqTimeout=settings.timeout)
        profile = ClientProfile(httpProfile=http, language="en-US")
        self._client = SmsClient(Credential(settings.secret_id, secret), settings.region, profile)
        self.capabilities = capabilities_of(settings)

    def send(self, batch: Sequence[Outgoing]) -> Sequence[Submission]:
        """Hand over in as few calls as the words allow: a call takes the same words to each number once."""
        done: dict[str, Submission] = {}
        calls: list[tuple[Fitted, dict[str, Outgoing]]] = []
        for message in batch:
            fitted = fit(message.text, self._settings.signature, self._settings.templates)
            if fitted is None:
                done[message.reference] = Submission(
                    message.reference, Verdict.REFUSED, reason="fits no registered template"
                )
            else:
                _place(calls, fitted, message)
        for fitted, to in calls:
            for submission in self._hand_over(fitted, to):
                done[submission.reference] = submission
        return [done[message.reference] for message in batch]

    def look_up(self, message: Outgoing, since: datetime) -> Sighting:
        """No answer: Tencent lists what arrived, so that nothing follows from a message that is not there."""
        del message, since
        return Sighting(Sight.NO_ANSWER)

    def fetch_updates(self, cursor: str) -> Updates:
        """Pull what waits, if Tencent has opened it; the cursor only tells that something came."""
        if not self._settings.pull:
            return Updates((), (), cursor)
        receipts = tuple(map(pulled_receipt, self._drain(self._client.PullSmsSendStatus, _RECEIPTS)))
        waiting = self._drain(self._client.PullSmsReplyStatus, _REPLIES, keep_what_came=bool(receipts))
        replies = tuple(map(pulled_reply, waiting))
        came = "\n".join([cursor, *(each.id for each in receipts), *(each.id for each in replies)])
        fresh = receipts or replies
        return Updates(receipts, replies, hashlib.sha256(came.encode()).hexdigest()[:16] if fresh else cursor)

    def open_push(self, headers: Mapping[str, str], body: bytes, query: str = "") -> Updates:
        del headers  # Tencent signs nothing; the address carries the key
        return open_push(self._secret, body, query)

    def close(self) -> None:
        """The SDK opens a connection for each call."""

    def _hand_over(self, fitted: Fitted, to: Mapping[str, Outgoing]) -> Iterator[Submission]:
        request = SendSmsRequest()
        request.SmsSdkAppId = self._settings.app_id
        request.SignName = self._settings.signature
        request.TemplateId = fitted.template
        request.TemplateParamSet = [fitted.values[name] for name in sorted(fitted.values, key=int)]
        request.PhoneNumberSet = list(to)
        if len(to) == 1:
            request.SessionContext = next(iter(to.values())).reference
        try:
            said = self._client.SendSms(request).SendStatusSet or []
        except TencentCloudSDKException as error:
            verdict, reason = _meaning(error)
            for message in to.values():
                yield Submission(message.reference, verdict, reason=reason)
            return
        by_number = {each.PhoneNumber: each for each in said}
        for number, message in to.items():
            yield _submission(message, by_number.get(number))

    def _drain(
        self, pull: Callable[[Any], Any], kind: tuple[type[Any], str], *, keep_what_came: bool = False
    ) -> list[Any]:
        """All that waits, page by page; what was pulled does not come again, so an error then ends it only."""
        shape, name = kind
        came: list[Any] = []
        while True:
            request = shape()
            request.SmsSdkAppId, request.Limit = self._settings.app_id, PULL_SIZE
            try:
                page = getattr(pull(request), name) or []
            except TencentCloudSDKException:
                if came or keep_what_came:
                    return came
                raise
            came += page
            if len(page) < PULL_SIZE:
                return came


def _place(calls: list[tuple[Fitted, dict[str, Outgoing]]], fitted: Fitted, message: Outgoing) -> None:
    for known, to in calls:
        if known == fitted and message.telephone not in to and len(to) < BULK_SIZE:
            to[message.telephone] = message
            return
    calls.append((fitted, {message.telephone: message}))


def _meaning(error: TencentCloudSDKException) -> tuple[Verdict, str]:
    """An error with a request's id is Tencent's word; one without came about on the way."""
    if error.requestId:
        return verdict_of(error.code), reason_of(error.code, error.message)
    if never_connected(error):
        return Verdict.NOT_ACCEPTED, "not reached"
    return Verdict.UNCERTAIN, f"no answer: {error.code}"


def _submission(message: Outgoing, said: Any) -> Submission:
    if said is None:
        return Submission(message.reference, Verdict.UNCERTAIN, reason="not named in the answer")
    verdict = verdict_of(said.Code)
    known_as = said.SerialNo if verdict is Verdict.ACCEPTED else None
    return Submission(message.reference, verdict, known_as, reason_of(said.Code, said.Message or ""))
