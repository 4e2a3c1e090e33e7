"""Why no rota: arithmetic that anyone can redo on paper.

Over the whole period, and over stretches of it, the seats of a group of roles are set against the most
duties that the officers who may take them can serve, each one alone, with the gap and her absences. In a
stretch no longer than the gap that is the number of officers who are there at all. If one of these falls
short there is no rota, and no search need be made. If none does there may still be none; but where
little is to spare the answer says so.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import combinations

from sotong.rota.fairness import Measure
from sotong.rota.grid import MEASURES, Grid
from sotong.rota.rules import RotaProblem, why_not_seat

THIN = Fraction(9, 8)  # less than an eighth to spare is no slack: each absence moves everybody behind it
STRETCHES = (1, 2, 4, 8)  # lengths looked at, in gaps
WEEK = 7
ROLES_IN_ALL_SETS = 4


@dataclass(frozen=True, slots=True)
class Balance:
    """Seats that only these roles fill, within some days, against the most that the officers can serve.

    `people` is the number of officers who may take one of the seats; `gap_days` the gap counted with.
    """

    roles: tuple[str, ...]
    first_on: date
    last_on: date
    needs: int
    people: int
    at_most: int
    gap_days: int

    @property
    def each(self) -> Fraction:
        """Duties that fall to each of the people."""
        return Fraction(self.needs, max(1, self.people))

    @property
    def spare(self) -> int:
        """Duties that could be served beyond those needed; minus means that there is no rota."""
        return self.at_most - self.needs

    @property
    def short(self) -> bool:
        """True if there cannot be a rota."""
        return self.spare < 0

    @property
    def thin(self) -> bool:
        """True if there may be a rota, but less than an eighth is to spare."""
        return not self.short and self.at_most < THIN * self.needs


@dataclass(frozen=True, slots=True)
class EmptySeat:
    """A seat that nobody may take, with the number of officers for each reason."""

    slot_id: str
    seat: int
    role: str
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Capacity:
    """The arithmetic of a problem.

    `periods` are the balances of the whole period, one for each group of roles; `stretches` the tightest
    stretch of each group, where a gap is asked for.
    """

    periods: tuple[Balance, ...]
    stretches: tuple[Balance, ...]
    empty_seats: tuple[EmptySeat, ...]

    @property
    def short(self) -> bool:
        """True if this proves that there is no rota."""
        return bool(self.empty_seats) or any(b.short for b in (*self.periods, *self.stretches))

    @property
    def thin(self) -> bool:
        """True if some group of officers has less than an eighth to spare."""
        return any(balance.thin for balance in (*self.periods, *self.stretches))


def capacity_of(grid: Grid) -> Capacity:
    """Count what the rota needs and what its officers can give, for every group of roles."""
    days = sorted({slot.on.toordinal() for slot in grid.problem.slots})
    if not days:
        return Capacity((), (), ())
    groups = [_Group(grid, roles, days[0], days[-1]) for roles in _role_groups(grid.problem)]
    return Capacity(
        periods=tuple(group.period() for group in groups),
        stretches=tuple(group.tightest() for group in groups if group.gap),
        empty_seats=tuple(_empty_seats(grid)),
    )


def most_duties(grid: Grid, officer: int, measure: Measure) -> int:
    """The most duties of a measure that one officer could serve, were she alone: fixed ones, and open ones.

    No more than that many days lie a gap apart among those on which she may serve.
    """
    mine = [seat for seat, able in enumerate(grid.allowed) if officer in able]
    counted = [seat for seat in mine if MEASURES.index(measure) in grid.measures[seat]]
    fixed = sum(seat in grid.fixed for seat in counted)
    days = sorted({grid.problem.slots[grid.slot[s]].on.toordinal() for s in counted if s not in grid.fixed})
    if not grid.problem.gap_days:
        return len({grid.slot[seat] for seat in counted})
    duties, free = 0, 0
    for day in days:
        if day >= free:
            duties, free = duties + 1, day + grid.problem.gap_days
    return fixed + duties


def _role_groups(problem: RotaProblem) -> Iterator[tuple[str, ...]]:
    """All sets of roles; where there are many, each one and all together, for the sake of time."""
    roles = sorted({role for slot in problem.slots for role in slot.seats})
    sizes = range(1, len(roles) + 1) if len(roles) <= ROLES_IN_ALL_SETS else (1, len(roles))
    for size in sizes:
        yield from combinations(roles, size)


def _empty_seats(grid: Grid) -> Iterator[EmptySeat]:
    slots = {slot.id: slot for slot in grid.problem.slots}
    for (slot_id, seat), able in zip(grid.seats, grid.allowed, strict=True):
        if not able:
            slot = slots[slot_id]
            reasons = Counter(
                why_not_seat(officer, slot, seat, grid.problem.absences) or "duty.too_soon"
                for officer in grid.problem.officers
            )
            yield EmptySeat(slot_id, seat, slot.seats[seat], dict(reasons))


def _slack(balance: Balance) -> tuple[bool, Fraction]:
    """Orders balances: what falls short first, the shortest of them foremost; then by what is to spare."""
    if balance.short:
        return False, Fraction((balance.last_on - balance.first_on).days)
    return True, Fraction(balance.at_most, max(1, balance.needs))


class _Group:
    """The open seats of some roles by day, and the days on which each officer could take one.

    Fixed seats are filled already, perhaps in breach of a rule; they rule their neighbours out.
    """

    def __init__(self, grid: Grid, roles: Sequence[str], first: int, last: int) -> None:
        self.roles, self.first, self.last = tuple(roles), first, last
        self.gap = grid.problem.gap_days
        self.needs: Counter[int] = Counter()
        open_days: dict[int, set[int]] = defaultdict(set)
        pairs: set[tuple[int, int]] = set()
        for seat, able in enumerate(grid.allowed):
            slot = grid.problem.slots[grid.slot[seat]]
            if seat not in grid.fixed and slot.seats[grid.seats[seat][1]] in self.roles:
                self.needs[slot.on.toordinal()] += 1
                for officer in able:
                    open_days[officer].add(slot.on.toordinal())
                    pairs.add((officer, grid.slot[seat]))
        self.next_open = [self._next_open(days) for days in open_days.values()]
        self.pairs = len(pairs)

    def _next_open(self, days: set[int]) -> list[int]:
        """For each day of the period, the next one that is open, itself included."""
        nxt, table = self.last + 1, []
        for day in range(self.last, self.first - 1, -1):
            nxt = day if day in days else nxt
            table.append(nxt)
        return table[::-1]

    def balance(self, first: int, last: int) -> Balance:
        """Needs and means of the days from the first to the last."""
        return Balance(
            roles=self.roles,
            first_on=date.fromordinal(first),
            last_on=date.fromordinal(last),
            needs=sum(self.needs[day] for day in range(first, last + 1)),
            people=len(self.next_open),
            at_most=sum(self._most(table, first, last) for table in self.next_open),
            gap_days=self.gap,
        )

    def period(self) -> Balance:
        """The whole period. Without a gap an officer can serve every duty that she may take."""
        whole = self.balance(self.first, self.last)
        return whole if self.gap else replace(whole, at_most=self.pairs)

    def tightest(self) -> Balance:
        """The shortest stretch that falls short, or else the one with the least to spare for its seats.

        Those of one gap may start on any day, longer ones are looked at once a week.
        """
        stretches = (
            self.balance(first, min(self.last, first + gaps * self.gap - 1))
            for gaps in STRETCHES
            for first in range(self.first, self.last + 1, 1 if gaps == 1 else WEEK)
        )
        return min(stretches, key=_slack)

    def _most(self, next_open: Sequence[int], first: int, last: int) -> int:
        """Duties at the most for one officer: always the earliest open day is best, as all gaps are alike."""
        duties, day = 0, first
        while day <= last and next_open[day - self.first] <= last:
            duties += 1
            day = next_open[day - self.first] + max(1, self.gap)
        return duties
