"""A file whose lines mean something: what they mean, and all that is wrong with them, told at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Generic, TypeVar

from sotong.core.tables.shape import MOST_PROBLEMS, Problem, Row, Table, TableInvalid

T = TypeVar("T")


class Reading(Generic[T]):
    """A file that is being read: `lines` are the meanings of its sound lines.

    Whoever knows more of the lines than the file tells (whose they are, whether they are here already) adds
    what is wrong with them, and `close` tells everything at once: a file is mended once, not in rounds.
    """

    def __init__(self, table: Table) -> None:
        self.lines: list[T] = []
        self._table = table
        self._columns = {column.name: column for column in table.columns}
        self._problems = list(table.problems)
        self._told = {(each.line, each.column) for each in table.problems if each.column}
        self._faulty = {each.line for each in table.problems}
        self._lacking = table.lacking

    def take(self, line: int, meaning: T | list[Problem]) -> None:
        """Take what a line means, or what is wrong with it."""
        if isinstance(meaning, list):
            self.add(meaning)
        elif line not in self._faulty and not self._lacking:
            self.lines.append(meaning)

    def add(self, problems: Iterable[Problem]) -> None:
        """Add what is wrong. Of an empty cell or a formula it is not said that it is no day besides."""
        self._problems += [
            each
            for each in problems
            if each.column not in self._lacking and (each.line, each.column) not in self._told
        ]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All lines as they stand there, faulty ones too."""
        return self._table.rows

    @property
    def ignored(self) -> tuple[str, ...]:
        """The titles of the columns that are not read: perhaps one of them is misspelt."""
        return self._table.ignored

    @property
    def faulty_rows(self) -> list[Row]:
        """The lines that something is wrong with so far: whom they name can be looked up nevertheless."""
        faulty = {problem.line for problem in self._problems}
        return [row for row in self._table.rows if row.line in faulty]

    @property
    def is_full(self) -> bool:
        """Whether so much is wrong that no more would be told."""
        return len(self._problems) >= MOST_PROBLEMS

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong so far, line by line from left to right, each column called as the file does."""
        places = {name: place for place, name in enumerate(self._table.written)}

        def place(problem: Problem) -> tuple[int, int]:
            return problem.line or 0, places.get(problem.column or "", -1)

        return tuple(map(self._titled, sorted(self._problems, key=place)))

    def close(self) -> list[T]:
        """Return what the lines mean, and let go of how they were written.

        Raises TableInvalid with all that is wrong.
        """
        if self._problems:
            raise TableInvalid(*self.problems)
        self._table = replace(self._table, rows=())
        return self.lines

    def called(self, name: str) -> str:
        """Return the title of a column: the one in the file, or what it should be; its name if it is none."""
        column = self._columns.get(name)
        return self._table.written.get(name, column.titles[0] if column else name)

    def _titled(self, problem: Problem) -> Problem:
        column = self._columns.get(problem.column or "")
        return replace(problem, title=self.called(column.name), english=column.english) if column else problem
