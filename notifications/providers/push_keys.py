"""Keys for the pushes of providers that sign nothing: the address they push to carries one made from the secret."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import parse_qs

from notifications.providers import UnsignedPush

KEY = "key"
"""The name under which it stands in the address."""


def push_key(provider: str, secret: str) -> str:
    """The key of a provider's push address; who knows it cannot tell the secret."""
    return hmac.new(secret.encode(), f"push:{provider}".encode(), hashlib.sha256).hexdigest()


def refuse_without_key(provider: str, secret: str, query: str) -> None:
    """UnsignedPush unless the query of the address carries the key."""
    given = parse_qs(query).get(KEY, [""])[0]
    if not hmac.compare_digest(given.encode(), push_key(provider, secret).encode()):
        raise UnsignedPush("the address does not carry the key")
