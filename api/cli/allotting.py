"""The commands of the year's allotment: allot YEAR, allot appeal, allot answer, allot appeals."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session
from typer.core import TyperGroup

from api.bootstrap import House
from api.cli.allotting_report import appeals_report, why_report, year_report
from api.cli.confirming import Yes, ask_first, refuse_unattended
from api.cli.frame import frame_of
from api.cli.naming import category_of, one_of
from api.cli.planning import PANEL
from api.cli.report import Report, told
from config.bilingual import Bilingual
from config.refusal import refuse
from scheduler.application.allotting import YearAllotted, apply_year, preview_year
from scheduler.application.allotting_caps import tight_caps
from scheduler.application.appealing import Appeal, answer_appeal, appeals_of, record_appeal
from scheduler.application.names_view import read_names
from scheduler.domain.allotting_rules import AllottingRules
from scheduler.domain.calendar import month_days
from scheduler.domain.terms import Category

Year = Annotated[int, typer.Argument(metavar="YEAR", min=2000, max=2199, help="年份，如 2026 · the year.")]


class YearFirst(TyperGroup):
    """`culture allot 2026` means `culture allot year 2026`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, ["year", *args] if args and args[0].isdecimal() else args)


def add_commands(app: typer.Typer) -> None:
    allot = typer.Typer(
        cls=YearFirst,
        help="年度配额：到街道、到月份，申诉与答复 · The year's allotment to areas and months; appeals.\n\n"
        "例 Example: culture allot 2026",
        no_args_is_help=True,
    )
    allot.command("year")(year)
    allot.command("appeal")(appeal)
    allot.command("answer")(answer)
    allot.command("appeals")(appeals)
    app.add_typer(allot, name="allot", rich_help_panel=PANEL)


def year(
    context: typer.Context,
    year: Year,
    *,
    apply: Annotated[bool, typer.Option("--apply", help="写入，供编排使用 · write it for planning.")] = False,
    why: Annotated[
        str | None,
        typer.Option(metavar="AREA/CATEGORY/MONTH", help="一个数的由来，月份可省 · explain one number."),
    ] = None,
    yes: Yes = False,
) -> Report:
    """把全年目标分到街道和月份：旧→新、余数、由来；已发布的月份不动 · Allot a year's targets to areas and months.

    例 Example: culture allot year 2026 --why 北站街道/露天电影/2026-08
    """
    frame = frame_of(context)
    house = frame.house()
    names = _area_names(house)
    if why is not None and apply:
        raise refuse("--why", "--why 与 --apply 不能一起用。", "--why and --apply do not go together.")
    rules, parameters = house.settings.section("allotment", AllottingRules), house.planning.parameters
    if apply and not yes:
        refuse_unattended(frame, "allot --apply")
    place = _place(names, why, year) if why is not None else None
    with house.store.reading() as session:
        found = preview_year(session, house.clock, house.district_id, year, rules, parameters)
        tight = _tight(house, session, found) if place is None else ()
    if place is not None:
        return why_report(found, names, place)
    if not apply:
        return year_report(found, names, tight, applied=False)
    if not yes and found.changes:
        frame.presenter.show(year_report(found, names, tight, applied=False))
        ask_first(frame, Bilingual("写入吗？", "Write it?"))
    with house.outbox.transaction() as session:
        done = apply_year(session, house.clock, house.district_id, year, rules, parameters, by=frame.by)
        tight = _tight(house, session, done)
    return year_report(done, names, tight, applied=True)


def appeal(
    context: typer.Context,
    year: Year,
    place: Annotated[
        str,
        typer.Argument(
            metavar="AREA/CATEGORY/MONTH", help="对哪个数提出，月份可省 · which number it is about."
        ),
    ],
    *,
    who: Annotated[str, typer.Option(help="谁提出 · who appeals.")],
    says: Annotated[str, typer.Option(help="理由 · the reason.")],
) -> Report:
    """登记对一个配额数的申诉：谁、何时、为什么 · Record an appeal against a number of the allotment.

    例 Example: culture allot appeal 2026 北站街道/露天电影 --who 北站街道办事处 --says 上半年两场因雨取消
    """
    frame = frame_of(context)
    house = frame.house()
    area_id, category, month = _place(_area_names(house), place, year)
    with house.outbox.transaction() as session:
        row = record_appeal(
            session,
            house.clock,
            house.district_id,
            Appeal(year, area_id, category, month, who, says),
            by=frame.by,
        )
        appeal_id = row.id
    return told(
        "申诉已登记，编号 {id}。答复：culture allot answer {id} --accept 数 --because 理由，或 --turn-down。",
        "the appeal is recorded as {id}. Answer it: culture allot answer {id} --accept N --because WHY, "
        "or --turn-down.",
        id=appeal_id[-8:],
    )


def answer(
    context: typer.Context,
    appeal: Annotated[str, typer.Argument(metavar="APPEAL", help="申诉编号 · the appeal's id.")],
    *,
    because: Annotated[str, typer.Option(help="答复的理由 · the reason of the answer.")],
    accept: Annotated[
        int | None, typer.Option(metavar="N", min=0, max=1000, help="成立，定为此数 · accepted, fixed at N.")
    ] = None,
    turn_down: Annotated[bool, typer.Option("--turn-down", help="不成立 · turned down.")] = False,
) -> Report:
    """答复申诉：成立的定下一个数，下次写入配额时生效 · Answer an appeal; an accepted one fixes a number.

    例 Example: culture allot answer 3f2a9c1b --accept 6 --because 补上半年因雨取消的两场
    """
    if (accept is None) != turn_down:
        raise refuse(
            "culture allot answer",
            "--accept 与 --turn-down 请写且只写一个。",
            "give one of --accept and --turn-down.",
        )
    frame = frame_of(context)
    house = frame.house()
    with house.outbox.transaction() as session:
        row = answer_appeal(
            session, house.clock, house.district_id, appeal, number=accept, answer=because, by=frame.by
        )
        year = row.year
    return told(
        "申诉已答复。查看新配额：culture allot {year}；写入加 --apply。",
        "the appeal is answered. See the new numbers: culture allot {year}; add --apply to write them.",
        year=year,
    )


def appeals(context: typer.Context, year: Year) -> Report:
    """列出一年的申诉和答复 · List a year's appeals and their answers.

    例 Example: culture allot appeals 2026
    """
    house = frame_of(context).house()
    names = _area_names(house)
    with house.store.reading() as session:
        return appeals_report(appeals_of(session, house.district_id, year), names)


def _tight(house: House, session: Session, found: YearAllotted) -> tuple[Bilingual, ...]:
    """The caps among the changes that lie below what stands already, in sentences."""
    names = read_names(session, house.district_id)
    caps = tight_caps(session, house.clock, house.planning, house.district_id, found.changes)
    return tuple(one.words(names) for one in caps)


def _area_names(house: House) -> dict[str, str]:
    with house.store.reading() as session:
        return read_names(session, house.district_id).areas


def _place(names: dict[str, str], given: str, year: int) -> tuple[str, Category, str | None]:
    """Area, category and month of `AREA/CATEGORY` or `AREA/CATEGORY/MONTH`, each by id or name."""
    area, _, rest = given.partition("/")
    category, _, month = rest.partition("/")
    if not area or not category:
        raise refuse(
            given,
            "请写成 街道/类别 或 街道/类别/月份，如 北站街道/露天电影/2026-08。",
            "write AREA/CATEGORY or AREA/CATEGORY/MONTH, like 北站街道/film/2026-08.",
        )
    if month:
        month_days(month)
        if not month.startswith(f"{year:04}-"):
            raise refuse(
                "month", "{month} 不在 {year} 年。", "{month} is not in {year}.", month=month, year=year
            )
    return one_of(names, area, given), Category(category_of(category, given)), month or None
