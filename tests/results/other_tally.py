"""A second tally, written from docs/tally.md alone: no steps, no sharing, one entry at a time.

It reads the rule as the mapping that was published, not as `ContestRule`, and places entries by comparing
them pair by pair. What the two agree on is not likely a slip of either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import floor
from statistics import median
from typing import Any, NamedTuple

from sotong.results.facts import Decision, Entry, Sheet, Votes


class Outcome(NamedTuple):
    jury: Fraction | None
    citizens: Fraction | None
    total: Fraction | None
    place: int | None


def other_tally(
    rule: Mapping[str, Any],
    entries: Sequence[Entry],
    sheets: Sequence[Sheet],
    votes: Votes,
    decisions: Sequence[Decision],
) -> tuple[dict[str, Outcome], dict[str, set[str]]]:
    """Every entry's outcome, and who has each award."""
    standing = [entry for entry in entries if not entry.withdrawn]
    jury = {entry.id: _jury(rule, entry, standing, sheets) for entry in standing}
    citizens = {entry.id: _citizens(rule, entry.id, [e.id for e in standing], votes) for entry in standing}
    totals = _totals(rule, jury, citizens)
    averages = {entry.id: _averages(rule, entry, standing, sheets) for entry in standing}
    cast = {entry.id: sum(counts.get(entry.id, 0) for counts in votes.counts.values()) for entry in standing}
    order = _ordered(rule, totals, Keys(jury, citizens, cast, averages, decisions))
    places = {
        entry: 1 + sum(len(group) for group in order[:at])
        for at, group in enumerate(order)
        for entry in group
    }
    outcomes = {
        entry.id: Outcome(
            jury.get(entry.id), citizens.get(entry.id), totals.get(entry.id), places.get(entry.id)
        )
        for entry in entries
    }
    return outcomes, _awards(rule, order, totals)


def _amount(written: Any) -> Fraction:
    return Fraction(str(written))


def _scale(rule: Mapping[str, Any]) -> Fraction | None:
    return None if rule.get("scale") == "raw" else _amount(rule.get("scale", 100))


def _round(rule: Mapping[str, Any], at: str, value: Fraction) -> Fraction:
    for step in rule.get("rounding", []):
        if step["at"] == at:
            units = value * 10 ** step["places"]
            below = floor(units)
            rest = units - below
            up = rest > Fraction(1, 2) or (
                rest == Fraction(1, 2) and (step["mode"] == "half_up" or below % 2 == 1)
            )
            return Fraction(below + (1 if up and step["mode"] != "down" else 0), 10 ** step["places"])
    return value


def _rubric(rule: Mapping[str, Any], entry: Entry) -> list[Mapping[str, Any]]:
    own = rule.get("rubrics", {}).get(entry.format.value) if entry.format else None
    return list(own or rule.get("criteria", []))


def _full(rubric: Sequence[Mapping[str, Any]]) -> Fraction:
    return sum((_amount(one["max"]) * _amount(one.get("weight", 1)) for one in rubric), Fraction(0))


def _counting(rule: Mapping[str, Any], entry: Entry, sheets: Sequence[Sheet]) -> dict[str, Sheet]:
    whole = rule["jury"].get("missing", "mark") == "sheet"
    return {
        sheet.judge: sheet
        for sheet in sheets
        if sheet.entry == entry.id
        and sheet.signed
        and not sheet.recused
        and sheet.marks
        and not (whole and {one["id"] for one in _rubric(rule, entry)} - set(sheet.marks))
    }


def _sheet_score(rule: Mapping[str, Any], entry: Entry, sheet: Sheet) -> Fraction:
    rubric = _rubric(rule, entry)
    got = Fraction(0)
    for one in rubric:
        if one["id"] in sheet.marks:
            got += _round(rule, "weighted_mark", sheet.marks[one["id"]] * _amount(one.get("weight", 1)))
    could = _full([one for one in rubric if one["id"] in sheet.marks])
    return _round(rule, "sheet_score", got * (_scale(rule) or _full(rubric)) / could)


def _average(jury: Mapping[str, Any], values: Sequence[Fraction]) -> Fraction:
    method = jury.get("method", "mean")
    kept = sorted(values)
    if method == "median":
        return median(kept)
    if method == "trimmed" and len(kept) > jury.get("drop_highest", 0) + jury.get("drop_lowest", 0):
        for _ in range(jury.get("drop_highest", 0)):
            kept.pop()
        for _ in range(jury.get("drop_lowest", 0)):
            kept.pop(0)
    return sum(kept, Fraction(0)) / (1 if method == "sum" else len(kept))


def _criterion(rule: Mapping[str, Any], criterion: str, sheets: Mapping[str, Sheet]) -> Fraction | None:
    marks = [sheet.marks[criterion] for sheet in sheets.values() if criterion in sheet.marks]
    jury = {**rule["jury"], "method": "mean"} if rule["jury"].get("method") == "sum" else rule["jury"]
    return _round(rule, "criterion_average", _average(jury, marks)) if marks else None


def _points(rule: Mapping[str, Any], mine: Fraction, all_of_them: Sequence[Fraction]) -> Fraction:
    """Points for a score among all scores of one ranking."""
    table = [_amount(points) for points in rule["points"]]
    better = sum(1 for score in all_of_them if score > mine)
    equal = sum(1 for score in all_of_them if score == mine)
    shared = [table[at] if at < len(table) else Fraction(0) for at in range(better, better + equal)]
    tied = rule.get("tied", "average")
    return {"highest": max(shared), "lowest": min(shared)}.get(tied, sum(shared, Fraction(0)) / len(shared))


def _jury(
    rule: Mapping[str, Any], entry: Entry, entries: Sequence[Entry], sheets: Sequence[Sheet]
) -> Fraction | None:
    per = rule["jury"].get("per", "sheet")
    mine = _counting(rule, entry, sheets)
    scale = _scale(rule)
    if per == "rank":
        return _jury_by_rank(rule, entry, entries, sheets)
    if per == "sheet":
        if not mine:
            return None
        scores = [_sheet_score(rule, entry, sheet) for sheet in mine.values()]
        return _round(rule, "jury_score", _average(rule["jury"], scores))
    rubric = _rubric(rule, entry)
    parts = {one["id"]: _criterion(rule, one["id"], mine) for one in rubric}
    marked = [one for one in rubric if parts[one["id"]] is not None]
    if not marked:
        return None
    got = Fraction(0)
    for one in marked:
        average = parts[one["id"]]
        assert average is not None
        got += _round(rule, "weighted_criterion", average * _amount(one.get("weight", 1)))
    return _round(rule, "jury_score", got * (scale or _full(rubric)) / _full(marked))


def _jury_by_rank(
    rule: Mapping[str, Any], entry: Entry, entries: Sequence[Entry], sheets: Sequence[Sheet]
) -> Fraction | None:
    jury, scale = rule["jury"], _scale(rule)
    earned, judges = [], set()
    for other in entries:
        judges |= set(_counting(rule, other, sheets))
    for judge, sheet in _counting(rule, entry, sheets).items():
        scores = [
            _sheet_score(rule, other, _counting(rule, other, sheets)[judge])
            for other in entries
            if judge in _counting(rule, other, sheets)
        ]
        earned.append(_points(jury, _sheet_score(rule, entry, sheet), scores))
    adds_up = jury.get("method") == "sum"
    if not judges or not (earned or adds_up):
        return None
    points = _average(jury, earned)
    if scale is not None:
        points = points * scale / (_amount(jury["points"][0]) * (len(judges) if adds_up else 1))
    return _round(rule, "jury_score", points)


def _averages(
    rule: Mapping[str, Any], entry: Entry, entries: Sequence[Entry], sheets: Sequence[Sheet]
) -> dict[str, Fraction | None]:
    mine = _counting(rule, entry, sheets)
    return {one["id"]: _criterion(rule, one["id"], mine) for one in _rubric(rule, entry)}


def _citizens(rule: Mapping[str, Any], entry: str, entries: Sequence[str], votes: Votes) -> Fraction | None:
    citizens, scale = rule["citizens"], _scale(rule)
    channels = [{e: counts.get(e, 0) for e in entries} for counts in votes.counts.values()]
    together = {e: sum(counts[e] for counts in channels) for e in entries}
    everything = sum(together.values())
    if not everything:
        return None
    method = citizens.get("method", "leader")
    if method != "rank_points":
        whole = max(together.values()) if method == "leader" else everything
        return _round(rule, "citizen_score", Fraction(together[entry], whole) * (scale or 1))
    rankings = channels if citizens.get("count", "together") == "by_channel" else [together]
    got, most = Fraction(0), Fraction(0)
    for ranking in rankings:
        voted = [Fraction(count) for count in ranking.values() if count]
        if voted:
            most += _amount(citizens["points"][0])
            if ranking[entry]:
                got += _points(citizens, Fraction(ranking[entry]), voted)
    return _round(rule, "citizen_score", got if scale is None else got * scale / most)


def _totals(
    rule: Mapping[str, Any],
    jury: Mapping[str, Fraction | None],
    citizens: Mapping[str, Fraction | None],
) -> dict[str, Fraction]:
    sides = []
    for name, scores, at in (("jury", jury, "jury_part"), ("citizens", citizens, "citizen_part")):
        weight = _amount(rule[name]["weight"])
        if weight and any(score is not None for score in scores.values()):
            sides.append((scores, weight, at))
    divisor = (
        sum((weight for _, weight, _ in sides), Fraction(0))
        if rule.get("combine", "mean") == "mean"
        else Fraction(1)
    )
    totals = {}
    for entry in jury:
        parts = [
            None if (score := scores[entry]) is None else _round(rule, at, score * weight / divisor)
            for scores, weight, at in sides
        ]
        if parts and None not in parts:
            totals[entry] = _round(
                rule, "total", sum((part for part in parts if part is not None), Fraction(0))
            )
    return totals


class Keys(NamedTuple):
    """What ties are broken by."""

    jury: Mapping[str, Fraction | None]
    citizens: Mapping[str, Fraction | None]
    cast: Mapping[str, int]
    averages: Mapping[str, Mapping[str, Fraction | None]]
    decisions: Sequence[Decision]


def _ordered(rule: Mapping[str, Any], totals: Mapping[str, Fraction], keys: Keys) -> list[set[str]]:
    """Groups of entries that share a place, best first."""
    groups = _by(set(totals), lambda entry: totals[entry])
    for written in rule.get("tie_breaks", ["citizen_score", "decision"]):
        groups = [part for group in groups for part in _divide(group, written, keys)]
    return groups


def _by(group: set[str], value: Callable[[str], Fraction]) -> list[set[str]]:
    return [
        {entry for entry in group if value(entry) == this}
        for this in sorted({value(entry) for entry in group}, reverse=True)
    ]


def _divide(group: set[str], written: str, keys: Keys) -> list[set[str]]:
    if len(group) == 1:
        return [group]
    if written == "decision":
        fitting = [decision.order for decision in keys.decisions if group <= set(decision.order)]
        return [{entry} for entry in fitting[-1] if entry in group] if fitting else [group]
    if written.startswith("criterion:"):
        values = {entry: keys.averages[entry].get(written.removeprefix("criterion:")) for entry in group}
    elif written == "votes":
        values = {entry: Fraction(keys.cast[entry]) for entry in group}
    else:
        side = keys.jury if written == "jury_score" else keys.citizens
        values = {entry: side[entry] for entry in group}
    known = {entry: value for entry, value in values.items() if value is not None}
    return _by(group, known.__getitem__) if len(known) == len(group) else [group]


def _awards(
    rule: Mapping[str, Any], order: Sequence[set[str]], totals: Mapping[str, Fraction]
) -> dict[str, set[str]]:
    """Go down the places, tier by tier."""
    given: dict[str, set[str]] = {}
    first = 1
    for award in rule.get("awards", []):
        last = first + award["count"] - 1
        given[award["id"]] = set()
        place = 1
        for group in order:
            fits = place + len(group) - 1 <= last or award.get("ties", "shared") == "shared"
            enough = all(totals[entry] >= _amount(award.get("at_least", 0)) for entry in group)
            if first <= place <= last and fits and enough:
                given[award["id"]] |= group
            place += len(group)
        first = last + 1
    return given
