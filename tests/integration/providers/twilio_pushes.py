"""Parameter lists that Twilio pushes, written down from its pages, and its signature made by its published rule.

Read on 2026-12-01 in stored copies of the pages:

- receipts, https://www.twilio.com/docs/messaging/guides/track-outbound-message-status: the names of its example (`EXAMPLE`),
  `ErrorCode` where the status is failed or undelivered; `RawDlrDoneDate` with most that are delivered or undelivered, as
  YYMMDDhhmm, since https://www.twilio.com/en-us/changelog/addition-of-rawdlrdonedate-to-delivered-and-undelivered-status-webhooks
  (14 February 2023). `To` is one of the standard properties, of which a receipt has "a subset";
- replies, https://www.twilio.com/docs/messaging/guides/webhook-request (as of 9 March 2026);
- the code of a failed receipt, https://www.twilio.com/docs/api/errors/30003 (as of 27 April 2026); that receipts carry it,
  https://www.twilio.com/docs/api/errors/30006 (as of 21 April 2026);
- the signature, https://www.twilio.com/docs/usage/webhooks/webhooks-security: the address, then names and values by name,
  HMAC-SHA1 under the account's token.

The copies do not show `SmsMessageSid`, `SmsStatus` of a reply, `ApiVersion` and `NumSegments`: these are as public
programs declare what they were sent, to be checked against the pages. Nothing depends on them: a test takes them away.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import urlencode

from tests.integration.providers.twilio_server import ACCOUNT, SENDER, TOKEN

TELEPHONE = "+8615400000001"

REPLY = {
    "ToCountry": "US",
    "ToState": "",
    "SmsMessageSid": "SM" + "a" * 32,
    "NumMedia": "0",
    "ToCity": "",
    "FromZip": "",
    "SmsSid": "SM" + "a" * 32,
    "FromState": "",
    "SmsStatus": "received",
    "FromCity": "",
    "Body": "271",
    "FromCountry": "CN",
    "To": SENDER,
    "ToZip": "",
    "NumSegments": "1",
    "MessageSid": "SM" + "a" * 32,
    "AccountSid": ACCOUNT,
    "From": TELEPHONE,
    "ApiVersion": "2010-04-01",
}

REPLY_TABLE = frozenset({"MessageSid", "SmsSid", "AccountSid", "From", "To", "Body", "NumMedia"})
"""The names that the page's table gives every reply, without the places that come if they are known."""

EXAMPLE = frozenset({"AccountSid", "From", "MessageSid", "MessageStatus", "SmsSid", "SmsStatus"})
"""The names of the page's own example of a receipt."""

RECEIPT = {
    "SmsSid": "SM" + "b" * 32,
    "SmsStatus": "delivered",
    "MessageStatus": "delivered",
    "To": TELEPHONE,
    "MessageSid": "SM" + "b" * 32,
    "AccountSid": ACCOUNT,
    "From": SENDER,
    "ApiVersion": "2010-04-01",
    "RawDlrDoneDate": "2611231600",
}

FAILED_RECEIPT = {
    **RECEIPT,
    "SmsStatus": "undelivered",
    "MessageStatus": "undelivered",
    "ErrorCode": "30003",
}
"""The telephone was switched off or out of reach."""


def signed(address: str, form: Mapping[str, str], token: str = TOKEN) -> tuple[dict[str, str], bytes]:
    """The headers and the body of a push to `address`."""
    words = address + "".join(name + form[name] for name in sorted(form))
    digest = hmac.new(token.encode(), words.encode(), hashlib.sha1).digest()
    return {"X-Twilio-Signature": base64.b64encode(digest).decode()}, urlencode(form).encode()
