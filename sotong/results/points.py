"""Points by place: 12 for the first, 10 for the second, and so on down a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Final, NamedTuple

from sotong.contests.rule_parts import TiedPoints
from sotong.results.figures import Operation, Step, figure, given, in_order

_SHARE: Final = {
    TiedPoints.AVERAGE: Operation.MEAN,
    TiedPoints.HIGHEST: Operation.HIGHEST,
    TiedPoints.LOWEST: Operation.LOWEST,
}


class Ranking(NamedTuple):
    """Which points the places of a ranking earn, and what these figures are called."""

    table: Sequence[Fraction]
    tied: TiedPoints
    code: str
    subject: str


def points_by_place(scores: Mapping[str, Step], ranking: Ranking) -> dict[str, Step]:
    """Points for each entry by its place among `scores`, highest first; past the table's end there are none.

    Entries of equal score share the points of the places that they take up together, as `tied` says. The
    score that gave the place stands beside the points.
    """
    points: dict[str, Step] = {}
    for place, group in _groups(scores):
        shared = _points(place, len(group), ranking)
        points |= {entry: shared._replace(beside=(scores[entry],)) for entry in group}
    return points


def _groups(scores: Mapping[str, Step]) -> Iterator[tuple[int, list[str]]]:
    """Entries of equal score, best first, each group with its first place."""
    entry_of = {id(step): entry for entry, step in scores.items()}
    falling = in_order(list(scores.values()))[::-1]
    place = 1
    for _, steps in groupby(falling, key=lambda step: step.rounded):
        group = [entry_of[id(step)] for step in steps]
        yield place, group
        place += len(group)


def _points(place: int, count: int, ranking: Ranking) -> Step:
    table = ranking.table
    if place > len(table):
        return given(ranking.code, 0, ranking.subject)
    earned = [
        given("step.place_points", table[at - 1] if at <= len(table) else 0, str(at))
        for at in range(place, place + count)
    ]
    return figure(ranking.code, _SHARE[ranking.tied], earned, subject=ranking.subject)
