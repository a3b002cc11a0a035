"""The command that takes the office's own tables in: import."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from api.cli.beginning import PANEL
from api.cli.following import seen_through
from api.cli.frame import frame_of
from api.cli.report import Listing, Report, column, told
from api.import_files import GivenFile, read_files
from api.import_marking import marked_workbooks, template_workbook
from api.import_preview import ImportPreview
from api.importing import preview_import, take_import
from api.words import row_words
from config.bilingual import Bilingual
from config.refusal import Outcome
from notifications.application.party_importing import Answers

LEVELS = {
    "error": Bilingual("错误", "error"),
    "question": Bilingual("待定", "question"),
    "warning": Bilingual("提醒", "warning"),
}


def add_commands(app: typer.Typer) -> None:
    app.command("import", rich_help_panel=PANEL)(import_files)


def import_files(
    context: typer.Context,
    files: Annotated[
        list[Path] | None, typer.Argument(help="文件或文件夹，CSV/XLSX · files or folders.")
    ] = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="导入，否则只看 · take it, else only look.")] = False,
    good_rows: Annotated[
        bool, typer.Option("--good-rows", help="只收没错的行 · leave faulty rows out.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="盖过手工改动 · overwrite later edits by hand.")
    ] = False,
    as_written: Annotated[
        bool, typer.Option("--as-written", help="一格多号按所写顺序 · several numbers in the order written.")
    ] = False,
    marked: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="标出错处的表写到 · write marked tables here.")
    ] = None,
    template: Annotated[
        Path | None, typer.Option(metavar="FILE", help="写一份空白模板 · write a blank template.")
    ] = None,
) -> Report:
    """导入本区的表：先看旧→新和逐行的错，再 --yes 收下 · Import tables: look at old → new and faults first, then --yes.

    例 Example: culture import 我的表.xlsx --yes
    """
    frame = frame_of(context)
    if template is not None:
        template.write_bytes(template_workbook().content)
        return told("空白模板已写到 {file}。", "a blank template is in {file}.", file=template)
    given = read_files(*(files or []))
    house = frame.house()
    answers = Answers(as_written=as_written)
    with house.store.reading() as session:
        preview = preview_import(session, house.clock, house.district_id, given, answers=answers)
    sheets = sheets_of(preview)
    absences = [sheet.absence for sheet in preview.sheets if sheet.absence is not None]
    sentences = [*_marked(given, preview, marked), *absences, *preview.reach]
    accepted = preview.all_good or good_rows
    if not (yes and accepted):
        outcome = Outcome.DONE if accepted else Outcome.REFUSED
        more = _way_on(preview, accepted=accepted, marked=marked is not None)
        return Report((*sentences, *more), {"taken": False}, sheets, outcome)
    with house.outbox.transaction() as session:
        taken = take_import(
            session,
            house.clock,
            house.district_id,
            given,
            by=frame.by,
            accept="good_rows" if good_rows else "all",
            overwrite_hand_edits=overwrite,
            digest=preview.digest,
            answers=answers,
        )
    facts = {"taken": True, "import_id": taken.import_id}
    report = Report((*sentences, _taken(taken.preview)), facts, sheets)
    return seen_through(house, "import", report) if preview.reach else report


def _way_on(preview: ImportPreview, *, accepted: bool, marked: bool) -> Iterator[Bilingual]:
    """What to do after a look at it."""
    good = preview.counts["new"] + preview.counts["changed"]
    if accepted and preview.changes_nothing:
        yield Bilingual(
            "与现有数据相同，没有要导入的。", "it is all as it stands already; there is nothing to take."
        )
    elif accepted:
        yield Bilingual(
            "以上只是预览，没有改动。确认后加 --yes。",
            "this was only a look, nothing was changed. Add --yes to take it.",
        )
    elif marked:
        yield Bilingual(
            "没有改动。请改好以上各行再导入。", "nothing was changed. Mend the rows above and import again."
        )
    else:
        yield Bilingual(
            "没有改动。请改好以上各行再导入；要在原表上标出错处，加 --marked 文件夹。",
            "nothing was changed. Mend the rows above and import again; --marked FOLDER marks them in the tables.",
        )
    if preview.questions:
        yield Bilingual(
            "一格多号的行：按所写顺序收下，加 --as-written。",
            "where a cell holds several numbers: add --as-written to take them in the order written.",
        )
    if not accepted and good:
        yield Bilingual(
            "没有错的有 {good} 行；只收这些，加 --good-rows --yes。",
            "{good} rows are good; take only these with --good-rows --yes.",
        ).fill(good=good)


def _taken(preview: ImportPreview) -> Bilingual:
    counts = preview.counts
    done = Bilingual(
        "已导入：新增 {new} 行，修改 {changed} 行。", "imported: {new} rows new, {changed} changed."
    ).fill(**counts)
    if not counts["errors"] + counts["questions"]:
        return done
    left = Bilingual(
        "{done}有错或待定的 {n} 处没有收。", "{done} What is wrong or asked in {n} places was left out."
    )
    return left.fill(done=done, n=counts["errors"] + counts["questions"])


def sheets_of(preview: ImportPreview) -> tuple[Listing, ...]:
    """What an import would change: a line for each sheet, each change, each fault."""
    return tuple(
        listing for listing in (_counts(preview), _changes(preview), _faults(preview)) if listing.rows
    )


def _counts(preview: ImportPreview) -> Listing:
    columns = (
        column("title", "表", "sheet"),
        column("new", "新增", "new"),
        column("changed", "修改", "changed"),
        column("unchanged", "不变", "unchanged"),
        column("conflicts", "与手工改动冲突", "edited by hand since"),
        column("errors", "错误", "errors"),
        column("questions", "待定", "questions"),
        column("warnings", "提醒", "warnings"),
    )
    rows = [{"sheet": sheet.sheet, "title": sheet.title, **sheet.counts} for sheet in preview.sheets]
    return Listing("sheets", columns, rows)


def _changes(preview: ImportPreview) -> Listing:
    columns = (
        column("title", "表", "sheet"),
        column("label", "哪一条", "which"),
        column("field", "栏", "column"),
        column("before", "旧", "old"),
        column("after", "新", "new"),
        column("edited_by", "手工改动", "edited by"),
    )
    rows = [
        {
            "title": sheet.title,
            "key": row.key,
            "label": row.label,
            "field": change.title,
            "before": change.before,
            "after": change.after,
            "edited_by": row.edited_by,
        }
        for sheet in preview.sheets
        for row in (*sheet.changed, *sheet.conflicts)
        for change in row.changes
    ]
    return Listing("changes", columns, rows, Bilingual("旧 → 新", "old → new"))


def _faults(preview: ImportPreview) -> Listing:
    columns = (
        column("level", "轻重", "level", LEVELS.__getitem__),
        column("place", "位置", "place", lambda place: Bilingual(place, row_words(place, "en"))),
        column("sentence", "说明", "what it is"),
    )
    rows = [
        {
            "level": "question" if fault.kind == "ask" else fault.kind,
            "place": fault.fault.place,
            "sentence": fault.fault.sentence,
        }
        for fault in preview.to_look_at
    ]
    return Listing("faults", columns, rows, Bilingual("要看的行", "rows to look at"))


def _marked(given: Sequence[GivenFile], preview: ImportPreview, folder: Path | None) -> list[Bilingual]:
    """Write each faulty file back with its faulty cells marked; a sentence for each."""
    if folder is None:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    sentences = []
    for file in marked_workbooks(given, preview):
        (folder / file.name).write_bytes(file.content)
        sentences.append(
            Bilingual("错处已标在 {file}。", "faults are marked in {file}.").fill(file=folder / file.name)
        )
    return sentences
