"""The migrations are one chain of numbers: each follows the one before, and one is the last."""

from __future__ import annotations

import re

from config.revisions import MIGRATIONS

REVISION = re.compile(r'^(down_)?revision = (?:"(\d+)"|None)$', re.MULTILINE)


def test_each_migration_follows_the_one_before_it() -> None:
    files = sorted((MIGRATIONS / "versions").glob("[0-9]*.py"))
    said = [dict(REVISION.findall(file.read_text("utf-8"))) for file in files]
    numbers = [file.name.partition("_")[0] for file in files]
    assert [each[""] for each in said] == numbers
    assert [each["down_"] for each in said] == ["", *numbers[:-1]]
    assert numbers == [f"{place:04d}" for place in range(1, len(numbers) + 1)]
