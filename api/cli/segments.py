"""The command that counts what a text takes on the air: segments."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from api.cli.happening import PANEL
from api.cli.report import Report
from api.costly_words import costly_words
from config.bilingual import Bilingual
from config.refusal import refuse
from notifications.domain.costly_characters import costly_characters
from notifications.domain.segments import parts, segments, signed, units_of


def add_commands(app: typer.Typer) -> None:
    app.command("segments", rich_help_panel=PANEL)(count_segments)


def count_segments(
    *,
    signature: Annotated[
        str, typer.Option(metavar="NAME", help="短信签名，一并计入 · the signature, counted too.")
    ] = "",
    trim: Annotated[
        bool, typer.Option("--trim", help="不计末尾的换行 · leave out the line break at the end.")
    ] = False,
) -> Report:
    """数一段文字（标准输入）要发几条：编码、单位、各条内容，及多占一条的字 · Count the parts that a text from standard input takes.

    例 Example: printf 6月12日放映改期 | culture segments --signature 示范区文化配送
    """
    text = text_given()
    if trim:
        text = text.removesuffix("\n").removesuffix("\r")
    whole = signed(text, signature)
    counted, cut = segments(whole), parts(whole)
    costly = costly_characters(text, signed("", signature))
    summary = Bilingual(
        "{encoding}，{units} 个单位，计 {segments} 条。", "{encoding}, {units} units, {segments} segments."
    ).fill(encoding=counted.encoding, units=counted.units, segments=counted.parts)
    warnings = [costly_words(one) for one in costly]
    facts = {
        "encoding": counted.encoding,
        "units": counted.units,
        "segments": counted.parts,
        "parts": cut,
        "warnings": [
            {
                "character": one.character,
                "code_point": f"U+{ord(one.character):04X}",
                "places": one.places,
                "instead": one.instead,
                "saves": one.saves,
                "sentence": sentence,
            }
            for one, sentence in zip(costly, warnings, strict=True)
        ],
    }
    shown = [
        f"[{number}/{len(cut)}] {units_of(part, counted.encoding)} · {part}"
        for number, part in enumerate(cut, 1)
    ]
    return Report((summary, *warnings), facts, text="\n".join(shown))


def text_given() -> str:
    """Standard input as it is: no line break is turned into another."""
    given = sys.stdin.buffer.read()
    try:
        return given.decode("utf-8")
    except UnicodeDecodeError as error:
        raise refuse(
            "stdin",
            "标准输入的第 {number} 个字节不是 UTF-8。请把文字存成 UTF-8 后再试。",
            "byte {number} of standard input is not UTF-8. Save the text as UTF-8 and try again.",
            number=error.start + 1,
        ) from error
