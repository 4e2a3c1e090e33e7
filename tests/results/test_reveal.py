"""The show: everything is revealed in the end, and nothing before its step.

SOTONG_TALLY_CONTESTS (300 unless set) over twenty is how many contests each law is tried on.
"""

from __future__ import annotations

import os
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sotong.contests.contest_rule import ContestRule
from sotong.results.facts import Entry, Sheet, Votes
from sotong.results.rehearsal import made_up_tally
from sotong.results.reveal import Options, RevealKind, RevealStep, Screen, screen, script
from sotong.results.tally import tally
from sotong.results.tally_report import shown
from tests.results.made_up import MadeUp, contests
from tests.results.made_up import rules as made_up_rules

CONTESTS = int(os.environ.get("SOTONG_TALLY_CONTESTS", "300"))
law = settings(deadline=None, max_examples=CONTESTS // 20, suppress_health_check=list(HealthCheck))
SINGLY = st.sampled_from([1, 2, 3, 10])
BOTH: dict[str, Any] = {
    "criteria": [{"id": "a", "label": "a", "max": 100}],
    "jury": {"weight": 70},
    "citizens": {"weight": 30, "method": "leader"},
    "awards": [
        {"id": "grand", "label": "대상", "count": 1, "ties": "shared"},
        {"id": "merit", "label": "장려상", "count": 2, "ties": "shared"},
    ],
    "identity": {"level": "phone"},
}


def steps_of(contest: MadeUp, singly: int = 10) -> tuple[RevealStep, ...]:
    rule = ContestRule.from_mapping(contest.rule)
    return script(rule, contest.tally(), options(contest.entries, singly))


def options(entries: list[Entry], singly: int = 10) -> Options:
    return Options(tuple(entry.id for entry in entries), singly)


def small(marks: dict[str, int], votes: dict[str, int], *, withdrawn: str = "", **rule: Any) -> MadeUp:
    """One judge, one channel: entries with a mark and votes."""
    entries = [Entry(name, name, withdrawn=name == withdrawn) for name in {**marks, **votes}]
    sheets = [Sheet("j", name, {"a": Fraction(mark)}) for name, mark in marks.items()]
    return MadeUp({**BOTH, **rule}, entries, sheets, Votes({"band": votes} if votes else {}), [])


def screens(steps: tuple[RevealStep, ...]) -> list[Screen]:
    return [screen(steps[: number + 1]) for number in range(len(steps))]


def kinds(steps: tuple[RevealStep, ...]) -> list[str]:
    return [step.kind.value for step in steps]


@law
@given(contests(), SINGLY)
def test_all_steps_together_are_the_tally(contest: MadeUp, singly: int) -> None:
    computed, rule = contest.tally(), ContestRule.from_mapping(contest.rule)
    end = screen(steps_of(contest, singly))
    rows = {row.entry: row for row in end.rows}
    present = [result for result in computed.results if not result.entry.withdrawn]
    assert rows.keys() == {result.entry.id for result in present}
    for result in present:
        row = rows[result.entry.id]
        assert (row.rank, row.total) == (result.place, shown(result.total) if result.total else "")
        assert row.jury == (shown(result.jury) if result.jury and rule.jury.weight else "")
        assert row.citizens == (shown(result.citizens) if result.citizens and rule.citizens.weight else "")
        assert row.votes == (result.votes if row.citizens else None)
    given_out = {step.label: tuple(line.entry for line in step.lines) for step in end.awards}
    ruled = {one.award.label: (*one.winners, *one.waiting) for one in computed.awards}
    assert given_out == {label: entries for label, entries in ruled.items() if entries}


@law
@given(contests(), SINGLY)
def test_each_score_and_award_appears_at_one_step_and_from_then_on(contest: MadeUp, singly: int) -> None:
    steps = steps_of(contest, singly)
    for kind, told in ((RevealKind.JURY, "jury"), (RevealKind.CITIZENS, "citizens")):
        known: set[str] = set()
        for step, now in zip(steps, screens(steps), strict=True):
            if step.kind is kind:
                coming = {line.entry for line in step.lines}
                assert not coming & known
                known |= coming
            assert {row.entry for row in now.rows if getattr(row, told)} == known


@law
@given(contests(), SINGLY, st.data())
def test_two_contests_that_differ_in_what_is_still_to_come_are_shown_alike(
    contest: MadeUp, singly: int, data: st.DataObject
) -> None:
    """Two entries that are both still to be revealed change places: until then nothing may differ."""
    steps = steps_of(contest, singly)
    at = data.draw(st.integers(0, len(steps) - 1))
    jury_is_told = any(step.kind is RevealKind.HALFWAY for step in steps[: at + 1])
    only_votes = not any(step.kind is RevealKind.JURY for step in steps)
    kind = RevealKind.CITIZENS if jury_is_told or only_votes else RevealKind.JURY
    assume(steps[at].kind.value in {"title", "lineup", "jury", "halfway", "citizens"})
    told = {line.entry for step in steps[: at + 1] if step.kind is kind for line in step.lines}
    hidden = [one for one in contest.entries if one.id not in told and not one.withdrawn]
    pairs = [(one.id, other.id) for one in hidden for other in hidden if one.id < other.id]
    pairs = [pair for pair in pairs if len({one.format for one in hidden if one.id in pair}) == 1]
    assume(pairs)
    other = swapped(contest, *data.draw(st.sampled_from(pairs)), sheets=not jury_is_told)
    assert steps_of(other, singly)[: at + 1] == steps[: at + 1]


def swapped(contest: MadeUp, one: str, other: str, *, sheets: bool) -> MadeUp:
    """The contest in which two entries have each other's votes, and each other's sheets too if so asked."""
    name = {one: other, other: one}
    marks = [replace(sheet, entry=name.get(sheet.entry, sheet.entry)) for sheet in contest.sheets]
    counts = {
        channel: {name.get(entry, entry): votes for entry, votes in counted.items()}
        for channel, counted in contest.votes.counts.items()
    }
    return contest._replace(
        sheets=marks if sheets else contest.sheets, votes=Votes(counts, contest.votes.quarantined)
    )


@law
@given(contests(), SINGLY)
def test_scores_come_from_last_to_first_and_awards_from_the_lowest_up(contest: MadeUp, singly: int) -> None:
    steps, rule = steps_of(contest, singly), ContestRule.from_mapping(contest.rule)
    jury = [[line.amount or 0 for line in step.lines] for step in steps if step.kind is RevealKind.JURY]
    assert all(max(lower) < min(higher) for lower, higher in pairwise(jury))
    assert all(len(set(amounts)) == 1 for amounts in jury[1:])
    labels = [step.label for step in steps if step.kind is RevealKind.AWARD]
    ruled = [award.label for award in rule.awards]
    assert [ruled.index(label) for label in labels] == sorted(map(ruled.index, labels), reverse=True)


@law
@given(contests())
def test_a_script_is_kept_as_json_and_read_again(contest: MadeUp) -> None:
    steps = steps_of(contest)
    assert tuple(RevealStep.from_json(step.to_json()) for step in steps) == steps


@law
@given(made_up_rules(), st.integers(0, 6), st.integers(0, 9))
def test_a_rehearsal_can_be_had_under_any_rule_and_is_the_same_for_the_same_seed(
    rule: dict[str, Any], many: int, seed: int
) -> None:
    entries = [Entry(str(number), f"출품작 {number}") for number in range(many)]
    read = ContestRule.from_mapping(rule)
    made = [made_up_tally(read, entries, str(seed)) for _twice in range(2)]
    assert made[0] == made[1]
    assert screens(script(read, made[0], options(entries)))[-1].kind is RevealKind.THANKS


def test_the_running_total_and_the_ranks_move_with_each_citizens_score() -> None:
    steps = steps_of(small({"가": 90, "나": 80, "다": 70}, {"가": 1, "나": 0, "다": 4}))
    assert kinds(steps) == [
        "title",
        "lineup",
        *["jury"] * 3,
        "halfway",
        *["citizens"] * 3,
        "places",
        "award",
        "award",
        "thanks",
    ]
    order = [[(row.entry, row.rank, row.total) for row in now.rows] for now in screens(steps)]
    assert order[3] == [("나", 1, ""), ("다", 2, ""), ("가", None, "")]
    assert order[5] == [("가", 1, "63"), ("나", 2, "56"), ("다", 3, "49")]
    assert order[8] == [("다", 1, "79"), ("가", 2, "70.5"), ("나", 3, "56")]
    assert [row.moved for row in screens(steps)[8].rows] == [2, -1, -1]


def test_without_votes_the_jury_alone_is_revealed_and_the_hall_is_told() -> None:
    steps = steps_of(small({"가": 90, "나": 80}, {}))
    assert kinds(steps) == ["title", "lineup", "jury", "jury", "places", "award", "award", "thanks"]
    places = steps[4]
    assert "tally.no_votes" in places.notes
    assert [(line.place, line.total) for line in places.lines] == [(1, "90"), (2, "80")]


def test_without_a_jury_the_citizens_scores_are_the_show() -> None:
    steps = steps_of(
        small({}, {"가": 3, "나": 5}, jury={"weight": 0}, citizens={"weight": 1, "method": "leader"})
    )
    assert kinds(steps) == ["title", "lineup", "citizens", "citizens", "places", "award", "award", "thanks"]
    assert [line.entry for step in steps[2:4] for line in step.lines] == ["가", "나"]


def test_one_entry_is_revealed_and_given_its_award() -> None:
    steps = steps_of(small({"가": 90}, {"가": 2}))
    assert kinds(steps) == ["title", "lineup", "jury", "halfway", "citizens", "places", "award", "thanks"]


def test_all_tied_come_together_and_share_the_first_place() -> None:
    steps = steps_of(small(dict.fromkeys("가나다", 80), dict.fromkeys("가나다", 2)))
    assert kinds(steps) == ["title", "lineup", "jury", "halfway", "citizens", "places", "award", "thanks"]
    assert {line.place for line in steps[5].lines} == {1}


def test_a_withdrawn_entry_is_in_no_step() -> None:
    steps = steps_of(small({"가": 90, "나": 80}, {"가": 1, "나": 2}, withdrawn="나"))
    assert {line.entry for step in steps for line in step.lines} == {"가"}


def test_an_entry_that_nobody_could_judge_keeps_its_votes_and_gets_no_place() -> None:
    steps = steps_of(small({"가": 90}, {"가": 1, "나": 2}))
    row = {row.entry: row for row in screen(steps).rows}["나"]
    assert (row.rank, row.total, row.citizens, row.reason) == (None, "", "100", "entry.no_marks")


def test_with_nothing_counted_the_hall_is_told_so() -> None:
    entries, rule = [Entry("가", "가")], ContestRule.from_mapping(BOTH)
    steps = script(rule, tally(rule, entries), options(entries))
    assert kinds(steps) == ["title", "lineup", "places", "thanks"]
    assert "tally.nothing_counted" in steps[2].notes


def test_without_entries_there_is_a_title_and_thanks() -> None:
    rule = ContestRule.from_mapping(BOTH)
    assert kinds(script(rule, tally(rule, []), Options(()))) == ["title", "thanks"]


def test_the_lowest_come_together_when_only_the_best_are_revealed_singly() -> None:
    marks = {"가": 50, "나": 60, "다": 70, "라": 80, "마": 80}
    steps = steps_of(small(marks, {}), singly=2)
    told = [[line.entry for line in step.lines] for step in steps if step.kind is RevealKind.JURY]
    assert told == [["가", "나", "다"], ["라", "마"]]
