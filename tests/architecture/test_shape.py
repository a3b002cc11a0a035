"""Small files, small functions, modules named after what they do, nothing left half done."""

from __future__ import annotations

import ast
import re
import subprocess

from tests.architecture.sources import PROJECT, Source, sources

MOST_LINES_OF_A_FILE = 300
MOST_LINES_OF_A_FUNCTION = 50
MOST_LINES_OF_A_TEST_FILE = 450
NAMES_THAT_SAY_NOTHING = re.compile(
    r"(^|_)(utils?|helpers?|managers?|common|misc|stuff|models|services)(_|$)"
)
LEFT_TO_DO = re.compile(r"\b(TODO|FIXME|XXX)\b|NotImplementedError")
REGISTRY = re.compile(r"https?://\S+(/simple\b|\.whl\b|\.tgz\b|\.deb\b)|files\.pythonhosted|pypi\.org")
TEXTS = {".py", ".md", ".toml", ".txt", ".html", ".js", ".css", ".csv", ".sh", ""}


def all_sources() -> list[Source]:
    return [*sources(), Source(PROJECT / "start.py")]


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of what a function does; its signature and docstring are its description."""
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def test_a_file_fits_in_a_head() -> None:
    long = {source.name: source.text.count("\n") for source in all_sources()}
    assert {name: lines for name, lines in long.items() if lines > MOST_LINES_OF_A_FILE} == {}


def test_a_file_of_tests_is_not_endless() -> None:
    long = {source.name: source.text.count("\n") for source in sources("tests")}
    assert {name: lines for name, lines in long.items() if lines > MOST_LINES_OF_A_TEST_FILE} == {}


def test_a_function_fits_on_a_screen() -> None:
    long = {
        f"{source.name} {function.name}": body_lines(function)
        for source in all_sources()
        for function in source.functions()
    }
    assert {name: lines for name, lines in long.items() if lines > MOST_LINES_OF_A_FUNCTION} == {}


def test_a_module_is_named_after_what_it_does() -> None:
    named = {source.name: source.module.split(".") for source in [*all_sources(), *sources("tests")]}
    vague = {
        name for name, parts in named.items() if any(NAMES_THAT_SAY_NOTHING.search(part) for part in parts)
    }
    assert vague == set()


def test_every_module_says_what_it_is() -> None:
    silent = {
        source.name for source in all_sources() if source.text.strip() and not ast.get_docstring(source.tree)
    }
    assert silent == set()


def test_nothing_is_left_to_do_and_nothing_names_this_machine_or_a_registry() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True)
    here = re.escape(f"{PROJECT.parent}/")
    found = set()
    for name in listed.stdout.splitlines():
        file = PROJECT / name
        if file.suffix not in TEXTS or not file.is_file() or file.name == "test_shape.py":
            continue
        text = file.read_text(encoding="utf-8")
        for what in (LEFT_TO_DO, REGISTRY, re.compile(here)):
            found |= {f"{name}: {match[0]}" for match in [what.search(text)] if match}
    assert found == set()


def test_no_exception_is_swallowed() -> None:
    swallowed = {
        f"{source.name}:{node.lineno}"
        for source in all_sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ExceptHandler)
        and ast.unparse(node.type or ast.Name("Exception")) in {"Exception", "BaseException"}
        and all(isinstance(step, (ast.Pass, ast.Continue)) for step in node.body)
    }
    assert swallowed == set()


def test_no_test_is_skipped_and_none_mocks() -> None:
    found = {
        f"{source.name}: {name}"
        for source in sources("tests")
        for name in source.imported()
        if name.split(".")[0] in {"mock", "pytest_mock"} or name.startswith("unittest.mock")
    }
    for source in sources("tests"):
        for function in source.functions():
            marks = {ast.unparse(mark) for mark in function.decorator_list}
            found |= {f"{source.name} {function.name}" for mark in marks if re.search(r"skip|xfail", mark)}
    assert found == set()
