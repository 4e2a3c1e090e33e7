"""What a tally gives, in plain cases and where something is lacking: each outcome is the documented one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import pytest

from sotong.contests.contest_rule import ContestRule
from sotong.contests.rule_parts import Format
from sotong.results.facts import Decision, Entry, FactsInvalid, Note, Sheet, Votes
from sotong.results.figures import Step
from sotong.results.tally import Tally, tally

RULE: dict[str, Any] = {
    "criteria": [
        {"id": "content", "label": "내용", "max": 60},
        {"id": "stage", "label": "발표", "max": 20, "weight": 2},
    ],
    "jury": {"weight": 70},
    "citizens": {"weight": 30},
    "awards": [
        {"id": "grand", "label": "최우수", "count": 1, "ties": "broken"},
        {"id": "merit", "label": "우수", "count": 2},
    ],
    "identity": {"level": "phone"},
}
THREE = [Entry("a", "관광과"), Entry("b", "교통과"), Entry("c", "환경과")]


def rule(**changes: Any) -> ContestRule:
    return ContestRule.from_mapping({**RULE, **changes})


def sheet(judge: str, entry: str, content: int | None, stage: int | None, **rest: Any) -> Sheet:
    marks = {"content": content, "stage": stage}
    given = {name: Fraction(mark) for name, mark in marks.items() if mark is not None}
    return Sheet(judge, entry, given, **rest)


def band(**counts: int) -> Votes:
    return Votes({"band": counts})


def totals(result: Tally) -> dict[str, Fraction | None]:
    return {one.entry.id: one.total and one.total.rounded for one in result.results}


def places(result: Tally) -> dict[str, int | None]:
    return {one.entry.id: one.place for one in result.results}


def jury_scores(result: Tally) -> dict[str, Fraction | None]:
    return {one.entry.id: one.jury and one.jury.rounded for one in result.results}


def seen(steps: Iterable[Step]) -> list[str]:
    """What a page would show of these figures."""
    return [" ".join(filter(None, [one.code, one.subject, str(one.value)])) for one in steps]


def winners(result: Tally) -> dict[str, tuple[str, ...]]:
    return {one.award.id: one.winners for one in result.awards}


SHEETS = [
    sheet("kim", "a", 50, 15),  # 80
    sheet("lee", "a", 54, 18),  # 90
    sheet("kim", "b", 40, 20),  # 80
    sheet("lee", "b", 40, 15),  # 70
    sheet("kim", "c", 30, 10),  # 50
    sheet("lee", "c", 36, 12),  # 60
]


def test_judges_and_citizens_are_joined_by_the_announced_weights() -> None:
    result = tally(rule(), THREE, SHEETS, band(a=50, b=100, c=25))
    assert jury_scores(result) == {"a": 85, "b": 75, "c": 55}
    assert totals(result) == {
        "b": Fraction("82.5"),  # 0.7 x 75 + 0.3 x 100
        "a": Fraction("74.5"),  # 0.7 x 85 + 0.3 x 50
        "c": 46,  # 0.7 x 55 + 0.3 x 25
    }
    assert places(result) == {"b": 1, "a": 2, "c": 3}
    assert winners(result) == {"grand": ("b",), "merit": ("a", "c")}
    assert result.award_of("c") == "merit"
    assert result.notes == ()
    assert result.rule_digest == rule().digest()


def test_the_total_opens_into_parts_scores_sheets_and_marks() -> None:
    total = tally(rule(), THREE, SHEETS, band(a=50, b=100, c=25)).result("a").total
    assert total
    assert seen(total.inputs) == ["step.jury_part 119/2", "step.citizen_part 15"]
    jury_part, citizen_part = total.inputs
    assert seen(jury_part.inputs) == ["step.jury_score 85", "step.weight 70", "step.weights 100"]
    assert seen(citizen_part.inputs) == ["step.citizen_score 50", "step.weight 30", "step.weights 100"]
    jury = jury_part.inputs[0]
    assert seen(jury.inputs) == ["step.sheet_score kim 80", "step.sheet_score lee 90"]
    assert seen(jury.inputs[0].inputs) == ["step.mark content 50", "step.weighted_mark stage 30"]
    stage = jury.inputs[0].inputs[1]
    assert seen(stage.inputs) == ["step.mark stage 15", "step.criterion_weight stage 2"]
    votes, scale, leader = citizen_part.inputs[0].inputs
    assert seen([votes, scale, leader]) == ["step.votes 50", "step.scale 100", "step.leader_votes 100"]
    assert seen(votes.inputs) == ["step.channel_votes band 50"]


@pytest.mark.parametrize(
    ("method", "scores"),
    [
        ({"method": "mean"}, Fraction(390, 5)),
        ({"method": "median"}, Fraction(80)),
        ({"method": "trimmed", "drop_highest": 1, "drop_lowest": 1}, Fraction(240, 3)),
        ({"method": "trimmed", "drop_lowest": 2}, Fraction(270, 3)),
    ],
)
def test_marks_become_a_score_by_the_method_that_the_rule_names(
    method: Mapping[str, Any], scores: Fraction
) -> None:
    given = [("j1", 50), ("j2", 70), ("j3", 80), ("j4", 90), ("j5", 100)]
    sheets = [sheet(judge, "a", min(score, 60), max(score - 60, 0) // 2) for judge, score in given]
    result = tally(rule(jury={"weight": 70, **method}), THREE[:1], sheets)
    assert jury_scores(result)["a"] == scores


def test_trimming_shows_what_was_dropped_beside_what_was_kept() -> None:
    trimmed = rule(jury={"weight": 1, "method": "trimmed", "drop_highest": 1, "drop_lowest": 1})
    sheets = [sheet(judge, "a", mark, 0) for judge, mark in (("kim", 10), ("lee", 60), ("park", 30))]
    jury = tally(trimmed, THREE[:1], sheets).result("a").jury
    assert jury
    assert seen(jury.inputs) == ["step.sheet_score park 30"]
    assert seen(jury.beside) == ["step.sheet_score kim 10", "step.sheet_score lee 60"]


def test_with_too_few_judges_to_trim_nothing_is_dropped_and_the_tally_says_so() -> None:
    trimmed = rule(jury={"weight": 1, "method": "trimmed", "drop_highest": 1, "drop_lowest": 1})
    result = tally(trimmed, THREE[:1], [sheet("kim", "a", 10, 0), sheet("lee", "a", 60, 0)])
    assert jury_scores(result)["a"] == 35
    assert Note("jury.too_few_to_trim", "a") in result.notes


def test_a_missing_mark_is_left_out_and_never_a_zero() -> None:
    result = tally(rule(), THREE[:1], [sheet("kim", "a", 48, None), sheet("lee", "a", 60, 20)])
    assert jury_scores(result)["a"] == 90  # 48 of 60 is 80 of 100; the other sheet is 100
    assert Note("mark.missing", "a", "kim", "stage") in result.notes


def test_where_the_rule_says_so_a_half_entered_sheet_does_not_count_at_all() -> None:
    whole = rule(jury={"weight": 70, "missing": "sheet"})
    result = tally(whole, THREE[:1], [sheet("kim", "a", 48, None), sheet("lee", "a", 60, 20)])
    assert jury_scores(result)["a"] == 100
    assert Note("sheet.incomplete", "a", "kim") in result.notes


def test_per_criterion_a_missing_mark_leaves_the_other_judges_average() -> None:
    by_criterion = rule(jury={"weight": 70, "per": "criterion"})
    result = tally(by_criterion, THREE[:1], [sheet("kim", "a", 48, None), sheet("lee", "a", 60, 10)])
    assert jury_scores(result)["a"] == 54 + 2 * 10


def test_a_judge_who_never_signed_does_not_count() -> None:
    draft = [sheet("park", entry.id, 60, 20, signed=False) for entry in THREE]
    result = tally(rule(), THREE, [*SHEETS, *draft])
    assert jury_scores(result) == {"a": 85, "b": 75, "c": 55}
    assert [note for note in result.notes if note.judge == "park"] == [
        Note("judge.never_signed", judge="park")
    ]


def test_one_unsigned_sheet_of_a_judge_does_not_count() -> None:
    result = tally(
        rule(), THREE, [*SHEETS, sheet("park", "a", 0, 0, signed=False), sheet("park", "b", 60, 20)]
    )
    assert jury_scores(result)["a"] == 85
    assert Note("sheet.unsigned", "a", "park") in result.notes
    assert Note("sheet.none", "c", "park") in result.notes


def test_a_recused_judge_counts_for_the_other_entries_only() -> None:
    sheets = [*SHEETS[1:], Sheet("kim", "a", {}, recused=True)]
    result = tally(rule(), THREE, sheets)
    assert jury_scores(result) == {"a": 90, "b": 75, "c": 55}
    assert Note("sheet.recused", "a", "kim") in result.notes


def test_an_empty_signed_sheet_does_not_count() -> None:
    result = tally(rule(), THREE, [*SHEETS, Sheet("park", "a", {})])
    assert jury_scores(result)["a"] == 85
    assert Note("sheet.empty", "a", "park") in result.notes


def test_an_entry_that_all_judges_recused_themselves_from_is_not_placed() -> None:
    sheets = [*SHEETS[2:], Sheet("kim", "a", {}, recused=True), Sheet("lee", "a", {}, recused=True)]
    result = tally(rule(), THREE, sheets, band(a=900, b=1, c=1))
    assert places(result) == {"b": 1, "c": 2, "a": None}
    assert result.result("a").unplaced == "entry.no_marks"
    assert Note("entry.no_marks", "a") in result.notes


def test_a_withdrawn_entry_has_no_place_and_its_sheets_and_votes_count_nowhere() -> None:
    entries = [THREE[0], Entry("b", "교통과", withdrawn=True), THREE[2]]
    result = tally(rule(), entries, SHEETS, band(a=50, b=100, c=25))
    assert result.result("b").unplaced == "entry.withdrawn"
    assert result.result("a").citizens
    assert [one.citizens and one.citizens.rounded for one in result.results] == [100, 50, None]
    assert {Note("entry.withdrawn", "b"), Note("votes.withdrawn", "b", channel="band")} <= set(result.notes)


def test_with_no_vote_at_all_the_jury_alone_makes_the_total() -> None:
    for votes in (Votes(), band(), band(a=0, b=0)):
        result = tally(rule(), THREE, SHEETS, votes)
        assert totals(result) == {"a": 85, "b": 75, "c": 55}
        assert Note("tally.no_votes") in result.notes


def test_with_no_judge_at_all_the_citizens_alone_make_the_total() -> None:
    for sheets in ([], [sheet("kim", "a", 60, 20, signed=False)]):
        result = tally(rule(), THREE, sheets, band(a=50, b=100, c=25))
        assert totals(result) == {"b": 100, "a": 50, "c": 25}
        assert Note("tally.no_judges") in result.notes


def test_with_neither_judges_nor_votes_nobody_is_placed() -> None:
    result = tally(rule(), THREE)
    assert places(result) == {"a": None, "b": None, "c": None}
    assert {one.unplaced for one in result.results} == {"tally.nothing_counted"}
    assert Note("tally.nothing_counted") in result.notes
    assert winners(result) == {"grand": (), "merit": ()}


def test_a_contest_without_a_vote_is_one_whose_rule_gives_it_no_weight() -> None:
    result = tally(rule(citizens={"weight": 0}), THREE, SHEETS)
    assert totals(result) == {"a": 85, "b": 75, "c": 55}
    assert result.notes == ()


def test_a_contest_without_judges_is_one_whose_rule_gives_them_no_weight() -> None:
    alone = rule(jury={"weight": 0}, criteria=[])
    result = tally(alone, THREE, [], band(a=50, b=100, c=25))
    assert totals(result) == {"b": 100, "a": 50, "c": 25}
    assert result.notes == ()


def test_one_entry_wins_and_the_tally_says_that_it_was_alone() -> None:
    result = tally(rule(), THREE[:1], SHEETS[:2], band(a=3))
    assert (places(result), winners(result)["grand"]) == ({"a": 1}, ("a",))
    assert Note("tally.one_entry", "a") in result.notes


def test_no_entry_gives_an_empty_result() -> None:
    result = tally(rule(), [])
    assert (result.results, result.notes) == (
        (),
        (Note("tally.no_entries"), Note("tally.no_judges"), Note("tally.no_votes")),
    )


def equal_sheets(*entries: str) -> list[Sheet]:
    return [sheet("kim", entry, 50, 15) for entry in entries]


def test_when_all_are_tied_and_nothing_tells_them_apart_they_share_the_first_place() -> None:
    result = tally(rule(), THREE, equal_sheets("a", "b", "c"), band(a=5, b=5, c=5))
    assert places(result) == {"a": 1, "b": 1, "c": 1}
    assert result.result("a").tied_with == ("b", "c")
    assert winners(result) == {"grand": (), "merit": ()}
    assert [one.waiting for one in result.awards] == [("a", "b", "c"), ("a", "b", "c")]
    assert Note("award.waiting", "a") in result.notes


def test_of_entries_with_the_same_total_the_citizens_favourite_stands_higher() -> None:
    level = [sheet("kim", "a", 60, 5), sheet("kim", "b", 40, 0)]  # 70 and 40
    result = tally(rule(jury={"weight": 50}, citizens={"weight": 50}), THREE[:2], level, band(a=70, b=100))
    assert totals(result) == {"b": 70, "a": 70}
    assert places(result) == {"b": 1, "a": 2}
    assert [one.text for one in result.result("a").broken_by] == ["citizen_score"]


def test_a_recorded_decision_breaks_what_the_citizens_left_tied_and_the_last_one_holds() -> None:
    decisions = [Decision(("a", "b")), Decision(("c", "b", "a"), "추첨")]
    result = tally(rule(), THREE, equal_sheets("a", "b", "c"), band(a=5, b=5, c=5), decisions)
    assert places(result) == {"c": 1, "b": 2, "a": 3}
    assert winners(result) == {"grand": ("c",), "merit": ("b", "a")}


def test_a_decision_that_leaves_one_of_the_tied_out_breaks_nothing() -> None:
    result = tally(rule(), THREE, equal_sheets("a", "b", "c"), band(a=5, b=5, c=5), [Decision(("a", "b"))])
    assert places(result) == {"a": 1, "b": 1, "c": 1}


def test_a_decision_that_the_rule_does_not_provide_for_breaks_nothing_and_is_remarked_on() -> None:
    result = tally(rule(tie_breaks=[]), THREE[:2], equal_sheets("a", "b"), Votes(), [Decision(("b", "a"))])
    assert places(result) == {"a": 1, "b": 1}
    assert Note("decision.not_in_rule") in result.notes


def test_a_tie_can_be_broken_by_the_judges_average_in_one_criterion() -> None:
    by_stage = rule(tie_breaks=["criterion:stage"])
    level = [sheet("kim", "a", 60, 5), sheet("kim", "b", 40, 15), sheet("kim", "c", 50, 10)]
    assert places(tally(by_stage, THREE, level)) == {"b": 1, "c": 2, "a": 3}


def test_after_a_shared_place_the_next_is_counted_on_from_all_who_share_it() -> None:
    result = tally(rule(tie_breaks=[]), THREE, [*equal_sheets("a", "b"), sheet("kim", "c", 0, 0)])
    assert places(result) == {"a": 1, "b": 1, "c": 3}


def test_a_shared_tier_goes_to_all_who_share_its_last_place_and_uses_up_the_next_ones() -> None:
    shared = [{"id": "grand", "label": "대상", "count": 1}, {"id": "merit", "label": "우수", "count": 1}]
    result = tally(
        rule(tie_breaks=[], awards=shared), THREE, [*equal_sheets("a", "b"), sheet("kim", "c", 0, 0)]
    )
    assert winners(result) == {"grand": ("a", "b"), "merit": ()}


def test_a_tie_that_fits_within_its_tier_needs_no_breaking() -> None:
    two = [{"id": "merit", "label": "우수", "count": 2, "ties": "broken"}]
    result = tally(rule(tie_breaks=[], awards=two), THREE[:2], equal_sheets("a", "b"))
    assert winners(result) == {"merit": ("a", "b")}


def test_a_total_below_the_tiers_bar_gets_nothing_and_nobody_moves_up_for_it() -> None:
    barred = [
        {"id": "grand", "label": "대상", "count": 1},
        {"id": "merit", "label": "우수", "count": 1, "at_least": 80},
        {"id": "effort", "label": "장려", "count": 1},
    ]
    result = tally(rule(awards=barred), THREE, SHEETS)
    assert winners(result) == {"grand": ("a",), "merit": (), "effort": ("c",)}


def test_entries_of_different_formats_are_judged_by_their_own_rubrics_on_one_scale() -> None:
    video = [{"id": "editing", "label": "영상", "max": 10, "weight": 10}]
    entries = [Entry("a", "관광과", Format.PLAY), Entry("b", "교통과", Format.VIDEO)]
    sheets = [sheet("kim", "a", 48, 16), Sheet("kim", "b", {"editing": Fraction("8.5")})]
    result = tally(rule(rubrics={"video": video}), entries, sheets)
    assert jury_scores(result) == {"b": 85, "a": 80}


def test_share_of_votes_and_rank_points_are_brought_to_the_scale() -> None:
    counts = band(a=50, b=30, c=20)
    share = tally(rule(citizens={"weight": 1, "method": "share"}, jury={"weight": 0}), THREE, [], counts)
    assert totals(share) == {"a": 50, "b": 30, "c": 20}
    points = {"weight": 1, "method": "rank_points", "points": [5, 3, 1]}
    ranked = tally(rule(citizens=points, jury={"weight": 0}), THREE, [], counts)
    assert totals(ranked) == {"a": 100, "b": 60, "c": 20}


def ranked_by_channel(**changes: Any) -> ContestRule:
    citizens = {"weight": 1, "method": "rank_points", "count": "by_channel", "points": [12, 10, 8], **changes}
    return rule(scale="raw", citizens=citizens, jury={"weight": 0})


def test_by_channel_each_channel_gives_its_own_points() -> None:
    votes = Votes({"band": {"a": 900, "b": 800, "c": 1}, "facebook": {"a": 1, "b": 3, "c": 2}})
    assert totals(tally(ranked_by_channel(), THREE, [], votes)) == {"b": 22, "a": 20, "c": 18}


@pytest.mark.parametrize(("tied", "points"), [("average", 11), ("highest", 12), ("lowest", 10)])
def test_entries_with_equal_votes_share_points_as_the_rule_says(tied: str, points: int) -> None:
    result = tally(ranked_by_channel(tied=tied), THREE, [], band(a=7, b=7, c=1))
    assert totals(result) == {"a": points, "b": points, "c": 8}


def test_without_a_vote_there_is_no_point_however_short_the_ranking() -> None:
    result = tally(ranked_by_channel(), THREE, [], band(a=7))
    assert totals(result) == {"a": 12, "b": 0, "c": 0}


def test_a_channel_without_votes_gives_nothing_and_the_tally_says_so() -> None:
    result = tally(ranked_by_channel(), THREE, [], Votes({"band": {"a": 2, "b": 1}, "blog": {}}))
    assert totals(result) == {"a": 12, "b": 10, "c": 0}
    assert Note("channel.no_votes", channel="blog") in result.notes


def test_quarantined_votes_are_not_counted() -> None:
    votes = Votes({"band": {"a": 10, "b": 5}}, {"band": {"b": 100}})
    assert tally(rule(), THREE, SHEETS, votes) == tally(rule(), THREE, SHEETS, band(a=10, b=5))


def test_rounding_happens_where_the_rule_says_and_ties_follow_the_rounded_total() -> None:
    coarse = rule(rounding=[{"at": "total", "places": 0, "mode": "half_up"}], tie_breaks=["votes"])
    result = tally(
        coarse, THREE[:2], [sheet("kim", "a", 60, 20), sheet("kim", "b", 60, 20)], band(a=999, b=1000)
    )
    assert totals(result) == {"b": 100, "a": 100}
    assert places(result) == {"b": 1, "a": 2}


@pytest.mark.parametrize(
    ("sheets", "votes", "decisions", "wrong"),
    [
        ([sheet("kim", "a", 61, 0)], Votes(), [], Note("mark.out_of_range", "a", "kim", "content")),
        ([sheet("kim", "a", -1, 0)], Votes(), [], Note("mark.out_of_range", "a", "kim", "content")),
        (
            [Sheet("kim", "a", {"x": Fraction(1)})],
            Votes(),
            [],
            Note("mark.no_such_criterion", "a", "kim", "x"),
        ),
        ([sheet("kim", "z", 1, 1)], Votes(), [], Note("sheet.unknown_entry", "z", "kim")),
        ([sheet("kim", "a", 1, 1)] * 2, Votes(), [], Note("sheet.twice", "a", "kim")),
        ([], band(z=1), [], Note("votes.unknown_entry", "z", channel="band")),
        ([], band(a=-1), [], Note("votes.negative", "a", channel="band")),
        ([], Votes({}, {"band": {"z": 1}}), [], Note("votes.unknown_entry", "z", channel="band")),
        ([], Votes(), [Decision(("a", "a"))], Note("decision.entry_twice", "a")),
        ([], Votes(), [Decision(("z",))], Note("decision.unknown_entry", "z")),
    ],
)
def test_facts_that_cannot_be_stop_the_tally_by_name(
    sheets: list[Sheet], votes: Votes, decisions: list[Decision], wrong: Note
) -> None:
    with pytest.raises(FactsInvalid) as caught:
        tally(rule(), THREE, sheets, votes, decisions)
    assert caught.value.wrong == (wrong,)


def test_an_entry_listed_twice_stops_the_tally() -> None:
    with pytest.raises(FactsInvalid) as caught:
        tally(rule(), [THREE[0], THREE[0]])
    assert caught.value.wrong == (Note("entry.twice", "a"),)


def test_an_entry_whose_format_no_rubric_is_for_stops_the_tally() -> None:
    video = [{"id": "editing", "label": "영상", "max": 10}]
    with pytest.raises(FactsInvalid) as caught:
        tally(rule(criteria=[], rubrics={"video": video}), [Entry("a", "관광과", Format.PLAY)])
    assert caught.value.wrong == (Note("entry.no_rubric", "a"),)
