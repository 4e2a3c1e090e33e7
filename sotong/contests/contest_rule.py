"""The contest rule: what a contest publishes before it opens, as data, and is then held to.

One rule names everything that turns marks and votes into awards: rubrics, how judges' marks and citizens'
votes become scores, their weights, every rounding, the order of tie-breaks, the awards; and beside it how
ballots look, who counts as one voter, when counts may be seen, and how long objections are heard. It is
written as TOML or JSON (docs/tally.md lists every key), has one canonical form, and that form's SHA-256 is
what the contest's public log holds.

Pure: a mapping in, a rule or every mistake in it out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from sotong.contests import rule_tables as tables
from sotong.contests.amounts import amount_text
from sotong.contests.rule_parts import (
    Award,
    BallotRule,
    CitizenMethod,
    CitizenRule,
    Combine,
    CountsShown,
    Criterion,
    Format,
    IdentityLevel,
    IdentityRule,
    JuryRule,
    RoundingPoint,
    RoundingStep,
    TieBreak,
    TieBreakKind,
)
from sotong.contests.rule_reading import Table, Wrong
from sotong.core.canonical import Json, canonical_bytes, sha256

VERSION: Final = 1
RAW: Final = "raw"
_DEFAULT_TIE_BREAKS: Final = (TieBreak(TieBreakKind.CITIZEN_SCORE), TieBreak(TieBreakKind.DECISION))
_DEFAULT_SCALE: Final = Fraction(100)
_ONE: Final = Fraction(1)


class RuleInvalid(ValueError):
    """The mapping is no rule. `wrong` holds every mistake as (path, reason code), in the order of reading."""

    def __init__(self, wrong: list[Wrong]) -> None:
        super().__init__("; ".join(f"{path}: {code}" for path, code in wrong))
        self.wrong = tuple(wrong)


@dataclass(frozen=True, slots=True)
class ContestRule:
    """A contest's rule. `scale` is None where scores are points added up as they come ("raw")."""

    scale: Fraction | None
    criteria: tuple[Criterion, ...]
    rubrics: Mapping[Format, tuple[Criterion, ...]]
    jury: JuryRule
    citizens: CitizenRule
    combine: Combine
    roundings: tuple[RoundingStep, ...]
    tie_breaks: tuple[TieBreak, ...]
    awards: tuple[Award, ...]
    ballots: BallotRule
    identity: IdentityRule
    counts_shown: CountsShown
    objection_days: int

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, object]) -> ContestRule:
        """Read a rule from what TOML or JSON gave. Raises RuleInvalid with every mistake found."""
        wrong: list[Wrong] = []
        table = Table(mapping, "", wrong)
        rule = _read(table)
        if not wrong:
            _check(rule, table)
        if wrong:
            raise RuleInvalid(wrong)
        return rule

    def to_mapping(self) -> dict[str, Json]:
        """The rule as a mapping that JSON can hold: every default written out, amounts as texts."""
        return {
            "version": VERSION,
            "scale": RAW if self.scale is None else amount_text(self.scale),
            "criteria": [tables.write_criterion(criterion) for criterion in self.criteria],
            "rubrics": {
                format_.value: [tables.write_criterion(criterion) for criterion in rubric]
                for format_, rubric in self.rubrics.items()
            },
            "jury": tables.write_jury(self.jury),
            "citizens": tables.write_citizens(self.citizens),
            "combine": self.combine.value,
            "rounding": [tables.write_rounding(step) for step in self.roundings],
            "tie_breaks": [tie_break.text for tie_break in self.tie_breaks],
            "awards": [tables.write_award(award) for award in self.awards],
            "ballots": tables.write_ballots(self.ballots),
            "identity": tables.write_identity(self.identity),
            "counts_shown": self.counts_shown.value,
            "objection_days": self.objection_days,
        }

    def canonical(self) -> bytes:
        """The one spelling of this rule: canonical JSON (RFC 8785) of `to_mapping()`."""
        return canonical_bytes(self.to_mapping())

    def digest(self) -> str:
        """SHA-256 of the canonical form, in hexadecimal: what the contest's log holds."""
        return sha256(self.canonical()).hex()

    def rubric(self, format_: Format | None) -> tuple[Criterion, ...] | None:
        """The criteria for an entry of this format: its own or else the common ones; None if neither."""
        own = self.rubrics.get(format_) if format_ else None
        return own or self.criteria or None

    @property
    def all_rubrics(self) -> list[tuple[Criterion, ...]]:
        """The common rubric, if there is one, and those of formats."""
        return [rubric for rubric in (self.criteria, *self.rubrics.values()) if rubric]

    def rounding(self, at: RoundingPoint) -> RoundingStep | None:
        """The rounding that the rule sets at this point, if any."""
        return next((step for step in self.roundings if step.at is at), None)


def weighted_maximum(rubric: Sequence[Criterion]) -> Fraction:
    """What full marks in every criterion come to, weights applied."""
    return sum((criterion.high * criterion.weight for criterion in rubric), Fraction(0))


def _read(table: Table) -> ContestRule:
    table.whole("version", default=VERSION, low=VERSION, high=VERSION)
    jury = tables.read_jury(table.table("jury"))
    rule = ContestRule(
        scale=_read_scale(table),
        criteria=tables.read_rubric(table.tables("criteria")),
        rubrics=_read_rubrics(table.table("rubrics")),
        jury=jury,
        citizens=tables.read_citizens(table.table("citizens")),
        combine=table.choice("combine", Combine, default=Combine.MEAN),
        roundings=tables.read_roundings(table.tables("rounding"), jury.per),
        tie_breaks=_read_tie_breaks(table),
        awards=tables.read_awards(table.tables("awards")),
        ballots=tables.read_ballots(table.table("ballots")),
        identity=tables.read_identity(table.table("identity")),
        counts_shown=table.choice("counts_shown", CountsShown, default=CountsShown.AFTER_PUBLICATION),
        objection_days=table.whole("objection_days", default=7, high=365),
    )
    table.close()
    return rule


def _read_scale(table: Table) -> Fraction | None:
    if table.is_text("scale", RAW):
        return None
    return table.amount("scale", default=_DEFAULT_SCALE, low=_ONE, high=tables.HIGHEST)


def _read_rubrics(table: Table) -> dict[Format, tuple[Criterion, ...]]:
    rubrics = {
        format_: tables.read_rubric(table.tables(format_.value))
        for format_ in Format
        if table.has(format_.value)
    }
    for format_ in (format_ for format_, rubric in rubrics.items() if not rubric):
        table.note(format_.value, "rule.empty")
    table.close()
    return rubrics


def _read_tie_breaks(table: Table) -> tuple[TieBreak, ...]:
    if not table.has("tie_breaks"):
        return _DEFAULT_TIE_BREAKS
    read = [tables.read_tie_break(written) for written in table.rows("tie_breaks")]
    for at in (at for at, tie_break in enumerate(read) if tie_break is None):
        table.note(f"tie_breaks[{at}]", "rule.not_a_choice")
    tie_breaks = tuple(tie_break for tie_break in read if tie_break)
    if len(set(tie_breaks)) < len(tie_breaks):
        table.note("tie_breaks", "rule.tie_break_twice")
    return tie_breaks


def _check(rule: ContestRule, table: Table) -> None:
    """Note where parts that are sound by themselves do not fit together."""
    for path, code in (*_misfit_weights(rule), *_misfit_rubrics(rule), *_misfit_awards(rule)):
        table.note(path, code)
    device = rule.identity.level is IdentityLevel.DEVICE
    if device and rule.awards and rule.citizens.weight and not rule.identity.reason:
        table.note("identity.reason", "rule.device_needs_reason")


def _misfit_weights(rule: ContestRule) -> Iterator[tuple[str, str]]:
    if not rule.jury.weight and not rule.citizens.weight:
        yield "jury.weight", "rule.no_weight"
    if rule.jury.weight and not rule.all_rubrics:
        yield "criteria", "rule.no_criteria"
    ranked = rule.citizens.method is CitizenMethod.RANK_POINTS
    if rule.scale is None and rule.citizens.weight and not ranked:
        yield "scale", "rule.raw_needs_points"


def _misfit_rubrics(rule: ContestRule) -> Iterator[tuple[str, str]]:
    for format_, rubric in rule.rubrics.items():
        if weighted_maximum(rubric) != weighted_maximum(rule.all_rubrics[0]):
            yield f"rubrics.{format_.value}", "rule.rubric_off_scale"
    for at, tie_break in enumerate(rule.tie_breaks):
        if tie_break.kind is TieBreakKind.CRITERION and not _in_every_rubric(rule, tie_break.criterion):
            yield f"tie_breaks[{at}]", "rule.no_such_criterion"


def _in_every_rubric(rule: ContestRule, criterion_id: str) -> bool:
    return all(any(criterion.id == criterion_id for criterion in rubric) for rubric in rule.all_rubrics)


def _misfit_awards(rule: ContestRule) -> Iterator[tuple[str, str]]:
    for at, award in enumerate(rule.awards):
        if award.at_least is not None and rule.scale is not None and award.at_least > rule.scale:
            yield f"awards[{at}].at_least", "rule.out_of_range"
