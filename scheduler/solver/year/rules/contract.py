"""A provider delivers in the planned months together what its contract is for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from config.bilingual import Bilingual
from scheduler.solver.finding import Finding
from scheduler.solver.rule import DELIVERIES
from scheduler.solver.year.numbers import YearNumbers
from scheduler.solver.year.plan import YearPlan
from scheduler.solver.year.rule import YearRule, year_finding

CODE = "contract"


def build(numbers: YearNumbers) -> None:
    stands = Counter(one.provider_id for one in numbers.problem.standing)
    for contract in numbers.problem.contracts:
        provider = contract.provider_id
        own = [one for one in numbers.parts if one.provider_id == provider]
        least = [(one.variable, one.least) for one in own]
        most = [(one.variable, one.most) for one in own]
        numbers.at_least(CODE, (provider, "least"), most, contract.least - stands[provider])
        if contract.most is not None:
            numbers.at_most(CODE, (provider, "most"), least, contract.most - stands[provider])


def findings(plan: YearPlan) -> Iterator[Finding]:
    given = Counter(one.provider_id for one in plan.deliveries)
    for contract in plan.problem.contracts:
        provider, count = contract.provider_id, given[contract.provider_id]
        if count < contract.least:
            short = contract.least - count
            yield year_finding(
                CODE, "least", amount=short, provider=provider, count=count, least=contract.least
            )
        elif contract.most is not None and count > contract.most:
            over = count - contract.most
            yield year_finding(CODE, "most", amount=over, provider=provider, count=count, most=contract.most)


RULE = YearRule(
    code=CODE,
    title=Bilingual("年度合同", "The year's contracts"),
    sentence=Bilingual(
        "每个配送主体全年的场次在合同约定的最少与最多之间。",
        "A provider makes in all months together at least and at most as many deliveries as its contract says.",
    ),
    unit=DELIVERIES,
    build=build,
    findings=findings,
    cases={
        "least": Bilingual(
            "{provider}全年 {count} 场，合同至少 {least} 场",
            "{provider} makes {count} deliveries in the year; its contract says at least {least}",
        ),
        "most": Bilingual(
            "{provider}全年 {count} 场，合同至多 {most} 场",
            "{provider} makes {count} deliveries in the year; its contract says at most {most}",
        ),
    },
)
