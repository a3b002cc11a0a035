"""The secret that signs session cookies: made once in the settings' home, or given by the environment."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path

from config.refusal import refuse

VARIABLE = "CULTURE_SESSION_SECRET"
FILE = "session_secret"
LEAST_LENGTH = 32


def session_secret(home: Path, environment: Mapping[str, str] = os.environ) -> str:
    """The secret, at least 32 characters; refused if others on this machine could read its file."""
    given = environment.get(VARIABLE)
    if given is not None:
        return _long_enough(given, VARIABLE)
    file = home / FILE
    if not file.exists():
        _make(file)
    if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise refuse(
            str(file),
            "会话密钥文件可被他人读取，请执行 chmod 600 后再试。",
            "others can read the session secret; run chmod 600 on it and try again.",
        )
    return _long_enough(file.read_text(encoding="ascii").strip(), str(file))


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{FILE}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(secrets.token_urlsafe(48))
    try:
        os.link(draft, file)  # whole or not at all: of two processes starting together one file stays
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _long_enough(secret: str, place: str) -> str:
    if len(secret) < LEAST_LENGTH:
        raise refuse(
            place,
            "会话密钥至少要 {least} 个字符。",
            "the session secret needs at least {least} characters.",
            least=LEAST_LENGTH,
        )
    return secret
