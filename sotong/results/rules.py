"""When a contest may be tallied and published; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sotong.contests.rules import ContestFacts, PhaseKind


@dataclass(frozen=True, slots=True)
class TallyFacts:
    """What decides whether a contest can be tallied: weights of both sides, and what has been finished."""

    jury_weight: Fraction
    citizen_weight: Fraction
    ballots_closed: bool
    tallied: bool
    waiting: bool
    voided_since: bool = False


def why_not_tally(contest: ContestFacts, facts: TallyFacts, now: datetime) -> str | None:
    """Return why the results cannot be computed now, or None. Nobody sees a score before this says None."""
    if contest.cancelled:
        return "tally.cancelled"
    if contest.published:
        return "tally.published"
    if not contest.rule_locked:
        return "tally.rule_not_locked"
    judging = contest.phase(PhaseKind.JUDGING)
    if facts.jury_weight and (judging is None or not judging.is_over(now)):
        return "tally.judging_not_over"
    return "tally.ballots_not_closed" if facts.citizen_weight and not facts.ballots_closed else None


def why_not_publish(contest: ContestFacts, facts: TallyFacts) -> str | None:
    """Return why the result cannot be published, or None."""
    if contest.cancelled:
        return "tally.cancelled"
    if contest.published:
        return "tally.published"
    if not facts.tallied:
        return "tally.not_made"
    if facts.voided_since:
        return "tally.voided_since"
    return "tally.tie_undecided" if facts.waiting else None
