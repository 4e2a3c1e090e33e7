"""The contest rule: every mistake is found and named, and a sound rule has one form and one digest."""

from __future__ import annotations

import copy
import json
import tomllib
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sotong.contests.contest_rule import ContestRule, RuleInvalid
from sotong.contests.rule_parts import (
    AwardTies,
    BallotOrder,
    CitizenMethod,
    Combine,
    CountsShown,
    Criterion,
    Format,
    MissingMark,
    Per,
    TieBreak,
    TieBreakKind,
)
from tests.results.made_up import rules

RULE = """
scale = 100
objection_days = 7
tie_breaks = ["citizen_score", "criterion:content", "decision"]

[[criteria]]
id = "content"
label = "내용의 충실성"
max = 60

[[criteria]]
id = "effect"
label = "소통 효과"
max = 20.0
weight = 2

[rubrics]
video = [
  { id = "content", label = "내용의 충실성", max = 50 },
  { id = "editing", label = "영상 구성", max = 20, weight = 2.5 },
]

[jury]
weight = 70
method = "trimmed"
drop_highest = 1
drop_lowest = 1

[citizens]
weight = 30

[[rounding]]
at = "total"
places = 2
mode = "half_up"

[[rounding]]
at = "jury_score"
places = 2
mode = "half_up"

[[awards]]
id = "grand"
label = "최우수상"
count = 1
ties = "broken"
at_least = 70

[identity]
level = "phone"
"""


def written() -> dict[str, Any]:
    return tomllib.loads(RULE, parse_float=Decimal)


def mistakes(change: Callable[[dict[str, Any]], object]) -> list[tuple[str, str]]:
    """What is wrong with the rule above once it is changed so."""
    mapping = written()
    change(mapping)
    with pytest.raises(RuleInvalid) as caught:
        ContestRule.from_mapping(mapping)
    return [(wrong.path, wrong.code) for wrong in caught.value.wrong]


def test_a_rule_written_in_toml_is_read_with_its_defaults() -> None:
    rule = ContestRule.from_mapping(written())
    assert rule.scale == 100
    assert rule.criteria == (
        Criterion("content", "내용의 충실성", Fraction(0), Fraction(60), Fraction(1)),
        Criterion("effect", "소통 효과", Fraction(0), Fraction(20), Fraction(2)),
    )
    assert (rule.jury.weight, rule.jury.per, rule.jury.missing) == (Fraction(70), Per.SHEET, MissingMark.MARK)
    assert (rule.citizens.weight, rule.citizens.method) == (Fraction(30), CitizenMethod.LEADER)
    assert rule.combine is Combine.MEAN
    assert rule.tie_breaks[1] == TieBreak(TieBreakKind.CRITERION, "content")
    assert (rule.awards[0].count, rule.awards[0].ties) == (1, AwardTies.BROKEN)
    assert (rule.ballots.picks_from, rule.ballots.picks_to, rule.ballots.abstain) == (1, 1, False)
    assert rule.ballots.order is BallotOrder.SHUFFLED
    assert rule.counts_shown is CountsShown.AFTER_PUBLICATION
    assert rule.objection_days == 7


def test_null_is_as_good_as_nothing() -> None:
    mapping = written()
    mapping |= {"tie_breaks": None, "combine": None, "ballots": None, "scale": None}
    mapping["awards"][0]["at_least"] = None
    rule = ContestRule.from_mapping(mapping)
    assert (rule.awards[0].at_least, rule.scale) == (None, Fraction(100))


def test_without_a_word_on_ties_the_citizens_decide_and_then_officials_never_the_list() -> None:
    mapping = written()
    del mapping["tie_breaks"]
    kinds = [one.kind for one in ContestRule.from_mapping(mapping).tie_breaks]
    assert kinds == [TieBreakKind.CITIZEN_SCORE, TieBreakKind.DECISION]


def test_a_format_is_judged_by_its_own_rubric_or_else_by_the_common_one() -> None:
    rule = ContestRule.from_mapping(written())
    assert [one.id for one in rule.rubric(Format.VIDEO) or ()] == ["content", "editing"]
    assert [one.id for one in rule.rubric(Format.PLAY) or ()] == ["content", "effect"]
    assert [one.id for one in rule.rubric(None) or ()] == ["content", "effect"]


def test_roundings_stand_in_the_order_of_the_arithmetic_however_they_were_listed() -> None:
    backwards = written()
    backwards["rounding"].reverse()
    assert ContestRule.from_mapping(backwards).digest() == ContestRule.from_mapping(written()).digest()


def test_the_digest_does_not_depend_on_how_the_rule_was_typed() -> None:
    other = written()
    other["criteria"][1] |= {"max": "20.00", "weight": Decimal("2.0"), "min": 0}
    other["criteria"][0]["label"] = unicodedata.normalize("NFD", " 내용의 충실성 ")
    other["version"] = 1
    other = dict(reversed(other.items()))
    assert ContestRule.from_mapping(other).digest() == ContestRule.from_mapping(written()).digest()


def test_the_digest_of_a_rule_stays_what_it_was_when_it_was_logged() -> None:
    """It stands in public logs: if this fails, old rules no longer verify."""
    assert ContestRule.from_mapping(written()).digest() == DIGEST


DIGEST = "eb76340fb3696f2739e3554639bdf572a12a579b48feaaeb3c0461093fa8e23a"


def test_whatever_changes_a_rule_changes_its_digest() -> None:
    digests = {ContestRule.from_mapping(written()).digest()}
    changes: list[Callable[[dict[str, Any]], Any]] = [
        lambda rule: rule["jury"].update(weight=60),
        lambda rule: rule["citizens"].update(method="share"),
        lambda rule: rule["rounding"][0].update(mode="down"),
        lambda rule: rule["awards"][0].update(label="대상"),
        lambda rule: rule.update(objection_days=14),
        lambda rule: rule.update(counts_shown="after_close"),
        lambda rule: rule["tie_breaks"].reverse(),
        lambda rule: rule["identity"].update(level="code"),
        lambda rule: rule.update(ballots={"picks_to": 3}),
    ]
    for change in changes:
        mapping = written()
        change(mapping)
        digests.add(ContestRule.from_mapping(mapping).digest())
    assert len(digests) == 1 + len(changes)


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(rules())
def test_a_rule_written_out_reads_back_as_itself(mapping: dict[str, Any]) -> None:
    rule = ContestRule.from_mapping(mapping)
    assert ContestRule.from_mapping(rule.to_mapping()) == rule
    assert ContestRule.from_mapping(json.loads(rule.canonical())).canonical() == rule.canonical()


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        (lambda r: r.update(colour="red"), "colour", "rule.unknown"),
        (lambda r: r["jury"].update(colour="red"), "jury.colour", "rule.unknown"),
        (lambda r: r["criteria"][1].update(colour="red"), "criteria[1].colour", "rule.unknown"),
        (lambda r: r["rubrics"].update(opera=[]), "rubrics.opera", "rule.unknown"),
        (lambda r: r.update(version=2), "version", "rule.out_of_range"),
        (lambda r: r.pop("jury"), "jury.weight", "rule.missing"),
        (lambda r: r.pop("citizens"), "citizens.weight", "rule.missing"),
        (lambda r: r.pop("identity"), "identity.level", "rule.missing"),
        (lambda r: r["criteria"][0].pop("label"), "criteria[0].label", "rule.missing"),
        (lambda r: r["criteria"][0].update(label="  "), "criteria[0].label", "rule.empty"),
        (lambda r: r["criteria"][0].update(label="가" * 201), "criteria[0].label", "rule.too_long"),
        (lambda r: r["criteria"][0].update(label="가\0"), "criteria[0].label", "rule.unprintable"),
        (lambda r: r["criteria"][0].update(label="\ud800"), "criteria[0].label", "rule.unprintable"),
        (lambda r: r["criteria"][0].update(label=3), "criteria[0].label", "rule.not_a_text"),
        (lambda r: r["criteria"][0].update(id="내용"), "criteria[0].id", "rule.not_an_id"),
        (lambda r: r["criteria"][1].update(id="content"), "criteria[1].id", "rule.id_taken"),
        (lambda r: r["criteria"][0].update(max=0.5), "criteria[0].max", "rule.float"),
        (lambda r: r["criteria"][0].update(max="ten"), "criteria[0].max", "rule.not_a_number"),
        (lambda r: r["criteria"][0].update(max=True), "criteria[0].max", "rule.not_a_number"),
        (lambda r: r["criteria"][0].update(max=-1), "criteria[0].max", "rule.out_of_range"),
        (lambda r: r["criteria"][0].update(min=60), "criteria[0].max", "rule.max_not_above_min"),
        (lambda r: r["criteria"][0].update(weight=0), "criteria[0].weight", "rule.out_of_range"),
        (lambda r: r.update(criteria={}), "criteria", "rule.not_a_list"),
        (lambda r: r.update(criteria=[3]), "criteria[0]", "rule.not_a_table"),
        (lambda r: r.update(criteria=[]) or r.pop("rubrics"), "criteria", "rule.no_criteria"),
        (lambda r: r.update(awards=[{}] * 201), "awards", "rule.too_many"),
        (lambda r: r["rubrics"].update(play=[]), "rubrics.play", "rule.empty"),
        (lambda r: r["rubrics"]["video"][1].update(max=21), "rubrics.video", "rule.rubric_off_scale"),
        (lambda r: r["jury"].update(method="best"), "jury.method", "rule.not_a_choice"),
        (lambda r: r["jury"].update(method="mean"), "jury.method", "rule.drops_untrimmed"),
        (lambda r: r["jury"].update(drop_highest=0, drop_lowest=0), "jury.method", "rule.nothing_dropped"),
        (lambda r: r["jury"].update(drop_highest=-1), "jury.drop_highest", "rule.out_of_range"),
        (lambda r: r["jury"].update(drop_highest="1"), "jury.drop_highest", "rule.not_a_whole_number"),
        (lambda r: r["jury"].update(per="rank"), "jury.points", "rule.points_missing"),
        (lambda r: r["jury"].update(points=[3, 2]), "jury.points", "rule.points_unused"),
        (lambda r: r["jury"].update(per="rank", points=[2, 3]), "jury.points", "rule.points_not_falling"),
        (lambda r: r["jury"].update(per="rank", points=[0]), "jury.points", "rule.points_not_falling"),
        (lambda r: r["jury"].update(per="rank", points=[3, "x"]), "jury.points[1]", "rule.not_a_number"),
        (
            lambda r: r["jury"].update(method="sum", drop_highest=0, drop_lowest=0),
            "jury.method",
            "rule.sum_needs_ranks",
        ),
        (lambda r: r["citizens"].update(method="rank_points"), "citizens.points", "rule.points_missing"),
        (
            lambda r: r["citizens"].update(count="by_channel"),
            "citizens.count",
            "rule.by_channel_needs_points",
        ),
        (lambda r: r.update(scale="raw"), "scale", "rule.raw_needs_points"),
        (lambda r: r.update(scale="full"), "scale", "rule.not_a_number"),
        (lambda r: r.update(scale=0), "scale", "rule.out_of_range"),
        (
            lambda r: r["jury"].update(weight=0) or r["citizens"].update(weight=0),
            "jury.weight",
            "rule.no_weight",
        ),
        (lambda r: r["rounding"][0].update(places=7), "rounding[0].places", "rule.out_of_range"),
        (lambda r: r["rounding"][0].update(at="jury_score"), "rounding[1].at", "rule.rounded_twice"),
        (
            lambda r: r["rounding"][0].update(at="criterion_average"),
            "rounding[0].at",
            "rule.rounding_unused",
        ),
        (lambda r: r.update(tie_breaks=["luck"]), "tie_breaks[0]", "rule.not_a_choice"),
        (lambda r: r.update(tie_breaks=["criterion"]), "tie_breaks[0]", "rule.not_a_choice"),
        (lambda r: r.update(tie_breaks=["votes:"]), "tie_breaks[0]", "rule.not_a_choice"),
        (lambda r: r.update(tie_breaks=["votes:x"]), "tie_breaks[0]", "rule.not_a_choice"),
        (lambda r: r.update(tie_breaks=[3]), "tie_breaks[0]", "rule.not_a_choice"),
        (lambda r: r.update(tie_breaks=["votes", "votes"]), "tie_breaks", "rule.tie_break_twice"),
        (lambda r: r.update(tie_breaks=["criterion:effect"]), "tie_breaks[0]", "rule.no_such_criterion"),
        (lambda r: r["awards"][0].update(count=0), "awards[0].count", "rule.out_of_range"),
        (lambda r: r["awards"].append(dict(r["awards"][0])), "awards[1].id", "rule.id_taken"),
        (lambda r: r["awards"][0].update(at_least=101), "awards[0].at_least", "rule.out_of_range"),
        (
            lambda r: r.update(ballots={"picks_from": 3, "picks_to": 2}),
            "ballots.picks_to",
            "rule.picks_crossed",
        ),
        (lambda r: r.update(ballots={"abstain": "no"}), "ballots.abstain", "rule.not_yes_or_no"),
        (lambda r: r.update(ballots=[]), "ballots", "rule.not_a_table"),
        (lambda r: r["identity"].update(level="device"), "identity.reason", "rule.device_needs_reason"),
        (lambda r: r.update(counts_shown="always"), "counts_shown", "rule.not_a_choice"),
        (lambda r: r.update(objection_days=366), "objection_days", "rule.out_of_range"),
    ],
)
def test_a_mistake_is_named_by_its_path_and_a_reason(
    change: Callable[[dict[str, Any]], object], path: str, code: str
) -> None:
    assert (path, code) in mistakes(change)


def test_a_device_vote_may_weigh_in_awards_for_a_published_reason() -> None:
    mapping = written()
    mapping["identity"] = {"level": "device", "reason": "시범 운영"}
    assert ContestRule.from_mapping(mapping).identity.reason == "시범 운영"


def test_a_device_vote_that_weighs_nothing_needs_no_reason() -> None:
    mapping = written()
    mapping["identity"], mapping["citizens"] = {"level": "device"}, {"weight": 0}
    assert ContestRule.from_mapping(mapping).citizens.weight == 0


def test_all_mistakes_are_told_at_once() -> None:
    def spoil(rule: dict[str, Any]) -> None:
        rule["jury"]["weight"] = "x"
        rule["citizens"]["weight"] = -1
        rule["awards"][0]["count"] = 0
        rule["colour"] = "red"

    assert mistakes(spoil) == [
        ("jury.weight", "rule.not_a_number"),
        ("citizens.weight", "rule.out_of_range"),
        ("awards[0].count", "rule.out_of_range"),
        ("colour", "rule.unknown"),
    ]


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_no_mapping_whatever_breaks_the_reader(data: st.DataObject) -> None:
    """Any value put anywhere in a sound rule gives a rule or its mistakes, and no other error."""
    mapping = copy.deepcopy(written())
    place: Any = mapping
    while isinstance(place, dict | list) and place:
        keys = sorted(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if isinstance(place[key], dict | list) and data.draw(st.booleans()):
            place = place[key]
            continue
        place[key] = data.draw(odd_values)
        break
    with suppress(RuleInvalid):
        rule = ContestRule.from_mapping(mapping)
        assert ContestRule.from_mapping(rule.to_mapping()) == rule


odd_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text(max_size=5)
    | st.binary(max_size=3)
    | st.just(Fraction(1, 3)),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=3)
    ),
    max_leaves=5,
)
