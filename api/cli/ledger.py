"""Commands on the ledger of what was told and heard: verify, head, proof, erase."""

from __future__ import annotations

import json
from datetime import datetime, time
from pathlib import Path
from typing import Annotated

import typer

from api.cli.frame import frame_of
from api.cli.happening import PANEL
from api.cli.ledger_proof import proof
from api.cli.report import Report, told
from api.ledger_words import sentences
from config.bilingual import Bilingual
from config.refusal import Outcome, refuse
from notifications.ledger.application.erasing import erase_before
from notifications.ledger.application.sealing import seal
from notifications.ledger.application.verifying import HEXADECIMAL, exported, heads_in, present_head, verify
from notifications.ledger.application.watching import lift_alarm
from notifications.ledger.domain.keeping import LedgerRules


def add_commands(app: typer.Typer) -> None:
    ledger = typer.Typer(
        help="收发台账：核对、导出链头、出具证明、清除 · The ledger: verify, export its head, prove, erase.\n\n"
        "例 Example: culture ledger verify",
        no_args_is_help=True,
    )
    ledger.command("verify")(verify_ledger)
    ledger.command("head")(export_head)
    ledger.command("proof")(proof)
    ledger.command("erase")(erase)
    app.add_typer(ledger, name="ledger", rich_help_panel=PANEL)


def verify_ledger(
    context: typer.Context,
    *,
    head: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE|HEX", help="从前导出的链头，可多次 · heads exported before, one or more."),
    ] = None,
) -> Report:
    """核对台账：逐条重算，指出第一处不符，并与导出的链头比较 · Reckon every entry anew and name the first that is broken.

    例 Example: culture ledger verify --head head.json
    """
    house = frame_of(context).house()
    known = [one for given in head or () for one in heads_in(_read(given), house.district_id, given)]
    found = verify(house.store, house.district_id, known)
    lift_alarm(house.store, house.district_id, found)
    facts = {
        "holds": found.holds,
        "sealed": found.sealed,
        "unsealed": found.unsealed,
        "unsealed_since": found.unsealed_since,
        "erased": found.erased,
        "heads": len(known),
        "broken": found.broken,
        "heads_broken": found.heads,
    }
    return Report(
        sentences(found, len(known)), facts, outcome=Outcome.DONE if found.holds else Outcome.FAILED
    )


def _read(given: str) -> str:
    """A head as it is, or what the file of that name holds."""
    if HEXADECIMAL.fullmatch(given.strip().lower()):
        return given
    try:
        return Path(given).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise refuse(
            "--head",
            "“{given}”既不是 64 位十六进制的链头，也不是能读的文件。请检查路径。",
            "“{given}” is neither a head of 64 hexadecimal digits nor a file that can be read. Check the path.",
            given=given,
        ) from error


def export_head(
    context: typer.Context,
    *,
    file: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="续写到文件，每次一行 · add it to a file, a line each time."
        ),
    ] = None,
) -> Report:
    """封存至今的各条并导出链头；请存到台账保管人改不到的地方 · Seal what is written and export the head, to keep elsewhere.

    例 Example: culture ledger head --out heads.jsonl
    """
    house = frame_of(context).house()
    newly = seal(house.store, house.clock, house.district_id)
    head = exported(house.district_id, present_head(house.store, house.district_id))
    line = json.dumps(head, ensure_ascii=False)
    if file is None:
        return Report(facts=head, text=line)
    with file.open("a", encoding="utf-8") as kept:
        kept.write(f"{line}\n")
    said = Bilingual(
        "新封存 {newly} 条；第 {position} 条的链头已写入 {file}。",
        "{newly} newly sealed; the head of entry {position} was written to {file}.",
    )
    return Report([said.fill(newly=newly, position=head["position"], file=file)], head)


def erase(
    context: typer.Context,
    *,
    before: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="清除这一天之前的 · what is before this day.")
    ],
) -> Report:
    """清除过了保存期的短信内容和号码；台账仍可核对 · Erase texts and numbers past their keeping; the ledger stays verifiable.

    例 Example: culture ledger erase --before 2025-10-01
    """
    frame = frame_of(context)
    house = frame.house()
    rules = house.settings.section("ledger", LedgerRules)
    midnight = datetime.combine(before.date(), time(), house.clock.zone)
    with house.store.transaction() as session:
        count = erase_before(session, house.clock, house.district_id, midnight, rules, by=frame.by)
    return told("已清除 {count} 条的内容。", "{count} contents were erased.", count=count)
