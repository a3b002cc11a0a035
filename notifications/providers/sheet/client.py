"""The adapter that hands texts over in a workbook: the file itself is the record of what was handed over."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.tabular import open_tables
from notifications.domain.segments import segments
from notifications.providers import (
    Capabilities,
    Outgoing,
    Sight,
    Sighting,
    Submission,
    UnsignedPush,
    Updates,
    Verdict,
)

BULK_SIZE = 5000
"""Rows of one workbook."""
REFERENCE = "短信编号 Reference"
TITLE = "短信 Texts"
COLUMNS = (
    (REFERENCE, 30),
    ("手机号 Telephone", 16),
    ("内容 Text", 90),
    ("条数 Parts", 12),
    ("签名 Signature", 22),
)
HOME_COUNTRY = "+86"


@dataclass(frozen=True, slots=True)
class SheetSettings:
    """The section `[providers.sheet]`: what the office's own platform can do.

    `two_way`: it lists the replies that came in. `signature_in_text`: it takes the signature as part of the
    text; otherwise it puts its own before it. A workbook has at most `most_rows` texts.
    """

    two_way: bool = True
    signature_in_text: bool = False
    links_allowed: bool = False
    registered_templates: bool = False
    most_rows: int = BULK_SIZE

    def __post_init__(self) -> None:
        if not 1 <= self.most_rows <= BULK_SIZE:
            raise ValueError(f"[providers.sheet] most_rows: from 1 to {BULK_SIZE}")


def capabilities_of(settings: SheetSettings) -> Capabilities:
    """What can be done by way of a person and the office's own platform."""
    return Capabilities(
        name="sheet",
        two_way=settings.two_way,
        bulk_size=settings.most_rows,
        links_allowed=settings.links_allowed,
        look_up="reference",
        settle_seconds=0,
        domestic=True,
        live=False,
        registered_templates=settings.registered_templates,
        by_a_person=True,
    )


class SheetProvider:
    """Writes into one folder; a workbook is there whole or not at all."""

    def __init__(self, folder: Path, settings: SheetSettings, now: Callable[[], datetime]) -> None:
        self.folder, self._settings, self._now = folder, settings, now
        self._held: dict[str, frozenset[str]] = {}
        self.written: list[Path] = []
        """The workbooks that this process made, in their order."""
        self.capabilities = capabilities_of(settings)

    def send(self, batch: Sequence[Outgoing]) -> Sequence[Submission]:
        """Hand all over in one workbook."""
        together = "\n".join(message.reference for message in batch)
        digest = hashlib.sha256(together.encode()).hexdigest()[:8]
        file = self.folder / f"texts-{self._now():%Y%m%dT%H%M%SZ}-{digest}.xlsx"
        self.folder.mkdir(parents=True, exist_ok=True)
        growing = file.with_suffix(".growing")
        self._write(growing, batch)
        with growing.open("rb") as whole:
            os.fsync(whole.fileno())
        growing.replace(file)
        self.written.append(file)
        return [Submission(message.reference, Verdict.ACCEPTED, file.name) for message in batch]

    @property
    def workbooks(self) -> list[Path]:
        """All workbooks of the folder, the oldest first."""
        return sorted(self.folder.glob("texts-*.xlsx"))

    def look_up(self, message: Outgoing, since: datetime) -> Sighting:
        """Whether a workbook of the folder holds it; what stands in none was never handed over."""
        del since
        for file in self.workbooks:
            if message.reference in self.references_in(file):
                return Sighting(Sight.FOUND, file.name)
        return Sighting(Sight.NOT_FOUND)

    def references_in(self, file: Path) -> frozenset[str]:
        """The references in one workbook, which never changes once it is there."""
        if file.name not in self._held:
            rows = [cells for table in open_tables(file) for _, cells in table.rows[1:]]
            self._held[file.name] = frozenset(str(cells[0]) for cells in rows)
        return self._held[file.name]

    def fetch_updates(self, cursor: str) -> Updates:
        """Nothing comes by itself; a person brings the tables."""
        return Updates((), (), cursor)

    def open_push(self, headers: Mapping[str, str], body: bytes, query: str = "") -> Updates:
        """Nobody pushes for a person, so that whatever comes is not the platform's."""
        del headers, body, query
        raise UnsignedPush("results come back as tables only")

    def close(self) -> None:
        """Nothing is open between two workbooks."""

    def _write(self, file: Path, batch: Sequence[Outgoing]) -> None:
        import xlsxwriter  # noqa: PLC0415 - loaded where a workbook is written only

        with xlsxwriter.Workbook(str(file), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            sheet = book.add_worksheet(TITLE)
            head = book.add_format({"bold": True, "bottom": 1})
            wrapped = book.add_format({"text_wrap": True, "valign": "top"})
            for place, (name, width) in enumerate(COLUMNS):
                sheet.set_column(place, place, width, wrapped)
                sheet.write_string(0, place, name, head)
            sheet.freeze_panes(1, 0)
            for row, message in enumerate(batch, 1):
                signature, body = _apart(message.text)
                sheet.write_string(row, 0, message.reference)
                sheet.write_string(row, 1, message.telephone.removeprefix(HOME_COUNTRY))
                sheet.write_string(row, 2, message.text if self._settings.signature_in_text else body)
                sheet.write_number(row, 3, segments(message.text).parts)
                sheet.write_string(row, 4, signature)


def _apart(text: str) -> tuple[str, str]:
    """The signature and what it signs."""
    if not text.startswith("【") or "】" not in text:
        return "", text
    signature, _, body = text[1:].partition("】")
    return signature, body
