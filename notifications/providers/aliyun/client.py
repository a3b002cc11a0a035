"""Aliyun's adapter: one try a call through the official SDK, its answers in the message layer's terms."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from http import HTTPStatus
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import (
    QuerySendDetailsRequest,
    SendBatchSmsRequest,
    SendSmsRequest,
)
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from alibabacloud_tea_openapi.utils_models import Config
from darabonba.exceptions import UnretryableException
from darabonba.runtime import RuntimeOptions

from notifications.providers import Capabilities, Outgoing, Sight, Sighting, Submission, Updates, Verdict
from notifications.providers.aliyun.error_codes import reason_of, verdict_of
from notifications.providers.aliyun.pushes import ANSWER, HOME_COUNTRY, id_of, open_push
from notifications.providers.aliyun.queues import (
    QUEUE_ADDRESS,
    REPLIES,
    REPORTS,
    TOKEN_ENDPOINT,
    AliyunQueues,
    Tokens,
)
from notifications.providers.reaching import never_connected
from notifications.providers.registered_templates import Fitted, RegisteredTemplate, fit

PUBLISHED_ENDPOINT = "dysmsapi.aliyuncs.com"
ZONE = ZoneInfo("Asia/Shanghai")
BULK_SIZE = 100
PAGE_SIZE = 50
CLOCKS_APART = timedelta(seconds=60)
"""How far Aliyun's clock may be from ours."""
MILLISECONDS = 1000
TOGETHER = "refused with others in one call"
"""Why a text comes back that may well be fine by itself."""


@dataclass(frozen=True, slots=True)
class AliyunSettings:
    """The section `[providers.aliyun]`: the access key's id, and the signature and templates as registered.

    `timeout` in seconds holds for each step of one call. `receipts_queue` and `replies_queue` are the queues
    (SmsReport, SmsUp) to pull from, where the console shows them.
    """

    access_key_id: str
    signature: str
    templates: tuple[RegisteredTemplate, ...]
    timeout: float = 10.0
    settle_seconds: float = 120.0
    receipts_queue: str = ""
    replies_queue: str = ""

    def __post_init__(self) -> None:
        if not self.templates:
            raise ValueError("[providers.aliyun]: name at least one registered template")


def capabilities_of(settings: AliyunSettings) -> Capabilities:
    """What Aliyun can do, by its published interface."""
    return Capabilities(
        name="aliyun",
        two_way=True,
        bulk_size=BULK_SIZE,
        links_allowed=False,
        look_up="listing",
        settle_seconds=settings.settle_seconds,
        domestic=True,
        live=True,
        known_by="provider id",
        registered_templates=True,
        push_answer=ANSWER,
    )


class AliyunProvider:
    """Talks to one account; `secret` is the access key's. `now` tells the present instant (UTC)."""

    def __init__(
        self,
        settings: AliyunSettings,
        secret: str,
        now: Callable[[], datetime],
        *,
        endpoint: str = PUBLISHED_ENDPOINT,
        protocol: str = "HTTPS",
        token_endpoint: str = TOKEN_ENDPOINT,
        queue_address: str = QUEUE_ADDRESS,
    ) -> None:
        self._settings, self._secret, self._now = settings, secret, now
        config = Config(
            access_key_id=settings.access_key_id,
            access_key_secret=secret,
            endpoint=endpoint,
            protocol=protocol,
        )
        self._client = Client(config)
        milliseconds = int(settings.timeout * MILLISECONDS)
        self._once = RuntimeOptions(
            autoretry=False, connect_timeout=milliseconds, read_timeout=milliseconds, max_attempts=1
        )
        tokens = {**config.to_map(), "endpoint": token_endpoint}
        named = {REPORTS: settings.receipts_queue, REPLIES: settings.replies_queue}
        self._queues = AliyunQueues(Tokens(tokens, self._once, now), named, queue_address, settings.timeout)
        self._alone: set[str] = set()
        self.capabilities = capabilities_of(settings)

    def send(self, batch: Sequence[Outgoing]) -> Sequence[Submission]:
        """Hand over in as few calls as the templates allow: a call takes one template and each number once.

        Texts of a call that was refused go alone the next time.
        """
        done: dict[str, Submission] = {}
        fitted: list[tuple[Outgoing, Fitted]] = []
        for message in batch:
            fits = fit(message.text, self._settings.signature, self._settings.templates)
            if fits is None:
                done[message.reference] = Submission(
                    message.reference, Verdict.REFUSED, reason="fits no registered template"
                )
            else:
                fitted.append((message, fits))
        apart = [each for each in fitted if each[0].reference in self._alone]
        together = [each for each in fitted if each[0].reference not in self._alone]
        for call in [*([each] for each in apart), *_calls(together)]:
            for submission in self._hand_over(call):
                done[submission.reference] = submission
        return [done[message.reference] for message in batch]

    def look_up(self, message: Outgoing, since: datetime) -> Sighting:
        """Look for it among the texts to its number: by its reference, or by its text since it was handed over."""
        try:
            found = [each for each in self._sent_to(message.telephone, since) if _is(each, message, since)]
        except (AlibabaCloudException, UnretryableException, ValueError):
            return Sighting(Sight.NO_ANSWER)
        if len(found) > 1:
            return Sighting(Sight.AMBIGUOUS)
        if not found:
            return Sighting(Sight.NOT_FOUND)
        return Sighting(Sight.FOUND, id_of(found[0].out_id or message.reference, message.telephone))

    def fetch_updates(self, cursor: str) -> Updates:
        """What waits in the queues; nothing where none is named, for then all is pushed."""
        return self._queues.fetch(cursor)

    def open_push(self, headers: Mapping[str, str], body: bytes, query: str = "") -> Updates:
        del headers  # Aliyun signs nothing; the address carries the key
        return open_push(self._secret, body, query)

    def close(self) -> None:
        """The SDK keeps its connections for the process."""

    def _hand_over(self, call: Sequence[tuple[Outgoing, Fitted]]) -> Iterator[Submission]:
        messages = [message for message, _ in call]
        token = _token(messages)
        try:
            answer = self._single(call[0], token) if len(call) == 1 else self._several(call, token)
            verdict, reason = _said(HTTPStatus.OK, str(answer.code), answer.message or "")
        except AlibabaCloudException as error:
            verdict, reason = _said(error.status_code or 0, str(error.code), error.message or "")
        except UnretryableException as error:
            lost = never_connected(error.inner_exception)
            verdict = Verdict.NOT_ACCEPTED if lost else Verdict.UNCERTAIN
            reason = "not reached" if lost else "connection broke"
        if verdict is Verdict.REFUSED and len(call) > 1:
            # One bad number refuses the whole call and nothing of it was taken. Whose it is shows when each goes
            # alone; at once it would be more than this turn of the lane may carry.
            self._alone |= {message.reference for message in messages}
            for message in messages:
                yield Submission(message.reference, Verdict.NOT_ACCEPTED, reason=TOGETHER, retry_after=0)
            return
        self._alone -= {message.reference for message in messages}
        for message in messages:
            known_as = id_of(token, message.telephone) if verdict is Verdict.ACCEPTED else None
            yield Submission(message.reference, verdict, known_as, reason)

    def _single(self, call: tuple[Outgoing, Fitted], token: str) -> Any:
        message, fitted = call
        request = SendSmsRequest(
            phone_numbers=message.telephone.removeprefix(HOME_COUNTRY),
            sign_name=self._settings.signature,
            template_code=fitted.template,
            template_param=_json(fitted.values),
            out_id=token,
        )
        return self._client.send_sms_with_options(request, self._once).body

    def _several(self, call: Sequence[tuple[Outgoing, Fitted]], token: str) -> Any:
        request = SendBatchSmsRequest(
            phone_number_json=_json([message.telephone.removeprefix(HOME_COUNTRY) for message, _ in call]),
            sign_name_json=_json([self._settings.signature] * len(call)),
            template_code=call[0][1].template,
            template_param_json=_json([fitted.values for _, fitted in call]),
            out_id=token,
        )
        return self._client.send_batch_sms_with_options(request, self._once).body

    def _sent_to(self, telephone: str, since: datetime) -> list[Any]:
        """All texts to one number on the days in question; ValueError where the listing is not whole."""
        return [each for day in _days(since, self._now()) for each in self._listed(telephone, day)]

    def _listed(self, telephone: str, day: date) -> list[Any]:
        listed: list[Any] = []
        page = 1
        while True:
            request = QuerySendDetailsRequest(
                phone_number=telephone.removeprefix(HOME_COUNTRY),
                send_date=f"{day:%Y%m%d}",
                page_size=PAGE_SIZE,
                current_page=page,
            )
            answer = self._client.query_send_details_with_options(request, self._once).body
            if answer.code != "OK":
                raise ValueError(f"the look-up was refused: {answer.code}")
            details = answer.sms_send_detail_dtos
            came = (details.sms_send_detail_dto if details else None) or []
            listed += came
            if len(listed) >= int(answer.total_count or 0):
                return listed
            if not came:
                # Seen in the field: a count, and nothing listed. What is not shown may be the one.
                raise ValueError("the listing shows less than it counts")
            page += 1


def _calls(fitted: Sequence[tuple[Outgoing, Fitted]]) -> Iterator[list[tuple[Outgoing, Fitted]]]:
    """What goes in one call each: one template, and no number twice."""
    by_template = sorted(fitted, key=lambda each: each[1].template)
    for _, group in groupby(by_template, key=lambda each: each[1].template):
        left = list(group)
        while left:
            call: dict[str, tuple[Outgoing, Fitted]] = {}
            for each in left:
                call.setdefault(each[0].telephone, each)
            chosen = list(call.values())[:BULK_SIZE]
            left = [each for each in left if each not in chosen]
            yield chosen


def _token(messages: Sequence[Outgoing]) -> str:
    """What the call is known by: the reference of one message, or one made from the references of several."""
    if len(messages) == 1:
        return messages[0].reference
    together = "\n".join(message.reference for message in messages)
    return hashlib.sha256(together.encode()).hexdigest()[:32]


def _said(status: int, code: str, words: str) -> tuple[Verdict, str]:
    if status == HTTPStatus.OK and code == "OK":
        return Verdict.ACCEPTED, ""
    return verdict_of(status, code), reason_of(code, words)


def _is(listed: Any, message: Outgoing, since: datetime) -> bool:
    if listed.out_id == message.reference:
        return True
    sent = datetime.strptime(listed.send_date, "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZONE)
    return bool(listed.content == message.text and sent >= since - CLOCKS_APART)


def _days(since: datetime, now: datetime) -> Iterator[date]:
    """The civil days on which it can have been sent."""
    day, last = (
        (each.astimezone(ZONE)).date() for each in (since - CLOCKS_APART, max(since, now) + CLOCKS_APART)
    )
    while day <= last:
        yield day
        day += timedelta(days=1)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
