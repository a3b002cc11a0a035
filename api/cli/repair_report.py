"""What a repair proposes, as the terminal and `--json` tell it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from api.cli.differing import difference_listing
from api.cli.report import Listing, column
from config.bilingual import Bilingual
from config.refusal import refuse
from scheduler.application.facts import Names
from scheduler.solver.explaining import finding_words, points_words
from scheduler.solver.looking import Looking
from scheduler.solver.proposing import Proposal, Repair
from scheduler.solver.solution import Ending
from scheduler.solver.telling_ways import characters, filling_words, looking_words

FEWEST_PROVEN = Bilingual(
    "至少要改动 {least} 场已发布的（已证明）。", "At least {least} published deliveries change (proven)."
)
FEWEST_UNPROVEN = Bilingual(
    "至少要改动 {least} 场已发布的；找到的最少为 {count} 场，未证明不能更少。",
    "At least {least} published deliveries change; the fewest found is {count}, not proven the least.",
)
ENDED = {
    Ending.INFEASIBLE: Bilingual(
        "可以改动的场次怎样改，都不能满足全部规则。", "Of what may change, no change keeps all rules."
    ),
    Ending.OUT_OF_TIME: Bilingual(
        "时间用完，还没有找到补救办法。", "Time ran out before a repair was found."
    ),
    Ending.CANCELLED: Bilingual("已停止，还没有找到补救办法。", "Stopped before a repair was found."),
}
MAY_HELP = Bilingual(
    "可先改配额（culture event quota）或经费（culture event budget）再试。",
    "Another allotment (culture event quota) or budget (culture event budget) may help.",
)
STUCK = Bilingual(
    "已开始、已记录或已过去的不改：{ids}。请由人处理。",
    "Begun, recorded or past, so left as they are: {ids}. A person must see to them.",
)


def repair_sentences(repair: Repair) -> list[Bilingual]:
    """How the repair ended, and what is proven."""
    told: list[Bilingual] = []
    if repair.ending in ENDED:
        told.append(ENDED[repair.ending])
    told += repair.why
    fewest = repair.fewest
    if fewest is not None and repair.ending is not Ending.INFEASIBLE:
        sentence = FEWEST_PROVEN if fewest.proven else FEWEST_UNPROVEN
        told.append(sentence.fill(least=repair.least, count=fewest.count))
    if repair.stuck:
        told.append(STUCK.fill(ids=", ".join(sorted(repair.stuck))))
    for number, one in enumerate(repair.proposals, start=1):
        filling = filling_words(repair.problem, one)
        if filling is not None:
            which = Bilingual("办法 {number}：{said}", "Proposal {number}: {said}")
            told.append(which.fill(number=number, said=filling))
    return told


def may_help(repair: Repair) -> tuple[Bilingual, ...]:
    """The commands that may let all rules hold, where no change of a month keeps them."""
    return (MAY_HELP,) if repair.ending is Ending.INFEASIBLE else ()


def tell_looking(say: Callable[[Bilingual], None], looking: Looking) -> None:
    """One line of how far the search is, as `culture plan` tells its own."""
    line = Bilingual("  {seconds:5.1f} 秒  {said}", "  {seconds:5.1f} s  {said}")
    say(line.fill(seconds=looking.seconds, said=looking_words(looking)))


def repair_facts(repair: Repair) -> dict[str, Any]:
    """The same for programs."""
    return {
        "ending": repair.ending,
        "touched": sorted(repair.touched),
        "stuck": sorted(repair.stuck),
        "least": repair.least,
        "why": list(repair.why),
    }


def repair_listings(repair: Repair, names: Names) -> list[Listing]:
    """The proposals side by side, and each with its touched deliveries, old → new."""
    columns = (
        column("number", "办法", "proposal"),
        column("character", "特点", "what it is"),
        column("count", "改动", "changed"),
        column("added", "新增", "added"),
        column("points", "分数变化", "points", "{:+d}".format),
        column("cost", "其中", "of which"),
        column(
            "proven",
            "已证明",
            "proven",
            lambda value: Bilingual("是", "yes") if value else Bilingual("否", "no"),
        ),
        column("broken", "不能守住的规则", "rules not kept"),
    )
    named = characters(repair.proposals)
    rows = [
        {
            "number": number,
            "aim": one.aim,
            "character": said,
            "count": one.count,
            "added": sum(change.before is None for change in one.changes),
            "points": one.points,
            "cost": points_words(one.cost),
            "proven": one.proven,
            "broken": [finding_words(repair.problem, each) for each in one.broken],
        }
        for number, (one, said) in enumerate(zip(repair.proposals, named, strict=True), start=1)
    ]
    changes = [
        replace(
            difference_listing(one.changes, names),
            key=f"changes_{number}",
            title=Bilingual("办法 {number}：{aim}", "proposal {number}: {aim}").fill(number=number, aim=said),
        )
        for number, (one, said) in enumerate(zip(repair.proposals, named, strict=True), start=1)
        if one.changes
    ]
    return [Listing("proposals", columns, rows), *changes] if rows else []


def chosen(proposals: Sequence[Proposal], number: int) -> Proposal:
    """The proposal with this number; refused if there is none."""
    if not 1 <= number <= len(proposals):
        raise refuse(
            "--proposal",
            "没有办法 {number}；共有 {count} 个。",
            "there is no proposal {number}; there are {count}.",
            number=number,
            count=len(proposals),
        )
    return proposals[number - 1]


def refuse_unless_rules_kept(repair: Repair, proposal: Proposal) -> None:
    """Refused where the proposal breaks a rule: what nobody chose by its number keeps them all."""
    if not proposal.broken:
        return
    broken = [finding_words(repair.problem, one) for one in proposal.broken]
    raise refuse(
        "--yes",
        "没有办理：没有守住全部规则的办法，第 1 个也违反：{broken}。确要照办，请加 --proposal 1 --yes。",
        "not done: no proposal keeps all rules, and the first breaks: {broken}. To do it all the same, "
        "add --proposal 1 --yes.",
        broken=Bilingual("；".join(one.zh for one in broken), "; ".join(one.en for one in broken)),
    )
