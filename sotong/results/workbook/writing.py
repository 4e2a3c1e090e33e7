"""The workbook's sheets as an XLSX file."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from sotong.core.spreadsheet import new_book
from sotong.results.workbook.grid import Cell, Grid, Look, Value

_LOOKS: Final[Mapping[Look, Mapping[str, object]]] = {
    Look.PLAIN: {},
    Look.TITLE: {"bold": True, "font_size": 16},
    Look.HEAD: {"bold": True, "bg_color": "#ECF2FE", "bottom": 1, "text_wrap": True, "valign": "top"},
    Look.NOTE: {"font_color": "#464C53"},
    Look.GIVEN: {"font_color": "#0B50D0"},
    Look.RESULT: {"bold": True},
}
_WIDEST: Final = 40
_NARROWEST: Final = 8


def written(grids: Sequence[Grid]) -> bytes:
    """Write the sheets as XLSX. The same sheets give the same bytes."""
    out = io.BytesIO()
    with new_book(out) as book:
        formats: dict[tuple[Look, int | None], Any] = {}
        for grid in grids:
            sheet = book.add_worksheet(grid.name)
            sheet.freeze_panes(grid.frozen, 0)
            sheet.set_landscape()
            sheet.set_paper(_A4)
            sheet.fit_to_pages(1, 0)
            for (row, column), cell in grid.cells.items():
                look = cell.look, cell.places
                if look not in formats:
                    formats[look] = book.add_format(_format(*look))
                _write(sheet, row, column, cell, formats[look])
            _widen(sheet, grid)
    return out.getvalue()


_A4: Final = 9


def _format(look: Look, places: int | None) -> dict[str, object]:
    shown = {} if places is None else {"num_format": "0." + "0" * places if places else "0"}
    return {**_LOOKS[look], **shown}


def _write(sheet: Any, row: int, column: int, cell: Cell, look: Any) -> None:
    value = _in_cell(cell.value)
    if cell.formula:
        sheet.write_formula(row, column, f"={cell.formula}", look, value)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, look)
    else:
        sheet.write_number(row, column, value, look)


def _in_cell(value: Value) -> str | int | float:
    """A spreadsheet's cell holds a text or an IEEE 754 double: the one place where a mark becomes one."""
    return float(value) if isinstance(value, Fraction) else value


def _widen(sheet: Any, grid: Grid) -> None:
    """Make columns as wide as what they hold; a heading or a note may take more than its column."""
    widths: dict[int, int] = {}
    for (_row, column), cell in grid.cells.items():
        if cell.look not in (Look.TITLE, Look.NOTE):
            shortened = len(str(cell.value)) if isinstance(cell.value, str) else _NARROWEST
            widths[column] = max(
                widths.get(column, _NARROWEST), 2 * shortened if _is_korean(cell) else shortened
            )
    for column, width in widths.items():
        sheet.set_column(column, column, min(width + 2, _WIDEST))


def _is_korean(cell: Cell) -> bool:
    return isinstance(cell.value, str) and not cell.value.isascii()
