"""Puts what was measured into its page of the docs, between two marks."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def put(page: Path, name: str, text: str) -> None:
    """Writes the text between the marks of the name; ValueError if the page has no such marks."""
    begin, end = (f"<!-- measured{name and ' '}{name}: {word} -->" for word in ("begin", "end"))
    head, begun, rest = page.read_text("utf-8").partition(begin)
    _, ended, tail = rest.partition(end)
    if not begun or not ended:
        raise ValueError(f"{page.name} has no lines {begin} and {end}")
    page.write_text(f"{head}{begin}\n{text}\n{end}{tail}", "utf-8")


def where_and_when(load_before: float, minutes: float) -> str:
    """On what machine, when and under what load it was measured, in one sentence."""
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, load {load_before:.1f} at the beginning "
        f"and {os.getloadavg()[0]:.1f} at the end, {minutes:.0f} minutes."
    )
