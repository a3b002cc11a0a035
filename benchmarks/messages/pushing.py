"""The provider of the measurement: pushes signed receipts at a steady rate and notes how long each was waited for."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from datetime import UTC, datetime

from notifications.providers.simulator.wire import SECRET_NAME, SIGNATURE_HEADER, signature

CONNECTIONS = 48
"""Calls that are open at once at most; a provider keeps its connections."""
AHEAD = 1.0


class Provider:
    """Keeps its connections and the milliseconds that each push took, from its moment on."""

    def __init__(self, port: int, secret: str, a_second: int) -> None:
        self._port, self._secret, self._a_second = port, secret, a_second
        self._next = 0
        self.took: list[float] = []
        self.refused = 0

    async def push(self, pushes: int) -> float:
        """Push them all; returns the seconds from the first moment to the last answer."""
        began = time.monotonic() + AHEAD
        await asyncio.gather(*(self._connection(began, pushes) for _ in range(CONNECTIONS)))
        return time.monotonic() - began

    async def _connection(self, began: float, pushes: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        while self._next < pushes:
            number, self._next = self._next, self._next + 1
            moment = began + number / self._a_second
            if (ahead := moment - time.monotonic()) > 0:
                await asyncio.sleep(ahead)
            writer.write(self._request(number))
            status = await _answer(reader)
            self.took.append(1000 * (time.monotonic() - moment))
            self.refused += status != 200
        writer.close()

    def _request(self, number: int) -> bytes:
        receipt = {
            "id": f"r{number}",
            "reference": f"m{number:06d}",
            "code": "DELIVRD",
            "at": datetime.now(UTC).isoformat(),
        }
        body = json.dumps({"receipts": [receipt], "replies": []}).encode()
        head = (
            f"POST /hooks/simulator HTTP/1.1\r\nhost: 127.0.0.1:{self._port}\r\n"
            f"{SIGNATURE_HEADER}: {signature(self._secret, body)}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


async def _answer(reader: asyncio.StreamReader) -> int:
    """The status of one answer, its body read to the end."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    await reader.readexactly(int(head.partition("content-length:")[2].split()[0]))
    return int(head.split()[1])


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--port", type=int, required=True)
    reader.add_argument("--pushes", type=int, required=True)
    reader.add_argument("--a-second", type=int, required=True)
    given = reader.parse_args()
    provider = Provider(given.port, os.environ[SECRET_NAME], given.a_second)
    seconds = asyncio.run(provider.push(given.pushes))
    took = sorted(provider.took)
    print(
        json.dumps(
            {
                "pushed": len(took),
                "a_second": len(took) / seconds,
                "p50": took[len(took) // 2],
                "p99": took[len(took) * 99 // 100],
                "longest": took[-1],
                "refused": provider.refused,
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
