"""The line of titles: the first of a file, or a little below a headline, or two lines with merged cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from sotong.core.tables.shape import Column, Problem, cell_name, plain_title

_ASIDE: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\*")
LOOKED_AT: Final = 10
"""So many filled lines may be the line of titles; above it stand headlines, whom the list is from, blanks."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The titles of a file, where each known column stands among them, and what is wrong with them."""

    line: int
    titles: tuple[str, ...]
    places: Mapping[str, int]
    problems: tuple[Problem, ...]


def heading_among(
    lines: Iterator[tuple[int, list[str]]], columns: tuple[Column, ...]
) -> tuple[Heading | None, Iterator[tuple[int, list[str]]]]:
    """Find the titles among the first lines, and return them with the lines below; None in an empty file.

    They are where the most of the columns are named, all required ones if anywhere; the first such line.
    """
    first = list(islice(lines, LOOKED_AT))
    if not first:
        return None, lines
    names = {plain_title(title): column.name for column in columns for title in column.titles}
    instead = {plain_title(title): column.name for column in columns for title in column.instead}
    required = {column.name for column in columns if column.required}

    def fit(candidate: tuple[int, list[str]]) -> tuple[bool, int]:
        known = {
            name
            for title in candidate[1]
            if (name := names.get(plain_title(title)) or _loosely(title, instead | names))
        }
        return required <= known, len(known)

    at, titles = max(_candidates(first), key=fit)
    heading = _heading(first[at][0], titles, columns, names, instead)
    return heading, chain(first[at + 1 :], lines)


def bare_title(title: str) -> str:
    """Return a title without what stands beside it: 부서코드(필수), 시작일*, 채널 (channel)."""
    return plain_title(_ASIDE.sub("", title))


def _loosely(title: str, names: Mapping[str, str]) -> str | None:
    return names.get(bare_title(title))


def _candidates(lines: Sequence[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """What may be the titles: each line, and each line with what stands above its empty cells.

    Of merged cells only the first has a text: a title that reaches over two lines stands in the upper one.
    """
    above: list[str] = []
    for at, (_line, cells) in enumerate(lines):
        yield at, cells
        if above and "" in cells:
            yield at, [cell or "".join(above[n : n + 1]) for n, cell in enumerate(cells)]
        above = cells


def _heading(
    line: int,
    titles: Sequence[str],
    columns: tuple[Column, ...],
    names: Mapping[str, str],
    instead: Mapping[str, str],
) -> Heading:
    places: dict[str, int] = {}
    problems: list[Problem] = []
    for position, title in enumerate(titles):
        name = names.get(plain_title(title))
        if name in places:
            first = places[name]
            facts = {
                "title": title,
                "cell": cell_name(line, position),
                "other": titles[first],
                "other_cell": cell_name(line, first),
            }
            problems.append(Problem("table.column_twice", line, name, facts))
        elif name is not None:
            places[name] = position
    for others in (names, instead):
        for position, title in enumerate(titles):
            loose = None if position in places.values() else _loosely(title, others)
            if loose is not None:
                places.setdefault(loose, position)
    missing = (column for column in columns if column.required and column.name not in places)
    problems += [Problem("table.column_missing", line, each.name, _wanted(each)) for each in missing]
    return Heading(line, tuple(titles), places, tuple(problems))


def _wanted(column: Column) -> dict[str, object]:
    title, *others = (*column.titles, *column.instead)
    return {"title": title, "others": ", ".join(others) or title}
