"""The parts that a contest rule is made of: plain values, each saying what it means for the tally."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sotong.contests.amounts import RoundingMode, round_amount


class Format(StrEnum):
    """How an entry is presented."""

    PLAY = "play"
    SKIT = "skit"
    SLIDES = "slides"
    VIDEO = "video"


class Per(StrEnum):
    """What the jury's method is applied to."""

    SHEET = "sheet"
    """Each judge's total for the entry."""
    CRITERION = "criterion"
    """Each criterion's marks; the criteria are then weighted and summed, as on a skating protocol."""
    RANK = "rank"
    """Points for the place at which each judge's total puts the entry, as in a song contest."""


class Method(StrEnum):
    """How several judges' figures become one."""

    MEAN = "mean"
    MEDIAN = "median"
    TRIMMED = "trimmed"
    """The mean without the highest and lowest so many."""
    SUM = "sum"
    """Only for rank points."""


class MissingMark(StrEnum):
    """What a missing mark takes out of the count. It is never a zero."""

    MARK = "mark"
    """The mark alone: the sheet counts by the criteria that it has, brought to the full maximum."""
    SHEET = "sheet"
    """The judge's whole sheet for that entry."""


class CitizenMethod(StrEnum):
    """How votes become a citizen score."""

    LEADER = "leader"
    """Votes as a share of the leader's votes: the leader has the full scale."""
    RANK_POINTS = "rank_points"
    """Points of a table, by place."""
    SHARE = "share"
    """Votes as a share of all votes."""


class Count(StrEnum):
    """Whether rank points go by all votes together or by each channel's own ranking, added up."""

    TOGETHER = "together"
    BY_CHANNEL = "by_channel"


class TiedPoints(StrEnum):
    """Which points entries get that share a place in a ranking."""

    AVERAGE = "average"
    HIGHEST = "highest"
    LOWEST = "lowest"


class Combine(StrEnum):
    """How the two scores become the total."""

    MEAN = "mean"
    """The weighted mean."""
    SUM = "sum"
    """Each times its weight, added up."""


class RoundingPoint(StrEnum):
    """Where a rule may round."""

    WEIGHTED_MARK = "weighted_mark"
    SHEET_SCORE = "sheet_score"
    CRITERION_AVERAGE = "criterion_average"
    WEIGHTED_CRITERION = "weighted_criterion"
    JURY_SCORE = "jury_score"
    CITIZEN_SCORE = "citizen_score"
    JURY_PART = "jury_part"
    CITIZEN_PART = "citizen_part"
    TOTAL = "total"


class TieBreakKind(StrEnum):
    """By what entries of the same total are told apart."""

    CITIZEN_SCORE = "citizen_score"
    JURY_SCORE = "jury_score"
    VOTES = "votes"
    CRITERION = "criterion"
    """The judges' average in one criterion, written "criterion:<id>"."""
    DECISION = "decision"
    """An order that officials have decided and recorded."""


class AwardTies(StrEnum):
    """What happens to entries that share a place at which a tier is full."""

    SHARED = "shared"
    """All of them get the award."""
    BROKEN = "broken"
    """None of them before a recorded decision."""


class BallotOrder(StrEnum):
    """In which order a ballot lists the entries."""

    SHUFFLED = "shuffled"
    LISTED = "listed"


class IdentityLevel(StrEnum):
    """Who counts as one voter."""

    DEVICE = "device"
    ACCOUNT = "account"
    PHONE = "phone"
    CODE = "code"


class CountsShown(StrEnum):
    """From when vote counts may be seen."""

    AFTER_PUBLICATION = "after_publication"
    AFTER_CLOSE = "after_close"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a rubric. A mark lies within low..high and counts `weight` times."""

    id: str
    label: str
    low: Fraction
    high: Fraction
    weight: Fraction


@dataclass(frozen=True, slots=True)
class JuryRule:
    """How judges' marks become a jury score. `points` and `tied` say something only per rank."""

    weight: Fraction
    per: Per
    method: Method
    drop_highest: int
    drop_lowest: int
    missing: MissingMark
    points: tuple[Fraction, ...]
    tied: TiedPoints


@dataclass(frozen=True, slots=True)
class CitizenRule:
    """How votes become a citizen score. `count`, `points` and `tied` say something only for rank points."""

    weight: Fraction
    method: CitizenMethod
    count: Count
    points: tuple[Fraction, ...]
    tied: TiedPoints


@dataclass(frozen=True, slots=True)
class RoundingStep:
    """One place at which the rule rounds."""

    at: RoundingPoint
    places: int
    mode: RoundingMode

    def apply(self, value: Fraction) -> Fraction:
        """Return `value` rounded as this step says."""
        return round_amount(value, self.places, self.mode)


@dataclass(frozen=True, slots=True)
class TieBreak:
    """One of the rule's tie-breaks. Only one by criterion names a `criterion`."""

    kind: TieBreakKind
    criterion: str = ""

    @property
    def text(self) -> str:
        """How the rule writes it: "votes", "criterion:content"."""
        return f"{self.kind.value}:{self.criterion}" if self.criterion else self.kind.value


@dataclass(frozen=True, slots=True)
class Award:
    """One tier: the next `count` places, from the best on; if `at_least` is set, for such totals only."""

    id: str
    label: str
    count: int
    ties: AwardTies
    at_least: Fraction | None


@dataclass(frozen=True, slots=True)
class BallotRule:
    """How many entries one ballot picks, and whether it may be handed in empty."""

    picks_from: int
    picks_to: int
    abstain: bool
    order: BallotOrder


@dataclass(frozen=True, slots=True)
class IdentityRule:
    """Who counts as one voter. `reason` is published where the device level is let into an award."""

    level: IdentityLevel
    reason: str
