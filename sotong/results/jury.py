"""The jury score: what the judges' sheets come to for each entry, as the rule says.

Three ways. Per sheet: each judge's total, then their mean, median or trimmed mean. Per criterion: the marks
of each criterion are averaged over the judges, weighted, and added up. Per rank: each judge's totals give
places, places give points, and the points are added up or averaged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from sotong.contests.contest_rule import ContestRule
from sotong.contests.rule_parts import (
    JuryRule,
    Method,
    Per,
    RoundingPoint,
    RoundingStep,
    TieBreakKind,
)
from sotong.results.facts import Entry, Note
from sotong.results.figures import Operation, Step, figure, given, in_order
from sotong.results.marking import Marking, Rubric, rubrics, to_scale, weighted
from sotong.results.points import Ranking, points_by_place

_AVERAGE: Final = {
    Method.MEAN: Operation.MEAN,
    Method.MEDIAN: Operation.MEDIAN,
    Method.TRIMMED: Operation.MEAN,
    Method.SUM: Operation.SUM,
}


@dataclass(frozen=True, slots=True)
class JuryScores:
    """Jury scores by entry; an entry that no judge's sheet counts for has none.

    `averages` holds, by entry, the judges' average in each criterion that the rule's tie-breaks name.
    """

    scores: Mapping[str, Step]
    averages: Mapping[str, Mapping[str, Fraction]]
    notes: tuple[Note, ...]


def jury_scores(rule: ContestRule, entries: Sequence[Entry], marking: Marking) -> JuryScores:
    """Compute the jury score of every entry that stands."""
    ready = rubrics(rule, entries)
    if rule.jury.per is Per.CRITERION:
        scores = {
            entry: score
            for entry, rubric in ready.items()
            if (score := _score_by_criteria(rule, rubric, marking.marks[entry]))
        }
    elif rule.jury.per is Per.RANK:
        scores = _scores_by_ranks(rule, marking)
    else:
        scores = {
            entry: _average(rule.jury, "step.jury_score", "", list(by_judge.values()), _rounding(rule))
            for entry, by_judge in marking.scores.items()
            if by_judge
        }
    averages = {entry: _tie_break_averages(rule, marking.marks[entry]) for entry in scores}
    return JuryScores(scores, averages, _untrimmed(rule, ready, marking))


def _score_by_criteria(
    rule: ContestRule, rubric: Rubric, marks: Mapping[str, Mapping[str, Step]]
) -> Step | None:
    """Average each criterion over the judges, weight, add up; None without any mark."""
    code, rounding = "step.weighted_criterion", rule.rounding(RoundingPoint.WEIGHTED_CRITERION)
    parts = {
        one.id: weighted(code, _criterion_average(rule, one.id, marks), one, rubric, rounding)
        for one in rubric.criteria
        if any(one.id in by_criterion for by_criterion in marks.values())
    }
    if not parts:
        return None
    return to_scale(rule, "step.jury_score", parts, rubric, rounding=_rounding(rule))


def _criterion_average(rule: ContestRule, criterion_id: str, marks: Mapping[str, Mapping[str, Step]]) -> Step:
    """The judges' average in one criterion; the mean where the rule's own method adds up rank points."""
    jury = replace(rule.jury, method=Method.MEAN) if rule.jury.method is Method.SUM else rule.jury
    steps = [by_criterion[criterion_id] for by_criterion in marks.values() if criterion_id in by_criterion]
    rounding = rule.rounding(RoundingPoint.CRITERION_AVERAGE)
    return _average(jury, "step.criterion_average", criterion_id, steps, rounding)


def _tie_break_averages(rule: ContestRule, marks: Mapping[str, Mapping[str, Step]]) -> dict[str, Fraction]:
    named = [one.criterion for one in rule.tie_breaks if one.kind is TieBreakKind.CRITERION]
    marked = {criterion for by_criterion in marks.values() for criterion in by_criterion}
    return {one: _criterion_average(rule, one, marks).rounded for one in named if one in marked}


def _scores_by_ranks(rule: ContestRule, marking: Marking) -> dict[str, Step]:
    """Points by each judge's ranking, together. A sum of no points is 0; a mean of none is no score."""
    judges = marking.judges
    points = {judge: _judge_points(rule, judge, marking) for judge in judges}
    scores = {}
    for entry in marking.scores if judges else ():
        steps = [points[judge][entry] for judge in judges if entry in points[judge]]
        if steps or rule.jury.method is Method.SUM:
            scores[entry] = _score_from_points(rule, steps, len(judges))
    return scores


def _judge_points(rule: ContestRule, judge: str, marking: Marking) -> dict[str, Step]:
    own = {entry: by_judge[judge] for entry, by_judge in marking.scores.items() if judge in by_judge}
    return points_by_place(own, Ranking(rule.jury.points, rule.jury.tied, "step.judge_points", judge))


def _score_from_points(rule: ContestRule, steps: Sequence[Step], judges: int) -> Step:
    if rule.scale is None:
        return _average(rule.jury, "step.jury_score", "", steps, _rounding(rule))
    points = _average(rule.jury, "step.jury_points", "", steps, None)
    most = rule.jury.points[0] * (judges if rule.jury.method is Method.SUM else 1)
    factors = (points, given("step.scale", rule.scale), given("step.reachable", most))
    return figure("step.jury_score", Operation.PROPORTION, factors, rounding=_rounding(rule))


def _average(
    jury: JuryRule, code: str, subject: str, steps: Sequence[Step], rounding: RoundingStep | None
) -> Step:
    """The judges' figures as one; what trimming drops stands beside."""
    kept, dropped = list(steps), []
    if jury.method is Method.TRIMMED and len(steps) > jury.drop_highest + jury.drop_lowest:
        rising = in_order(steps)
        end = len(rising) - jury.drop_highest
        kept, dropped = rising[jury.drop_lowest : end], rising[: jury.drop_lowest] + rising[end:]
    return figure(code, _AVERAGE[jury.method], kept, subject=subject, beside=dropped, rounding=rounding)


def _untrimmed(rule: ContestRule, ready: Mapping[str, Rubric], marking: Marking) -> tuple[Note, ...]:
    """Where so few judges count that nothing was dropped, although the rule trims."""
    if rule.jury.method is not Method.TRIMMED:
        return ()
    few = range(1, rule.jury.drop_highest + rule.jury.drop_lowest + 1)
    return tuple(
        Note("jury.too_few_to_trim", entry, criterion=criterion)
        for entry in sorted(ready)
        for criterion, count in _averaged(rule, ready[entry], marking.marks[entry])
        if count in few
    )


def _averaged(
    rule: ContestRule, rubric: Rubric, marks: Mapping[str, Mapping[str, Step]]
) -> list[tuple[str, int]]:
    """How many figures each average of an entry is made of, by criterion or, without one, by sheet."""
    if rule.jury.per is not Per.CRITERION:
        return [("", len(marks))]
    return [
        (one.id, sum(one.id in by_criterion for by_criterion in marks.values())) for one in rubric.criteria
    ]


def _rounding(rule: ContestRule) -> RoundingStep | None:
    return rule.rounding(RoundingPoint.JURY_SCORE)
