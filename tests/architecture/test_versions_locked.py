"""The lock files say what pyproject.toml asks for, each with its checksums, and name no registry."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.sources import PROJECT

RUN, CHECK = PROJECT / "requirements.txt", PROJECT / "requirements-dev.txt"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", re.MULTILINE)


def asked_for(*extras: str) -> list[Requirement]:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    words = [
        *project["dependencies"],
        *(word for name in extras for word in project["optional-dependencies"][name]),
    ]
    return [Requirement(word) for word in words]


def locked(text: str) -> dict[str, set[str]]:
    """The versions of each package; several where they depend on the platform."""
    found: dict[str, set[str]] = {}
    for name, version in PINNED.findall(text):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


@pytest.mark.parametrize(("file", "extras"), [(RUN, ["build"]), (CHECK, ["build", "dev"])])
def test_the_lock_holds_what_the_project_asks_for(file: Path, extras: list[str]) -> None:
    versions = locked(file.read_text(encoding="utf-8"))
    unmet = {
        str(wanted)
        for wanted in asked_for(*extras)
        if not versions.get(canonicalize_name(wanted.name))
        or not all(wanted.specifier.contains(version) for version in versions[canonicalize_name(wanted.name)])
    }
    assert unmet == set()


def test_the_build_back_end_is_locked_too() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(project["build-system"]["requires"]) <= set(
        project["project"]["optional-dependencies"]["build"]
    )


def test_what_is_tested_is_what_runs() -> None:
    run, check = locked(RUN.read_text(encoding="utf-8")), locked(CHECK.read_text(encoding="utf-8"))
    assert {name: versions for name, versions in run.items() if check.get(name) != versions} == {}


@pytest.mark.parametrize("file", [RUN, CHECK], ids=["run", "check"])
def test_every_package_has_its_checksums_and_no_registry_is_named(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    entries = [entry for entry in re.split(r"\n(?=[A-Za-z])", text) if PINNED.match(entry)]
    assert len(entries) == len(PINNED.findall(text))
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.findall(r"https?://|--(?:extra-)?index|--find-links", text) == []


def test_everything_that_is_locked_is_asked_for_by_somebody() -> None:
    """A package that nobody needs any more must leave the lock: each names who asked for it."""
    text = RUN.read_text(encoding="utf-8")
    direct = {canonicalize_name(wanted.name) for wanted in asked_for("build")}
    for entry in re.split(r"\n(?=[A-Za-z])", text):
        name = canonicalize_name(entry.split("==")[0].split("[")[0])
        reasons = set(re.findall(r"^    # +(?:via )?(\S+)", entry, re.MULTILINE)) - {"via"}
        by_project = any(reason.startswith("culture-delivery") for reason in reasons)
        assert by_project == (name in direct), entry.splitlines()[0]
        assert reasons, entry.splitlines()[0]
