"""Every rule's verdicts written by hand, asked of both faces; and what happens when a face is taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from scheduler.solver import rules
from scheduler.solver.finding import Finding
from scheduler.solver.judge import findings
from scheduler.solver.model import Model
from scheduler.solver.parameters import Weights
from scheduler.solver.plan import Plan
from scheduler.solver.rule import Rule
from scheduler.solver.rules import RULE_OF, RULES, allotment, pins
from tests.unit.solver.verdicts import Case, judged, modelled

Ask = Callable[[Iterable[Rule], str, Case], bool | int]
BESIDE = {"unplaced": (allotment.RULE, pins.RULE)}
"""The rules whose giving way is charged to a wish."""


def cases_of(rule: Rule) -> tuple[Case, ...]:
    cases: tuple[Case, ...] = import_module(f"tests.unit.solver.cases.{rule.code}").CASES
    return cases


def agrees(ask: Ask, rule: Rule, *, instead: tuple[Rule, ...]) -> bool:
    """Whether the hand-written verdicts all come out, with these rules in place of the rule."""
    beside = BESIDE.get(rule.code, ())
    return all(ask((*beside, *instead), rule.code, one) == one.verdict for one in cases_of(rule))


def silent(_: Plan) -> Iterator[Finding]:
    return iter(())


def idle(_: Model) -> None:
    return None


EVERY_CASE = [
    pytest.param(rule, one, id=f"{rule.code}: {one.says}") for rule in RULES for one in cases_of(rule)
]
EVERY_RULE = [pytest.param(rule, id=rule.code) for rule in RULES]


@pytest.mark.parametrize(("rule", "one"), EVERY_CASE)
def test_the_judge_gives_the_verdict_written_by_hand(rule: Rule, one: Case) -> None:
    assert judged((rule,), rule.code, one) == one.verdict


@pytest.mark.parametrize(("rule", "one"), EVERY_CASE)
def test_the_model_gives_the_verdict_written_by_hand(rule: Rule, one: Case) -> None:
    assert modelled((*BESIDE.get(rule.code, ()), rule), rule.code, one) == one.verdict


@pytest.mark.parametrize("rule", EVERY_RULE)
def test_a_rule_that_is_taken_away_is_missed_by_both_faces(rule: Rule) -> None:
    assert not agrees(judged, rule, instead=())
    assert not agrees(modelled, rule, instead=())


@pytest.mark.parametrize("rule", EVERY_RULE)
def test_a_rule_that_no_longer_builds_is_missed(rule: Rule) -> None:
    assert agrees(modelled, rule, instead=(rule,))
    assert not agrees(modelled, rule, instead=(replace(rule, build=idle),))


@pytest.mark.parametrize("rule", EVERY_RULE)
def test_a_rule_that_no_longer_judges_is_missed(rule: Rule) -> None:
    assert agrees(judged, rule, instead=(rule,))
    assert not agrees(judged, rule, instead=(replace(rule, findings=silent),))


@pytest.mark.parametrize("rule", EVERY_RULE)
def test_every_rule_is_named_and_told_in_both_languages(rule: Rule) -> None:
    told = [rule.title, rule.sentence, rule.unit, *rule.cases.values()]
    assert all(one.zh and one.en and one.zh != one.en for one in told)


@pytest.mark.parametrize("rule", EVERY_RULE)
def test_every_rule_has_verdicts_of_both_kinds(rule: Rule) -> None:
    verdicts = {one.verdict for one in cases_of(rule)}
    assert verdicts >= {True, False} if rule.kind == "hard" else len(verdicts) > 1


def test_every_file_of_the_folder_is_a_rule_of_the_list() -> None:
    files = {path.stem for path in Path(rules.__file__).parent.glob("*.py")} - {"__init__"}
    assert files == {rule.code for rule in RULES}
    assert len(RULE_OF) == len(RULES)


def test_every_wish_has_a_weight_and_every_weight_a_wish() -> None:
    assert set(Weights.__dataclass_fields__) == {rule.code for rule in RULES if rule.kind == "wish"}


@pytest.mark.parametrize("rule", EVERY_RULE)
def test_every_finding_can_be_told_with_the_districts_names(rule: Rule) -> None:
    for one in cases_of(rule):
        for found in findings(one.problem, one.plan, (rule,)):
            told = rule.say(found, one.problem.district)
            assert "{" not in told.zh + told.en
