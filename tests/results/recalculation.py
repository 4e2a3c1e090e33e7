"""A workbook recalculated as a spreadsheet would do it: formulas read from the file, doubles inside.

It knows the functions that our workbooks use and no other; an unknown one is an error. As spreadsheets do,
ROUND and ROUNDDOWN look at 15 significant digits, so that 2.675 rounds up although its double lies below.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Callable, Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any, Final

import openpyxl
from openpyxl.utils import get_column_letter

Node = Callable[[], Any]
TOKEN: Final = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"]|"")*")
    |(?P<cells>(?:'(?:[^']|'')+'!)?\$?[A-Z]{1,3}\$?[0-9]+(?::\$?[A-Z]{1,3}\$?[0-9]+)?)
    |(?P<number>[0-9]+(?:\.[0-9]+)?)
    |(?P<name>[A-Z]+)(?=\()
    |(?P<sign>>=|<=|<>|[-+*/(),<>=]))""",
    re.VERBOSE,
)


def recalculated(xlsx: bytes) -> Book:
    """Read a workbook to recalculate it."""
    return Book(xlsx)


class Book:
    """A workbook whose formulas are computed when they are asked for."""

    def __init__(self, xlsx: bytes) -> None:
        self.content = xlsx
        book = openpyxl.load_workbook(io.BytesIO(xlsx))
        self.sheets: list[str] = book.sheetnames
        self.cells: dict[tuple[str, str], Any] = {
            (sheet.title, cell.coordinate): cell.value
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
        }
        self.formulas = {at: text for at, text in self.cells.items() if str(text).startswith("=")}
        self.known: dict[tuple[str, str], Any] = {}

    def stored(self) -> dict[tuple[str, str], Any]:
        """What the file says that its formulas come to, for programs that do not compute."""
        book = openpyxl.load_workbook(io.BytesIO(self.content), data_only=True)
        return {(sheet, at): book[sheet][at].value for sheet, at in self.formulas}

    def rows(self, sheet: str) -> list[list[Any]]:
        """All rows of a sheet, computed."""
        columns = max(_split(at)[0] for name, at in self.cells if name == sheet)
        last = max(_split(at)[1] for name, at in self.cells if name == sheet)
        return [
            [self.value(sheet, f"{get_column_letter(column)}{row}") for column in range(1, columns + 1)]
            for row in range(1, last + 1)
        ]

    def value(self, sheet: str, address: str) -> Any:
        """What a cell holds or computes."""
        at = (sheet, address)
        if at not in self.formulas:
            return self.cells.get(at)
        if at not in self.known:
            self.known[at] = _Reader(self, sheet, self.formulas[at][1:]).read()()
        return self.known[at]


def _split(address: str) -> tuple[int, int]:
    letters, row = re.fullmatch(r"\$?([A-Z]+)\$?([0-9]+)", address).groups()  # type: ignore[union-attr]
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number, int(row)


class _Reader:
    """Reads one formula by descent: comparisons over sums over products over what stands alone."""

    def __init__(self, book: Book, sheet: str, text: str) -> None:
        self.book, self.sheet, self.text = book, sheet, text
        self.tokens = list(_tokens(text))
        self.at = 0

    def read(self) -> Node:
        node = self._compared()
        assert self.at == len(self.tokens), f"not read to its end: {self.text}"
        return node

    def _next(self, *signs: str) -> str | None:
        if self.at < len(self.tokens) and self.tokens[self.at][1] in signs:
            self.at += 1
            return self.tokens[self.at - 1][1]
        return None

    def _compared(self) -> Node:
        return self._chain(self._added, "=", "<", ">")

    def _added(self) -> Node:
        return self._chain(self._multiplied, "+", "-")

    def _multiplied(self) -> Node:
        return self._chain(self._alone, "*", "/")

    def _chain(self, below: Callable[[], Node], *signs: str) -> Node:
        node = below()
        while sign := self._next(*signs):
            node = _both(OPERATORS[sign], node, below())
        return node

    def _alone(self) -> Node:
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return lambda: float(text)
        if kind == "text":
            return lambda: text[1:-1].replace('""', '"')
        if kind == "cells":
            return self._cells(text)
        if kind == "name":
            return self._function(text)
        assert text == "(", f"unexpected {text} in {self.text}"
        node = self._compared()
        assert self._next(")")
        return node

    def _function(self, name: str) -> Node:
        assert self._next("(")
        arguments = [self._compared()]
        while self._next(","):
            arguments.append(self._compared())
        assert self._next(")")
        if name == "IF":
            asked, then, otherwise = arguments
            return lambda: then() if asked() else otherwise()
        function = FUNCTIONS[name]
        return lambda: function(*(argument() for argument in arguments))

    def _cells(self, text: str) -> Node:
        sheet, _, address = text.rpartition("!")
        name = sheet[1:-1].replace("''", "'") if sheet else self.sheet
        first, _, last = address.replace("$", "").partition(":")
        if not last:
            return lambda: self.book.value(name, first)
        (left, top), (right, bottom) = _split(first), _split(last)
        return lambda: [
            self.book.value(name, f"{get_column_letter(column)}{row}")
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        ]


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        found = TOKEN.match(text, at)
        assert found, f"cannot be read: {text[at:]}"
        at = found.end()
        kind = str(found.lastgroup)
        yield kind, found[kind]


def _both(operator: Callable[[Any, Any], Any], one: Node, two: Node) -> Node:
    def compute() -> Any:
        left, right = one(), two()
        if isinstance(left, list) and isinstance(right, list):
            return [operator(a, b) for a, b in zip(left, right, strict=True)]
        return operator(left, right)

    return compute


def _number(value: Any) -> float:
    assert not isinstance(value, str), f"#VALUE!: {value!r} is no number"
    return float(value or 0)


def _equal(one: Any, two: Any) -> bool:
    if one is None or two is None:  # an empty cell equals an empty text, and 0
        return (one or two) in (None, "", 0)
    return type(one) is type(two) and bool(one == two) if isinstance(one, str) else bool(one == two)


OPERATORS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "+": lambda one, two: _number(one) + _number(two),
    "-": lambda one, two: _number(one) - _number(two),
    "*": lambda one, two: _number(one) * _number(two),
    "/": lambda one, two: _number(one) / _number(two),
    "<": lambda one, two: _number(one) < _number(two),
    ">": lambda one, two: _number(one) > _number(two),
    "=": _equal,
}


def _numbers(*ranges: Any) -> list[float]:
    """The numbers in ranges; texts and empty cells are passed over, as spreadsheets do."""
    cells = [cell for one in ranges for cell in (one if isinstance(one, list) else [one])]
    return [float(cell) for cell in cells if _is_number(cell)]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _average(cells: Any) -> float:
    numbers = _numbers(cells)
    return math.fsum(numbers) / len(numbers)


def _rank(value: float, cells: Any, rising: float) -> int:
    numbers = _numbers(cells)
    assert value in numbers, "#N/A: RANK of what is not there"
    return 1 + sum(one < value if rising else one > value for one in numbers)


def _to_places(mode: str) -> Callable[[Any, Any], float]:
    def compute(value: Any, places: Any) -> float:
        digits = Decimal(f"{_number(value):.15g}")
        return float(digits.quantize(Decimal(1).scaleb(-int(places)), mode))

    return compute


def _is(value: Any) -> Any:
    return [_is_number(one) for one in value] if isinstance(value, list) else _is_number(value)


FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "ABS": lambda value: abs(_number(value)),
    "AVERAGE": _average,
    "COUNT": lambda cells: len(_numbers(cells)),
    "INDEX": lambda cells, at: cells[int(at) - 1],
    "ISNUMBER": _is,
    "LARGE": lambda cells, at: sorted(_numbers(cells))[-int(at)],
    "MAX": lambda cells: max(_numbers(cells)),
    "MEDIAN": lambda cells: median(_numbers(cells)),
    "NOT": lambda value: not value,
    "OR": lambda *values: any(values),
    "RANK": _rank,
    "ROUND": _to_places(ROUND_HALF_UP),
    "ROUNDDOWN": _to_places(ROUND_DOWN),
    "SMALL": lambda cells, at: sorted(_numbers(cells))[int(at) - 1],
    "SUM": lambda *cells: sum(_numbers(*cells)),
    "SUMPRODUCT": lambda cells: sum(_numbers(cells)),
    "TRUNC": lambda value: float(math.trunc(_number(value))),
}
