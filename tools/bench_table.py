"""Figures beside their yardsticks: taken in turn, told as medians of ratios with their spread."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

T = TypeVar("T")
WIDTHS = (46, 17, 17, 7, 13, 9, 7)
_WHOLE_FROM = 10
HEAD = ("figure", "measured", "yardstick", "ratio", "spread", "must", "")


@dataclass(frozen=True)
class Line:
    """One line of the table: median of what was measured, of its yardstick, and of their ratio by round."""

    figure: str
    measured: str
    yardstick: str = ""
    ratio: float | None = None
    spread: tuple[float, float] | None = None
    must: str = ""
    holds: bool | None = None

    def __str__(self) -> str:
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        spread = "" if self.spread is None else f"{self.spread[0]:.2f} - {self.spread[1]:.2f}"
        verdict = {True: "holds", False: "MISSED", None: ""}[self.holds]
        cells = (self.figure, self.measured, self.yardstick, ratio, spread, self.must, verdict)
        return _row(cells)


def title() -> str:
    """Return the head of the table."""
    return _row(HEAD) + "\n" + _row(tuple("-" * width for width in WIDTHS))


def _row(cells: tuple[str, ...]) -> str:
    return " ".join(
        f"{cell:{'<' if at in (0, len(cells) - 1) else '>'}{width}}"
        for at, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True))
    ).rstrip()


def in_turn(rounds: int, ways: Mapping[str, Callable[[], T]]) -> dict[str, list[T]]:
    """Run every way once a round, so that whatever else the machine does falls on all of them alike."""
    taken: dict[str, list[T]] = {name: [] for name in ways}
    for number in range(rounds):
        for name, way in ways.items():
            say(f"round {number + 1} of {rounds}: {name}")
            taken[name].append(way())
    return taken


def compared(
    figure: str,
    measured: list[float],
    yardstick: list[float],
    *,
    unit: str,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Line:
    """Return the line that holds one series against another, round by round."""
    ratios = [one / other if other else 0.0 for one, other in zip(measured, yardstick, strict=True)]
    ratio = median(ratios)
    must, holds = "", None
    if at_least is not None:
        must, holds = f">= {at_least:g}", ratio >= at_least
    if at_most is not None:
        must, holds = f"<= {at_most:g}", ratio <= at_most
    one, other = (f"{_short(median(series))} {unit}" for series in (measured, yardstick))
    return Line(figure, one, other, ratio, (min(ratios), max(ratios)), must, holds)


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= _WHOLE_FROM else f"{value:.2f}"


def bounded(figure: str, values: list[float], *, unit: str, under: float) -> Line:
    """Return the line of a series that must stay under a bound; its spread takes the yardstick's place."""
    middle = median(values)
    between = f"{min(values):.0f} - {max(values):.0f} {unit}"
    return Line(figure, f"{middle:.0f} {unit}", between, must=f"< {under:g}", holds=middle < under)


def say(what: str) -> None:
    """Tell on standard error what is going on; the table alone goes to standard output."""
    print(f"  {what}", file=sys.stderr, flush=True)
