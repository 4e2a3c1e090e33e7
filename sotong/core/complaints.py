"""What is wrong with a file, on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from sotong.core.column_titles import column_called
from sotong.core.errors import Refused
from sotong.core.labels import sentence
from sotong.core.tables import Problem, TableInvalid

T = TypeVar("T")


def or_complain(path: Path, bring_in: Callable[[], T]) -> T | None:
    """Return what the import of a file returns; None if the file or a rule says no, which is written out."""
    try:
        return bring_in()
    except TableInvalid as invalid:
        complain(path, invalid.problems)
    except Refused as refused:
        sys.stderr.write(f"{sentence(refused.reason, **refused.facts)}\n")
    return None


def complain(path: Path, problems: Iterable[Problem]) -> None:
    """Write each problem to standard error; its place is named as compilers do: file, line, column."""
    for problem in problems:
        line = "" if problem.line is None else str(problem.line)
        place = ":".join(part for part in (str(path), line, column_called(problem)) if part)
        sys.stderr.write(f"{place}: {sentence(problem.reason, **problem.facts)}\n")


def mention_ignored(titles: Sequence[str]) -> None:
    """Write to standard error which columns of a file that was taken were not read."""
    if titles:
        sys.stderr.write(f"{sentence('table.ignored', columns=', '.join(titles))}\n")
