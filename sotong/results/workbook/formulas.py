"""Spreadsheet formulas for what a contest rule computes, as text: averages, roundings, points by place.

A spreadsheet computes in IEEE 754 doubles, the tally in fractions. So that 0.1 + 0.2 does not stand in the
way of a tie or of a rounding at the half, a figure is brought to ten decimal places (`GUARD`), far finer
than any rule rounds, right before the rule rounds it and before it is ranked, and nowhere else: what is
computed on keeps all its digits. Where even that is not enough (an exact figure within 5e-11 of a half that
it is not) the exact figure beside it tells. Only functions that every spreadsheet since Excel 2003 knows are
used, no array formulas and no names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from sotong.contests.amounts import RoundingMode
from sotong.contests.rule_parts import JuryRule, Method, RoundingStep, TiedPoints

GUARD: Final = 10
"""Decimal places that a figure is brought to before it is rounded or ranked."""
_LETTERS: Final = 26


class Place(NamedTuple):
    """A cell of a sheet; row and column count from 0, as the file does."""

    sheet: str
    row: int
    column: int

    @property
    def here(self) -> str:
        """Its address for formulas of the same sheet: C5."""
        return f"{letters(self.column)}{self.row + 1}"

    @property
    def still(self) -> str:
        """Its address for formulas of the same sheet, in whatever row: $C$5."""
        return f"${letters(self.column)}${self.row + 1}"

    @property
    def fixed(self) -> str:
        """Its address for every sheet: 'Marks'!$C$5."""
        return f"{_quoted(self.sheet)}!{self.still}"


class Block(NamedTuple):
    """Cells from one corner to the other, both of the same sheet."""

    first: Place
    last: Place

    @property
    def here(self) -> str:
        """Its address for formulas of the same sheet: C5:F5."""
        return f"{self.first.here}:{self.last.here}"

    @property
    def still(self) -> str:
        """Its address for formulas of the same sheet, in whatever row: $C$5:$C$9."""
        return f"{self.first.still}:{self.last.still}"

    @property
    def fixed(self) -> str:
        """Its address for every sheet: 'Marks'!$C$5:$F$5."""
        return f"{self.first.fixed}:{self.last.still}"


def letters(column: int) -> str:
    """Return the letters of a column that is counted from 0: A, Z, AA."""
    above, at = divmod(column, _LETTERS)
    return (letters(above - 1) if above else "") + chr(ord("A") + at)


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"


def guarded(figure: str) -> str:
    """Free a figure of what doubles leave behind its tenth decimal place: equal figures, equal doubles."""
    return f"ROUND({figure},{GUARD})"


def rounded(figure: str, rounding: RoundingStep | None) -> str:
    """Round a figure as the rule says, if it does."""
    return figure if rounding is None else _ROUNDED[rounding.mode](guarded(figure), rounding.places)


def _half_even(figure: str, places: int) -> str:
    """No spreadsheet rounds to the even neighbour by itself; at the half, twice the nearest half does."""
    units = f"ROUND({figure}*{10**places},{GUARD - places})"
    return f"IF(ABS({units}-TRUNC({units}))=0.5,2*ROUND({units}/2,0),ROUND({units},0))/{10**places}"


_ROUNDED: Final[Mapping[RoundingMode, Callable[[str, int], str]]] = {
    RoundingMode.HALF_UP: lambda figure, places: f"ROUND({figure},{places})",
    RoundingMode.DOWN: lambda figure, places: f"ROUNDDOWN({figure},{places})",
    RoundingMode.HALF_EVEN: _half_even,
}


def unless(nothing: str, figure: str) -> str:
    """The figure, or an empty text where there is nothing to compute it from."""
    return f'IF({nothing},"",{figure})'


def averaged(jury: JuryRule, cells: str) -> str:
    """The judges' figures as one, as the rule's method says; empty cells are left out."""
    if jury.method is Method.SUM:
        return f"SUM({cells})"
    if jury.method is Method.MEDIAN:
        return f"MEDIAN({cells})"
    if jury.method is Method.MEAN:
        return f"AVERAGE({cells})"
    drops = jury.drop_highest + jury.drop_lowest
    highest = "".join(f"-LARGE({cells},{at})" for at in range(1, jury.drop_highest + 1))
    lowest = "".join(f"-SMALL({cells},{at})" for at in range(1, jury.drop_lowest + 1))
    trimmed = f"(SUM({cells}){highest}{lowest})/(COUNT({cells})-{drops})"
    return f"IF(COUNT({cells})>{drops},{trimmed},AVERAGE({cells}))"


class PointsTable(NamedTuple):
    """Where points by place stand: each place's, and all places' before it (one row longer, from 0 on)."""

    each: str
    before: str


def points(tied: TiedPoints, figure: str, among: str, table: PointsTable) -> str:
    """The points that a figure's place among others earns; those who tie share them as ruled."""
    first = f"RANK({figure},{among},0)"
    last = f"(COUNT({among})+1-RANK({figure},{among},1))"
    if tied is TiedPoints.HIGHEST:
        return f"INDEX({table.each},{first})"
    if tied is TiedPoints.LOWEST:
        return f"INDEX({table.each},{last})"
    together = f"(INDEX({table.before},{last}+1)-INDEX({table.before},{first}))"
    return f"{together}/({last}-{first}+1)"
