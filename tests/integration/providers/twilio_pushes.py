"""Parameter lists that Twilio pushes, written down from its pages, and its signature made by its published rule.

Replies: https://www.twilio.com/docs/messaging/guides/webhook-request; receipts:
https://www.twilio.com/docs/messaging/guides/track-outbound-message-status; the signature:
https://www.twilio.com/docs/usage/webhooks/webhooks-security; all from excerpts of 2026-11-23, to be checked against the pages.
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


def signed(address: str, form: Mapping[str, str], token: str = TOKEN) -> tuple[dict[str, str], bytes]:
    """The headers and the body of a push to `address`."""
    words = address + "".join(name + form[name] for name in sorted(form))
    digest = hmac.new(token.encode(), words.encode(), hashlib.sha1).digest()
    return {"X-Twilio-Signature": base64.b64encode(digest).decode()}, urlencode(form).encode()
