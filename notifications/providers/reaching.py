"""Tells a connection that never came about, so that nothing was handed over, from one that broke."""

from __future__ import annotations

from urllib3.exceptions import ConnectTimeoutError, NewConnectionError


def never_connected(error: BaseException) -> bool:
    """Whether not one byte of the request can have left, by the error or by what it was raised from."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        each = waiting.pop()
        if not isinstance(each, BaseException) or id(each) in seen:
            continue
        if isinstance(each, NewConnectionError | ConnectTimeoutError):
            return True
        seen.add(id(each))
        waiting += [each.__cause__, each.__context__, getattr(each, "reason", None), *each.args]
    return False
