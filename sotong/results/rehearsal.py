"""Made-up results of a contest, so that its show can be rehearsed before there are any.

Entries, rule and awards are the contest's own; marks and votes are drawn. What is drawn depends on the seed
alone, and on nothing that any judge or citizen has done.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from sotong.contests.contest_rule import ContestRule
from sotong.results.facts import Decision, Entry, Sheet, Votes
from sotong.results.tally import Tally, tally

JUDGES: Final = 5
MOST_VOTES: Final = 900
_CHANNEL: Final = "other"
_LEAST_OF_TEN: Final = 6


def made_up_tally(rule: ContestRule, entries: Sequence[Entry], seed: str) -> Tally:
    """Compute a tally from drawn marks and votes; any tie that is left is decided by lot."""
    chance = random.Random(seed)  # noqa: S311 - a rehearsal's results are meant to mean nothing
    sheets = [
        _sheet(rule, entry, str(judge), chance)
        for judge in range(1, JUDGES + 1)
        for entry in entries
        if rule.rubric(entry.format)
    ]
    votes = Votes({_CHANNEL: {entry.id: chance.randrange(MOST_VOTES) for entry in entries}})
    lot = Decision(tuple(chance.sample([entry.id for entry in entries], len(entries))))
    return tally(rule, entries, sheets, votes, [lot])


def _sheet(rule: ContestRule, entry: Entry, judge: str, chance: random.Random) -> Sheet:
    marks = {
        one.id: one.low + (one.high - one.low) * Fraction(chance.randint(_LEAST_OF_TEN * 2, 20), 20)
        for one in rule.rubric(entry.format) or ()
    }
    return Sheet(judge, entry.id, marks)
