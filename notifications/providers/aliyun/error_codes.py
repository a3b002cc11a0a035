"""What Aliyun's codes mean in the message layer's terms; nobody else reads them.

Source: Aliyun's list of error codes, https://help.aliyun.com/document_detail/101346.html, from excerpts of 2026-11-23, to be checked against the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from notifications.providers import Verdict
from notifications.providers.masking import without_numbers

FOR_GOOD: Final[Mapping[str, str]] = {
    "isv.MOBILE_NUMBER_ILLEGAL": "not a mobile number",
    "isv.MOBILE_COUNT_OVER_LIMIT": "too many numbers in one call",
    "isv.TEMPLATE_MISSING_PARAMETERS": "the template lacks a value",
    "isv.TEMPLATE_PARAMS_ILLEGAL": "a value is not allowed in the template",
    "isv.INVALID_JSON_PARAM": "the values are not well formed",
    "isv.INVALID_PARAMETERS": "the values are not well formed",
    "isv.PARAM_LENGTH_LIMIT": "a value is too long",
    "isv.PARAM_NOT_SUPPORT_URL": "a value holds a link",
    "isv.BLACK_KEY_CONTROL_LIMIT": "a value holds a forbidden word",
    "isv.SMS_CONTENT_ILLEGAL": "the text holds something forbidden",
    "isv.CUSTOMER_REFUSED": "the recipient has unsubscribed",
    "isv.PHONENUMBER_BLACKLIST": "the number is barred",
    "isv.DOMESTIC_NUMBER_NOT_SUPPORTED": "the template is for numbers abroad",
    "isv.BUSINESS_LIMIT_CONTROL": "the number's limit for the minute, hour or day is reached",
}
"""Refusals of this one message; the limit of a number goes to a person, for others must not wait behind it."""

MAY_PASS: Final[Mapping[str, str]] = {
    "isv.DAY_LIMIT_CONTROL": "the account's limit for the day is reached",
    "isv.MONTH_LIMIT_CONTROL": "the account's limit for the month is reached",
    "isv.AMOUNT_NOT_ENOUGH": "the account's balance is used up",
    "isv.OUT_OF_SERVICE": "the account is stopped",
    "isv.PRODUCT_UN_SUBSCRIPT": "the service is not subscribed",
    "isv.PRODUCT_UNSUBSCRIBE": "the service is not subscribed",
    "isv.ACCOUNT_NOT_EXISTS": "the account does not exist",
    "isv.ACCOUNT_ABNORMAL": "the account is not in order",
    "isv.SMS_TEMPLATE_ILLEGAL": "the template is not approved",
    "isv.SMS_SIGNATURE_ILLEGAL": "the signature is not approved",
    "isv.SMS_SIGNATURE_SCENE_ILLEGAL": "the signature is not for this kind of template",
    "isp.RAM_PERMISSION_DENY": "the account may not send",
    "InvalidAccessKeyId.NotFound": "the access key does not exist",
    "InvalidAccessKeyId.Inactive": "the access key is switched off",
    "SignatureDoesNotMatch": "the access key's secret does not fit",
    "InvalidTimeStamp.Expired": "this machine's clock is wrong",
    "Throttling": "too many requests",
    "Throttling.User": "too many requests",
    "Throttling.Api": "too many requests",
}
"""Refusals that say nothing about the message: it waits until the provider, or a person, has mended the cause."""

UNDECIDED: Final = frozenset({"isp.SYSTEM_ERROR", "isp.GATEWAY_ERROR", "isp.UNKNOWN", "isv.UNKNOWN"})
"""Errors inside the provider, after which it may or may not have taken the message."""

UNDELIVERED: Final[Mapping[str, str]] = {
    "MOBILE_NOT_ON_SERVICE": "the telephone is switched off or out of service",
    "MOBILE_SEND_LIMIT": "the number's limit is reached",
    "MOBILE_ACCOUNT_ABNORMAL": "the number is not in order",
    "MOBILE_IN_BLACK": "the number is on a barred list",
    "MOBLLE_TERMINAL_ERROR": "the telephone is at fault",
    "CONTENT_KEYWORD": "the text holds a barred word",
    "CONTENT_ERROR": "the text does not fit its template",
    "INVALID_NUMBER": "not in use",
    "NO_ROUTE": "no way to the number",
    "REQUEST_SUCCESS": "not said by the carrier",
    "SP_NOT_BY_INTER_SMS": "texts from abroad are not open to the number",
    "SP_UNKNOWN_ERROR": "not said by the carrier",
    "USER_REJECT": "the recipient takes no such texts",
}
"""Why a message that was accepted did not arrive."""

_MEANINGS = {**FOR_GOOD, **MAY_PASS, **UNDELIVERED}


def verdict_of(status: int, code: str) -> Verdict:
    """What an answer that is no acceptance means; an unknown code is a refusal for good."""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or code in UNDECIDED:
        return Verdict.UNCERTAIN
    if code in MAY_PASS or code.startswith("Throttling") or status == HTTPStatus.TOO_MANY_REQUESTS:
        return Verdict.NOT_ACCEPTED
    if code in FOR_GOOD:
        return Verdict.REFUSED
    return Verdict.REFUSED if status in {HTTPStatus.OK, HTTPStatus.BAD_REQUEST} else Verdict.NOT_ACCEPTED


def reason_of(code: str, said: str = "") -> str:
    """The code with its meaning; a code that is not known here is kept with what Aliyun `said`."""
    return f"{code} {_MEANINGS.get(code) or without_numbers(said)}".strip()
