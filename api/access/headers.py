"""What every answer tells the browser to forbid, and under which host names the pages answer at all."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

FIXED = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


class Hardened:
    """Puts the fixed headers on every answer; pages are never kept by caches unless they say so."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self.app = app
        self.hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def hardened(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in FIXED.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
                if scope["scheme"] == "https":
                    headers["strict-transport-security"] = "max-age=31536000"
            await send(message)

        if _host(Headers(scope=scope).get("host", "")) not in self.hosts:
            answer = PlainTextResponse(
                "这个地址不属于本系统，请检查设置 [access] hosts。\n"
                "This host name is not one of the system's; see the setting [access] hosts.\n",
                status_code=421,
            )
            await answer(scope, receive, hardened)
            return
        await self.app(scope, receive, hardened)


def _host(header: str) -> str:
    """The name in a Host header, without its port; an IPv6 address keeps its brackets."""
    name, colon, port = header.rpartition(":")
    return name if colon and port.isdigit() else header
