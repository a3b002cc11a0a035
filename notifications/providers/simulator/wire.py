"""What the simulator and its adapter agree on: header names, sizes, the secret's variable, the signature."""

from __future__ import annotations

import hashlib
import hmac

BULK_SIZE = 100
SIGNATURE_HEADER = "x-simulator-signature"
SECRET_HEADER = "x-simulator-secret"  # noqa: S105 - the header's name
SECRET_NAME = "CULTURE_SIMULATOR_SECRET"  # noqa: S105 - the variable's name


def signature(secret: str, body: bytes) -> str:
    """The signature of a push, by the shared secret."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
