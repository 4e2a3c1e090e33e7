"""How long a tally takes: 200 entries x 30 judges x 10 criteria and the counts of 1,000,000 ballots.

    python tools/bench_tally.py

Prints one line for each way of judging: the median of several runs of the whole tally, with every figure
opening into its arithmetic, and of the stability sheet, in seconds of this processor.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from sotong.contests.contest_rule import ContestRule
from sotong.results.facts import Entry, Sheet, Votes
from sotong.results.stability import stability
from sotong.results.tally import tally

ENTRIES, JUDGES, CRITERIA, BALLOTS = 200, 30, 10, 1_000_000
RUNS = 5
EVERY_ROUNDING = ("weighted_mark", "sheet_score", "jury_score", "citizen_score", "total")
TRIMMED = {"method": "trimmed", "drop_highest": 1, "drop_lowest": 1}
WAYS: dict[str, dict[str, Any]] = {
    "per sheet, mean": {"jury": {"weight": 70}},
    "per sheet, trimmed, weights": {"jury": {"weight": 70, **TRIMMED}, "weight": "1.5"},
    "per sheet, trimmed, weights, every rounding": {
        "jury": {"weight": 70, **TRIMMED},
        "weight": "1.5",
        "rounding": [{"at": at, "places": 2, "mode": "half_up"} for at in EVERY_ROUNDING],
    },
    "per criterion, trimmed, weights": {
        "jury": {"weight": 70, "per": "criterion", **TRIMMED},
        "weight": "1.5",
    },
    "per rank, mean": {"jury": {"weight": 70, "per": "rank", "points": [12, 10, 8, 7, 6, 5, 4, 3, 2, 1]}},
}


class Timing(NamedTuple):
    """Seconds of processor time, medians."""

    way: str
    tally: float
    stability: float


def timings(*, with_stability: bool = True) -> list[Timing]:
    """Time every way of judging on the same facts."""
    entries, sheets, votes = facts()
    found = []
    for way, changes in WAYS.items():
        rule = made_up_rule(**changes)
        tallied = _median(partial(tally, rule, entries, sheets, votes), RUNS)
        seconds = _median(partial(stability, rule, entries, sheets, votes), 1) if with_stability else 0.0
        found.append(Timing(way, tallied, seconds))
    return found


def made_up_rule(*, jury: dict[str, Any], weight: str = "1", rounding: tuple[()] = ()) -> ContestRule:
    """A rule with ten criteria."""
    names = [f"c{at}" for at in range(CRITERIA)]
    criteria = [{"id": name, "label": name, "max": 10, "weight": weight} for name in names]
    return ContestRule.from_mapping(
        {
            "criteria": criteria,
            "jury": jury,
            "citizens": {"weight": 30},
            "rounding": list(rounding),
            "identity": {"level": "phone"},
        }
    )


def facts() -> tuple[list[Entry], list[Sheet], Votes]:
    """The same entries, sheets and counts every time."""
    dice = random.Random(2016)
    entries = [Entry(f"e{at:03}", f"출품작 {at}") for at in range(ENTRIES)]
    sheets = [
        Sheet(
            f"j{judge:02}",
            entry.id,
            {f"c{at}": Fraction(dice.randint(0, 1000), 100) for at in range(CRITERIA)},
        )
        for judge in range(JUDGES)
        for entry in entries
    ]
    counts: dict[str, dict[str, int]] = {"band": {}, "facebook": {}, "poster": {}}
    for entry in entries:
        for channel in counts.values():
            channel[entry.id] = dice.randint(0, 2 * BALLOTS // (ENTRIES * len(counts)))
    return entries, sheets, Votes(counts)


def _median(work: Callable[[], object], runs: int) -> float:
    seconds = []
    for _ in range(runs):
        started = time.process_time()
        work()
        seconds.append(time.process_time() - started)
    return statistics.median(seconds)


def main() -> None:
    """Print the table."""
    print(f"{'way of judging':45} {'tally s':>8} {'stability s':>12}")
    for one in timings():
        print(f"{one.way:45} {one.tally:8.2f} {one.stability:12.2f}")


if __name__ == "__main__":
    main()
