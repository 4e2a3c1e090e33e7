"""What the columns of a file are called to its reader: Korean, and on English pages what that means."""

from __future__ import annotations

from flask_babel import gettext as _

from sotong.core.places import reads_english
from sotong.core.tables import Column, Problem
from sotong.core.tables.headings import bare_title


def column_title(column: Column) -> str:
    """Return the title that a file for this reader has for a column; an import knows it in any language."""
    return column.english if reads_english() and column.english else column.titles[0]


def blank_title(column: Column) -> str:
    """Return the title of a column in a file to be filled in, which an import knows: it says what must be."""
    title = column_title(column)
    return _("%(title)s(필수)", title=title) if column.required else title


def column_example(column: Column) -> str:
    """Return what a cell of a column may hold, in the reader's language."""
    return column.english_example if reads_english() and column.english_example else column.example


def column_called(problem: Problem) -> str:
    """Return what the file itself calls the column of a problem; empty if it is about none."""
    title = problem.title or problem.column or ""
    known = not problem.english or bare_title(problem.english) == bare_title(title)
    return title if known or not reads_english() else f"{title} ({problem.english})"
