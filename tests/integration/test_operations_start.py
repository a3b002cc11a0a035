"""The one file that sets up and starts: plain refusals, and the main job from beginning to end, twice."""

from __future__ import annotations

import ast
import hashlib
import json
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.culture_process import PROJECT, Office, office_in

VENV = Path(sys.prefix)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that was set up before: this test's own environment under its own stamp."""
    for name in ("start.py", "pyproject.toml", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(PROJECT / name, tmp_path / name)
    (tmp_path / ".venv").mkdir()
    for entry in VENV.iterdir():
        if entry.name != "set-up.json":
            (tmp_path / ".venv" / entry.name).symlink_to(entry)
    locks = {"run": "requirements.txt", "check": "requirements-dev.txt"}
    project = (tmp_path / "pyproject.toml").read_bytes()
    done = {
        kind: hashlib.sha256((tmp_path / lock).read_bytes() + project).hexdigest()
        for kind, lock in locks.items()
    }
    place = [str(tmp_path), platform.python_version()]
    (tmp_path / ".venv" / "set-up.json").write_text(json.dumps({"place": place, "done": done}))
    return tmp_path


def start(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    office = office_in(checkout)
    return subprocess.run(
        [sys.executable, "start.py", *words],
        cwd=checkout,
        env={**office.environment(), "CULTURE_LANG": "zh"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_an_old_python_can_read_the_file_and_is_told_what_is_needed() -> None:
    text = (PROJECT / "start.py").read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 7))
    old = "import sys, runpy; sys.version_info = (3, 9, 2); runpy.run_path('start.py', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", old], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "Python 3.11 or later is needed" in done.stdout
    assert done.stderr == ""


def test_it_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse((PROJECT / "start.py").read_text(encoding="utf-8"))
    imported = {
        name.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
    }
    imported |= {
        (node.module or "").split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    }
    assert imported - sys.stdlib_module_names == set()


def test_an_unknown_deed_is_refused(checkout: Path) -> None:
    done = start(checkout, "fly")
    assert done.returncode == 2
    assert "invalid choice: 'fly'" in done.stderr


def test_a_folder_that_is_no_bundle_is_refused(checkout: Path) -> None:
    (checkout / ".venv" / "set-up.json").unlink()
    done = start(checkout, "setup", "--offline", str(checkout))
    assert done.returncode == 2
    assert "no SHA256SUMS, so not a bundle" in done.stderr


def test_a_damaged_bundle_is_refused_before_anything_is_installed(checkout: Path, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    (bundle / "wheels").mkdir(parents=True)
    wheel = bundle / "wheels" / "some.whl"
    wheel.write_bytes(b"whole")
    sums = f"{hashlib.sha256(b'whole').hexdigest()}  wheels/some.whl\n"
    (bundle / "SHA256SUMS").write_text(sums)
    wheel.write_bytes(b"broken")
    (checkout / ".venv" / "set-up.json").unlink()
    done = start(checkout, "setup", "--offline", str(bundle))
    assert done.returncode == 2
    assert "some.whl" in done.stderr
    assert "missing or damaged" in done.stderr
    assert not (checkout / ".venv" / "set-up.json").exists()


@pytest.mark.slow
def test_the_main_job_runs_from_nothing_to_published_and_a_second_time_has_nothing_to_do(
    checkout: Path,
) -> None:
    first = start(checkout, "--no-serve")
    assert first.returncode == 0, first.stderr
    steps = [line for line in first.stdout.splitlines() if line.startswith("▸")]
    assert [step.split(" · ")[1] for step in steps] == [
        "importing the demonstration district",
        "planning 2026-06",
        "approving",
        "publishing to the simulator",
        "published; next: python3 start.py",
    ]
    office: Office = office_in(checkout)
    shown = office.culture("--json", "show", "2026-06").json
    assert (shown["state"], shown["published_number"]) == ("published", 1)
    films = [one for one in shown["deliveries"] if one["category"] == "film" and one["day"] == "2026-06-12"]
    assert films != []
    told = office.culture("--json", "messages", "--limit", "10000").json
    assert set(told["counts"]) <= {"sent", "delivered"}
    second = start(checkout, "--no-serve")
    standing = "▸ 2026-06 已发布，下一步 python3 start.py · published; next: python3 start.py\n"
    assert (second.returncode, second.stdout) == (0, standing)
