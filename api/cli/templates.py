"""Commands on the templates of texts: what there is, what each may name, and a draft tried on real rows."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.frame import frame_of
from api.cli.happening import PANEL
from api.cli.report import Listing, Report, column
from api.cli.segments import text_given
from api.wordings import try_on_rows, wordings
from config.bilingual import Bilingual, Language
from config.refusal import refuse
from notifications.adapters.template_sources import kept_source
from notifications.domain.wording import Wording

Name = Annotated[str, typer.Argument(metavar="NAME", help="模板名，见 culture template list · the template.")]
InLanguage = Annotated[Language, typer.Option("--language", help="zh 或 en · the language of the text.")]


def add_commands(app: typer.Typer) -> None:
    template = typer.Typer(
        help="短信模板：列出、看原文与可用变量、用真实数据试填草稿 · Templates: list, show, try a draft on real rows.\n\n"
        "例 Example: culture template show change",
        no_args_is_help=True,
    )
    for name, command in (("list", list_templates), ("show", show), ("try", try_draft)):
        template.command(name)(command)
    app.add_typer(template, name="template", rich_help_panel=PANEL)


def list_templates() -> Report:
    """列出全部模板、当前版本和可用变量 · Every template with its versions and what it may name.

    例 Example: culture template list
    """
    columns = (
        column("name", "模板", "template"),
        column("zh", "中文版本", "version in Chinese"),
        column("en", "英文版本", "version in English"),
        column("variables", "可用变量", "variables"),
    )
    rows = [
        {
            "name": name,
            "zh": wording.version(name, "zh"),
            "en": wording.version(name, "en"),
            "variables": wording.variables(name),
        }
        for name, wording in wordings().items()
    ]
    sentence = Bilingual(
        "模板 {n} 个；每条短信都记下所用模板的版本。",
        "{n} templates; each text keeps the version that made it.",
    ).fill(n=len(rows))
    return Report((sentence,), {"total": len(rows)}, (Listing("templates", columns, rows),))


def show(
    context: typer.Context,
    name: Name,
    *,
    language: InLanguage = "zh",
    version: Annotated[
        str, typer.Option("--version", metavar="MARK", help="写过短信的某一版 · a version that wrote texts.")
    ] = "",
) -> Report:
    """看一个模板的原文和可用变量 · A template's own words and what it may name.

    例 Example: culture template show change
    """
    wording = _wording_of(name)
    if version and version != wording.version(name, language):
        return _kept(context, name, language, version)
    variables = wording.variables(name)
    sentence = Bilingual(
        "版本 {version}；可用变量：{names}。", "version {version}; variables: {names}."
    ).fill(version=wording.version(name, language), names="、".join(variables))
    facts = {"name": name, "version": wording.version(name, language), "variables": variables}
    return Report((sentence,), facts, text=wording.source(name, language))


def _kept(context: typer.Context, name: str, language: Language, mark: str) -> Report:
    house = frame_of(context).house()
    with house.store.reading() as session:
        row = kept_source(session, house.district_id, name, language, mark)
    if row is None:
        raise refuse(
            f"--version {mark}",
            "没有留存这一版的原文：用它写短信时还不留存，或没有这一版。用过的版本见 culture messages --json 的 template_version。",
            "the words of this version are not kept: it wrote its texts before they were, or there is none. "
            "culture messages --json names the versions used as template_version.",
        )
    since = f"{row.first_used_at.astimezone(house.clock.zone):%Y-%m-%d %H:%M}"
    sentence = Bilingual("版本 {version}，{since} 起用。", "version {version}, first used {since}.")
    facts = {"name": name, "version": mark, "first_used_at": row.first_used_at, "shared": row.shared}
    return Report((sentence.fill(version=mark, since=since),), facts, text=row.source)


def try_draft(
    context: typer.Context,
    name: Name,
    *,
    language: InLanguage = "zh",
    limit: Annotated[int, typer.Option(min=1, max=20, help="试填最近几条 · how many texts.")] = 3,
) -> Report:
    """用最近写过的短信的数据试填草稿（标准输入）；不保存，不发送 · Fill a draft from standard input with real rows; nothing is kept or sent.

    例 Example: culture template show change | culture template try change
    """
    _wording_of(name)
    draft = text_given()
    house = frame_of(context).house()
    with house.store.reading() as session:
        tried = try_on_rows(session, house, name, language, draft, limit=limit)
    columns = (
        column("message", "短信", "message"),
        column("was", "原计段数", "parts before"),
        column("parts", "草稿计段数", "parts of the draft"),
    )
    rows = [
        {
            "message": each.message_id,
            "was": each.parts,
            "parts": each.composed.segments.parts,
            "text": each.composed.text,
            "written_by": each.version,
        }
        for each in tried
    ]
    sentence = Bilingual(
        "草稿版本 {version}，用最近 {n} 条的数据试填：",
        "the draft is version {version}; filled with the latest {n}:",
    ).fill(version=tried[0].composed.template_version, n=len(tried))
    facts = {"version": tried[0].composed.template_version}
    return Report((sentence,), facts, (Listing("tried", columns, rows, body="text"),))


def _wording_of(name: str) -> Wording:
    known = wordings()
    if name not in known:
        raise refuse(
            name,
            "没有模板“{name}”。现有：{names}。",
            "there is no template “{name}”. There are {names}.",
            name=name,
            names="、".join(known),
        )
    return known[name]
