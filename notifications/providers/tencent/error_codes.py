"""What Tencent's codes mean in the message layer's terms; nobody else reads them.

Source: Tencent Cloud's list of error codes, https://cloud.tencent.com/document/product/382/59177, from excerpts of 2026-11-23, to be checked against the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from notifications.providers import Verdict
from notifications.providers.masking import without_numbers

TAKEN: Final = "Ok"

FOR_GOOD: Final[Mapping[str, str]] = {
    "FailedOperation.ContainSensitiveWord": "the text holds a forbidden word",
    "FailedOperation.PhoneNumberInBlacklist": "the number is barred or has unsubscribed",
    "FailedOperation.PhoneNumberParseFail": "not a telephone number",
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate": "the values do not fit the template",
    "InvalidParameterValue.IncorrectPhoneNumber": "not a telephone number",
    "InvalidParameterValue.ContentLengthLimit": "the text is too long",
    "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter": "a value holds a link",
    "InvalidParameterValue.TemplateParameterFormatError": "a value is not allowed in the template",
    "InvalidParameterValue.TemplateParameterLengthLimit": "a value is too long",
    "LimitExceeded.PhoneNumberDailyLimit": "the number's limit for the day is reached",
    "LimitExceeded.PhoneNumberOneHourLimit": "the number's limit for the hour is reached",
    "LimitExceeded.PhoneNumberSameContentDailyLimit": "the number had the same words too often today",
    "LimitExceeded.PhoneNumberThirtySecondLimit": "the number had a text within thirty seconds",
    "LimitExceeded.DeliveryFrequencyLimit": "the number's limit is reached",
    "UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber": "numbers at home and abroad in one call",
}
"""Refusals of this one message; the limit of a number goes to a person, for others must not wait behind it."""

MAY_PASS: Final[Mapping[str, str]] = {
    "FailedOperation.InsufficientBalanceInSmsPackage": "the account's texts are used up",
    "FailedOperation.MarketingSendTimeConstraint": "promotional texts do not go at this hour",
    "FailedOperation.SignatureIncorrectOrUnapproved": "the signature is not approved",
    "FailedOperation.TemplateIncorrectOrUnapproved": "the template is not approved",
    "FailedOperation.TemplateUnapprovedOrNotExist": "the template is not approved",
    "InvalidParameterValue.SdkAppIdNotExist": "the application does not exist",
    "LimitExceeded.AppDailyLimit": "the application's limit for the day is reached",
    "LimitExceeded.AppMainlandChinaDailyLimit": "the application's limit for the day is reached",
    "LimitExceeded.DailyLimit": "the limit for the day is reached",
    "RequestLimitExceeded": "too many requests",
    "UnauthorizedOperation.SmsSdkAppIdVerifyFail": "the application does not belong to the account",
    "UnauthorizedOperation.SerivceSuspendDueToArrears": "the account is stopped until it is paid",
    "UnauthorizedOperation.RequestIpNotInWhitelist": "this machine's address is not allowed",
}
"""Refusals that say nothing about the message: it waits until the provider, or a person, has mended the cause."""

_WAITING_KINDS: Final = (
    "AuthFailure",
    "RequestLimitExceeded",
    "UnauthorizedOperation",
    "ResourceUnavailable",
)
_UNDECIDED_KINDS: Final = ("InternalError",)

_MEANINGS = {**FOR_GOOD, **MAY_PASS}


def verdict_of(code: str) -> Verdict:
    """What a code means for the message; an unknown one is a refusal for good."""
    if code == TAKEN:
        return Verdict.ACCEPTED
    kind = code.split(".", 1)[0]
    if kind in _UNDECIDED_KINDS:
        return Verdict.UNCERTAIN
    if code in MAY_PASS or kind in _WAITING_KINDS:
        return Verdict.NOT_ACCEPTED
    return Verdict.REFUSED


def reason_of(code: str, said: str = "") -> str:
    """The code with its meaning, nothing for an acceptance; an unknown one is kept with what Tencent `said`."""
    return "" if code == TAKEN else f"{code} {_MEANINGS.get(code) or without_numbers(said)}".strip()
