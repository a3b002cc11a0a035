"""Breaks words into lines for a terminal, where a Chinese sign is two columns wide and a line may end after it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len

_PIECES = re.compile(r"\s+|[!-{}-~–]*\||[!-{}-~–]+|.")
_NEVER_FIRST = frozenset("，。；：、？！）》”’…·%,.;:?!)")
_NEVER_LAST = frozenset("（《“‘(")


def lines_of(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns; a Latin word stays whole unless it alone is wider."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text, width):
        if cell_len(line) + cell_len(piece.rstrip()) > width and line.strip():
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def columns_of(text: str) -> int:
    """How many columns the text takes in a terminal."""
    return cell_len(text)


def padded(text: str, width: int) -> str:
    """The text filled up with blanks to so many columns."""
    return text + " " * (width - cell_len(text))


def _pieces(text: str, width: int) -> Iterator[str]:
    """What may not be parted: words, signs with the marks that go before and after them, runs of blanks."""
    held = ""
    for piece in _PIECES.findall(" ".join(text.split())):
        if held and (piece[0] in _NEVER_FIRST or held[-1] in _NEVER_LAST):
            held += piece
        else:
            yield from _cut(held, width)
            held = piece
    yield from _cut(held, width)


def _cut(piece: str, width: int) -> Iterator[str]:
    """The piece, in parts where it alone is wider than a line."""
    while cell_len(piece) > width:
        end = next(n for n in range(len(piece), 0, -1) if cell_len(piece[:n]) <= width)
        yield piece[:end]
        piece = piece[end:]
    if piece:
        yield piece
