"""What puts participations on the fraud desk, pure. A flag is a question to people; it blocks nobody.

The engine sees how many took part by network, link and minute, never what was chosen. A crowd comes and goes:
before and after its busiest minutes there are busy minutes too. A script starts and stops. So minutes are
compared with the minutes right beside them, and volume alone says nothing: five hundred people behind the one
address of an office are a crowd like any other. Thresholds and their reasons: docs/fraud-desk.md.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import accumulate
from math import isqrt
from typing import Final, NamedTuple
from uuid import UUID

from sotong.core.days import korean_day

RATIO: Final = 5
"""How many times the minutes beside them minutes must hold to stand out."""
DEVIATIONS: Final = 3
"""Standard deviations (of a Poisson count) by which the minutes beside are given the benefit of the doubt."""
BURST_LENGTHS: Final = (2, 5, 10)
SMALLEST_BURST: Final = 30
SERIES_LENGTHS: Final = (1, 2)
"""A series of a minute's length may lie across two minutes of the clock."""
SMALLEST_SERIES: Final = 50
SMALLEST_UNVISITED: Final = 20
VOTES_A_VISIT: Final = 2
VISITS_ARRIVE: Final = timedelta(minutes=2)
"""Visits are stored half a minute late."""
CLOCKS_DISAGREE: Final = timedelta(minutes=1)
MINUTE_S: Final = 60


class FlagKind(StrEnum):
    COHORT_BURST = "cohort_burst"
    SAME_MINUTE = "same_minute"
    RETIRED_LINK = "retired_link"
    UNVISITED_LINK = "unvisited_link"


@dataclass(frozen=True, slots=True)
class Cell:
    """How many took part from one network through one link within one minute."""

    cohort: bytes
    link_id: UUID
    minute: datetime
    number: int


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """A vote link: when it was retired, and how often people opened it, by Korean day."""

    link_id: UUID
    retired_at: datetime | None = None
    visits: Mapping[date, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Flag:
    """Participations to look at: of one network or through one link, from one minute to another, both in."""

    kind: FlagKind
    cohort: bytes | None
    link_id: UUID | None
    since: datetime
    until: datetime
    number: int

    @property
    def key(self) -> str:
        """A name by which the same flag is found again, also when more have come to it since."""
        subject = self.cohort.hex() if self.cohort is not None else str(self.link_id)
        return f"{self.kind.value}:{subject}:{_index(self.since)}"


class Surge(NamedTuple):
    """Minutes that stand out, by their numbers since 1970, and what they hold."""

    first: int
    last: int
    number: int


Minutes = Counter[int]
"""How many took part, by minute since 1970."""


def flags(cells: Iterable[Cell], links: Iterable[LinkFacts], now: datetime) -> list[Flag]:
    """Return all flags of a contest, those that concern most participations first."""
    by_cohort: dict[bytes, Minutes] = defaultdict(Counter)
    by_link: dict[UUID, Minutes] = defaultdict(Counter)
    for cell in cells:
        minute = _index(cell.minute)
        by_cohort[cell.cohort][minute] += cell.number
        by_link[cell.link_id][minute] += cell.number
    found = [*_bursts(by_cohort), *_series(by_link)]
    for link in links:
        found += _after_retirement(link, by_link[link.link_id])
        found += _unvisited(link, by_link[link.link_id], now)
    return sorted(found, key=lambda flag: (-flag.number, flag.since, flag.key))


def surges(counts: Mapping[int, int], lengths: Sequence[int], smallest: int) -> list[Surge]:
    """Return the spans of at most these many minutes that stand out from as many minutes on both sides.

    `counts` by minute. Spans do not overlap: first comes the one that holds most beyond what is usual beside
    it, so that few honest neighbours get into it; then the shorter, then the earlier. Takes time in
    proportion to minutes times lengths (and a logarithm).
    """
    minutes = sorted(counts)
    if sum(counts.values()) < smallest:
        return []
    sums = [0, *accumulate(counts[minute] for minute in minutes)]

    def within(start: int, end: int) -> int:
        return sums[bisect_left(minutes, end)] - sums[bisect_left(minutes, start)]

    found: dict[Surge, int] = {}
    for start in minutes:
        for length in lengths:
            end = start + length
            inside, beside = within(start, end), within(start - length, start) + within(end, end + length)
            if inside >= smallest and stands_out(inside, beside):
                surge = Surge(start, minutes[bisect_left(minutes, end) - 1], inside)
                found[surge] = max(found.get(surge, 0), 2 * inside - beside)
    return _apart(found)


def stands_out(inside: int, beside: int) -> bool:
    """Whether so many in one span are more than so many in the two spans beside it explain."""
    explained = beside + DEVIATIONS * (isqrt(beside) + 1)
    return inside > RATIO * explained


def _apart(beyond: Mapping[Surge, int]) -> list[Surge]:
    kept: list[Surge] = []
    for surge in sorted(beyond, key=lambda one: (-beyond[one], one.last - one.first, one.first)):
        if all(surge.last < other.first or other.last < surge.first for other in kept):
            kept.append(surge)
    return kept


def _bursts(by_cohort: Mapping[bytes, Minutes]) -> Iterator[Flag]:
    """Networks from which many took part within few minutes, and hardly any right before or after."""
    for cohort, counts in by_cohort.items():
        for surge in surges(counts, BURST_LENGTHS, SMALLEST_BURST):
            yield _flag(FlagKind.COHORT_BURST, surge, cohort=cohort)


def _series(by_link: Mapping[UUID, Minutes]) -> Iterator[Flag]:
    """Single minutes in which a link carried many, from wherever, and hardly any right before or after."""
    for link_id, counts in by_link.items():
        for surge in surges(counts, SERIES_LENGTHS, SMALLEST_SERIES):
            yield _flag(FlagKind.SAME_MINUTE, surge, link_id=link_id)


def _after_retirement(link: LinkFacts, counts: Minutes) -> Iterator[Flag]:
    """Participations through a link that was out of use: the pages refuse them, so a single one is odd."""
    if link.retired_at is None:
        return
    late = [minute for minute in counts if _instant(minute) > link.retired_at + CLOCKS_DISAGREE]
    if late:
        yield _flag(FlagKind.RETIRED_LINK, _span(counts, late), link_id=link.link_id)


def _unvisited(link: LinkFacts, counts: Minutes, now: datetime) -> Iterator[Flag]:
    """Days on which a link carried far more than opened it: who votes by hand has opened the paper."""
    by_day: dict[date, list[int]] = defaultdict(list)
    for minute in counts:
        at = _instant(minute)
        if at < now - VISITS_ARRIVE:
            by_day[korean_day(at)].append(minute)
    for day, minutes in by_day.items():
        span = _span(counts, minutes)
        if span.number >= SMALLEST_UNVISITED and span.number > VOTES_A_VISIT * link.visits.get(day, 0):
            yield _flag(FlagKind.UNVISITED_LINK, span, link_id=link.link_id)


def _span(counts: Minutes, minutes: Sequence[int]) -> Surge:
    return Surge(min(minutes), max(minutes), sum(counts[minute] for minute in minutes))


def _flag(kind: FlagKind, span: Surge, *, cohort: bytes | None = None, link_id: UUID | None = None) -> Flag:
    return Flag(kind, cohort, link_id, _instant(span.first), _instant(span.last), span.number)


def _index(minute: datetime) -> int:
    return int(minute.timestamp()) // MINUTE_S


def _instant(index: int) -> datetime:
    return datetime.fromtimestamp(index * MINUTE_S, UTC)
