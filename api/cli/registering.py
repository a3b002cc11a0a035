"""The command that reviews what is registered with a provider: registered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from api.cli.frame import frame_of
from api.cli.report import Listing, Report, column
from api.providing import registered_with
from api.wordings import Unregistered, unregistered
from config.bilingual import Bilingual
from config.refusal import refuse
from notifications.application.registration_view import Coverage, coverage
from notifications.domain.notice import NOTICE_KIND_NAMES
from notifications.providers.registration import Finding, Registered, findings, registration_rules

PANEL = "保管 · Keep"


def add_commands(app: typer.Typer) -> None:
    app.command("registered", rich_help_panel=PANEL)(registered)


def registered(
    context: typer.Context,
    provider: Annotated[
        str | None,
        typer.Argument(help="哪家服务商，默认设置里的 · which provider, the one in use by default."),
    ] = None,
    *,
    latest: Annotated[
        int, typer.Option(min=1, max=10_000, help="每类看最近几条 · how many of each kind.")
    ] = 200,
) -> Report:
    """检查登记的签名和模板：可能被拒的，以及真实短信套不上的 · Review signature and templates, and which texts fit none.

    例 Example: culture registered aliyun
    """
    frame = frame_of(context)
    house = frame.house()
    name = provider or house.settings.provider
    found = registered_with(house.settings, name)
    if found is None:
        raise refuse(
            "registered",
            "“{name}”不需要事先登记签名和模板。要登记的有 {known}。",
            "“{name}” takes no templates registered beforehand. Those that do: {known}.",
            name=name,
            known=", ".join(registration_rules()),
        )
    wrong = list(findings(found, house.rules.signature))
    with house.store.reading() as session:
        kinds = coverage(session, house.district_id, found, latest=latest)
        missing = unregistered(found, house.sending_desk(session).office)
    texts, fitting = sum(one.texts for one in kinds), sum(one.fitting for one in kinds)
    facts = {
        "provider": name,
        "signature": found.signature,
        "texts": texts,
        "fitting": fitting,
        "unregistered": len(missing),
        "rules_read": registration_rules()[name].read,
        "sources": list(registration_rules()[name].sources),
    }
    sentence = Bilingual(
        "签名“{signature}”，模板 {count} 个，要改的有 {wrong} 处；最近 {texts} 条短信中 {fitting} 条套得上。",
        "signature “{signature}”, {count} templates, {wrong} things to mend; {fitting} of the latest {texts} texts fit.",
    ).fill(
        signature=found.signature,
        count=len(found.templates),
        wrong=len(wrong),
        texts=texts,
        fitting=fitting,
    )
    listings = (_templates(found), _findings(wrong), _missing(missing), _coverage(kinds))
    return Report(
        (sentence, *([TO_REGISTER.fill(count=len(missing))] if missing else [])),
        facts,
        [one for one in listings if one.rows],
    )


def _templates(found: Registered) -> Listing:
    rows = [
        {"code": one.code, "content": one.content, "variables": list(one.variables), "most": one.most}
        for one in found.templates
    ]
    return Listing("templates", TEMPLATES, rows, Bilingual("登记的模板", "Templates"))


def _findings(wrong: Sequence[Finding]) -> Listing:
    rows = [{"place": one.place, "sentence": one.sentence} for one in wrong]
    return Listing("findings", FINDINGS, rows, Bilingual("要改的", "To mend"))


def _missing(missing: Sequence[Unregistered]) -> Listing:
    rows = [{"template": one.template, "name": one.name, "text": one.text} for one in missing]
    title = Bilingual(
        "还没有登记模板的短信，举例", "Texts without a registered template, each with an example"
    )
    return Listing("unregistered", MISSING, rows, title, body="text")


def _coverage(kinds: Sequence[Coverage]) -> Listing:
    rows = [
        {
            "kind": one.kind.value,
            "kind_name": NOTICE_KIND_NAMES[one.kind],
            "texts": one.texts,
            "fitting": one.fitting,
            "unfitting": one.unfitting,
        }
        for one in kinds
    ]
    title = Bilingual("短信能否套用", "How the texts fit")
    return Listing("coverage", COVERAGE, rows, title, body="unfitting")


TEMPLATES = (
    column("code", "编号", "code"),
    column("content", "内容", "content"),
    column("most", "变量最长", "longest value"),
)
FINDINGS = (column("place", "位置", "place"), column("sentence", "说明", "finding"))
TO_REGISTER = Bilingual(
    "有 {count} 种短信没有合得上的登记模板：写成时即交人打电话，监管短信列入电话清单。请照下面的文字登记（日期、名称、编号写成变量）。",
    "{count} kinds of text fit no registered template: a person says them by telephone, and regulatory ones on the "
    "call list. Register templates with the words below (dates, names and numbers as variables).",
)
MISSING = (
    column("template", "短信模板", "template"),
    column("name", "名称", "name"),
)
COVERAGE = (
    column("kind_name", "类别", "kind"),
    column("texts", "条数", "texts"),
    column("fitting", "套得上", "fitting"),
)
