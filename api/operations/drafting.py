"""Drafts a migration: what the models have and the newest revision has not. For developers.

python -m api.operations.drafting "what changes"      one more revision
python -m api.operations.drafting --first             the first one anew, as long as no office has it
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command

from api.tables import metadata
from config.database import Store
from config.migrating import alembic_config
from config.revisions import MIGRATIONS


def draft(message: str, *, first: bool = False) -> Path:
    """Write the migration file and return its path; it is read and mended by a person before it is kept."""
    versions = MIGRATIONS / "versions"
    if first:
        for old in versions.glob("*.py"):
            old.unlink()
    number = f"{len(list(versions.glob('*.py'))) + 1:04}"
    with tempfile.TemporaryDirectory() as scratch:
        store = Store(f"sqlite:///{scratch}/scratch.sqlite")
        with store.engine.begin() as connection:
            config = alembic_config(connection, metadata())
            if not first:
                command.upgrade(config, "head")
            command.revision(config, message, autogenerate=True, rev_id=number)
        store.close()
    (made,) = versions.glob(f"{number}_*.py")
    lines = made.read_text(encoding="utf-8").splitlines(keepends=True)
    made.write_text("".join(line for line in lines if "### " not in line), encoding="utf-8")
    for step in (["check", "--fix"], ["format"]):
        subprocess.run([Path(sys.executable).with_name("ruff"), "-q", *step, made], check=True)  # noqa: S603
    return made


if __name__ == "__main__":
    anew = sys.argv[1:] == ["--first"]
    if anew or len(sys.argv) == 2:  # noqa: PLR2004 - the program and its message
        print(draft("first" if anew else sys.argv[1], first=anew))
    else:
        sys.exit(__doc__)
