"""From a grid of cells to a table of known columns, with all that is wrong with it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sotong.core.tables.headings import heading_among
from sotong.core.tables.shape import (
    MOST_PROBLEMS,
    MOST_SHOWN,
    Column,
    Grid,
    Limits,
    Problem,
    Row,
    Table,
    TableInvalid,
    cell_name,
)
from sotong.core.written import unseen_in, without_invisible

STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_ERRORS: Final = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))


def in_shape(grid: Grid, columns: tuple[Column, ...], limits: Limits) -> Table:
    """Find the line of titles among the first, and read every line below, noting what is wrong.

    Raises TableInvalid where there is nothing to go on.
    """
    broken: list[Problem] = []
    filled = ((line, cells) for line, raw in grid if any(cells := [_text(cell) for cell in raw]))
    heading, lines = heading_among(_until_broken(filled, broken), columns)
    if heading is None:
        raise TableInvalid(*(broken or [Problem("table.empty")]))
    places, titles = heading.places, heading.titles
    if any("\0" in title for title in titles):
        raise TableInvalid(Problem("table.nul", heading.line))
    written = {name: titles[at] for name, at in sorted(places.items(), key=lambda item: item[1])}
    ignored = tuple(title for at, title in enumerate(titles) if title and at not in places.values())
    rows: list[Row] = []
    wrong: list[Problem] = []
    required = {column.name for column in columns if column.required}
    if not required or required & places.keys():  # else that was no line of titles
        rows, wrong = _rows(lines, places, columns, limits, width=len(titles))
    problems = (*heading.problems, *wrong, *broken)
    if not rows and not problems:
        raise TableInvalid("table.no_rows")
    return Table(columns, tuple(rows), written, ignored, problems)


def _text(cell: str) -> str:
    if cell.isascii():
        return cell.strip()
    return unicodedata.normalize("NFC", without_invisible(cell)).strip()


def _until_broken(
    lines: Iterator[tuple[int, list[str]]], broken: list[Problem]
) -> Iterator[tuple[int, list[str]]]:
    """The lines up to one that cannot be read: what is wrong before it is worth telling with it."""
    try:
        yield from lines
    except TableInvalid as wrong:
        broken += wrong.problems


def _rows(
    lines: Iterator[tuple[int, list[str]]],
    places: Mapping[str, int],
    columns: tuple[Column, ...],
    limits: Limits,
    *,
    width: int,
) -> tuple[list[Row], list[Problem]]:
    there = [column for column in columns if column.name in places]
    rows: list[Row] = []
    problems: list[Problem] = []
    for line, cells in lines:
        if len(rows) >= limits.rows:
            raise TableInvalid(Problem("table.too_many_rows", line, facts={"limit": limits.rows}))
        if any(cells[width:]):
            problems.append(_beyond_the_titles(line, cells, width))
        texts = {column.name: _cell(cells, places.get(column.name)) for column in columns}
        for column in there:
            if not _plainly_right(texts[column.name], column):
                problems += _wrong_in_cell(line, texts[column.name], column, places[column.name])
            elif texts[column.name][:1] == "'":
                texts[column.name] = _undefused(texts[column.name])
        if len(problems) >= MOST_PROBLEMS:
            break
        rows.append(Row(line, texts))
    return rows, problems


def _beyond_the_titles(line: int, cells: Sequence[str], width: int) -> Problem:
    at = next(place for place in range(width, len(cells)) if cells[place])
    facts = {"titles": width, "cell": cell_name(line, at), "text": cells[at][:MOST_SHOWN]}
    return Problem("table.too_many_cells", line, facts=facts)


def _cell(cells: Sequence[str], position: int | None) -> str:
    return cells[position] if position is not None and position < len(cells) else ""


def _plainly_right(text: str, column: Column) -> bool:
    """Whether a cell is beyond doubt, as nearly all are: a file has hundreds of thousands of them."""
    return (0 < len(text) <= column.max_length and text[0] not in "=#" and not unseen_in(text)) or not (
        text or column.required
    )


def _undefused(text: str) -> str:
    """A text without the ' that an export puts before what would run as a formula: '+82-2-1 is +82-2-1."""
    return text[1:] if text[1:].startswith(STARTS_A_FORMULA) else text


def _wrong_in_cell(line: int, text: str, column: Column, position: int) -> Iterator[Problem]:
    named = {"cell": cell_name(line, position)}
    if not text:
        if column.required:
            yield Problem("table.cell_empty", line, column.name, named)
    elif text.startswith("="):
        yield Problem("table.formula", line, column.name, named)
    elif text in _ERRORS:
        yield Problem("table.error_cell", line, column.name, {**named, "text": text})
    elif len(text) > column.max_length:
        yield Problem("table.cell_too_long", line, column.name, {**named, "limit": column.max_length})
    elif unseen := unseen_in(text):
        yield Problem("table.control_character", line, column.name, {**named, "character": unseen})
