"""When a contest may be tallied, shown and published; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
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
    sheet_reopened: bool = False
    judging_changed_since: bool = False


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
    if facts.sheet_reopened:
        return "tally.sheet_reopened"
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
    if facts.judging_changed_since:
        return "tally.judging_changed_since"
    return "tally.tie_undecided" if facts.waiting else None


class Move(StrEnum):
    """What a host's press does to the show."""

    NEXT = "next"
    BACK = "back"
    TO_START = "to_start"


@dataclass(frozen=True, slots=True)
class ShowFacts:
    """How far a show is, and whether its tally is still the contest's newest (never of a rehearsal)."""

    rehearsal: bool
    started: bool
    position: int
    length: int
    of_newest_tally: bool

    @property
    def at_end(self) -> bool:
        """Whether the last step is shown."""
        return self.position == self.length - 1


def why_not_rehearse(contest: ContestFacts, show: ShowFacts | None) -> str | None:
    """Return why the show cannot be rehearsed, or None. Once the real one has begun it cannot any more."""
    if contest.cancelled:
        return "tally.cancelled"
    if contest.published:
        return "tally.published"
    if not contest.rule_locked:
        return "show.rule_not_locked"
    return "show.started" if show and show.started else None


def why_not_stage(contest: ContestFacts, tally: TallyFacts, show: ShowFacts | None) -> str | None:
    """Return why the show cannot be made from the newest tally, or None: it must be fit to be published."""
    if reason := why_not_publish(contest, tally):
        return reason
    return "show.started" if show and show.started and show.of_newest_tally else None


def why_not_start(contest: ContestFacts, tally: TallyFacts, show: ShowFacts) -> str | None:
    """Return why the real show cannot begin, or None."""
    if show.rehearsal:
        return "show.is_rehearsal"
    if show.started:
        return "show.started"
    return why_not_publish(contest, tally) or (None if show.of_newest_tally else "show.tally_replaced")


def why_not_move(show: ShowFacts, move: Move) -> str | None:
    """Return why the show cannot be moved so, or None."""
    if not show.rehearsal and not show.started:
        return "show.not_started"
    if move is Move.NEXT:
        return _why_not_next(show)
    if move is Move.TO_START and not show.rehearsal:
        return "show.only_in_rehearsal"
    return None if show.position else "show.at_start"


def _why_not_next(show: ShowFacts) -> str | None:
    """Return why nothing more can be revealed: a tally that has been replaced is not told further."""
    if show.at_end:
        return "show.at_end"
    return None if show.rehearsal or show.of_newest_tally else "show.tally_replaced"


def why_not_publish_yet(show: ShowFacts | None) -> str | None:
    """Return why publication waits for the show, or None: the hall hears it first."""
    running = show is not None and show.started and show.of_newest_tally and not show.at_end
    return "show.running" if running else None
