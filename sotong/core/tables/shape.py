"""What is read of a file, and what is said of it: columns, rows, a table, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import Final, TypeAlias

MEBIBYTE: Final = 1024 * 1024
MOST_PROBLEMS: Final = 50
"""Then reading stops: who has fifty to mend needs no more."""
MOST_SHOWN: Final = 40
"""So many characters of a cell are shown where it is told what is wrong with it."""

Grid: TypeAlias = Iterable[tuple[int, Sequence[str]]]
"""Lines with their number, from 1, and their cells."""

_NO_FACTS: Final[Mapping[str, object]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read. `name` is its name here; `title` and `english` are what files should call it.

    `aliases` are other titles it may have, as it may have its name; case and blanks in titles do not matter.
    Titles `instead` are taken for its own where the file has none of these; beside one they are not read.
    A required column must be there, and filled in every line. `max_length` is in characters.
    `example` is what a cell may hold, for who has never sent such a file; `english_example` if that differs.
    """

    name: str
    title: str = ""
    english: str = ""
    required: bool = False
    aliases: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()
    max_length: int = 200
    example: str = ""
    english_example: str = ""

    @property
    def titles(self) -> tuple[str, ...]:
        """All titles it may have, the one it should have first, none twice."""
        known: dict[str, str] = {}
        for title in (self.title, self.english, *self.aliases, self.name):
            known.setdefault(plain_title(title), title)
        return tuple(title for title in known.values() if title)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read. `rows` without the titles; `unpacked_bytes` is what an XLSX may unpack to."""

    rows: int = 5_000
    columns: int = 100
    unpacked_bytes: int = 16 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file: its number as an editor or Excel shows it, and the text of each column."""

    line: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file: the reason's sentence is in core/labels/, `facts` fill it.

    `line` counts from 1, the titles included; `column` is the column's name here. None where it is the whole
    file. `title` is what the file calls the column, or should, and `english` what that means: for people.
    """

    reason: str
    line: int | None = None
    column: str | None = None
    facts: Mapping[str, object] = field(default_factory=lambda: _NO_FACTS)
    title: str = field(default="", compare=False)
    english: str = field(default="", compare=False)


class TableInvalid(Exception):
    """A file that cannot be read as the table asked for; `problems` says why, at most fifty of them."""

    def __init__(self, *problems: Problem | str) -> None:
        found = (Problem(each) if isinstance(each, str) else each for each in problems)
        self.problems = tuple(islice(found, MOST_PROBLEMS))
        super().__init__(", ".join(problem.reason for problem in self.problems))


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was read. A row has every known column; those that the file lacks are empty.

    `written` are the titles of the known columns as they stand there, left to right, `ignored` the others.
    A table with `problems` is for finding more of them only.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    written: Mapping[str, str]
    ignored: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def present(self) -> frozenset[str]:
        """The names of the columns that it has."""
        return frozenset(self.written)

    @property
    def lacking(self) -> frozenset[str]:
        """The names of the columns that it should have and has not."""
        return frozenset(each.name for each in self.columns if each.required) - self.present


def cell_name(line: int, position: int) -> str:
    """Return a cell's name as spreadsheets have it: line 3, position 1 (from 0) is B3."""
    letters, rest = "", position + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{line}"


def plain_title(text: str) -> str:
    """Return a title without what does not matter in it: case, blanks, underscores."""
    return "".join(text.casefold().split()).replace("_", "")
