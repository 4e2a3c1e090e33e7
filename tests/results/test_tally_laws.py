"""What holds for every contest, whatever its rule.

SOTONG_TALLY_CONTESTS (300 unless set) over eight is how many contests each law is tried on.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sotong.contests.amounts import RoundingMode
from sotong.results.facts import Sheet, Votes
from sotong.results.figures import Operation, Step
from sotong.results.tally import Tally
from tests.results.made_up import MadeUp, contests

CONTESTS = int(os.environ.get("SOTONG_TALLY_CONTESTS", "300"))
law = settings(deadline=None, max_examples=CONTESTS // 8, suppress_health_check=list(HealthCheck))


@law
@given(contests(), st.randoms(use_true_random=False))
def test_the_order_in_which_anything_is_listed_changes_nothing(contest: MadeUp, dice: random.Random) -> None:
    shuffled = contest._replace(
        entries=dice.sample(contest.entries, len(contest.entries)),
        sheets=[
            replace(sheet, marks=dict(dice.sample(sorted(sheet.marks.items()), len(sheet.marks))))
            for sheet in dice.sample(contest.sheets, len(contest.sheets))
        ],
        votes=Votes(
            dict(dice.sample(sorted(contest.votes.counts.items()), len(contest.votes.counts))),
            contest.votes.quarantined,
        ),
    )
    assert shuffled.tally() == contest.tally()


def steps_of(tally: Tally) -> Iterator[Step]:
    waiting = [
        step for result in tally.results for step in (result.total, result.jury, result.citizens) if step
    ]
    while waiting:
        step = waiting.pop()
        waiting += [*step.inputs, *step.beside]
        yield step


def worked_out(step: Step) -> Fraction:
    """What a reader gets who does the shown operation by hand."""
    numbers = [one.rounded for one in step.inputs]
    if step.operation is Operation.PROPORTION:
        return numbers[0] * numbers[1] / numbers[2]
    if step.operation is Operation.PRODUCT:
        return numbers[0] * numbers[1]
    if step.operation is Operation.MEDIAN:
        ordered = sorted(numbers)
        return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    if step.operation is Operation.MEAN:
        return sum(numbers, Fraction(0)) / len(numbers)
    if step.operation is Operation.SUM:
        return sum(numbers, Fraction(0))
    return max(numbers) if step.operation is Operation.HIGHEST else min(numbers)


@law
@given(contests())
def test_every_figure_is_what_its_shown_arithmetic_gives(contest: MadeUp) -> None:
    for step in steps_of(contest.tally()):
        if step.operation is Operation.GIVEN:
            assert not step.inputs
        else:
            assert step.value == worked_out(step)


@law
@given(contests())
def test_figures_are_rounded_only_where_the_rule_says_and_by_less_than_one_unit(contest: MadeUp) -> None:
    ruled = {step["at"]: step for step in contest.rule["rounding"]}
    for step in steps_of(contest.tally()):
        if step.rounding is None:
            assert step.rounded == step.value
            continue
        said = ruled[step.rounding.at]
        assert step.code == f"step.{step.rounding.at}"
        assert (step.rounding.places, step.rounding.mode) == (said["places"], said["mode"])
        off = abs(step.rounded - step.value) * 10**step.rounding.places
        assert off < 1 if step.rounding.mode is RoundingMode.DOWN else off <= Fraction(1, 2)
        assert (step.rounded * 10**step.rounding.places).denominator == 1


@law
@given(contests())
def test_a_higher_total_always_places_better_and_a_shared_place_means_an_equal_total(contest: MadeUp) -> None:
    placed = [result for result in contest.tally().results if result.place and result.total]
    for one in placed:
        assert one.place == 1 + sum((two.place or 0) < (one.place or 0) for two in placed)
        for two in placed:
            if one.total and two.total and one.total.rounded > two.total.rounded:
                assert (one.place or 0) < (two.place or 0)
            if one.place == two.place:
                assert one.total == two.total or (
                    one.total and two.total and one.total.rounded == two.total.rounded
                )


def with_mark(contest: MadeUp, at: int, criterion: str, mark: Fraction) -> MadeUp:
    sheets: list[Sheet] = list(contest.sheets)
    sheets[at] = replace(sheets[at], marks={**sheets[at].marks, criterion: mark})
    return contest._replace(sheets=sheets)


@law
@given(contests(), st.data())
def test_a_higher_mark_never_hurts_the_entry_that_gets_it(contest: MadeUp, data: st.DataObject) -> None:
    marked = [(at, name) for at, sheet in enumerate(contest.sheets) for name in sorted(sheet.marks)]
    assume(marked)
    at, criterion = data.draw(st.sampled_from(marked))
    sheet = contest.sheets[at]
    better = with_mark(contest, at, criterion, highest_for(contest, sheet, criterion))
    before, after = contest.tally().result(sheet.entry), better.tally().result(sheet.entry)
    assert (before.place is None) == (after.place is None)
    if before.place and after.place and before.total and after.total:
        assert after.place <= before.place
        assert after.total.rounded >= before.total.rounded


@law
@given(contests(), st.integers(1, 30), st.data())
def test_one_more_vote_never_hurts_the_entry_that_gets_it(
    contest: MadeUp, extra: int, data: st.DataObject
) -> None:
    assume(contest.votes.counts)
    entry = data.draw(st.sampled_from([entry.id for entry in contest.entries]))
    channel = data.draw(st.sampled_from(sorted(contest.votes.counts)))
    counts = {name: dict(kept) for name, kept in contest.votes.counts.items()}
    assume(any(any(kept.values()) for kept in counts.values()))
    counts[channel][entry] = counts[channel].get(entry, 0) + extra
    before = contest.tally().result(entry)
    after = contest._replace(votes=Votes(counts)).tally().result(entry)
    if before.place and after.place:
        assert after.place <= before.place


@law
@given(contests(), st.integers(2, 1000))
def test_the_same_votes_many_times_over_change_no_score(contest: MadeUp, times: int) -> None:
    many = {
        channel: {entry: times * count for entry, count in counts.items()}
        for channel, counts in contest.votes.counts.items()
    }
    before, after = contest.tally(), contest._replace(votes=Votes(many)).tally()
    assert [(one.entry.id, one.place) for one in before.results] == [
        (one.entry.id, one.place) for one in after.results
    ]
    assert [one.total and one.total.rounded for one in before.results] == [
        one.total and one.total.rounded for one in after.results
    ]


@law
@given(contests(), st.sampled_from(["1", "10", "12.5", "1000"]))
def test_another_scale_multiplies_every_score_and_moves_nobody(contest: MadeUp, scale: str) -> None:
    assume(contest.rule["scale"] != "raw")
    rule = {**contest.rule, "scale": 100, "rounding": [], "awards": []}
    before = contest._replace(rule=rule).tally()
    after = contest._replace(rule={**rule, "scale": scale}).tally()
    for one, two in zip(before.results, after.results, strict=True):
        assert (one.entry.id, one.place) == (two.entry.id, two.place)
        for score, scaled in ((one.jury, two.jury), (one.citizens, two.citizens), (one.total, two.total)):
            assert (score and score.value * Fraction(scale) / 100) == (scaled and scaled.value)


@law
@given(contests(), st.integers(2, 9))
def test_weights_count_by_their_ratio_alone_where_the_total_is_a_mean(contest: MadeUp, times: int) -> None:
    rule = {**contest.rule, "combine": "mean"}
    heavier = {
        **rule,
        **{
            side: {**rule[side], "weight": str(times * Decimal(str(rule[side]["weight"])))}
            for side in ("jury", "citizens")
        },
    }
    before, after = contest._replace(rule=rule).tally(), contest._replace(rule=heavier).tally()
    assert [(one.entry.id, one.place, one.total and one.total.rounded) for one in before.results] == [
        (one.entry.id, one.place, one.total and one.total.rounded) for one in after.results
    ]


@law
@given(contests())
def test_a_mark_that_is_missing_on_every_sheet_is_not_a_zero(contest: MadeUp) -> None:
    """Full marks in what was marked are full marks, however much was left blank."""
    rule = {**contest.rule, "scale": 100, "jury": {**contest.rule["jury"], "missing": "mark"}, "rounding": []}
    sheets = [
        replace(sheet, marks={name: highest_for(contest, sheet, name) for name in sheet.marks})
        for sheet in contest.sheets
    ]
    full = contest._replace(rule=rule, sheets=sheets).tally()
    if rule["jury"]["per"] != "rank":
        assert all(result.jury is None or result.jury.rounded == 100 for result in full.results)


def highest_for(contest: MadeUp, sheet: Sheet, criterion: str) -> Fraction:
    entry = next(entry for entry in contest.entries if entry.id == sheet.entry)
    own = contest.rule.get("rubrics", {}).get(entry.format.value) if entry.format else None
    return next(Fraction(one["max"]) for one in own or contest.rule["criteria"] if one["id"] == criterion)


@law
@given(contests())
def test_scores_never_leave_the_scale(contest: MadeUp) -> None:
    assume(contest.rule["scale"] != "raw")
    for result in contest.tally().results:
        for score in (result.jury, result.citizens):
            assert score is None or 0 <= score.rounded <= contest.rule["scale"]


@law
@given(contests())
def test_nobody_has_two_awards_and_awards_follow_places(contest: MadeUp) -> None:
    tally = contest.tally()
    winners = [entry for award in tally.awards for entry in award.winners]
    assert len(winners) == len(set(winners))
    assert not set(winners) & {entry for award in tally.awards for entry in award.waiting}
    places = {result.entry.id: result.place or 0 for result in tally.results}
    for higher, lower in zip(tally.awards, tally.awards[1:], strict=False):
        assert all(places[one] < places[two] for one in higher.winners for two in lower.winners)


@law
@given(contests())
def test_every_entry_has_a_result_and_one_without_a_place_says_why(contest: MadeUp) -> None:
    results = contest.tally().results
    assert sorted(result.entry.id for result in results) == sorted(entry.id for entry in contest.entries)
    assert all(bool(result.place) != bool(result.unplaced) for result in results)
