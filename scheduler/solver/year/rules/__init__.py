"""THE list of the rules that bind the months of a year."""

from __future__ import annotations

from scheduler.solver.year.rule import YearRule
from scheduler.solver.year.rules import budget, contract, course, goal, months

YEAR_RULES: tuple[YearRule, ...] = (months.RULE, course.RULE, goal.RULE, contract.RULE, budget.RULE)

YEAR_RULE_OF = {rule.code: rule for rule in YEAR_RULES}
"""Each rule by its code."""
