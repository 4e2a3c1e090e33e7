"""From sheets to what counts of them: marks by entry and judge, and each judge's score for each entry.

What does not count leaves a note: recused, unsigned and empty sheets, and missing marks, which are left out
and never zero. What one judge's sheet comes to does not depend on any other judge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple, TypeAlias, TypeVar

from sotong.contests.contest_rule import ContestRule, weighted_maximum
from sotong.contests.rule_parts import Criterion, MissingMark, Per, RoundingPoint, RoundingStep
from sotong.results.facts import Entry, Note, Sheet
from sotong.results.figures import Operation, Step, figure, given

Marks: TypeAlias = Mapping[str, Mapping[str, Mapping[str, Step]]]
"""Marks that count, by entry, judge and criterion."""
_Kept = TypeVar("_Kept")


@dataclass(frozen=True, slots=True)
class Marking:
    """What counts of the sheets. `scores` (by entry and judge) is empty where judging goes per criterion."""

    marks: Marks
    scores: Mapping[str, Mapping[str, Step]]
    notes: tuple[Note, ...]

    @property
    def judges(self) -> list[str]:
        """Those with at least one sheet that counts."""
        return sorted({judge for by_judge in self.marks.values() for judge in by_judge})

    def without(self, judge: str) -> Marking:
        """The same marking as if this judge had not been there."""
        return Marking(
            {entry: _left(by_judge, judge) for entry, by_judge in self.marks.items()},
            {entry: _left(by_judge, judge) for entry, by_judge in self.scores.items()},
            tuple(note for note in self.notes if note.judge != judge),
        )


def _left(by_judge: Mapping[str, _Kept], judge: str) -> dict[str, _Kept]:
    return {name: kept for name, kept in by_judge.items() if name != judge}


class Rubric(NamedTuple):
    """A rubric made ready: its criteria, their weights as figures, and what full marks come to."""

    criteria: tuple[Criterion, ...]
    weights: Mapping[str, Step]
    reachable: Fraction


def rubrics(rule: ContestRule, entries: Sequence[Entry]) -> dict[str, Rubric]:
    """The rubric of each entry that stands."""
    formats = {entry.format for entry in entries}
    ready = {format_: _ready(rule.rubric(format_) or ()) for format_ in formats}
    return {entry.id: ready[entry.format] for entry in entries if not entry.withdrawn}


def _ready(criteria: tuple[Criterion, ...]) -> Rubric:
    weights = {one.id: given("step.criterion_weight", one.weight, one.id) for one in criteria}
    return Rubric(criteria, weights, weighted_maximum(criteria))


def mark(rule: ContestRule, entries: Sequence[Entry], sheets: Sequence[Sheet]) -> Marking:
    """Take from the sheets what counts. The facts must have passed `check_facts`."""
    ready = rubrics(rule, entries)
    standing = sorted(
        (sheet for sheet in sheets if sheet.entry in ready), key=lambda sheet: (sheet.judge, sheet.entry)
    )
    marks: dict[str, dict[str, dict[str, Step]]] = {entry: {} for entry in sorted(ready)}
    for sheet in standing:
        if _counts(rule, sheet, ready[sheet.entry]):
            marks[sheet.entry][sheet.judge] = _marks(rule, sheet, ready[sheet.entry])
    scores = {} if rule.jury.per is Per.CRITERION else _scores(rule, ready, marks)
    return Marking(marks, scores, (*_notes(rule, standing, ready), *_gaps(rule, standing, ready)))


def _marks(rule: ContestRule, sheet: Sheet, rubric: Rubric) -> dict[str, Step]:
    """The sheet's marks as figures: of the judge where criteria are averaged, of the criterion in a sheet."""
    by_judge = rule.jury.per is Per.CRITERION
    return {
        one.id: given("step.mark", sheet.marks[one.id], sheet.judge if by_judge else one.id)
        for one in rubric.criteria
        if one.id in sheet.marks
    }


def sheet_score(rule: ContestRule, rubric: Rubric, marks: Mapping[str, Step], judge: str) -> Step:
    """What one judge's marks for one entry come to, on the rule's scale; `marks` holds at least one."""
    rounding = rule.rounding(RoundingPoint.WEIGHTED_MARK)
    parts = {
        one.id: weighted("step.weighted_mark", marks[one.id], one, rubric, rounding)
        for one in rubric.criteria
        if one.id in marks
    }
    rounding = rule.rounding(RoundingPoint.SHEET_SCORE)
    return to_scale(rule, "step.sheet_score", parts, rubric, subject=judge, rounding=rounding)


def weighted(
    code: str, step: Step, criterion: Criterion, rubric: Rubric, rounding: RoundingStep | None
) -> Step:
    """The figure times its criterion's weight; the figure itself where the weight is 1 and nothing rounds."""
    weight = rubric.weights[criterion.id]
    if weight.value == 1 and rounding is None:
        return step
    return figure(code, Operation.PRODUCT, (step, weight), subject=criterion.id, rounding=rounding)


def to_scale(
    rule: ContestRule,
    code: str,
    parts: Mapping[str, Step],
    rubric: Rubric,
    *,
    subject: str = "",
    rounding: RoundingStep | None = None,
) -> Step:
    """Add up the weighted parts, by criterion, and bring them to the rule's scale.

    What can be reached is the weighted maximum of the criteria that have a part, so a missing mark neither
    costs nor gains by itself. Without a scale, points stay points of the full rubric.
    """
    full = rubric.reachable if rule.scale is None else rule.scale
    present = [one for one in rubric.criteria if one.id in parts]
    reachable = rubric.reachable if len(present) == len(rubric.criteria) else weighted_maximum(present)
    if reachable == full:
        return figure(code, Operation.SUM, [*parts.values()], subject=subject, rounding=rounding)
    points = figure("step.points", Operation.SUM, [*parts.values()], subject=subject)
    factors = (points, given("step.scale", full), given("step.reachable", reachable))
    return figure(code, Operation.PROPORTION, factors, subject=subject, rounding=rounding)


def _scores(rule: ContestRule, ready: Mapping[str, Rubric], marks: Marks) -> dict[str, dict[str, Step]]:
    return {
        entry: {
            judge: sheet_score(rule, ready[entry], by_criterion, judge)
            for judge, by_criterion in by_judge.items()
        }
        for entry, by_judge in marks.items()
    }


def _counts(rule: ContestRule, sheet: Sheet, rubric: Rubric) -> bool:
    if sheet.recused or not sheet.signed or not sheet.marks:
        return False
    return rule.jury.missing is MissingMark.MARK or len(sheet.marks) == len(rubric.criteria)


def _notes(rule: ContestRule, sheets: Sequence[Sheet], ready: Mapping[str, Rubric]) -> Iterator[Note]:
    silent = _never_signed(sheets)
    yield from (Note("judge.never_signed", judge=judge) for judge in sorted(silent))
    for sheet in sheets:
        if sheet.recused:
            yield Note("sheet.recused", sheet.entry, sheet.judge)
        elif not sheet.signed:
            if sheet.judge not in silent:
                yield Note("sheet.unsigned", sheet.entry, sheet.judge)
        elif not sheet.marks:
            yield Note("sheet.empty", sheet.entry, sheet.judge)
        elif not _counts(rule, sheet, ready[sheet.entry]):
            yield Note("sheet.incomplete", sheet.entry, sheet.judge)
        else:
            missing = (one.id for one in ready[sheet.entry].criteria if one.id not in sheet.marks)
            yield from (Note("mark.missing", sheet.entry, sheet.judge, one) for one in missing)


def _never_signed(sheets: Sequence[Sheet]) -> set[str]:
    """Judges with sheets to sign who have signed none."""
    due = [sheet for sheet in sheets if not sheet.recused]
    return {sheet.judge for sheet in due} - {sheet.judge for sheet in due if sheet.signed}


def _gaps(rule: ContestRule, sheets: Sequence[Sheet], ready: Mapping[str, Rubric]) -> Iterator[Note]:
    """Entries that a judge has no sheet for, though for others. A judge who ranks need not rank them all."""
    if rule.jury.per is Per.RANK:
        return
    has = {(sheet.judge, sheet.entry) for sheet in sheets}
    for judge in sorted({sheet.judge for sheet in sheets} - _never_signed(sheets)):
        yield from (Note("sheet.none", entry, judge) for entry in sorted(ready) if (judge, entry) not in has)
