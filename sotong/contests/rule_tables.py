"""Each part of a contest rule, from its table and back: the keys, their defaults and their bounds."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from sotong.contests.amounts import LARGEST, PLACES, RoundingMode, amount_text
from sotong.contests.rule_parts import (
    Award,
    AwardTies,
    BallotOrder,
    BallotRule,
    CitizenMethod,
    CitizenRule,
    Count,
    Criterion,
    IdentityLevel,
    IdentityRule,
    JuryRule,
    Method,
    MissingMark,
    Per,
    RoundingPoint,
    RoundingStep,
    TieBreak,
    TieBreakKind,
    TiedPoints,
)
from sotong.contests.rule_reading import Table, unique
from sotong.core.canonical import Json

HIGHEST: Final = Fraction(LARGEST)
MOST_PICKS: Final = 200
MOST_DROPPED: Final = 100

_ROUNDED_PER: Final = {
    RoundingPoint.WEIGHTED_MARK: {Per.SHEET, Per.RANK},
    RoundingPoint.SHEET_SCORE: {Per.SHEET, Per.RANK},
    RoundingPoint.CRITERION_AVERAGE: {Per.CRITERION},
    RoundingPoint.WEIGHTED_CRITERION: {Per.CRITERION},
}
"""The roundings that happen only with some ways of judging."""


def read_rubric(rows: Sequence[Table]) -> tuple[Criterion, ...]:
    """Read the criteria of one rubric."""
    criteria = tuple(_read_criterion(row) for row in rows)
    unique(rows, [criterion.id for criterion in criteria], "rule.id_taken")
    return criteria


def _read_criterion(table: Table) -> Criterion:
    criterion = Criterion(
        id=table.id(),
        label=table.text("label"),
        low=table.amount("min", default=Fraction(0), high=HIGHEST),
        high=table.amount("max", high=HIGHEST),
        weight=table.amount("weight", default=Fraction(1), high=HIGHEST),
    )
    if criterion.low >= criterion.high:
        table.note("max", "rule.max_not_above_min")
    if not criterion.weight:
        table.note("weight", "rule.out_of_range")
    table.close()
    return criterion


def read_jury(table: Table) -> JuryRule:
    """Read how judges' marks become a jury score."""
    jury = JuryRule(
        weight=table.amount("weight", high=HIGHEST),
        per=table.choice("per", Per, default=Per.SHEET),
        method=table.choice("method", Method, default=Method.MEAN),
        drop_highest=table.whole("drop_highest", default=0, high=MOST_DROPPED),
        drop_lowest=table.whole("drop_lowest", default=0, high=MOST_DROPPED),
        missing=table.choice("missing", MissingMark, default=MissingMark.MARK),
        points=table.amounts("points", high=HIGHEST),
        tied=table.choice("tied", TiedPoints, default=TiedPoints.AVERAGE),
    )
    dropped = jury.drop_highest + jury.drop_lowest
    if jury.method is Method.TRIMMED and not dropped:
        table.note("method", "rule.nothing_dropped")
    if jury.method is not Method.TRIMMED and dropped:
        table.note("method", "rule.drops_untrimmed")
    if jury.method is Method.SUM and jury.per is not Per.RANK:
        table.note("method", "rule.sum_needs_ranks")
    _check_points(table, jury.points, needed=jury.per is Per.RANK)
    table.close()
    return jury


def read_citizens(table: Table) -> CitizenRule:
    """Read how votes become a citizen score."""
    citizens = CitizenRule(
        weight=table.amount("weight", high=HIGHEST),
        method=table.choice("method", CitizenMethod, default=CitizenMethod.LEADER),
        count=table.choice("count", Count, default=Count.TOGETHER),
        points=table.amounts("points", high=HIGHEST),
        tied=table.choice("tied", TiedPoints, default=TiedPoints.AVERAGE),
    )
    ranked = citizens.method is CitizenMethod.RANK_POINTS
    if citizens.count is Count.BY_CHANNEL and not ranked:
        table.note("count", "rule.by_channel_needs_points")
    _check_points(table, citizens.points, needed=ranked)
    table.close()
    return citizens


def _check_points(table: Table, points: tuple[Fraction, ...], *, needed: bool) -> None:
    """Points stand where places earn them and only there, and fall from the first place on."""
    if needed and not points:
        table.note("points", "rule.points_missing")
    elif points and not needed:
        table.note("points", "rule.points_unused")
    elif points and (not points[0] or list(points) != sorted(points, reverse=True)):
        table.note("points", "rule.points_not_falling")


def read_roundings(rows: Sequence[Table], per: Per) -> tuple[RoundingStep, ...]:
    """Read the rounding steps, in the order of the arithmetic; each must occur when judging goes by `per`."""
    steps = [_read_rounding(row, per) for row in rows]
    unique(rows, [step.at for step in steps], "rule.rounded_twice", key="at")
    return tuple(sorted(steps, key=lambda step: list(RoundingPoint).index(step.at)))


def _read_rounding(table: Table, per: Per) -> RoundingStep:
    step = RoundingStep(
        at=table.choice("at", RoundingPoint),
        places=table.whole("places", high=PLACES),
        mode=table.choice("mode", RoundingMode),
    )
    if per not in _ROUNDED_PER.get(step.at, set(Per)):
        table.note("at", "rule.rounding_unused")
    table.close()
    return step


def read_tie_break(written: object) -> TieBreak | None:
    """Read one tie-break as the rule writes it; None if there is no such."""
    if not isinstance(written, str):
        return None
    kind, _, criterion = written.partition(":")
    if kind not in set(TieBreakKind) or (kind == TieBreakKind.CRITERION) != bool(criterion):
        return None
    tie_break = TieBreak(TieBreakKind(kind), criterion)
    return tie_break if tie_break.text == written else None


def read_awards(rows: Sequence[Table]) -> tuple[Award, ...]:
    """Read the tiers, from the highest down."""
    awards = tuple(_read_award(row) for row in rows)
    unique(rows, [award.id for award in awards], "rule.id_taken")
    return awards


def _read_award(table: Table) -> Award:
    award = Award(
        id=table.id(),
        label=table.text("label"),
        count=table.whole("count", low=1, high=1000),
        ties=table.choice("ties", AwardTies, default=AwardTies.SHARED),
        at_least=table.amount("at_least", high=HIGHEST) if table.has("at_least") else None,
    )
    table.close()
    return award


def read_ballots(table: Table) -> BallotRule:
    """Read what a ballot may hold."""
    ballots = BallotRule(
        picks_from=table.whole("picks_from", default=1, low=1, high=MOST_PICKS),
        picks_to=table.whole("picks_to", default=1, low=1, high=MOST_PICKS),
        abstain=table.yes("abstain", default=False),
        order=table.choice("order", BallotOrder, default=BallotOrder.SHUFFLED),
    )
    if ballots.picks_from > ballots.picks_to:
        table.note("picks_to", "rule.picks_crossed")
    table.close()
    return ballots


def read_identity(table: Table) -> IdentityRule:
    """Read who counts as one voter."""
    identity = IdentityRule(
        level=table.choice("level", IdentityLevel),
        reason=table.text("reason", default="", longest=1000),
    )
    table.close()
    return identity


def write_criterion(criterion: Criterion) -> dict[str, Json]:
    """The table of a criterion, defaults written out."""
    return {
        "id": criterion.id,
        "label": criterion.label,
        "min": amount_text(criterion.low),
        "max": amount_text(criterion.high),
        "weight": amount_text(criterion.weight),
    }


def write_jury(jury: JuryRule) -> dict[str, Json]:
    """The table of the jury's part."""
    return {
        "weight": amount_text(jury.weight),
        "per": jury.per.value,
        "method": jury.method.value,
        "drop_highest": jury.drop_highest,
        "drop_lowest": jury.drop_lowest,
        "missing": jury.missing.value,
        "points": [amount_text(points) for points in jury.points],
        "tied": jury.tied.value,
    }


def write_citizens(citizens: CitizenRule) -> dict[str, Json]:
    """The table of the citizens' part."""
    return {
        "weight": amount_text(citizens.weight),
        "method": citizens.method.value,
        "count": citizens.count.value,
        "points": [amount_text(points) for points in citizens.points],
        "tied": citizens.tied.value,
    }


def write_rounding(step: RoundingStep) -> dict[str, Json]:
    """The table of a rounding step."""
    return {"at": step.at.value, "places": step.places, "mode": step.mode.value}


def write_award(award: Award) -> dict[str, Json]:
    """The table of a tier; `at_least` only where the rule sets it."""
    table: dict[str, Json] = {
        "id": award.id,
        "label": award.label,
        "count": award.count,
        "ties": award.ties.value,
    }
    return table if award.at_least is None else {**table, "at_least": amount_text(award.at_least)}


def write_ballots(ballots: BallotRule) -> dict[str, Json]:
    """The table of the ballots."""
    return {
        "picks_from": ballots.picks_from,
        "picks_to": ballots.picks_to,
        "abstain": ballots.abstain,
        "order": ballots.order.value,
    }


def write_identity(identity: IdentityRule) -> dict[str, Json]:
    """The table of the identity level; `reason` only where there is one."""
    table: dict[str, Json] = {"level": identity.level.value}
    return {**table, "reason": identity.reason} if identity.reason else table
