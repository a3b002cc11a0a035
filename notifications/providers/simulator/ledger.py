"""The simulator's append-only record: every request as it came, doubles too, on disk before it is answered."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

UNREACHABLE: Final = "+8615499990001"
SILENT: Final = "+8615499990002"
BARRED: Final = "+8615499990003"
DOUBLED: Final = "+8615499990004"
DISORDERED: Final = "+8615499990005"

LATE: Final = "+8615499990006"
LOST: Final = "+8615499990007"
OPTED_OUT: Final = "+8615499990008"
LATE_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a text to a test number brings about, in the simulator's own codes.

    `code` answers the handing over and `receipts` follow it, after `late` seconds more. `lost`: it is taken, the
    connection breaks, and nobody can say afterwards whether it was.
    """

    zh: str
    en: str
    code: str = "OK"
    receipts: tuple[str, ...] = ("DELIVRD",)
    late: float = 0
    lost: bool = False


ANY_OTHER: Final = Outcome("送达", "delivered")
TEST_NUMBERS: Final[Mapping[str, Outcome]] = {
    UNREACHABLE: Outcome("失败：无法送达", "failed: cannot be delivered", receipts=("UNDELIV",)),
    SILENT: Outcome("已提交，没有回执", "sent, and no receipt ever comes", receipts=()),
    BARRED: Outcome("失败：号码被屏蔽", "failed: the number is barred", code="BLACKLISTED", receipts=()),
    DOUBLED: Outcome(
        "送达，回执来两次", "delivered, its receipt comes twice", receipts=("DELIVRD", "DELIVRD")
    ),
    DISORDERED: Outcome(
        "送达，之后又来一条失败回执",
        "delivered, a failure is reported afterwards",
        receipts=("DELIVRD", "EXPIRED"),
    ),
    LATE: Outcome("送达，回执晚 30 秒", "delivered, its receipt comes 30 s late", late=LATE_SECONDS),
    LOST: Outcome(
        "去向不明：收下后断线，查不清", "unknown: taken, then the line breaks", receipts=(), lost=True
    ),
    OPTED_OUT: Outcome("失败：已退订", "failed: has opted out", code="UNSUBSCRIBED", receipts=()),
}
"""The numbers with an outcome of their own; a text to any other is delivered."""


def outcome_of(telephone: str) -> Outcome:
    """What a text to this number (E.164) brings about."""
    return TEST_NUMBERS.get(telephone, ANY_OTHER)


class Ledger:
    """What the simulator knows is what stands in its file; a new process reads it all again."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.lines: list[dict[str, Any]] = []
        self.pushed_to = 0
        """The serial of the last line that was pushed, or given up."""
        self._messages: list[dict[str, Any]] = []
        self._by_reference: dict[str, list[dict[str, Any]]] = {}
        self._owed: dict[str, dict[str, Any]] = {}
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists():
            for line in _whole_lines(file):
                self._learn(line)

    def record(self, kind: str, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Write one line and return it once it is on disk."""
        line = {"serial": len(self.lines) + 1, "kind": kind, "at": datetime.now(UTC).isoformat(), **facts}
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        self._learn(line)
        return line

    def _learn(self, line: dict[str, Any]) -> None:
        self.lines.append(line)
        if line["kind"] == "messages":
            for message in line["messages"]:
                whole = {**message, "serial": line["serial"], "at": line["at"]}
                self._messages.append(whole)
                self._by_reference.setdefault(message["reference"], []).append(whole)
                self._owed |= {receipt["id"]: receipt for receipt in _receipts_of(whole)}
        elif line["kind"] == "receipt":
            self._owed.pop(line["id"], None)
        elif line["kind"] == "push":
            self.pushed_to = line["upto"]

    def by_reference(self, reference: str) -> list[dict[str, Any]]:
        """Every message that came under this reference, as often as it came."""
        return self._by_reference.get(reference, [])

    def take(self, messages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Accept or refuse each message by its number and write the request down whole."""
        first = len(self._messages) + 1
        taken = [
            {
                **message,
                "id": f"sim-{first + place:06d}",
                "code": outcome_of(message["telephone"]).code,
            }
            for place, message in enumerate(messages)
        ]
        self.record("messages", {"messages": taken})
        return taken

    def owed_receipts(self, by: datetime | None = None) -> list[dict[str, Any]]:
        """The receipts that accepted messages bring about by an instant (UTC), by now unless said, oldest first."""
        until = by or datetime.now(UTC)
        due = [receipt for receipt in self._owed.values() if receipt["due"] <= until]
        return [{name: receipt[name] for name in ("id", "reference", "code")} for receipt in due]

    @property
    def owes(self) -> bool:
        """Whether a receipt is still to come."""
        return bool(self._owed)

    def updates(self, after: int) -> list[dict[str, Any]]:
        """Receipts and replies written later than line `after`."""
        return [line for line in self.lines[after:] if line["kind"] in {"receipt", "reply"}]

    def telephones(self) -> list[dict[str, Any]]:
        """Every number that was written to or that replied, the latest first."""
        latest: dict[str, dict[str, Any]] = {}
        for entry in sorted((*self._messages, *self._replies()), key=lambda entry: entry["serial"]):
            number = entry["telephone"]
            count = latest.get(number, {"texts": 0})["texts"] + 1
            latest.pop(number, None)
            latest[number] = {"telephone": number, "texts": count, "last": entry["text"], "at": entry["at"]}
        return list(reversed(latest.values()))

    def conversation(self, telephone: str) -> list[dict[str, Any]]:
        """What one telephone received and replied, oldest first."""
        received = [
            {
                "from": "office",
                "text": message["text"],
                "at": message["at"],
                "id": message["id"],
                "_": message["serial"],
            }
            for message in self._messages
            if message["telephone"] == telephone and message["code"] == "OK"
        ]
        replied = [
            {
                "from": "telephone",
                "text": reply["text"],
                "at": reply["at"],
                "id": reply["id"],
                "_": reply["serial"],
            }
            for reply in self._replies()
            if reply["telephone"] == telephone
        ]
        whole = sorted((*received, *replied), key=lambda entry: entry["_"])
        return [{name: value for name, value in entry.items() if name != "_"} for entry in whole]

    def _replies(self) -> Iterator[dict[str, Any]]:
        return (line for line in self.lines if line["kind"] == "reply")


def _receipts_of(message: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if message["code"] != "OK":
        return
    outcome = outcome_of(message["telephone"])
    due = datetime.fromisoformat(message["at"]) + timedelta(seconds=outcome.late)
    for place, code in enumerate(outcome.receipts, 1):
        yield {"id": f"{message['id']}-r{place}", "reference": message["reference"], "code": code, "due": due}


def _whole_lines(file: Path) -> Iterator[dict[str, Any]]:
    """The lines that were written to their end; one cut short by a kill was never answered."""
    text = file.read_text(encoding="utf-8")
    whole = text[: text.rfind("\n") + 1]
    if len(whole) != len(text):
        file.write_text(whole, encoding="utf-8")
    for line in whole.splitlines():
        yield json.loads(line)
