"""The citizen score: what the counted votes come to for each entry, as the rule says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from sotong.contests.contest_rule import ContestRule
from sotong.contests.rule_parts import CitizenMethod, Count, RoundingPoint
from sotong.results.facts import Entry, Note, Votes
from sotong.results.figures import Operation, Step, figure, given
from sotong.results.points import Ranking, points_by_place

_WHOLE: Final = Fraction(1)


@dataclass(frozen=True, slots=True)
class CitizenScores:
    """Citizen scores by entry, none at all if nobody voted; and everybody's votes."""

    scores: Mapping[str, Step]
    votes: Mapping[str, int]
    notes: tuple[Note, ...]


def citizen_scores(rule: ContestRule, entries: Sequence[Entry], votes: Votes) -> CitizenScores:
    """Compute the citizen score of every entry that stands. Votes for a withdrawn entry count nowhere."""
    standing = sorted(entry.id for entry in entries if not entry.withdrawn)
    by_channel = {
        channel: {entry: given("step.channel_votes", counts.get(entry, 0), channel) for entry in standing}
        for channel, counts in sorted(votes.counts.items())
    }
    totals = {
        entry: figure("step.votes", Operation.SUM, [counts[entry] for counts in by_channel.values()])
        for entry in standing
    }
    counted = {entry: step.value.numerator for entry, step in totals.items()}
    notes = (*_silent_channels(by_channel), *_votes_for_withdrawn(entries, votes))
    if not any(counted.values()):
        return CitizenScores({}, counted, notes)
    if rule.citizens.method is CitizenMethod.RANK_POINTS:
        return CitizenScores(_scores_by_points(rule, totals, by_channel), counted, notes)
    return CitizenScores(_scores_by_votes(rule, totals), counted, notes)


def _silent_channels(by_channel: Mapping[str, Mapping[str, Step]]) -> Iterator[Note]:
    for channel, counts in by_channel.items():
        if not any(step.value for step in counts.values()):
            yield Note("channel.no_votes", channel=channel)


def _votes_for_withdrawn(entries: Sequence[Entry], votes: Votes) -> Iterator[Note]:
    gone = sorted(entry.id for entry in entries if entry.withdrawn)
    for channel, counts in votes.counts.items():
        yield from (Note("votes.withdrawn", entry, channel=channel) for entry in gone if counts.get(entry))


def _scores_by_votes(rule: ContestRule, totals: Mapping[str, Step]) -> dict[str, Step]:
    """Votes in proportion to the leader's, or to all votes."""
    if rule.citizens.method is CitizenMethod.LEADER:
        whole = figure("step.leader_votes", Operation.HIGHEST, list(totals.values()))
    else:
        whole = figure("step.all_votes", Operation.SUM, list(totals.values()))
    measure = given(whole.code, whole.value)
    scale = given("step.scale", rule.scale or _WHOLE)
    return {
        entry: figure(
            "step.citizen_score",
            Operation.PROPORTION,
            (votes, scale, measure),
            rounding=rule.rounding(RoundingPoint.CITIZEN_SCORE),
        )
        for entry, votes in totals.items()
    }


def _scores_by_points(
    rule: ContestRule, totals: Mapping[str, Step], by_channel: Mapping[str, Mapping[str, Step]]
) -> dict[str, Step]:
    """Points by place among all votes, or among each channel's and then added up."""
    rankings = by_channel if rule.citizens.count is Count.BY_CHANNEL else {"": totals}
    points = {
        channel: _channel_points(rule, channel, counts)
        for channel, counts in rankings.items()
        if any(step.value for step in counts.values())
    }
    return {
        entry: _score_from_points(rule, [earned[entry] for earned in points.values()]) for entry in totals
    }


def _channel_points(rule: ContestRule, channel: str, counts: Mapping[str, Step]) -> dict[str, Step]:
    """Points in one ranking. Without a vote there is no point, however short the ranking."""
    code = "step.channel_points"
    voted = {entry: step for entry, step in counts.items() if step.value}
    points = points_by_place(voted, Ranking(rule.citizens.points, rule.citizens.tied, code, channel))
    return {entry: points.get(entry) or given(code, 0, channel) for entry in counts}


def _score_from_points(rule: ContestRule, earned: Sequence[Step]) -> Step:
    rounding = rule.rounding(RoundingPoint.CITIZEN_SCORE)
    if rule.scale is None:
        return figure("step.citizen_score", Operation.SUM, earned, rounding=rounding)
    points = figure("step.citizen_points", Operation.SUM, earned)
    most = rule.citizens.points[0] * len(earned)
    factors = (points, given("step.scale", rule.scale), given("step.reachable", most))
    return figure("step.citizen_score", Operation.PROPORTION, factors, rounding=rounding)
