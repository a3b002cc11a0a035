"""What Twilio's published REST description says of the Message resource, to be held against every exchange.

Source: github.com/twilio/twilio-oai, spec/json/twilio_api_v2010.json, as of
496e1df3c4f33a27379b4b6a6d03d81a7544ee74, read on 2026-12-01: names, types and patterns, written down by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

Fits = Callable[[Any], bool]
Form = Mapping[str, Sequence[str]]

SID = "[0-9a-fA-F]{32}"
MESSAGES = re.compile(rf"/2010-04-01/Accounts/AC{SID}/Messages\.json")
MESSAGE = re.compile(rf"/2010-04-01/Accounts/AC{SID}/Messages/(SM|MM){SID}\.json")
LONGEST_BODY = 1600
MOST_A_PAGE = 1000
STATUSES = frozenset(
    [
        "queued",
        "sending",
        "sent",
        "failed",
        "delivered",
        "undelivered",
        "receiving",
        "received",
        "accepted",
        "scheduled",
        "read",
        "partially_delivered",
        "canceled",
    ]
)
DIRECTIONS = frozenset({"inbound", "outbound-api", "outbound-call", "outbound-reply"})


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _whole(value: Any) -> bool:
    return type(value) is int


def _uri(value: Any) -> bool:
    return isinstance(value, str) and bool(urlsplit(value).path)


def _moment(value: Any) -> bool:
    try:
        return parsedate_to_datetime(value) is not None
    except (TypeError, ValueError):
        return False


def _like(pattern: str) -> Fits:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def _or_null(fits: Fits) -> Fits:
    return lambda value: value is None or fits(value)


CREATE: Mapping[str, Fits] = {
    **dict.fromkeys(
        [
            "To",
            "From",
            "ApplicationSid",
            "MaxPrice",
            "ProvideFeedback",
            "Attempt",
            "ValidityPeriod",
            "ForceDelivery",
            "ContentRetention",
            "AddressRetention",
            "SmartEncoded",
            "PersistentAction",
            "TrafficType",
            "ShortenUrls",
            "ScheduleType",
            "SendAt",
            "SendAsMms",
            "ContentVariables",
            "RiskCheck",
        ],
        _text,
    ),
    "StatusCallback": _uri,
    "MediaUrl": _uri,
    "MessagingServiceSid": _like(f"MG{SID}"),
    "ContentSid": _like(f"HX{SID}"),
    "Body": lambda value: len(value) <= LONGEST_BODY,
}
"""What a message may be made with."""

ONE_OF = (("To",), ("From", "MessagingServiceSid"), ("Body", "MediaUrl", "ContentSid"))
"""Of each of these something has to be given."""

LIST: Mapping[str, Fits] = {
    **dict.fromkeys(("To", "From", "DateSent", "DateSent<", "DateSent>", "PageToken"), _text),
    "PageSize": lambda value: 1 <= int(value) <= MOST_A_PAGE,
    "Page": lambda value: int(value) >= 0,
}
"""What a listing may be narrowed by."""

PROPERTIES: Mapping[str, Fits] = {
    **dict.fromkeys(
        ("body", "num_segments", "from", "to", "price", "error_message", "uri", "num_media", "price_unit"),
        _or_null(_text),
    ),
    "api_version": _or_null(_text),
    **dict.fromkeys(("date_created", "date_sent", "date_updated"), _or_null(_moment)),
    "account_sid": _or_null(_like(f"AC{SID}")),
    "messaging_service_sid": _or_null(_like(f"MG{SID}")),
    "sid": _or_null(_like(f"(SM|MM){SID}")),
    "direction": DIRECTIONS.__contains__,
    "status": _or_null(STATUSES.__contains__),
    "error_code": _or_null(_whole),
    "subresource_uris": _or_null(lambda value: isinstance(value, dict)),
}
"""A message, as it is made, fetched and listed."""

PAGE: Mapping[str, Fits] = {
    "messages": lambda value: isinstance(value, list),
    **dict.fromkeys(("page", "page_size", "start", "end"), _whole),
    **dict.fromkeys(("uri", "first_page_uri"), _uri),
    **dict.fromkeys(("next_page_uri", "previous_page_uri"), _or_null(_uri)),
}
"""One page of a listing."""


def request_deviations(method: str, path: str, form: Form) -> Iterator[str]:
    """Where a request is not as it is described."""
    if method == "POST" and MESSAGES.fullmatch(path):
        for names in ONE_OF:
            if not any(form.get(name) for name in names):
                yield f"POST gives none of {', '.join(names)}"
        yield from _unfit("POST", CREATE, {name: values[0] for name, values in form.items()})
    elif method == "GET" and MESSAGES.fullmatch(path):
        yield from _unfit("GET", LIST, {name: values[0] for name, values in form.items()})
    elif not (method == "GET" and MESSAGE.fullmatch(path) and not form):
        yield f"{method} {path} is not described"


def response_deviations(body: Mapping[str, Any]) -> Iterator[str]:
    """Where an answer that grants a request is not as it is described: a page of messages, or one."""
    if "messages" not in body:
        yield from _unfit("a message", PROPERTIES, body, all_of_them=True)
        return
    yield from _unfit("a page", PAGE, body, all_of_them=True)
    for message in body["messages"]:
        yield from _unfit("a listed message", PROPERTIES, message, all_of_them=True)


def _unfit(
    what: str, described: Mapping[str, Fits], given: Mapping[str, Any], *, all_of_them: bool = False
) -> Iterator[str]:
    for name, value in given.items():
        if name not in described:
            yield f"{what} has {name}, which is not described"
        elif not described[name](value):
            yield f"{what} has {name} = {value!r}"
    if all_of_them:
        yield from (f"{what} lacks {name}" for name in described.keys() - given.keys())
