"""What the columns of a file are called to its reader: Korean, and on English pages what that means."""

from __future__ import annotations

from sotong.core.places import reads_english
from sotong.core.tables import Column, Problem
from sotong.core.tables.shape import plain_title


def column_title(column: Column) -> str:
    """Return the title that a file for this reader has for a column; an import knows it in any language."""
    return column.english if reads_english() and column.english else column.titles[0]


def column_called(problem: Problem) -> str:
    """Return what the file itself calls the column of a problem; empty if it is about none."""
    title = problem.title or problem.column or ""
    known = not problem.english or plain_title(problem.english) == plain_title(title)
    return title if known or not reads_english() else f"{title} ({problem.english})"
