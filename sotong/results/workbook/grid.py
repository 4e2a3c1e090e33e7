"""A sheet of a workbook before it is written: cells by row and column, each with what it comes to exactly."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from sotong.results.workbook.formulas import Block, Place

Value: TypeAlias = Fraction | int | str


class Look(StrEnum):
    """What a cell is, and so what it looks like."""

    PLAIN = "plain"
    TITLE = "title"
    HEAD = "head"
    NOTE = "note"
    GIVEN = "given"
    """A mark, a vote, a weight: what may be changed to try what then comes out."""
    RESULT = "result"


class Cell(NamedTuple):
    """A text, a number, or a formula with the value that it has; `places` is how many decimals are shown."""

    value: Value
    formula: str = ""
    look: Look = Look.PLAIN
    places: int | None = None


class Grid:
    """A sheet that is being filled, row by row."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.cells: dict[tuple[int, int], Cell] = {}
        self.next_row = 0
        self.frozen = 0

    def place(self, row: int, column: int) -> Place:
        """Return the place of a cell."""
        return Place(self.name, row, column)

    def across(self, row: int, first: int, last: int) -> Block:
        """Return the cells of a row from one column to another."""
        return Block(self.place(row, first), self.place(row, last))

    def down(self, column: int, first: int, last: int) -> Block:
        """Return the cells of a column from one row to another."""
        return Block(self.place(first, column), self.place(last, column))

    def put(self, row: int, column: int, cell: Cell) -> Place:
        """Write a cell."""
        self.cells[row, column] = cell
        self.next_row = max(self.next_row, row + 1)
        return self.place(row, column)

    def write(self, cells: Sequence[Cell | Value], look: Look = Look.PLAIN) -> int:
        """Write the next row, plain values in this look; return its number. Empty texts are left empty."""
        row = self.next_row
        self.next_row += 1
        for column, cell in enumerate(cells):
            if cell != "":
                self.put(row, column, cell if isinstance(cell, Cell) else Cell(cell, look=look))
        return row

    def head(self, texts: Sequence[str]) -> int:
        """Write the heading of a table; the rows down to it stay in sight."""
        row = self.write(texts, Look.HEAD)
        self.frozen = row + 1
        return row

    def skip(self) -> None:
        """Leave a row empty."""
        self.next_row += 1
