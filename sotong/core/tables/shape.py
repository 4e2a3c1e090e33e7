"""From a grid of cells to a table of known columns, or to all that is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import Final, TypeAlias

MEBIBYTE: Final = 1024 * 1024
MOST_PROBLEMS: Final = 50
"""Then reading stops: who has fifty to mend needs no more."""

Grid: TypeAlias = Iterable[tuple[int, Sequence[str]]]
"""Lines with their number, from 1, and their cells."""

_INVISIBLE: Final = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060"))
_ERRORS: Final = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Unicode's control characters, but tab and the ends of lines."""
_NO_FACTS: Final[Mapping[str, object]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read. `aliases` are other titles it may have; case and blanks in titles do not matter.

    A required column must be there, and filled in every line. `max_length` is in characters.
    """

    name: str
    required: bool = False
    aliases: tuple[str, ...] = ()
    max_length: int = 200


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
class Table:
    """A table that was read whole: `present` are its known columns, `ignored` the titles it has besides.

    A row has every known column; those that the file lacks are empty.
    """

    rows: tuple[Row, ...]
    present: frozenset[str]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file: the reason's sentence is in core/labels/, `facts` fill it.

    `line` counts from 1, the titles included; `column` is the column's name. None where it is the whole file.
    """

    reason: str
    line: int | None = None
    column: str | None = None
    facts: Mapping[str, object] = field(default_factory=lambda: _NO_FACTS)


class TableInvalid(Exception):
    """A file that cannot be read as the table asked for; `problems` says why, at most fifty of them."""

    def __init__(self, *problems: Problem | str) -> None:
        found = (Problem(each) if isinstance(each, str) else each for each in problems)
        self.problems = tuple(islice(found, MOST_PROBLEMS))
        super().__init__(", ".join(problem.reason for problem in self.problems))


def in_shape(grid: Grid, columns: tuple[Column, ...], limits: Limits) -> Table:
    """Find the known columns under the first line with anything in it, and read every line below.

    Raises TableInvalid with all that is wrong, in order of lines.
    """
    lines = ((line, cells) for line, raw in grid if any(cells := [_text(cell) for cell in raw]))
    line, titles = next(iter(lines), (0, []))
    if not titles:
        raise TableInvalid("table.empty")
    places = _places(line, titles, columns)
    rows, problems = _rows(lines, places, columns, limits, width=len(titles))
    if problems:
        raise TableInvalid(*problems)
    if not rows:
        raise TableInvalid("table.no_rows")
    known = frozenset(places)
    ignored = tuple(title for at, title in enumerate(titles) if title and at not in places.values())
    return Table(tuple(rows), known, ignored)


def cell_name(line: int, position: int) -> str:
    """Return a cell's name as spreadsheets have it: line 3, position 1 (from 0) is B3."""
    letters, rest = "", position + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{line}"


def _text(cell: str) -> str:
    if cell.isascii():
        return cell.strip()
    return unicodedata.normalize("NFC", cell.translate(_INVISIBLE)).strip()


def _title(text: str) -> str:
    return "".join(text.casefold().split()).replace("_", "")


def _places(line: int, titles: Sequence[str], columns: tuple[Column, ...]) -> dict[str, int]:
    """Where each known column stands."""
    names = {_title(title): column.name for column in columns for title in (column.name, *column.aliases)}
    places: dict[str, int] = {}
    problems: list[Problem] = []
    for position, title in enumerate(titles):
        name = names.get(_title(title))
        if name in places:
            problems.append(Problem("table.column_twice", line, name, {"title": title}))
        elif name is not None:
            places[name] = position
    missing = [column for column in columns if column.required and column.name not in places]
    problems += [Problem("table.column_missing", line, c.name, {"title": _shown(c)}) for c in missing]
    if problems:
        raise TableInvalid(*problems)
    return places


def _shown(column: Column) -> str:
    return " / ".join((column.name, *column.aliases))


def _rows(
    lines: Iterator[tuple[int, list[str]]],
    places: Mapping[str, int],
    columns: tuple[Column, ...],
    limits: Limits,
    *,
    width: int,
) -> tuple[list[Row], list[Problem]]:
    rows: list[Row] = []
    problems: list[Problem] = []
    for line, cells in lines:
        if len(rows) >= limits.rows:
            raise TableInvalid(Problem("table.too_many_rows", line, facts={"limit": limits.rows}))
        if any(cells[width:]):
            problems.append(Problem("table.too_many_cells", line, facts={"titles": width}))
        texts = {column.name: _cell(cells, places.get(column.name)) for column in columns}
        for column in columns:
            if not _plainly_right(texts[column.name], column):
                problems += _wrong_in_cell(line, texts[column.name], column, places.get(column.name))
        if len(problems) >= MOST_PROBLEMS:
            return rows, problems[:MOST_PROBLEMS]
        rows.append(Row(line, texts))
    return rows, problems


def _cell(cells: Sequence[str], position: int | None) -> str:
    return cells[position] if position is not None and position < len(cells) else ""


def _plainly_right(text: str, column: Column) -> bool:
    """Whether a cell is beyond doubt, as nearly all are: a file has hundreds of thousands of them."""
    return (0 < len(text) <= column.max_length and text[0] not in "=#" and not _CONTROL.search(text)) or not (
        text or column.required
    )


def _wrong_in_cell(line: int, text: str, column: Column, position: int | None) -> Iterator[Problem]:
    named = {"cell": cell_name(line, position or 0)}
    if not text:
        if column.required:
            yield Problem("table.cell_empty", line, column.name, named)
    elif text.startswith("="):
        yield Problem("table.formula", line, column.name, named)
    elif text in _ERRORS:
        yield Problem("table.error_cell", line, column.name, {**named, "text": text})
    elif len(text) > column.max_length:
        yield Problem("table.cell_too_long", line, column.name, {**named, "limit": column.max_length})
    elif _CONTROL.search(text):
        yield Problem("table.control_character", line, column.name, named)
