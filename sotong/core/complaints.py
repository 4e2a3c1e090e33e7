"""What is wrong with a file, on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from sotong.core.labels import sentence
from sotong.core.tables import Problem


def complain(path: Path, problems: Iterable[Problem]) -> None:
    """Write each problem to standard error; its place is named as compilers do: file, line, column."""
    for problem in problems:
        place = [str(path), *(str(part) for part in (problem.line, problem.column) if part is not None)]
        sys.stderr.write(f"{':'.join(place)}: {sentence(problem.reason, **problem.facts)}\n")
