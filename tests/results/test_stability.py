"""The stability sheet: what would have changed the winner, and how many votes it would have taken."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sotong.contests.contest_rule import ContestRule
from sotong.results.facts import Entry, Sheet, Votes
from sotong.results.flipping import Flip, cheapest_flip
from sotong.results.marking import mark
from sotong.results.stability import StabilitySheet, Variant, stability
from sotong.results.tally import MarkedContest, tally
from tests.results.made_up import MadeUp, contests

RULE: dict[str, Any] = {
    "criteria": [{"id": "all", "label": "총점", "max": 100}],
    "jury": {"weight": 50},
    "citizens": {"weight": 50},
    "awards": [{"id": "grand", "label": "대상", "count": 1}],
    "identity": {"level": "phone"},
}
ENTRIES = [Entry("a", "가"), Entry("b", "나"), Entry("c", "다")]


def scored(**by_judge: tuple[int, int, int]) -> list[Sheet]:
    """Each judge's marks for a, b and c."""
    return [
        Sheet(judge, entry.id, {"all": Fraction(mark)})
        for judge, marks in by_judge.items()
        for entry, mark in zip(ENTRIES, marks, strict=True)
    ]


def looked_into(sheets: list[Sheet], votes: Votes, **changes: Any) -> StabilitySheet:
    return stability(ContestRule.from_mapping({**RULE, **changes}), ENTRIES, sheets, votes)


def of(found: StabilitySheet, code: str) -> dict[str, Variant]:
    return {one.subject: one for one in found.variants if one.code == code}


def test_it_shows_which_judge_alone_made_the_winner() -> None:
    sheets = scored(kim=(80, 82, 0), lee=(80, 82, 0), park=(100, 60, 0))
    found = looked_into(sheets, Votes({"band": {"a": 5, "b": 5}}))
    assert found.winners == ("a",)
    without = of(found, "stability.without_judge")
    assert {judge: one.winners for judge, one in without.items()} == {
        "kim": ("a",),
        "lee": ("a",),
        "park": ("b",),
    }
    assert without["park"].new_winner
    assert without["park"].moved == ("a", "b")
    assert without["park"].places == {"b": 1, "a": 2, "c": 3}
    assert not found.is_stable


def test_it_shows_which_channel_alone_made_the_winner() -> None:
    votes = Votes({"band": {"a": 90, "b": 10}, "facebook": {"a": 10, "b": 40}})
    channels = of(looked_into(scored(kim=(50, 50, 50)), votes), "stability.without_channel")
    assert {channel: one.winners for channel, one in channels.items()} == {
        "band": ("b",),
        "facebook": ("a",),
    }


def test_it_shows_the_other_ways_of_averaging() -> None:
    sheets = scored(kim=(70, 80, 0), lee=(70, 80, 0), park=(100, 60, 0))
    methods = of(looked_into(sheets, Votes()), "stability.method")
    assert {method: one.winners for method, one in methods.items()} == {
        "median": ("b",),
        "trimmed": ("b",),
    }


def test_it_moves_the_weights_ten_points_either_way() -> None:
    votes = Votes({"band": {"a": 80, "b": 100}})
    found = looked_into(scored(kim=(100, 83, 0)), votes)
    weights = of(found, "stability.weights")
    assert found.winners == ("b",)
    assert {shift: one.winners for shift, one in weights.items()} == {"+10": ("a",), "-10": ("b",)}


def test_it_counts_the_quarantined_ballots_in() -> None:
    votes = Votes({"band": {"a": 50, "b": 40}}, {"band": {"b": 20}})
    found = looked_into(scored(kim=(50, 50, 50)), votes)
    assert of(found, "stability.void_counted")[""].winners == ("b",)


def test_one_judge_one_channel_and_no_vote_leave_nothing_to_leave_out() -> None:
    found = looked_into(scored(kim=(90, 50, 50)), Votes())
    assert {one.code for one in found.variants} == {"stability.method"}
    assert found.is_stable


def test_a_contest_without_anything_is_stable() -> None:
    found = looked_into([], Votes())
    assert (found.winners, found.variants, found.flip, found.is_stable) == ((), (), None, True)


def test_the_cost_to_flip_is_the_fewest_votes_that_make_another_winner() -> None:
    votes = Votes({"band": {"a": 100, "b": 90, "c": 10}})
    assert looked_into(scored(kim=(50, 50, 50)), votes).flip == Flip("b", "band", 11)


def test_votes_that_weigh_nothing_can_flip_nothing() -> None:
    found = looked_into(
        scored(kim=(90, 50, 50)), Votes({"band": {"b": 5}}), citizens={"weight": 0}, tie_breaks=[]
    )
    assert found.flip is None


def test_a_lead_that_full_citizen_marks_cannot_make_up_for_holds_against_any_number_of_votes() -> None:
    far = looked_into(scored(kim=(100, 10, 0)), Votes({"band": {"a": 5, "b": 1}}), jury={"weight": 90})
    assert far.flip is None


def test_by_channel_the_cheapest_channel_is_found() -> None:
    points = {"weight": 1, "method": "rank_points", "count": "by_channel", "points": [3, 1]}
    votes = Votes({"band": {"a": 900, "b": 100}, "blog": {"a": 9, "b": 8}, "poster": {"a": 1, "b": 5}})
    found = looked_into([], votes, jury={"weight": 0}, citizens=points)
    assert found.flip == Flip("b", "blog", 2)


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(contests(), st.data())
def test_no_fewer_votes_than_the_cost_put_anybody_above_the_winner(
    contest: MadeUp, data: st.DataObject
) -> None:
    contest = contest._replace(decisions=[])
    real = contest.tally()
    flip = cheapest_flip(marked(contest), real)
    if flip is None or len(real.winners) != 1 or not contest.votes.counts:
        return
    winner = real.winners[0]
    flipped = contest._replace(votes=more(contest.votes, flip.channel, flip.entry, flip.votes)).tally()
    assert (flipped.result(flip.entry).place or 0) < (flipped.result(winner).place or 0)
    rival = data.draw(st.sampled_from([one.entry.id for one in real.results if one.entry.id != winner]))
    channel = data.draw(st.sampled_from(sorted(contest.votes.counts)))
    fewer = contest._replace(votes=more(contest.votes, channel, rival, flip.votes - 1)).tally()
    place = fewer.result(rival).place
    assert place is None or place >= (fewer.result(winner).place or 0)


def marked(contest: MadeUp) -> MarkedContest:
    rule = ContestRule.from_mapping(contest.rule)
    marking = mark(rule, contest.entries, contest.sheets)
    return MarkedContest(rule, contest.entries, marking, contest.votes, contest.decisions)


def more(votes: Votes, channel: str, entry: str, extra: int) -> Votes:
    counts = {name: dict(kept) for name, kept in votes.counts.items()}
    counts[channel][entry] = counts[channel].get(entry, 0) + extra
    return Votes(counts)


@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(contests())
def test_a_variant_is_the_tally_of_the_contest_with_that_one_thing_otherwise(contest: MadeUp) -> None:
    rule = ContestRule.from_mapping(contest.rule)
    found = stability(rule, contest.entries, contest.sheets, contest.votes, contest.decisions)
    for judge, variant in of(found, "stability.without_judge").items():
        left = [sheet for sheet in contest.sheets if sheet.judge != judge]
        other = tally(rule, contest.entries, left, contest.votes, contest.decisions)
        assert variant.winners == other.winners
        assert variant.places == {one.entry.id: one.place for one in other.results if one.place}
    for variant in of(found, "stability.void_counted").values():
        other = tally(rule, contest.entries, contest.sheets, contest.votes.released(), contest.decisions)
        assert variant.winners == other.winners
