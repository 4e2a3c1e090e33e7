"""Contests that Hypothesis makes up: sound rules of every kind, and facts that fit them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from hypothesis import strategies as st

from sotong.contests.contest_rule import ContestRule
from sotong.contests.rule_parts import Format
from sotong.results.facts import Decision, Entry, Sheet, Votes
from sotong.results.tally import Tally, tally

JUDGES = ("kim", "lee", "park", "choi", "jung")
CHANNELS = ("band", "facebook", "poster")
POINTS = ([12, 10, 8, 7], [3, 2, "1.5", 1, 0], [100, 95, 95], [5])
MODES = ("half_up", "half_even", "down")


class MadeUp(NamedTuple):
    """One contest: the rule as published, and the facts."""

    rule: dict[str, Any]
    entries: list[Entry]
    sheets: list[Sheet]
    votes: Votes
    decisions: list[Decision]

    def tally(self) -> Tally:
        return tally(
            ContestRule.from_mapping(self.rule), self.entries, self.sheets, self.votes, self.decisions
        )


def criterion(name: str, highest: int, weight: str) -> dict[str, Any]:
    return {"id": name, "label": name, "max": highest, "weight": weight}


RUBRICS = (
    {"criteria": [criterion("a", 10, "1")]},
    {"criteria": [criterion("a", 60, "1"), criterion("b", 20, "2")]},
    {"criteria": [criterion("a", 10, "1.6"), criterion("b", 10, "1.6"), criterion("c", 10, "0.8")]},
    {
        "criteria": [criterion("a", 50, "1"), criterion("b", 50, "1")],
        "rubrics": {"video": [criterion("a", 40, "1"), criterion("b", 10, "3"), criterion("d", 30, "1")]},
    },
)


@st.composite
def rules(draw: st.DrawFn) -> dict[str, Any]:
    """A sound rule, as a mapping."""
    per = draw(st.sampled_from(["sheet", "criterion", "rank"]))
    jury = draw(juries(per))
    citizens = draw(citizen_rules())
    scale = draw(st.sampled_from([100, 10, 100, "raw"]))
    if scale == "raw" and citizens["method"] != "rank_points":
        citizens["weight"] = 0
    if not jury["weight"] and not citizens["weight"]:
        jury["weight"] = 1
    return {
        "scale": scale,
        **draw(st.sampled_from(RUBRICS)),
        "jury": jury,
        "citizens": citizens,
        "combine": draw(st.sampled_from(["mean", "sum"])),
        "rounding": draw(roundings(per)),
        "tie_breaks": draw(
            st.permutations(["decision", "criterion:a", "votes", "citizen_score", "jury_score"]).flatmap(
                lambda order: st.integers(0, 5).map(lambda count: order[:count])
            )
        ),
        "awards": draw(awards()),
        "identity": {"level": "phone"},
    }


@st.composite
def juries(draw: st.DrawFn, per: str) -> dict[str, Any]:
    method = draw(st.sampled_from(["mean", "median", "trimmed", *(["sum"] if per == "rank" else [])]))
    jury: dict[str, Any] = {
        "weight": draw(st.sampled_from([1, 50, 70, "33.3", 50, 0])),
        "per": per,
        "method": method,
        "missing": draw(st.sampled_from(["mark", "sheet"])),
        "tied": draw(st.sampled_from(["average", "highest", "lowest"])),
    }
    if method == "trimmed":
        highest = draw(st.integers(0, 2))
        jury |= {"drop_highest": highest, "drop_lowest": draw(st.integers(0 if highest else 1, 2))}
    return jury | ({"points": draw(st.sampled_from(POINTS))} if per == "rank" else {})


@st.composite
def citizen_rules(draw: st.DrawFn) -> dict[str, Any]:
    method = draw(st.sampled_from(["leader", "share", "rank_points"]))
    citizens: dict[str, Any] = {"weight": draw(st.sampled_from([1, 30, 50, 30, 0])), "method": method}
    if method == "rank_points":
        citizens |= {
            "points": draw(st.sampled_from(POINTS)),
            "count": draw(st.sampled_from(["together", "by_channel"])),
            "tied": draw(st.sampled_from(["average", "highest", "lowest"])),
        }
    return citizens


@st.composite
def roundings(draw: st.DrawFn, per: str) -> list[dict[str, Any]]:
    own = (
        ["criterion_average", "weighted_criterion"]
        if per == "criterion"
        else ["weighted_mark", "sheet_score"]
    )
    points = [*own, "jury_score", "citizen_score", "jury_part", "citizen_part", "total"]
    chosen = draw(st.lists(st.sampled_from(points), unique=True, max_size=4))
    return [
        {"at": at, "places": draw(st.integers(0, 3)), "mode": draw(st.sampled_from(MODES))} for at in chosen
    ]


@st.composite
def awards(draw: st.DrawFn) -> list[dict[str, Any]]:
    return [
        {
            "id": name,
            "label": name,
            "count": draw(st.integers(1, 3)),
            "ties": draw(st.sampled_from(["shared", "broken"])),
            **({"at_least": 5} if draw(st.booleans()) else {}),
        }
        for name in ("first", "second", "third")[: draw(st.integers(0, 3))]
    ]


@st.composite
def contests(draw: st.DrawFn) -> MadeUp:
    """A contest whose facts fit its rule. Marks and counts are small and coarse, so that ties are common."""
    rule = draw(rules())
    names = [f"e{at}" for at in range(draw(st.sampled_from([1, 2, 3, 4, 5, 6, 4, 5, 6, 6])))]
    formats = [None, *(Format(name) for name in rule.get("rubrics", {}))]
    luck = draw(st.binary(min_size=len(names), max_size=len(names)))
    entries = [
        Entry(name, name, formats[byte % len(formats)], withdrawn=byte > 230)
        for name, byte in zip(names, luck, strict=True)
    ]
    judges = JUDGES[: draw(st.sampled_from([1, 2, 3, 4, 5, 3, 4, 5, 5, 0]))]
    pairs = [(judge, entry) for judge in judges for entry in entries]
    dice = draw(st.binary(min_size=4 * len(pairs), max_size=4 * len(pairs)))
    sheets = [
        sheet(rule, judge, entry, dice[4 * at : 4 * at + 4])
        for at, (judge, entry) in enumerate(pairs)
        if dice[4 * at] != 1
    ]
    orders = st.permutations(names).map(lambda order: Decision(tuple(order[:4])))
    return MadeUp(rule, entries, sheets, draw(votes(names)), draw(st.lists(orders, max_size=2)))


def sheet(rule: dict[str, Any], judge: str, entry: Entry, dice: bytes) -> Sheet:
    """A sheet by four dice: the first for the sheet, one for each mark."""
    own = rule.get("rubrics", {}).get(entry.format.value) if entry.format else None
    marks = {
        one["id"]: Fraction(die % (4 * one["max"] + 1), 4) if die % 3 else Fraction(one["max"], 2)
        for one, die in zip(own or rule["criteria"], dice[1:], strict=False)
        if die % 16 != 1
    }
    return Sheet(judge, entry.id, marks, signed=not 2 <= dice[0] < 10, recused=10 <= dice[0] < 18)


@st.composite
def votes(draw: st.DrawFn, names: list[str]) -> Votes:
    """Up to three channels' counts, and some in quarantine; one count in three is none at all."""
    channels = CHANNELS[: draw(st.sampled_from([1, 2, 3, 2, 3, 0]))]
    dice = iter(draw(st.binary(min_size=4 * len(names), max_size=4 * len(names))))
    counts = {channel: counted(names, [next(dice) for _ in names]) for channel in channels}
    return Votes(counts, {channels[0]: counted(names, [next(dice) for _ in names])} if channels else {})


def counted(names: list[str], dice: list[int]) -> dict[str, int]:
    return {name: (die + 5) % 13 for name, die in zip(names, dice, strict=True) if die % 3 != 1}
