"""The verifier's own tally: by the common forms of a rule it finds what the tally found, or it says so.

SOTONG_TALLY_CONTESTS=10000 runs as many; by default some dozens.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sotong.contests.contest_rule import ContestRule
from sotong.reports import sotong_verify as verifier
from sotong.results.facts import Entry, Sheet, Votes
from sotong.results.queries import Facts
from sotong.results.tally_report import as_json
from tests.results import made_up
from tests.results.made_up import MadeUp

CONTESTS = int(os.environ.get("SOTONG_TALLY_CONTESTS", "40"))


@st.composite
def common_contests(draw: st.DrawFn) -> MadeUp:
    """Contests whose rules have the forms that the verifier computes again."""
    made = draw(made_up.contests())
    jury = {key: value for key, value in made.rule["jury"].items() if key not in ("points", "tied")}
    jury["per"] = "sheet"
    if jury["method"] == "sum":
        jury["method"] = "mean"
    citizens = {key: value for key, value in made.rule["citizens"].items() if key != "count"}
    rule = {**made.rule, "jury": jury, "citizens": citizens}
    rule["rounding"] = [
        step
        for step in made.rule["rounding"]
        if step["at"] not in ("criterion_average", "weighted_criterion")
    ]
    rule["tie_breaks"] = [one for one in made.rule["tie_breaks"] if not one.startswith("criterion")]
    # Only signed sheets are facts of a contest: what is not signed is not there.
    sheets = [sheet for sheet in made.sheets if sheet.signed]
    return made._replace(rule=rule, sheets=sheets, votes=replace(made.votes, quarantined={}))


def verified(made: MadeUp, outcome: dict[str, Any] | None = None) -> None:
    """Have the verifier compute a contest again. Raises what it raises."""
    rule = ContestRule.from_mapping(made.rule)
    facts = Facts(tuple(made.entries), tuple(made.sheets), made.votes, tuple(made.decisions)).to_json()
    contest = verifier.Contest(None, {"findings": [], "remarks": []})  # type: ignore[arg-type] # not read
    contest.rule = rule.to_mapping()
    stated: Any = outcome or as_json(made.tally(), arithmetic=False)
    awards = {award["award"]: award["winners"] for award in stated["awards"]}
    contest.log["award"] = [(9, {"awards": awards, "tally": "digest"}, 0)]
    contest.tally(json.loads(json.dumps(facts)), json.loads(json.dumps(stated)), "digest")


@settings(deadline=None, max_examples=CONTESTS, suppress_health_check=list(HealthCheck))
@given(common_contests())
def test_the_verifier_finds_what_the_tally_found(made: MadeUp) -> None:
    if any(award.waiting for award in made.tally().awards):
        with pytest.raises(verifier.Wrong, match="undecided"):
            verified(made)
    else:
        verified(made)


def test_a_tie_below_the_floor_of_its_own_award_waits_where_it_reaches_into_the_next() -> None:
    """Two share places 2 and 3, too low for the first award; whoever is decided third has the second."""
    awards = [
        {"id": "first", "label": "1", "count": 2, "ties": "broken", "at_least": 5},
        {"id": "second", "label": "2", "count": 1, "ties": "shared"},
    ]
    citizens = {"weight": 1, "method": "rank_points", "points": [5], "tied": "average"}
    rule = {
        "scale": 100,
        "criteria": [made_up.criterion("a", 10, "1")],
        "jury": {"weight": 1, "per": "sheet", "method": "mean", "missing": "mark"},
        "citizens": citizens,
        "combine": "mean",
        "rounding": [],
        "tie_breaks": [],
        "awards": awards,
        "identity": {"level": "phone"},
    }
    entries = [Entry(str(at), f"entry {at}") for at in range(3)]
    made = MadeUp(rule, entries, [], Votes({"band": {"0": 6, "1": 5, "2": 5}}), [])
    with pytest.raises(verifier.Wrong, match="second is undecided"):
        verified(made)


@settings(deadline=None, max_examples=CONTESTS // 4, suppress_health_check=list(HealthCheck))
@given(common_contests(), st.data())
def test_no_other_place_score_or_award_passes(made: MadeUp, data: st.DataObject) -> None:
    outcome: Any = as_json(made.tally(), arithmetic=False)
    row = data.draw(st.sampled_from(outcome["results"]))
    name = data.draw(st.sampled_from(["place", "votes", "jury", "citizens", "total", "award"]))
    row[name] = {"place": 7, "votes": 10_007, "award": "grand"}.get(name, "31.7")
    with pytest.raises(verifier.Wrong):
        verified(made, outcome)


@settings(deadline=None, max_examples=CONTESTS // 4, suppress_health_check=list(HealthCheck))
@given(made_up.contests())
def test_a_form_that_it_cannot_compute_is_named_never_passed_over(made: MadeUp) -> None:
    rule = made.rule
    strange = {rule["jury"]["per"], rule["citizens"].get("count"), *rule["tie_breaks"]}
    if strange & {"criterion", "rank", "by_channel", "criterion:a"}:
        with pytest.raises(NotImplementedError, match=r"criterion|rank|by_channel"):
            verified(made)


def test_a_mark_outside_its_range_is_no_mark() -> None:
    rule = {
        "criteria": [{"id": "a", "label": "a", "max": 10}],
        "jury": {"weight": 1},
        "citizens": {"weight": 0},
        "identity": {"level": "phone"},
    }
    contest = verifier.Contest(None, {"findings": [], "remarks": []})  # type: ignore[arg-type] # not read
    contest.rule = ContestRule.from_mapping(rule).to_mapping()
    marks: dict[str, Any] = {"judge": 1, "entry": 1, "marks": {"a": "10.5"}, "revision": 1}
    sheets = (Sheet("1", "1", {"a": Fraction("10.5")}),)
    facts = Facts((Entry("1", "one"),), sheets, Votes(), ()).to_json()
    contest.log["seat"], contest.log["sheet"] = [(1, {"judge": 1}, 0)], [(2, {"digest": ""}, 0)]
    with pytest.raises(verifier.Wrong, match="out of its range"):
        contest.sheets(facts, [[marks]])
