"""How many more votes would have changed the winner: what a result's margin is worth in ballots."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sotong.contests.rule_parts import Count
from sotong.results.citizens import citizen_scores
from sotong.results.facts import Votes
from sotong.results.figures import Step
from sotong.results.jury import JuryScores, jury_scores
from sotong.results.placing import Standing, placings
from sotong.results.tally import MarkedContest, Tally, join, standings

FARTHEST: Final = 1000
"""No more than so many times all votes are tried: a winner who holds against that holds."""


@dataclass(frozen=True, slots=True)
class Flip:
    """`entry` would stand above the present winner with this many more `votes` in `channel`."""

    entry: str
    channel: str
    votes: int


def cheapest_flip(contest: MarkedContest, result: Tally) -> Flip | None:
    """Find the fewest extra votes for one entry, all in one channel, that put it above the winner.

    Where several share the first place it must pass each of the others. None if votes cannot change the
    winner: they weigh nothing, nobody else is placed, or not even a thousand times all votes would do.
    """
    race = _Race(contest, jury_scores(contest.rule, contest.entries, contest.marking), result.winners)
    channels = sorted(contest.votes.counts) or [""]
    if contest.rule.citizens.count is Count.TOGETHER:
        channels = channels[:1]
    best: Flip | None = None
    for rival in (one.entry.id for one in result.results if one.place):
        for channel in channels:
            best = _cheaper(race, rival, channel, best)
    return best


@dataclass(frozen=True, slots=True)
class _Race:
    """The present winners, and what does not change with votes."""

    contest: MarkedContest
    jury: JuryScores
    winners: Sequence[str]

    @property
    def cast(self) -> int:
        """All votes together."""
        return sum(sum(counts.values()) for counts in self.contest.votes.counts.values())

    def overtakes(self, rival: str, channel: str, extra: int) -> bool:
        """Whether `rival` with so many more votes stands above every other winner, each compared alone."""
        rule, votes = self.contest.rule, self.contest.votes
        counts = {name: dict(kept) for name, kept in votes.counts.items()}
        mine = counts.setdefault(channel, {})
        mine[rival] = mine.get(rival, 0) + extra
        citizens = citizen_scores(rule, self.contest.entries, Votes(counts))
        racing = {rival, *self.winners}
        totals = join(rule, _only(racing, self.jury.scores), _only(racing, citizens.scores))
        placed = standings(totals, self.jury, citizens)
        others = racing - {rival}
        return bool(others) and all(self._above(rival, winner, placed) for winner in others)

    def _above(self, rival: str, winner: str, placed: Mapping[str, Standing]) -> bool:
        if rival not in placed or winner not in placed:
            return False
        pair = {entry: placed[entry] for entry in (rival, winner)}
        return placings(pair, self.contest.rule.tie_breaks, self.contest.decisions)[0].entries == (rival,)


def _only(entries: Collection[str], scores: Mapping[str, Step]) -> dict[str, Step]:
    return {entry: score for entry, score in scores.items() if entry in entries}


def _cheaper(race: _Race, rival: str, channel: str, best: Flip | None) -> Flip | None:
    """The better of `best` and what this rival would need in this channel."""
    most = FARTHEST * (race.cast + 1) if best is None else best.votes - 1
    if most < 1 or not race.overtakes(rival, channel, most):
        return best
    return Flip(rival, channel, _fewest(lambda extra: race.overtakes(rival, channel, extra), most))


def _fewest(holds: Callable[[int], bool], most: int) -> int:
    """The least number from 1 on for which `holds`, which it does for `most` and, once true, ever after.

    More votes never lower a rival's own score nor raise a winner's, so standing above is such a test.
    """
    low, high = 1, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low
