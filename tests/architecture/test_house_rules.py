"""The rules of the house that import contracts cannot say, read from the code itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from sotong.core import labels
from tests.source_code import MODULES, PACKAGE, calls_in, tree_of

TOP = Path(__file__).resolve().parents[2]
WRITERS = {"views", "jobs", "intake", "web"}
FORBIDDEN_WORDS = re.compile(r"(^|_)(managers?|helpers?|utils?|data)(_|$)")


def _room_modules(*names: str) -> list[Path]:
    return [
        module
        for module in MODULES
        if {module.stem, module.parent.name} & set(names) and module.parent.name not in {"core", "web"}
    ]


def _named(module: Path) -> str:
    return str(module.relative_to(TOP))


def test_only_views_jobs_and_intake_open_a_transaction() -> None:
    openers = {
        _named(module)
        for module in MODULES
        if any(calls_in(tree_of(module), "transaction"))
        and not {module.stem, module.parent.name} & WRITERS
        and "web" not in module.relative_to(PACKAGE).parts
    }
    assert openers == set()


def test_nobody_but_core_commits() -> None:
    committers = {_named(module) for module in MODULES if any(calls_in(tree_of(module), "commit"))}
    assert committers == {"sotong/core/db.py", "sotong/web/schema.py"}


@pytest.mark.parametrize("module", _room_modules("rules", "services", "queries", "models"), ids=_named)
def test_time_is_passed_in(module: Path) -> None:
    tree = tree_of(module)
    assert [ast.unparse(call) for call in calls_in(tree, "now", "utcnow", "today")] == []


def test_rooms_take_no_views_and_forms_of_one_another() -> None:
    wrong = []
    for module in MODULES:
        room = module.relative_to(PACKAGE).parts[0]
        for node in ast.walk(tree_of(module)):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("sotong."):
                _, other, *rest = node.module.split(".")
                foreign = other not in {room, "core"} and room != "web"
                imported = {*rest, *(alias.name for alias in node.names)}
                if foreign and imported & {"views", "forms"}:
                    wrong.append(f"{_named(module)}: {node.module}")
    assert wrong == []


def test_no_name_says_nothing() -> None:
    vague = [_named(module) for module in MODULES if FORBIDDEN_WORDS.search(module.stem)]
    assert vague == []


def test_every_refusal_has_its_sentence(app: Flask) -> None:
    reasons = {reason for module in MODULES for reason in _reasons(module)}
    with app.app_context():
        missing = sorted(reasons - set(labels.SENTENCES))
    assert missing == []


def _reasons(module: Path) -> Iterator[str]:
    tree = tree_of(module)
    for call in calls_in(tree, "Refused", "refusing_clash"):
        for argument in call.args:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("why_not_"):
            yield from _texts_returned(node)


def _texts_returned(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value is not None:
            for part in ast.walk(node.value):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and "." in part.value:
                    yield part.value


@pytest.mark.parametrize("module", MODULES, ids=_named)
def test_files_are_of_one_thing(module: Path) -> None:
    lines = module.read_text(encoding="utf-8").count("\n")
    assert lines <= (500 if module.stem == "sotong_verify" else 450)  # which must be one file


def test_a_label_given_on_two_pages_is_refused() -> None:
    with pytest.raises(ValueError, match=r"entry\.withdrawn"):
        labels.joined([{"entry.withdrawn": "철회"}, {"entry.withdrawn": "철회함", "entry.twice": "둘"}])


def test_every_page_of_labels_is_joined() -> None:
    pages = {page.stem for page in (PACKAGE / "core/labels").glob("*.py")} - {"__init__"}
    assert {page.__name__.split(".")[-1] for page in labels.PAGES} == pages
