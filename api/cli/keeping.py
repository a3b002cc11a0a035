"""Commands that keep the store safe: backup, restore, upgrade, doctor."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from api.cli.confirming import Yes, ask_first, refuse_unattended
from api.cli.frame import frame_of
from api.cli.report import Listing, Report, column, told
from api.operations.backing_up import Manifest, back_up, refuse_missing, restore, upgrade
from api.operations.examining import Examined, examine_ground, examine_house
from api.providing import lane_rules
from config.bilingual import Bilingual
from config.database import Store
from config.district_clock import district_in
from config.refusal import Outcome
from config.settings import Settings

PANEL = "保管 · Keep"
MARKS = {
    "good": Bilingual("✓ 正常", "✓ good"),
    "warning": Bilingual("! 留意", "! heed"),
    "fault": Bilingual("✗ 要处理", "✗ mend"),
}

WHAT = {
    "settings": Bilingual("设置", "settings"),
    "disk": Bilingual("磁盘", "disk"),
    "store": Bilingual("数据库", "database"),
    "engine": Bilingual("后台工作", "work"),
    "failed work": Bilingual("失败的工作", "failed work"),
    "clock": Bilingual("定时任务", "clock"),
    "provider": Bilingual("短信服务", "provider"),
    "messages": Bilingual("短信", "texts"),
    "ledger": Bilingual("收发台账", "ledger"),
    "holidays": Bilingual("放假与调休", "holidays"),
}


def add_commands(app: typer.Typer) -> None:
    app.command("backup", rich_help_panel=PANEL)(backup)
    app.command("restore", rich_help_panel=PANEL)(restore_command)
    app.command("upgrade", rich_help_panel=PANEL)(upgrade_command)
    app.command("doctor", rich_help_panel=PANEL)(doctor)


def backup(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="写到哪里 · where to.")] = None,
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="覆盖已有的文件 · overwrite the file that is there.")
    ] = False,
) -> Report:
    """整库备份成一个带校验的文件，服务不必停 · Back the whole store up into one checked file, while it runs.

    例 Example: culture backup
    """
    settings = frame_of(context).settings
    target = file or default_backup(settings)
    store = Store(settings.database_url)
    try:
        manifest = back_up(store, target, replace=replace)
    finally:
        store.close()
    return told(
        "已备份到 {file}（SHA-256 {sha256}）。请再复制一份到别处保存。",
        "backed up to {file} (SHA-256 {sha256}). Keep a copy elsewhere too.",
        file=target,
        sha256=manifest.sha256,
    )


def default_backup(settings: Settings) -> Path:
    return settings.home / "backups" / f"culture-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.zip"


STOPPED = Bilingual(
    "短信已停发：备份之后发过的短信、收到的回复，本系统已不知道，到点的提醒可能已经发过。启动后请看 culture messages，"
    "取消不该再发的（culture sending cancel），再运行 culture sending go-on。",
    "Texts are stopped: what was told and answered after the backup is not known any more, and reminders that fall due may "
    "have been told. Once it runs look at culture messages, cancel what must not leave again (culture sending cancel), then "
    "run culture sending go-on.",
)


def restore_command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="备份文件 · the backup.")],
    *,
    yes: Yes = False,
) -> Report:
    """用备份替换现有数据，先停服务；原库另存一边 · Put a backup in the place of the data; what was there is kept aside.

    例 Example: culture restore var/backups/culture-20260520T010000Z.zip
    """
    frame = frame_of(context)
    settings = frame.settings
    refuse_missing(file)
    if not yes:
        refuse_unattended(frame, "restore")
        ask_first(
            frame, Bilingual("用这份备份替换现有的数据吗？", "Replace the present data by this backup?")
        )
    store = Store(settings.database_url)
    try:
        lanes = {settings.provider, lane_rules(settings).stand_in} - {""}
        manifest, aside = restore(store, settings.executor, file, lanes)
        made_at = _local(store, manifest)
    finally:
        store.close()
    sentences = [
        Bilingual(
            "已恢复 {made_at:%Y-%m-%d %H:%M} 的备份（{district}）。",
            "restored the backup of {made_at:%Y-%m-%d %H:%M} ({district}).",
        ).fill(made_at=made_at, district=manifest.district)
    ]
    if aside is not None:
        sentences.append(
            Bilingual("原来的库留在 {aside}。", "what was there before is kept in {aside}.").fill(aside=aside)
        )
    sentences.append(STOPPED)
    return Report(sentences, {"restored": manifest, "kept_aside": aside})


def _local(store: Store, manifest: Manifest) -> datetime:
    """When the backup was made, by the clock on the wall of the district that it holds."""
    made_at = datetime.fromisoformat(manifest.made_at)
    district = district_in(store)
    return made_at.astimezone(ZoneInfo(district.timezone)) if district else made_at


def upgrade_command(context: typer.Context) -> Report:
    """换上新程序后，把数据库升到它要的版本；先自动备份 · After a new version: bring the database up to it, after a backup.

    例 Example: culture upgrade
    """
    settings = frame_of(context).settings
    store = Store(settings.database_url)
    target = default_backup(settings)
    try:
        before, after = upgrade(store, settings.executor, target)
    finally:
        store.close()
    if before == after:
        return told("已经是最新版本 {after}。", "it is at the newest revision {after} already.", after=after)
    return told(
        "数据库已从 {before} 升到 {after}。",
        "the database went from revision {before} to {after}.",
        before=before or "-",
        after=after,
        backup=target if target.exists() else None,
    )


def doctor(context: typer.Context) -> Report:
    """体检：数据库、磁盘、后台工作、定时任务、短信、放假表 · Examine the store, the disk, the work, the clock, the texts.

    例 Example: culture doctor
    """
    frame = frame_of(context)
    examined = examine_ground(frame.settings)
    if not any(one.what == "store" and one.verdict == "fault" for one in examined):
        examined += examine_house(frame.house())
    faults = [one for one in examined if one.verdict == "fault"]
    return Report(
        listings=(_examined(examined),),
        outcome=Outcome.FAILED if faults else Outcome.DONE,
        sentences=(sum_of(len(faults), sum(one.verdict == "warning" for one in examined)),),
    )


def sum_of(faults: int, warnings: int) -> Bilingual:
    """What is left to do after the examination: faults to mend first, else what to look at."""
    if faults:
        return Bilingual("有 {count} 处要处理。", "{count} things to mend.").fill(count=faults)
    if warnings:
        return Bilingual(
            "没有故障；有 {count} 处请留意（标 ! 的）。", "no fault; {count} to look at (marked !)."
        ).fill(count=warnings)
    return Bilingual("没有要处理的。", "nothing to mend.")


def _examined(examined: list[Examined]) -> Listing:
    rows: list[dict[str, Any]] = [
        {"what": one.what, "verdict": one.verdict, "sentence": one.sentence} for one in examined
    ]
    columns = (
        column("what", "项目", "what", WHAT.__getitem__),
        column("verdict", "结果", "verdict", MARKS.__getitem__),
        column("sentence", "说明", "what it is"),
    )
    return Listing("examined", columns, rows)
