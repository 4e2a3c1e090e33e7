"""The product's own code, parsed once a worker."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "sotong"
MODULES = sorted(PACKAGE.rglob("*.py"))


@functools.cache
def tree_of(module: Path) -> ast.Module:
    """Return the syntax tree of a module. It is shared: look, do not change."""
    return ast.parse(module.read_text(encoding="utf-8"))


def calls_in(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    """Find calls of functions or methods of these names, whatever they are called on."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name_of(node.func) in names:
            yield node


def _name_of(called: ast.expr) -> str | None:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else None
