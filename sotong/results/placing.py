"""Places and awards: totals in order, ties told apart as the rule says, tiers given out.

Entries that nothing tells apart share a place, and the next place is counted on from all of them (1, 1, 3).
The order in which entries are listed decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, groupby

from sotong.contests.rule_parts import Award, AwardTies, TieBreak, TieBreakKind
from sotong.results.facts import Decision


@dataclass(frozen=True, slots=True)
class Standing:
    """What an entry is placed by. None where there is no such score."""

    total: Fraction
    jury: Fraction | None
    citizens: Fraction | None
    votes: int
    averages: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Place:
    """One place: who shares it, and by which tie-breaks it was told apart from others of the same total."""

    number: int
    entries: tuple[str, ...]
    broken_by: tuple[TieBreak, ...]

    @property
    def last(self) -> int:
        """The last of the places that its entries take up together."""
        return self.number + len(self.entries) - 1


@dataclass(frozen=True, slots=True)
class AwardResult:
    """Who has an award, and who shares a place that only a recorded decision can divide."""

    award: Award
    winners: tuple[str, ...]
    waiting: tuple[str, ...]


def placings(
    standings: Mapping[str, Standing], tie_breaks: Sequence[TieBreak], decisions: Sequence[Decision]
) -> tuple[Place, ...]:
    """Put entries into places, best first."""
    groups = [
        _Group(tuple(group), ()) for group in _split(sorted(standings), lambda entry: standings[entry].total)
    ]
    for tie_break in tie_breaks:
        groups = [part for group in groups for part in _broken(group, tie_break, standings, decisions)]
    places, number = [], 1
    for group in groups:
        places.append(Place(number, group.entries, group.broken_by))
        number += len(group.entries)
    return tuple(places)


@dataclass(frozen=True, slots=True)
class _Group:
    entries: tuple[str, ...]
    broken_by: tuple[TieBreak, ...]


def _split(entries: Iterable[str], value: Callable[[str], Fraction]) -> list[list[str]]:
    """Entries of equal value together, the highest first; within a group in the order given."""
    falling = sorted(entries, key=value, reverse=True)
    return [list(group) for _, group in groupby(falling, key=value)]


def _broken(
    group: _Group, tie_break: TieBreak, standings: Mapping[str, Standing], decisions: Sequence[Decision]
) -> list[_Group]:
    """The group's parts by this tie-break; the group itself if it tells nobody apart."""
    parts = [[*group.entries]]
    if len(group.entries) > 1:
        values = _values(group.entries, tie_break, standings, decisions)
        parts = _split(group.entries, values.__getitem__) if values else parts
    if len(parts) == 1:
        return [group]
    return [_Group(tuple(part), (*group.broken_by, tie_break)) for part in parts]


def _values(
    entries: Sequence[str],
    tie_break: TieBreak,
    standings: Mapping[str, Standing],
    decisions: Sequence[Decision],
) -> dict[str, Fraction]:
    """What this tie-break goes by, for each of the entries; nothing if any of them lacks it."""
    if tie_break.kind is TieBreakKind.DECISION:
        return _decided(entries, decisions)
    values = {entry: _value(standings[entry], tie_break) for entry in entries}
    known = {entry: value for entry, value in values.items() if value is not None}
    return known if len(known) == len(values) else {}


def _value(standing: Standing, tie_break: TieBreak) -> Fraction | None:
    if tie_break.kind is TieBreakKind.CITIZEN_SCORE:
        return standing.citizens
    if tie_break.kind is TieBreakKind.JURY_SCORE:
        return standing.jury
    if tie_break.kind is TieBreakKind.VOTES:
        return Fraction(standing.votes)
    return standing.averages.get(tie_break.criterion)


def _decided(entries: Sequence[str], decisions: Sequence[Decision]) -> dict[str, Fraction]:
    """The order of the last decision that covers all these entries."""
    for decision in reversed(decisions):
        if set(entries) <= set(decision.order):
            return {entry: Fraction(-decision.order.index(entry)) for entry in entries}
    return {}


def give_awards(
    awards: Sequence[Award], places: Sequence[Place], totals: Mapping[str, Fraction]
) -> tuple[AwardResult, ...]:
    """Give out the tiers, each covering the next so many places.

    An entry gets the tier that its place falls into. Where entries share a place that reaches beyond the
    tier's last one, they all get it if the tier's ties are shared (and take up the places that they reach);
    if its ties are broken they wait for a decision, in every tier that they reach into. A total below the
    tier's `at_least` gets nothing, and nobody moves up for it.
    """
    tiers = _tiers(awards)
    waiting = {place for place in places for tier in tiers if _must_wait(place, tier)}
    return tuple(
        AwardResult(
            tier.award,
            _reaching(tier.award, totals, [p for p in places if tier.holds(p) and p not in waiting]),
            _reaching(tier.award, totals, [p for p in places if p in waiting and tier.touches(p)]),
        )
        for tier in tiers
    )


@dataclass(frozen=True, slots=True)
class _Tier:
    """An award with the places that it covers."""

    award: Award
    first: int
    last: int

    def holds(self, place: Place) -> bool:
        return self.first <= place.number <= self.last

    def touches(self, place: Place) -> bool:
        return place.number <= self.last and self.first <= place.last


def _tiers(awards: Sequence[Award]) -> list[_Tier]:
    ends = accumulate(award.count for award in awards)
    return [_Tier(award, end - award.count + 1, end) for award, end in zip(awards, ends, strict=True)]


def _must_wait(place: Place, tier: _Tier) -> bool:
    return tier.award.ties is AwardTies.BROKEN and tier.holds(place) and place.last > tier.last


def _reaching(award: Award, totals: Mapping[str, Fraction], places: Sequence[Place]) -> tuple[str, ...]:
    return tuple(
        entry
        for place in places
        for entry in place.entries
        if award.at_least is None or totals[entry] >= award.at_least
    )
