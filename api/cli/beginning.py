"""The command to begin with: init."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from api.cli.frame import Frame, frame_of
from api.cli.report import Report, told
from api.operations.founding import found_demonstration, found_empty
from config.bilingual import Bilingual
from config.district_clock import DistrictRow
from config.refusal import Fault, Refusal, refuse
from config.telephones import parse_telephones

PANEL = "开始 · Begin"
SHANGHAI = (31.23, 121.47)


def add_commands(app: typer.Typer) -> None:
    app.command("init", rich_help_panel=PANEL)(init)


def init(
    context: typer.Context,
    *,
    demo: Annotated[bool, typer.Option("--demo", help="示范区 · the demonstration district.")] = False,
    empty: Annotated[bool, typer.Option("--empty", help="空库，正式使用 · empty, for real work.")] = False,
    again: Annotated[bool, typer.Option("--again", help="清掉原来的演示 · throw the old demo away.")] = False,
    district_id: Annotated[str, typer.Option("--id", help="区的代号 · the district's id.")] = "district",
    name: Annotated[str, typer.Option(help="区名 · the district's name.")] = "",
    office: Annotated[str, typer.Option(help="短信署名的单位 · the office that texts name.")] = "",
    telephone: Annotated[str, typer.Option(help="单位固定电话 · the office's fixed telephone.")] = "",
    latitude: Annotated[float, typer.Option(min=-60, max=60, help="纬度，算日落用 · for dusk.")] = SHANGHAI[
        0
    ],
    longitude: Annotated[float, typer.Option(min=-180, max=180, help="经度 · for dusk.")] = SHANGHAI[1],
) -> Report:
    """建库：演示用 --demo，正式用 --empty，两者不能同库 · Make the store, a demonstration or an empty one.

    例 Example: culture init --demo
    """
    frame = frame_of(context)
    if demo == empty:
        raise refuse(
            "init",
            "请选一个：--demo（示范区）或 --empty（正式使用的空库）。",
            "choose one: --demo (the demonstration district) or --empty (for real work).",
        )
    if demo:
        taken = found_demonstration(frame.settings, by=frame.by, again=again)
        counts = taken.preview.counts
        return told(
            "示范区已导入：{new} 行。时钟停在 2026-05-20 09:00。下一步：culture plan 2026-06",
            "the demonstration district is imported: {new} rows. Its clock stands at 2026-05-20 09:00. "
            "Next: culture plan 2026-06",
            new=counts["new"],
        )
    row = _asked(
        frame,
        DistrictRow(
            district_id=district_id,
            name=name,
            office=office,
            office_telephone=telephone,
            timezone="Asia/Shanghai",
            latitude=latitude,
            longitude=longitude,
        ),
    )
    found_empty(frame.settings, row)
    return told(
        "{name} 的空库已建好。下一步：导入本区的表，culture import 文件夹（空白模板：culture import --template 文件.xlsx）",
        "an empty store for {name} is ready. Next: import your tables, culture import FOLDER "
        "(a blank template: culture import --template FILE.xlsx)",
        name=row.name,
    )


def _asked(frame: Frame, row: DistrictRow) -> DistrictRow:
    """The district's line, what is missing asked from a person at the terminal, refused from a program."""
    questions = (
        ("name", "--name", Bilingual("区名", "the district's name")),
        ("office", "--office", Bilingual("短信署名的单位", "the office that texts name")),
        ("office_telephone", "--telephone", Bilingual("单位固定电话", "the office's fixed telephone")),
    )
    missing = [question for question in questions if not getattr(row, question[0]).strip()]
    if missing and not sys.stdin.isatty():
        sentence = Bilingual("请写明{what}。", "give {what}.")
        raise Refusal(*(Fault(f"init {option}", sentence.fill(what=what)) for _, option, what in missing))
    for field, _, what in missing:
        setattr(row, field, typer.prompt(what.in_(frame.presenter.language)))
    try:
        (telephone,) = parse_telephones(row.office_telephone)
    except ValueError:
        raise refuse(
            "init --telephone",
            "“{given}”不是一个电话号码，请写成 021-0000-0100 的样子。",
            "“{given}” is not one telephone number; write it like 021-0000-0100.",
            given=row.office_telephone,
        ) from None
    row.office_telephone = telephone.shown
    return row
