"""What of a contest everybody may see, and when; pure."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from sotong.contests.rules import ContestFacts


class Stored(StrEnum):
    """What of a contest's rows can be at odds with its log."""

    RULE = "rule"
    PARTICIPATION = "participation"
    PARTICIPATIONS = "participations"
    BATCH = "batch"
    CLOSE = "close"
    SHEET = "sheet"
    UNLOCK = "unlock"
    PANEL = "panel"
    ORDER = "order"
    TALLY = "tally"
    PLACING = "placing"
    UNREADABLE = "unreadable"


class Misfit(NamedTuple):
    """A row that the log contradicts: of what kind, and which one."""

    kind: Stored
    which: str


def why_not_show_log(contest: ContestFacts) -> str | None:
    """Return why nobody can be shown the contest's log, or None: it begins when the rule is locked."""
    return None if contest.rule_locked else "log.not_begun"


def why_not_bundle(contest: ContestFacts) -> str | None:
    """Return why there is no bundle of the contest, or None.

    A bundle opens every ballot, so it waits for what the strictest rule waits for: publication.
    """
    return None if contest.published else "bundle.not_published"
